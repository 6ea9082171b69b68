//! The listener: the address gate, then TLS, then HTTP.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::{App, Error, Resource, web};
use poortwacht_services::Services;
use poortwacht_services::tls::{self, Clients, TlsError};
use rustls::ServerConfig;
use tokio::sync::watch;

use crate::answered::answered;
use crate::gate::Gate;
use crate::problem::Problem;
use crate::rate::Buckets;
use crate::routes::{BASE, Endpoint};
use crate::state::State;
use crate::{certificate, guard, openapi};

/// Requests under way may finish within this.
const GRACE_SECONDS: u64 = 20;

/// Where and how the API listens. Files are PEM.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Address; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Certificate chain, leaf first.
    pub certificate_file: PathBuf,
    /// Its private key.
    pub private_key_file: PathBuf,
    /// Authorities whose client certificates may be registered; without them nobody proves itself by certificate.
    pub client_ca_file: Option<PathBuf>,
    /// What permit systems call, `https://host[:port]`.
    pub public_origin: String,
    /// Requests a permit system may send in a minute before it is told to wait.
    pub requests_per_minute: u32,
}

/// Why the API cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Certificate, key or authorities.
    #[error("api.tls: {0}")]
    Tls(#[from] TlsError),
    /// The interface description is damaged.
    #[error("the interface description: {0}")]
    Document(#[from] serde_json::Error),
    /// The address is taken or not ours.
    #[error("api.listen {listen}: {source}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

/// The bound listener.
pub struct ApiServer {
    listener: TcpListener,
    addr: SocketAddr,
    tls: ServerConfig,
    state: web::Data<State>,
}

impl ApiServer {
    /// Takes the address and reads certificates and key.
    ///
    /// # Errors
    /// [`BindError`]; nothing listens then.
    pub fn bind(config: &ApiConfig, services: Services) -> Result<Self, BindError> {
        let clients = config.client_ca_file.as_deref().map_or(Clients::Anybody, Clients::Either);
        let mut tls = tls::listener(&config.certificate_file, &config.private_key_file, clients)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let listen = config.listen;
        let refused = |source| BindError::Listen { listen, source };
        let listener = TcpListener::bind(listen).map_err(refused)?;
        let addr = listener.local_addr().map_err(refused)?;
        let origin = config.public_origin.trim_end_matches('/');
        let state = State {
            buckets: Buckets::new(config.requests_per_minute),
            audiences: ["", BASE, "/api/v1/oauth/token"].map(|path| format!("{origin}{path}")).to_vec(),
            document: openapi::served(origin)?,
            services,
        };
        Ok(Self { listener, addr, tls, state: web::Data::new(state) })
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
        let (gate, services) = (Gate::default(), self.state.services.clone());
        gate.refresh(&services).await.map_err(io::Error::other)?;
        let keeper = tokio::spawn(gate.clone().keep(services, stopped.clone()));
        let server = listen(self.listener, self.tls, gate, self.state)?;
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

fn listen(
    listener: TcpListener,
    tls: ServerConfig,
    gate: Gate,
    state: web::Data<State>,
) -> io::Result<Server> {
    let factory = move || {
        let (gate, state) = (gate.clone(), state.clone());
        let mut acceptor = Acceptor::new(tls.clone());
        acceptor.set_handshake_timeout(Duration::from_secs(5));
        let http = HttpService::build()
            .client_request_timeout(Duration::from_secs(10))
            .on_connect_ext(certificate::note)
            .finish(map_config(app(state), |_| AppConfig::default()));
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
    let server = Server::build().listen("api", listener, factory)?;
    Ok(server.disable_signals().shutdown_timeout(GRACE_SECONDS).run())
}

/// A connection that ended without an answer.
#[derive(Debug)]
struct Closed;

fn closed(layer: &str, error: &impl fmt::Debug) -> Closed {
    tracing::debug!(layer, ?error, "api connection closed");
    Closed
}

/// The application, made from the route table alone.
fn app(
    state: web::Data<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let mut paths: BTreeMap<&str, Vec<Endpoint>> = BTreeMap::new();
    for endpoint in Endpoint::ALL {
        paths.entry(endpoint.declaration().path).or_default().push(*endpoint);
    }
    let app = App::new().app_data(state);
    paths
        .into_iter()
        .fold(app, |app, (path, endpoints)| app.service(resource(path, &endpoints)))
        .default_service(web::to(|| async { Problem::not_found().into_response() }))
        .wrap(from_fn(answered))
}

fn resource(path: &str, endpoints: &[Endpoint]) -> Resource {
    let methods: Vec<Method> = endpoints.iter().map(|endpoint| endpoint.declaration().method).collect();
    let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    endpoints
        .iter()
        .fold(web::resource(format!("{BASE}{path}")), |resource, endpoint| {
            let endpoint = *endpoint;
            let method = endpoint.declaration().method;
            let answer = move |state, request, payload| guard::answer(endpoint, state, request, payload);
            resource.route(web::method(method).to(answer))
        })
        .default_service(web::to(move || {
            let allow = allow.clone();
            async move { Problem::method_not_allowed(&allow).into_response() }
        }))
}
