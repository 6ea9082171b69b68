//! `config check`, `migrate`, `doctor`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use poortwacht_services::Services;
use poortwacht_services::doctor::{self, Blocks};

use super::out::{done, refused, say};
use crate::config::Config;
use crate::{Allow, serve};

/// The configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the configuration, its secrets and certificates, and say whether they would do.
    Check,
}

/// Runs `config …`.
pub fn config(command: &ConfigCommand, config: &Config, _allow: Allow) -> Result<ExitCode> {
    let ConfigCommand::Check = command;
    config.key_store.place(&config.database.url()?)?;
    crate::installation::master_key(config)?;
    if let Some(bucket) = config.evidence.bucket()? {
        bucket.check().context("evidence.bucket")?;
    }
    serve::check_files(config)?;
    if let Some(log) = &config.processing_log {
        log.settings().check().map_err(refused)?;
    }
    if let Some(events) = crate::installation::events(config) {
        events.check().map_err(refused)?;
    }
    if let Some(mail) = &config.mail {
        mail.settings().check().map_err(refused)?;
    }
    done("The configuration is complete.")
}

/// Bring the database up to this version.
#[derive(Debug, Args)]
pub struct MigrateOptions {
    /// Make the database and the key store where they do not exist yet. Only for a first installation.
    #[arg(long)]
    create: bool,
}

/// Runs `migrate`.
pub fn migrate(options: &MigrateOptions, config: &Config, allow: Allow) -> Result<ExitCode> {
    let report = crate::installation::migrate(config, allow, options.create)?;
    let made = if report.created { "made and " } else { "" };
    let marker = report.instance.environment;
    done(match report.applied.len() {
        0 => format!("The {marker} database is up to date."),
        count => format!("The {marker} database is {made}up to date; {count} migration(s) applied."),
    })
}

/// Runs `doctor`.
pub async fn doctor(services: &Services) -> Result<ExitCode> {
    let findings = doctor::examine(services).await.map_err(refused)?;
    for finding in &findings {
        say(format!("{}: {}\n    {}", finding.blocks, finding.text, finding.fix));
    }
    if findings.iter().any(|finding| finding.blocks < Blocks::Nothing) {
        return Ok(ExitCode::FAILURE);
    }
    done("Nothing blocks the first case or the first export.")
}
