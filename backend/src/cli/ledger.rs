//! `poortwacht ledger …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use poortwacht_ledger::KeptHead;
use poortwacht_services::{Services, ledger_heads};

use super::out::{done, refused, say};

/// The view log.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Recompute the whole log and name the first bad entry; exit code 1 when there is one.
    ///
    /// The result is compared with the heads kept in the key store and with those in --kept, so that a shortened or
    /// rolled-back log is found too.
    Verify {
        /// File with lines that `ledger head` printed earlier, kept outside this installation.
        #[arg(long, value_name = "FILE")]
        kept: Option<PathBuf>,
    },
    /// Print the current heads; keep them where this installation cannot change them.
    Head,
}

/// Runs the command.
pub async fn run(command: LedgerCommand, services: &Services) -> Result<ExitCode> {
    match command {
        LedgerCommand::Head => {
            for head in ledger_heads::heads(services).await.map_err(refused)? {
                say(head);
            }
            Ok(ExitCode::SUCCESS)
        }
        LedgerCommand::Verify { kept } => verify(kept.as_deref(), services).await,
    }
}

async fn verify(kept: Option<&Path>, services: &Services) -> Result<ExitCode> {
    let kept = kept.map(read).transpose()?.unwrap_or_default();
    let report = ledger_heads::verify(services, kept).await.map_err(refused)?;
    for log in &report.logs {
        say(log);
    }
    if report.is_sound() {
        return done("The ledger is complete and unaltered.");
    }
    say("THE LEDGER IS NOT SOUND: treat this as an incident.");
    Ok(ExitCode::FAILURE)
}

fn read(path: &Path) -> Result<Vec<KeptHead>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.parse().with_context(|| format!("{}: {line:?}", path.display()))).collect()
}
