//! `poortwacht ledger witness-add`, `witness-revoke`, `witnesses` and `key`: the installation's side of a witness.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use poortwacht_services::Services;
use poortwacht_services::witnesses::{self, NewWitness};

use super::out::{done, refused, say};

/// What is registered.
#[derive(Debug, Args)]
pub struct WitnessRegistration {
    /// Code of the municipality whose log it watches, or `system`.
    #[arg(long)]
    log: String,
    /// Name of the witness, unique for the log; not a person's.
    #[arg(long)]
    name: String,
    /// Its client certificate, PEM, of an authority in intake.client_ca_file. Only its key counts.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// What `ledger witness-key` printed, <name>+<hash>+<base64>.
    #[arg(long, value_name = "VKEY")]
    cosigner_key: String,
}

/// Which witness.
#[derive(Debug, Args)]
pub struct WitnessChoice {
    /// Code of the municipality whose log it watches, or `system`.
    #[arg(long)]
    log: String,
    /// Name of the witness.
    #[arg(long)]
    name: String,
}

/// Runs `ledger witness-add`.
pub async fn add(options: WitnessRegistration, services: &Services) -> Result<ExitCode> {
    let read = fs::read_to_string(&options.certificate);
    let new = NewWitness {
        log: witnesses::log_named(services, &options.log).await.map_err(refused)?,
        name: options.name.clone(),
        certificate_pem: read.with_context(|| options.certificate.display().to_string())?,
        cosigner_key: options.cosigner_key,
    };
    let print = witnesses::register(services, new).await.map_err(refused)?;
    done(format!("Witness {} registered, certificate key {print}.", options.name))
}

/// Runs `ledger witness-revoke`.
pub async fn revoke(options: &WitnessChoice, services: &Services) -> Result<ExitCode> {
    let log = witnesses::log_named(services, &options.log).await.map_err(refused)?;
    witnesses::revoke(services, &log, &options.name).await.map_err(refused)?;
    done(format!("Witness {} is refused from now on.", options.name))
}

/// Runs `ledger witnesses`.
pub async fn list(services: &Services) -> Result<ExitCode> {
    for witness in witnesses::list(services).await.map_err(refused)? {
        let last = witness.last.map_or_else(|| "never".to_owned(), |at| at.to_string());
        say(format!(
            "{}\t{}\t{}\tlast cosigned {last}\t{}",
            witness.log, witness.name, witness.state, witness.fingerprint
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `ledger key`.
pub async fn key(services: &Services) -> Result<ExitCode> {
    let (key, logs) = witnesses::log_keys(services).await.map_err(refused)?;
    say(format!("key\t{key}"));
    for log in logs {
        say(format!("log\t{}\t{}", log.called, log.log));
        if let Some((shard, verifier)) = log.open {
            say(format!("shard\t{shard}\t{verifier}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}
