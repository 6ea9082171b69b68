//! `cargo xtask bench [NAME] [--json FILE]`: what later changes are measured by.
//!
//! Durable rates stand beside the disk's own sync rate and intake beside redaction alone, all of one run: absolute
//! figures of a shared machine say little, ratios do.

mod disk;
mod fill;
mod intake;
mod redaction;
mod report;
mod review;

use std::path::PathBuf;

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
    /// Cases stored while the review page is measured.
    #[arg(long, default_value_t = 100_000, value_name = "NUMBER")]
    cases: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Packets end to end over mutual TLS with durable commit, beside redaction alone and the disk's sync rate.
    Intake,
    /// Views with their ledger entry, and the review page with many cases stored.
    Review,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let wanted = |name| arguments.name.is_none_or(|chosen| chosen == name);
    let mut report = Report::default();
    report.add(
        "disk_syncs_per_s",
        disk::syncs_per_second()?,
        "1/s",
        "4 KiB written and synced, one after the other",
    );
    if wanted(Name::Intake) {
        intake::measure(&mut report).await?;
    }
    if wanted(Name::Review) {
        review::measure(arguments.cases, &mut report).await?;
    }
    report.print();
    arguments.json.map_or(Ok(()), |file| report.write(&file))
}
