//! `poortwacht location …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use figment::Figment;
use figment::providers::{Format, Toml};
use poortwacht_domain::LocationDossier;
use poortwacht_services::{Services, locations, municipalities};
use serde::Deserialize;

use super::out::{done, refused};

/// Locations.
#[derive(Debug, Subcommand)]
pub enum LocationCommand {
    /// Import location dossiers from a TOML file; a code that exists already gets a new version.
    ///
    /// Cases keep the dossier of their own moment. All errors are named at once and then nothing is imported.
    Import {
        /// Code of the municipality.
        #[arg(long)]
        municipality: String,
        /// File with one [[location]] per dossier; deploy/locations.example.toml shows every member.
        file: PathBuf,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LocationFile {
    location: Vec<LocationDossier>,
}

/// Runs the command.
pub async fn run(command: LocationCommand, services: &Services) -> Result<ExitCode> {
    let LocationCommand::Import { municipality, file } = command;
    let owner = municipalities::by_code(services, &municipality).await.map_err(refused)?;
    let dossiers = read(&file).with_context(|| file.display().to_string())?;
    let report = locations::import(services, owner.id, dossiers).await.map_err(refused)?;
    done(format!(
        "Locations: {} added, {} changed, {} unchanged.",
        report.added, report.changed, report.unchanged
    ))
}

fn read(path: &Path) -> Result<Vec<LocationDossier>> {
    let text = std::fs::read_to_string(path)?;
    Ok(Figment::from(Toml::string(&text)).extract::<LocationFile>()?.location)
}
