//! Binding and running.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use poortwacht_services::Services;
use poortwacht_services::tls::{self, Clients, TlsError};
use rustls::ServerConfig;

use crate::answered::answered;
use crate::identified::identified;
use crate::state::State;
use crate::{certificate, routes};

/// A handshake that takes longer is given up.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);

/// A request's head that takes longer is given up.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Units keep their connection: a handshake costs more than a packet.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Seconds that a graceful stop waits for requests under way.
const GRACE_SECONDS: u64 = 30;

/// Where and with which certificates to listen. Files are PEM.
#[derive(Debug, Clone)]
pub struct IntakeConfig {
    /// Address to listen on; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The listener's certificate chain, leaf first.
    pub certificate_file: PathBuf,
    /// Its private key.
    pub private_key_file: PathBuf,
    /// Authorities whose client certificates may be registered.
    pub client_ca_file: PathBuf,
}

/// Why the listener does not listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Certificates or keys.
    #[error("intake: {0}")]
    Tls(#[from] TlsError),
    /// The address.
    #[error("intake cannot listen on {address}: {source}")]
    Address {
        /// The configured address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A listener that is bound; it answers once it runs.
pub struct IntakeServer {
    listener: TcpListener,
    address: SocketAddr,
    tls: ServerConfig,
    services: Services,
}

impl IntakeServer {
    /// Reads the certificates and takes the address.
    ///
    /// # Errors
    /// [`BindError`] naming the file or the address.
    pub fn bind(config: &IntakeConfig, services: Services) -> Result<Self, BindError> {
        let units = Clients::Certified(&config.client_ca_file);
        let tls = tls::listener(&config.certificate_file, &config.private_key_file, units)?;
        let refused = |source| BindError::Address { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, address, tls, services })
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Starts answering. The server is a future that ends when the listener does; its `handle()` stops it, gracefully
    /// with `stop(true)` (no new connections, requests under way have half a minute) and at once with `stop(false)`.
    ///
    /// # Errors
    /// When the system refuses the listener.
    pub fn run(self) -> io::Result<Server> {
        let state = web::Data::new(State::new(self.services));
        let app = move || {
            App::new()
                .app_data(state.clone())
                .wrap(from_fn(identified))
                .wrap(from_fn(answered))
                .configure(routes::declare)
                .default_service(web::to(routes::not_found))
        };
        let server = HttpServer::new(app)
            .on_connect(certificate::note)
            .tls_handshake_timeout(HANDSHAKE_TIMEOUT)
            .client_request_timeout(HEAD_TIMEOUT)
            .keep_alive(KEEP_ALIVE)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals()
            .listen_rustls_0_23(self.listener, self.tls)?;
        Ok(server.run())
    }
}
