//! `poortwacht evidence public-key` and `poortwacht evidence check-dossier`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use poortwacht_evidence::signing::PublicKey;
use poortwacht_services::Services;
use poortwacht_services::dossier::{self, Checked};

use super::out::{done, refused, say};

/// Whose key.
#[derive(Debug, Args)]
pub struct PublicKeyOptions {
    /// Code of the municipality.
    #[arg(long)]
    municipality: String,
}

/// Runs `evidence public-key`.
pub async fn public_key(options: PublicKeyOptions, services: &Services) -> Result<ExitCode> {
    let key = dossier::public_key(services, &options.municipality).await.map_err(refused)?;
    done(key.pem().trim_end())
}

/// Which dossier, and whom it should be from.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// The dossier, a PDF file.
    file: PathBuf,
    /// PEM file with the municipality's public key, as it publishes it. Without it the check shows only that the file is
    /// whole, not who made it.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

/// Runs `evidence check-dossier`. Needs no installation.
pub fn check(options: &CheckOptions) -> Result<ExitCode> {
    let named = |path: &Path| path.display().to_string();
    let key = options.public_key.as_deref().map(read_key).transpose()?;
    let pdf = fs::read(&options.file).with_context(|| named(&options.file))?;
    let checked = dossier::check(&pdf, key.as_ref()).with_context(|| named(&options.file))?;
    describe(&checked, key.is_some());
    if checked.differences.is_empty() {
        return done("The dossier is as it was issued.");
    }
    checked.differences.iter().for_each(say);
    say("THE DOSSIER IS NOT AS IT WAS ISSUED.");
    Ok(ExitCode::FAILURE)
}

pub(super) fn read_key(path: &Path) -> Result<PublicKey> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.parse().with_context(|| path.display().to_string())
}

fn describe(checked: &Checked, trusted: bool) {
    let Checked { reference, municipality, issued_at, pictures, .. } = checked;
    say(format!("case {reference}, municipality {municipality}, issued {issued_at}, {pictures} picture(s)"));
    if let Some(key) = &checked.key {
        say(format!("signed with the key {key} (SHA-256)"));
    }
    if !trusted {
        say("compare that key with the one the municipality publishes, or give it with --public-key");
    }
}
