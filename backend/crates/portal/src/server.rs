//! The listener: the address gate, then TLS, then HTTP.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use ipnetwork::IpNetwork;
use poortwacht_services::Services;
use poortwacht_services::tls::{self, Clients, TlsError};
use rustls::ServerConfig;
use tokio::sync::watch;

use crate::app::{self, Shared};
use crate::dress::{Dress, Wardrobe};
use crate::gate::Gate;

/// Requests under way may finish within this.
const GRACE_SECONDS: u64 = 20;

/// Where and how the portal listens.
#[derive(Debug, Clone)]
pub struct PortalConfig {
    /// Address.
    pub listen: SocketAddr,
    /// Certificate chain, PEM.
    pub certificate_file: PathBuf,
    /// Its private key, PEM.
    pub private_key_file: PathBuf,
    /// Proxies whose forwarded headers count; with any, nobody else may connect.
    pub proxies: Vec<IpNetwork>,
    /// What visitors type; default: the request's own host.
    pub public_origin: Option<String>,
    /// Where weaknesses are reported besides the form, as a URI (`mailto:…`).
    pub security_contact: Option<String>,
    /// What municipalities add to their pages, by their codes.
    pub municipalities: BTreeMap<String, Dress>,
}

/// Why the portal cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Certificate or key.
    #[error("portal.tls: {0}")]
    Tls(#[from] TlsError),
    /// The route table contradicts itself.
    #[error("route table: {0}")]
    Routes(String),
    /// The address is taken or not ours.
    #[error("portal.listen {listen}: {source}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// The bound listener.
pub struct PortalServer {
    listener: TcpListener,
    addr: SocketAddr,
    tls: ServerConfig,
    gate: Gate,
    services: Services,
    public_origin: Option<String>,
    security_contact: Option<String>,
    wardrobe: Wardrobe,
}

impl PortalServer {
    /// Takes the address and reads certificate and key; checks the route table.
    ///
    /// # Errors
    /// [`BindError`]; nothing listens then.
    pub fn bind(config: PortalConfig, services: Services) -> Result<Self, BindError> {
        crate::routes::check().map_err(BindError::Routes)?;
        let mut tls = tls::listener(&config.certificate_file, &config.private_key_file, Clients::Anybody)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let listen = config.listen;
        let listener = TcpListener::bind(listen).map_err(|source| BindError::Listen { listen, source })?;
        let addr = listener.local_addr().map_err(|source| BindError::Listen { listen, source })?;
        let gate = Gate::new(config.proxies);
        let wardrobe = Wardrobe::new(config.municipalities);
        let PortalConfig { public_origin, security_contact, .. } = config;
        Ok(Self { listener, addr, tls, gate, services, public_origin, security_contact, wardrobe })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Answers until told to stop: requests under way may finish, then connections are cut.
    ///
    /// # Errors
    /// When the listener dies.
    pub async fn run(self, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
        self.gate.refresh(&self.services).await.map_err(io::Error::other)?;
        let keeper = tokio::spawn(self.gate.clone().keep(self.services.clone(), stopped.clone()));
        let (origin, contact) = (self.public_origin, self.security_contact);
        let shared = Shared::new(self.services, self.gate.clone(), origin, contact, self.wardrobe);
        let server = listen(self.listener, self.tls, self.gate, shared)?;
        let handle = server.handle();
        let waiter = tokio::spawn(async move {
            if stopped.wait_for(|stopped| *stopped).await.is_ok() {
                handle.stop(true).await;
            }
        });
        let outcome = server.await;
        keeper.abort();
        waiter.abort();
        outcome
    }
}

fn listen(listener: TcpListener, tls: ServerConfig, gate: Gate, shared: Shared) -> io::Result<Server> {
    let factory = move || {
        let (gate, shared) = (gate.clone(), shared.clone());
        let mut acceptor = Acceptor::new(tls.clone());
        acceptor.set_handshake_timeout(Duration::from_secs(5));
        let http = HttpService::build()
            .client_request_timeout(Duration::from_secs(10))
            .finish(map_config(app::build(shared), |_| AppConfig::default()));
        fn_service(move |stream: TcpStream| {
            let admitted = stream.peer_addr().is_ok_and(|peer| gate.admits(peer.ip()));
            async move { if admitted { Ok(stream) } else { Err(Closed) } }
        })
        .and_then(acceptor.map_err(|error| closed("tls", &error)))
        .map(|stream: TlsStream<TcpStream>| {
            let peer = stream.get_ref().0.peer_addr().ok();
            (stream, Protocol::Http1, peer)
        })
        .and_then(http.map_err(|error| closed("http", &error)))
    };
    let server = Server::build().listen("portal", listener, factory)?;
    Ok(server.disable_signals().shutdown_timeout(GRACE_SECONDS).run())
}

/// A connection that ended without an answer.
#[derive(Debug)]
struct Closed;

/// Scanners and impatient browsers cause these by the thousand: they are for whoever looks for them.
fn closed(layer: &str, error: &impl fmt::Debug) -> Closed {
    tracing::debug!(layer, ?error, "portal connection closed");
    Closed
}
