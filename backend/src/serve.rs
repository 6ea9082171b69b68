//! `poortwacht serve`: listeners and jobs, started together and ended together.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use actix_web::dev::Server;
use anyhow::{Context, Result, bail};
use clap::Args;
use poortwacht_api::{ApiConfig, ApiServer};
use poortwacht_intake::{IntakeConfig, IntakeServer};
use poortwacht_jobs::Engine;
use poortwacht_portal::{PortalConfig, PortalServer};
use poortwacht_services::Services;
use poortwacht_services::events_out::EventSender;
use poortwacht_services::processing_log::Sender;
use poortwacht_services::{checkpoints, instances, key_store, recovery, witnesses};
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cli::out::refused;
use crate::config::Config;
use crate::management::ManagementServer;
use crate::{Allow, dress, installation, logging};

/// Run the listeners and the scheduled jobs until asked to stop.
#[derive(Debug, Args)]
pub struct Options {
    /// Write the listeners' addresses to FILE, one line of JSON, once all of them answer.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// Addresses as written to the ready file.
#[derive(Debug, Serialize)]
struct Addresses {
    intake: String,
    portal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    api: Option<String>,
    management: String,
}

/// Runs until SIGINT or SIGTERM; fails when a listener or the job engine ends by itself.
pub async fn run(options: &Options, config: &Config, allow: Allow) -> Result<ExitCode> {
    logging::start(&config.log)?;
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let metrics = crate::management::recorder()?;
    let services = installation::open(config, allow)?;
    // First: beside an older database nothing may be swept.
    compare_with_memory(&services).await?;
    key_store::settle_at_start(&services).await.context("key store")?;
    let intake = IntakeServer::bind(&intake_config(config), services.clone()).context("intake")?;
    let portal = PortalServer::bind(portal_config(config)?, services.clone()).context("portal")?;
    let api = api(config, &services)?;
    let management = ManagementServer::bind(config.management.listen, services.clone(), metrics)?;
    let addresses = Addresses {
        intake: intake.addr().to_string(),
        portal: portal.addr().to_string(),
        api: api.as_ref().map(|api| api.addr().to_string()),
        management: management.addr().to_string(),
    };
    services.announce_listeners(listeners(&intake, &portal, api.as_ref(), &management));
    instances::started(&services).await.context("ledger")?;
    let mut signer = checkpoints::Signer::new(&services).await.context("ledger")?;
    // Whoever asks first must not be shown a state from before the commands that ran meanwhile.
    signer.sign().await.context("ledger")?;
    witnesses::measure(&services).await.context("witnesses")?;
    let lines = Sender::new(&services).map_err(refused)?;
    let events = EventSender::new(&services).map_err(refused)?;
    let (stop, stopped) = watch::channel(false);
    let mut parts = JoinSet::new();
    parts.spawn(named("intake", run_until(intake.run()?, stopped.clone())));
    parts.spawn(named("portal", portal.run(stopped.clone())));
    if let Some(api) = api {
        parts.spawn(named("api", api.run(stopped.clone())));
    }
    parts.spawn(named("management", management.run(stopped.clone())));
    if let Some(lines) = lines {
        let stopped = stopped.clone();
        parts.spawn(named("processing log", endless(async move { lines.run(stopped).await })));
    }
    if let Some(events) = events {
        let stopped = stopped.clone();
        parts.spawn(named("events", endless(async move { events.run(stopped).await })));
    }
    parts.spawn(named("checkpoints", signer.run(stopped.clone())));
    parts.spawn(named("recovery", recovery::watch(services.clone(), stopped.clone())));
    parts.spawn(named("jobs", Engine::start(services.clone()).await?.run(stopped)));
    tracing::info!(intake = addresses.intake, portal = addresses.portal, "listening");
    announce(options.ready_file.as_deref(), &addresses)?;
    let outcome = until_stopped(&mut parts).await;
    stop.send_replace(true);
    end_all(&mut parts).await;
    services.store().shutdown();
    outcome.map(|()| ExitCode::SUCCESS)
}

/// An older database is no reason not to start: its portal and its health say what to do.
async fn compare_with_memory(services: &Services) -> Result<()> {
    if !recovery::watch_over(services).await.context("ledger")? {
        tracing::error!(
            "the database is older than what was seen of its ledger: nothing opens; run `poortwacht recover --dry-run`"
        );
    }
    Ok(())
}

/// A part that fails by itself never.
async fn endless(part: impl Future<Output = ()>) -> Result<()> {
    part.await;
    Ok(())
}

/// Every listener of this process by its name.
fn listeners(
    intake: &IntakeServer,
    portal: &PortalServer,
    api: Option<&ApiServer>,
    management: &ManagementServer,
) -> Vec<(String, SocketAddr)> {
    let mut all = vec![
        ("intake".to_owned(), intake.addr()),
        ("portal".to_owned(), portal.addr()),
        ("management".to_owned(), management.addr()),
    ];
    all.extend(api.map(|api| ("api".to_owned(), api.addr())));
    all
}

/// Lets a listener answer until told to stop; requests under way may finish within its grace time.
pub async fn run_until(server: Server, mut stopped: watch::Receiver<bool>) -> std::io::Result<()> {
    let handle = server.handle();
    let waiter = tokio::spawn(async move {
        if stopped.wait_for(|stopped| *stopped).await.is_ok() {
            handle.stop(true).await;
        }
    });
    let outcome = server.await;
    waiter.abort();
    outcome
}

async fn named<E: Into<anyhow::Error>>(
    name: &'static str,
    part: impl Future<Output = Result<(), E>>,
) -> (&'static str, Result<()>) {
    (name, part.await.map_err(Into::into))
}

/// Waits for a request to stop; a part that ends by itself is a failure of the whole.
async fn until_stopped(parts: &mut JoinSet<(&'static str, Result<()>)>) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        ended = parts.join_next() => match ended {
            Some(Ok((name, Ok(())))) => bail!("{name} ended by itself"),
            Some(Ok((name, Err(error)))) => Err(error.context(format!("{name} died"))),
            Some(Err(error)) => Err(error).context("a part of the server panicked"),
            None => bail!("nothing is running"),
        },
    }
}

