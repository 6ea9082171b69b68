//! `poortwacht unit …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use poortwacht_services::units::{self, NewUnit};
use poortwacht_services::{Services, municipalities};

use super::out::{done, refused, say};

/// Roadside units.
#[derive(Debug, Subcommand)]
pub enum UnitCommand {
    /// Register a unit's certificate and signing key; from then on it may deliver.
    Register(Registration),
    /// List the units.
    List {
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
    },
    /// Refuse a unit from its next request on.
    Revoke {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// Name of the unit.
        #[arg(long)]
        name: String,
    },
}

/// What is registered.
#[derive(Debug, Args)]
pub struct Registration {
    /// Code of the municipality.
    #[arg(long)]
    municipality: String,
    /// Code of the location it stands at.
    #[arg(long)]
    location: String,
    /// Name of the unit, unique within the municipality.
    #[arg(long)]
    name: String,
    /// Lane that it watches.
    #[arg(long)]
    lane: u8,
    /// Client certificate, PEM.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// Public key that signs packets, PEM; not the certificate's own key.
    #[arg(long, value_name = "FILE")]
    signing_key: PathBuf,
    /// First day on which the signing key counts; default today.
    #[arg(long, value_name = "DATE")]
    signing_valid_from: Option<Date>,
}

/// Runs the command.
pub async fn run(command: UnitCommand, services: &Services) -> Result<ExitCode> {
    match command {
        UnitCommand::Register(registration) => register(registration, services).await,
        UnitCommand::List { municipality } => list(municipality.as_deref(), services).await,
        UnitCommand::Revoke { municipality, name } => {
            let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
            units::revoke(services, owner.id, &name).await.map_err(refused)?;
            done(format!("Unit {name} is refused from now on."))
        }
    }
}

async fn register(registration: Registration, services: &Services) -> Result<ExitCode> {
    let owner = municipalities::by_code(services, &registration.municipality).await.map_err(refused)?;
    let name = registration.name;
    let unit = NewUnit {
        location_code: registration.location,
        name: name.clone(),
        lane: registration.lane,
        certificate_pem: read(&registration.certificate)?,
        signing_key_pem: read(&registration.signing_key)?,
        signing_valid_from: registration.signing_valid_from,
    };
    let fingerprint = units::register(services, owner.id, unit).await.map_err(refused)?;
    done(format!("Unit {name} registered, certificate key {fingerprint}."))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

async fn list(municipality: Option<&str>, services: &Services) -> Result<ExitCode> {
    let owner = match municipality {
        Some(code) => Some(municipalities::by_code(services, code).await.map_err(refused)?.id),
        None => None,
    };
    for unit in units::list(services, owner).await.map_err(refused)? {
        let seen = unit.last_heartbeat.map_or_else(|| "never".to_owned(), |at| at.to_string());
        say(format!(
            "{}\t{}\t{}\tlast heartbeat {seen}\t{}",
            unit.name, unit.location, unit.state, unit.fingerprint
        ));
    }
    Ok(ExitCode::SUCCESS)
}
