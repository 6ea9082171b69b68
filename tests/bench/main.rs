//! `cargo xtask bench [NAME] [--json FILE]`: what later changes are measured by.
//!
//! Durable rates stand beside the disk's own sync rate, intake beside redaction alone and redaction beside its peers,
//! all of one run: absolute figures of a shared machine say little, ratios do. A figure that misses its limit makes
//! the run fail, after everything was measured.

mod admin;
mod desk;
mod destroy;
mod disk;
mod evidence;
mod fill;
mod intake;
mod ledger;
mod peak;
mod redaction;
mod report;
mod review;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::report::Report;

/// Measures the release build on this machine and prints a table.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", version)]
struct Arguments {
    /// What to measure; default everything.
    #[arg(value_enum)]
    name: Option<Name>,
    /// Also write the figures to FILE: an array of {"name", "value", "unit", "note"}.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Cases stored while the review page and the desk are measured, and cases destroyed.
    #[arg(long, default_value_t = 100_000, value_name = "NUMBER")]
    cases: u32,
    /// Cases judged in the browser.
    #[arg(long, default_value_t = 500, value_name = "NUMBER")]
    judged: u32,
    /// Folder with real frames and their frames.json, to measure redaction on beside drawn pictures.
    #[arg(long, value_name = "DIR")]
    frames: Option<PathBuf>,
    /// In a process of its own: print the peak memory of one redaction.
    #[arg(long, hide = true)]
    peak_of: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Exemptions: a file of 100,000 imported, and a plate matched against a million, on both databases.
    Admin,
    /// Key press to the next case painted, in a real browser.
    Desk,
    /// A hundred thousand due cases destroyed while packets arrive.
    Destroy,
    /// Redaction beside its peers, its memory, and the pictures for the desk.
    Evidence,
    /// Packets end to end over mutual TLS with durable commit, beside redaction alone and the disk's sync rate.
    Intake,
    /// Durable appends to the ledger beside the disk's sync rate, and recomputing a million entries.
    Ledger,
    /// Views with their ledger entry, and the review page with many cases stored.
    Review,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(folder) = &arguments.peak_of {
        return print_peak(folder);
    }
    let wanted = |name| arguments.name.is_none_or(|chosen| chosen == name);
    let mut report = Report::default();
    if wanted(Name::Evidence) {
        evidence::measure(arguments.frames.as_deref(), &mut report)?;
    }
    if wanted(Name::Intake) || wanted(Name::Review) {
        disk::measure(&mut report)?;
    }
    if wanted(Name::Intake) {
        intake::measure(&mut report).await?;
    }
    if wanted(Name::Ledger) {
        ledger::measure(&mut report).await?;
    }
    if wanted(Name::Admin) {
        tokio::task::block_in_place(|| admin::measure(&mut report))?;
    }
    if wanted(Name::Desk) {
        desk::measure(arguments.cases, arguments.judged, &mut report).await?;
    }
    if wanted(Name::Destroy) {
        destroy::measure(arguments.cases, &mut report).await?;
    }
    if wanted(Name::Review) {
        review::measure(arguments.cases, &mut report).await?;
    }
    report.print();
    arguments.json.map_or(Ok(()), |file| report.write(&file))?;
    report.judge()
}

#[expect(clippy::print_stdout, reason = "the answer to the process that asked")]
fn print_peak(folder: &Path) -> Result<()> {
    println!("{}", evidence::peak_of(folder)?);
    Ok(())
}
