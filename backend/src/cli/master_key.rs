//! `poortwacht master-key new FILE`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use poortwacht_domain::rng::random_bytes;
use poortwacht_services::system::SystemRng;

use super::out::done;

/// Master keys.
#[derive(Debug, Subcommand)]
pub enum MasterKeyCommand {
    /// Write a new master key to FILE, readable by its owner alone. An existing file is never overwritten.
    ///
    /// Keep a copy in a place that neither the database's nor the key store's backup reaches: without it no evidence
    /// ever opens again.
    New {
        /// Where to write it.
        file: PathBuf,
    },
}

/// Runs the command.
pub fn run(command: &MasterKeyCommand) -> Result<ExitCode> {
    let MasterKeyCommand::New { file } = command;
    write(file).with_context(|| file.display().to_string())?;
    done(format!("Master key written to {}", file.display()))
}

fn write(path: &Path) -> Result<()> {
    let key: [u8; 32] = random_bytes(&SystemRng::new());
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", hex::encode(key))?;
    Ok(file.sync_all()?)
}
