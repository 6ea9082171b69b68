//! `poortwacht address …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use poortwacht_services::addresses::{self, NewRange};
use poortwacht_services::{Services, municipalities};

use super::out::{done, refused, say};

/// Address ranges that may reach the portal. Without any, nobody can.
#[derive(Debug, Subcommand)]
pub enum AddressCommand {
    /// Allow a range.
    ///
    /// /0 is refused in any spelling; ranges wider than /16 (IPv4) or /32 (IPv6) need a second person.
    Allow {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// The range, for example 192.0.2.0/24.
        #[arg(long)]
        network: String,
        /// What it is, for example the name of the building.
        #[arg(long)]
        note: String,
        /// Login of the second person who approves a wide range.
        #[arg(long, value_name = "LOGIN")]
        second_person: Option<String>,
    },
    /// List a municipality's ranges.
    List {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
    },
}

/// Runs the command.
pub async fn run(command: AddressCommand, services: &Services) -> Result<ExitCode> {
    match command {
        AddressCommand::Allow { municipality, network, note, second_person } => {
            let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
            let range = NewRange { network: network.clone(), note, second_person };
            addresses::allow(services, owner.id, range).await.map_err(refused)?;
            done(format!("{network} may reach the portal of {municipality}."))
        }
        AddressCommand::List { municipality } => list(&municipality, services).await,
    }
}

async fn list(municipality: &str, services: &Services) -> Result<ExitCode> {
    let owner = municipalities::by_code(services, municipality).await.map_err(refused)?;
    for range in addresses::of(services, owner.id).await.map_err(refused)? {
        say(format!("{}\t{}", range.network, range.note));
    }
    Ok(ExitCode::SUCCESS)
}