/// Every part ends by itself within its own grace time (30 seconds at most).
async fn end_all(parts: &mut JoinSet<(&'static str, Result<()>)>) {
    while let Some(ended) = parts.join_next().await {
        let outcome = ended.map_err(anyhow::Error::from).and_then(|(name, ended)| ended.context(name));
        if let Err(error) = outcome {
            tracing::error!(error = format!("{error:#}"), "a part of the server ended badly");
        }
    }
}

fn announce(file: Option<&Path>, addresses: &Addresses) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    let line = serde_json::to_string(addresses)? + "\n";
    let unfinished = file.with_extension("unfinished");
    fs::write(&unfinished, line)?;
    fs::rename(&unfinished, file).with_context(|| file.display().to_string())
}

fn intake_config(config: &Config) -> IntakeConfig {
    let section = &config.intake;
    IntakeConfig {
        listen: section.listen,
        certificate_file: section.tls.certificate_file.clone(),
        private_key_file: section.tls.private_key_file.clone(),
        client_ca_file: section.client_ca_file.clone(),
    }
}

fn portal_config(config: &Config) -> Result<PortalConfig> {
    let section = &config.portal;
    if section.security_contact.as_deref().is_some_and(|contact| !is_contact(contact)) {
        bail!("portal.security_contact: write it as mailto:ciso@gemeente.example, tel:+31… or https://…");
    }
    Ok(PortalConfig {
        listen: section.listen,
        certificate_file: section.tls.certificate_file.clone(),
        private_key_file: section.tls.private_key_file.clone(),
        proxies: section.proxies.clone(),
        public_origin: section.public_origin.clone(),
        security_contact: section.security_contact.clone(),
        municipalities: dress::dresses(config)?,
    })
}

/// What RFC 9116 calls a contact: a URI on one line.
fn is_contact(contact: &str) -> bool {
    let schemes = ["mailto:", "tel:", "https://"];
    schemes.iter().any(|scheme| contact.starts_with(scheme)) && !contact.contains(char::is_whitespace)
}

/// The API's listener, where it is configured.
fn api(config: &Config, services: &Services) -> Result<Option<ApiServer>> {
    let Some(section) = &config.api else { return Ok(None) };
    if !section.public_origin.starts_with("https://") {
        bail!("api.public_origin: must start with https://");
    }
    let config = ApiConfig {
        listen: section.listen,
        certificate_file: section.tls.certificate_file.clone(),
        private_key_file: section.tls.private_key_file.clone(),
        client_ca_file: section.client_ca_file.clone(),
        public_origin: section.public_origin.clone(),
        requests_per_minute: section.requests_per_minute,
    };
    Ok(Some(ApiServer::bind(&config, services.clone()).context("api")?))
}

/// Reads every certificate, key and theme that the configuration names.
///
/// # Errors
/// The first file that is missing or does not hold what it should.
pub fn check_files(config: &Config) -> Result<()> {
    let cjib = config.cjib.as_ref().map(|section| ("cjib", &section.tls));
    let log = config.processing_log.as_ref();
    let collector = log.and_then(|section| Some(("processing_log", section.tls.as_ref()?)));
    let listeners = [("intake", &config.intake.tls), ("portal", &config.portal.tls)];
    let api = config.api.as_ref().map(|section| ("api", &section.tls));
    for (name, tls) in listeners.into_iter().chain(api).chain(cjib).chain(collector) {
        holds(&format!("{name}.tls.certificate_file"), &tls.certificate_file, "CERTIFICATE")?;
        holds(&format!("{name}.tls.private_key_file"), &tls.private_key_file, "PRIVATE KEY")?;
    }
    if let Some(file) = config.api.as_ref().and_then(|section| section.client_ca_file.as_ref()) {
        holds("api.client_ca_file", file, "CERTIFICATE")?;
    }
    if let Some(section) = log {
        holds("processing_log.ca_file", &section.ca_file, "CERTIFICATE")?;
    }
    dress::dresses(config)?;
    holds("intake.client_ca_file", &config.intake.client_ca_file, "CERTIFICATE")
}

fn holds(member: &str, file: &Path, what: &str) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("{member} {}", file.display()))?;
    if !text.contains(&format!("{what}-----")) {
        bail!("{member} {}: holds no {} in PEM form", file.display(), what.to_lowercase());
    }
    Ok(())
}
