//! `poortwacht exemption …`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use poortwacht_services::exemptions::{Grounds, Imported};
use poortwacht_services::{Services, exemptions, municipalities};

use super::out::{done, refused};

/// Exemptions.
#[derive(Debug, Subcommand)]
pub enum ExemptionCommand {
    /// Import exemptions from a CSV file. All wrong rows are named at once and then nothing is imported.
    ///
    /// UTF-8 or Windows-1252, separated by `;` or `,`, first line `kenteken;houder;categorie;van;tot;locaties;tijden`. Dates as
    /// 31-01-2026. Locations: codes separated by `,`, empty for all. Times: empty for always, or for example
    /// `ma-vr 07:00-11:00`. Lines that start in the past need a document and a reason and wait until an administrator agrees.
    Import {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// Reference of the document that grants starts in the past.
        #[arg(long, requires = "reason")]
        document: Option<String>,
        /// Why they were not entered in time.
        #[arg(long, requires = "document")]
        reason: Option<String>,
        /// The CSV file; it holds plates: remove it afterwards.
        file: PathBuf,
    },
}

/// Runs the command.
pub async fn run(command: ExemptionCommand, services: &Services) -> Result<ExitCode> {
    let ExemptionCommand::Import { municipality, document, reason, file } = command;
    let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
    std::fs::metadata(&file).with_context(|| file.display().to_string())?;
    let grounds = document.zip(reason).map(|(document, reason)| Grounds::checked(&document, &reason));
    let grounds = grounds.transpose().map_err(refused)?;
    let imported = exemptions::import_file(services, owner.id, file, grounds).await.map_err(refused)?;
    let Imported { added, waiting, unchanged, .. } = imported;
    if waiting + unchanged == 0 {
        return done(format!("{added} exemptions imported."));
    }
    done(format!(
        "{added} exemptions imported; {waiting} start in the past and wait for an administrator; {unchanged} were there."
    ))
}
