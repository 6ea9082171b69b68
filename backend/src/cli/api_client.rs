//! `poortwacht api-client …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use poortwacht_services::api_clients::{self, NewApiClient};
use poortwacht_services::{Services, municipalities};

use super::out::{done, refused, say};

/// Permit systems that use the API.
#[derive(Debug, Subcommand)]
pub enum ApiClientCommand {
    /// Register a permit system; from then on it may ask for access tokens.
    Add(Registration),
    /// List the permit systems.
    List {
        /// Code of the municipality; default all.
        #[arg(long)]
        municipality: Option<String>,
    },
    /// Refuse a permit system from its next request on, whatever token it has.
    Revoke {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// Name of the permit system.
        #[arg(long)]
        name: String,
    },
}

/// What is registered.
#[derive(Debug, Args)]
pub struct Registration {
    /// Code of the municipality; the permit system reaches no other.
    #[arg(long)]
    municipality: String,
    /// Name of the permit system, unique within the municipality; not a person's.
    #[arg(long)]
    name: String,
    /// Public key of its signed assertions (private_key_jwt): PEM or one JWK; P-256, or RSA of 3072 bits or more.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// Its TLS client certificate, PEM, of an authority in api.client_ca_file. Only its key counts.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Range of addresses from which it calls; may be given several times.
    #[arg(long, value_name = "CIDR")]
    network: Vec<String>,
    /// What it may do: exemptions:read, exemptions:write, locations:read; may be given several times.
    #[arg(long)]
    scope: Vec<String>,
}

/// Runs the command.
pub async fn run(command: ApiClientCommand, services: &Services) -> Result<ExitCode> {
    match command {
        ApiClientCommand::Add(registration) => add(registration, services).await,
        ApiClientCommand::List { municipality } => list(municipality.as_deref(), services).await,
        ApiClientCommand::Revoke { municipality, name } => {
            let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
            api_clients::revoke(services, owner.id, &name).await.map_err(refused)?;
            done(format!("Permit system {name} is refused from now on."))
        }
    }
}

async fn add(registration: Registration, services: &Services) -> Result<ExitCode> {
    let owner = municipalities::by_code(services, &registration.municipality).await.map_err(refused)?;
    let new = NewApiClient {
        name: registration.name.clone(),
        public_key: registration.public_key.as_deref().map(read).transpose()?,
        certificate_pem: registration.certificate.as_deref().map(read).transpose()?,
        networks: registration.network,
        scopes: registration.scope,
    };
    let id = api_clients::register(services, owner.id, new).await.map_err(refused)?;
    done(format!("Permit system {} registered, client_id {id}.", registration.name))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

async fn list(municipality: Option<&str>, services: &Services) -> Result<ExitCode> {
    let owner = match municipality {
        Some(code) => Some(municipalities::by_code(services, code).await.map_err(refused)?.id),
        None => None,
    };
    for client in api_clients::clients(services, owner).await.map_err(refused)? {
        let networks: Vec<String> = client.networks.iter().map(ToString::to_string).collect();
        say(format!(
            "{}\t{}\t{}\t{}\t{}\t{}",
            client.name,
            client.id,
            client.state,
            client.proof,
            client.scopes,
            networks.join(" ")
        ));
    }
    Ok(ExitCode::SUCCESS)
}
