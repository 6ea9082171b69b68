//! The operator's listener: health, readiness, metrics. No personal data, no TLS: keep it on the loopback.

use std::net::{SocketAddr, TcpListener};

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poortwacht_services::Services;
use tokio::sync::watch;

use crate::serve::run_until;

/// Collects the process's metrics; once per process.
pub fn recorder() -> Result<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().context("metrics")
}

/// The bound listener.
pub struct ManagementServer {
    listener: TcpListener,
    addr: SocketAddr,
    services: Services,
    metrics: PrometheusHandle,
}

impl ManagementServer {
    /// Takes the address.
    pub fn bind(listen: SocketAddr, services: Services, metrics: PrometheusHandle) -> Result<Self> {
        let listener = TcpListener::bind(listen).with_context(|| format!("management.listen {listen}"))?;
        Ok(Self { addr: listener.local_addr()?, listener, services, metrics })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Answers until told to stop.
    pub async fn run(self, stopped: watch::Receiver<bool>) -> Result<()> {
        let (services, metrics) = (self.services, self.metrics);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(services.clone()))
                .app_data(web::Data::new(metrics.clone()))
                .route("/health", web::get().to(health))
                .route("/ready", web::get().to(ready))
                .route("/metrics", web::get().to(exposition))
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(2)
        .listen(self.listener)?
        .run();
        Ok(run_until(server, stopped).await?)
    }
}

/// The process answers.
async fn health() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// Database and key store can be written; otherwise 503 with the one that cannot.
async fn ready(services: web::Data<Services>) -> HttpResponse {
    match poortwacht_services::instances::probe(&services).await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(error) => HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body(format!("{error}\n")),
    }
}

async fn exposition(metrics: web::Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(metrics.render())
}
