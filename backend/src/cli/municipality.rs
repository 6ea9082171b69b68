//! `poortwacht municipality …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use poortwacht_services::municipalities::{self, NewMunicipality};
use poortwacht_services::Services;

use super::out::{done, refused, say};

/// Municipalities.
#[derive(Debug, Subcommand)]
pub enum MunicipalityCommand {
    /// Add a municipality.
    Add {
        /// Short code for the command line, lower case, for example `waterstad`.
        #[arg(long)]
        code: String,
        /// Name as it stands in the portal and on batches.
        #[arg(long)]
        name: String,
        /// Organisation identification number, 20 digits; the export needs it.
        #[arg(long)]
        oin: Option<String>,
    },
    /// List the municipalities.
    List,
}

/// Runs the command.
pub async fn run(command: MunicipalityCommand, services: &Services) -> Result<ExitCode> {
    match command {
        MunicipalityCommand::Add { code, name, oin } => {
            let added = NewMunicipality { code: code.clone(), name, oin };
            municipalities::add(services, added).await.map_err(refused)?;
            done(format!("Municipality {code} added. Next: poortwacht address allow --municipality {code} …"))
        }
        MunicipalityCommand::List => list(services).await,
    }
}

async fn list(services: &Services) -> Result<ExitCode> {
    for municipality in municipalities::all(services).await.map_err(refused)? {
        let oin = municipality.oin.as_deref().unwrap_or("no OIN");
        say(format!("{}\t{}\t{oin}", municipality.code, municipality.name));
    }
    Ok(ExitCode::SUCCESS)
}
