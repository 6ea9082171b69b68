//! `poortwacht municipality …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use poortwacht_services::Services;
use poortwacht_services::municipalities::{self, DeliveryInput, NewMunicipality};

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
    /// Set the organisation identification number of a municipality that was added without one.
    SetOin {
        /// Code of the municipality.
        #[arg(long)]
        code: String,
        /// The number, 20 digits.
        #[arg(long)]
        oin: String,
    },
    /// Choose when a municipality's batches are built; every day at 03:30 unless chosen otherwise. What is left out stays
    /// as it is.
    SetDeliveryDays {
        /// Code of the municipality.
        #[arg(long)]
        code: String,
        /// The days, for example `monday,thursday`; `none` keeps everything back.
        #[arg(long)]
        days: Option<String>,
        /// Time of day in whole quarters, Dutch local time, for example `14:15`.
        #[arg(long)]
        time: Option<String>,
        /// Public holidays: `as_other_days`, `not`, or `also` for those on other days too.
        #[arg(long)]
        holidays: Option<String>,
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
        MunicipalityCommand::SetOin { code, oin } => {
            municipalities::set_oin(services, &code, &oin).await.map_err(refused)?;
            done(format!("Municipality {code} delivers under {oin}."))
        }
        MunicipalityCommand::SetDeliveryDays { code, days, time, holidays } => {
            let input = DeliveryInput { days, time, holidays };
            let schedule = municipalities::set_delivery(services, &code, &input).await.map_err(refused)?;
            done(format!("Batches of municipality {code} are built on: {schedule}."))
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
