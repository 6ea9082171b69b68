//! `poortwacht exemption …`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use poortwacht_services::{Services, exemptions, municipalities};

use super::out::{done, refused};

/// Exemptions.
#[derive(Debug, Subcommand)]
pub enum ExemptionCommand {
    /// Import exemptions from a CSV file. All wrong rows are named at once and then nothing is imported.
    ///
    /// UTF-8, separated by `;`, first line `kenteken;houder;categorie;van;tot;locaties;tijden`. Dates as 31-01-2026.
    /// Locations: codes separated by `,`, empty for all. Times: empty for always, or for example `ma-vr 07:00-11:00`.
    Import {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// The CSV file; it holds plates: remove it afterwards.
        file: PathBuf,
    },
}

/// Runs the command.
pub async fn run(command: ExemptionCommand, services: &Services) -> Result<ExitCode> {
    let ExemptionCommand::Import { municipality, file } = command;
    let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
    let csv = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let imported = exemptions::import(services, owner.id, &csv).await.map_err(refused)?;
    done(format!("{imported} exemptions imported."))
}
