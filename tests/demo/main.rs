//! `cargo xtask demo`: the whole chain on one machine, made from nothing in a scratch folder and gone afterwards.

mod chain;
mod count;
mod desk;
mod show;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;

/// The whole chain on embedded SQLite: certificates, a municipality with two closures, exemptions, officers, the
/// server, a mock CJIB and two roadside units.
///
/// Without options it runs until Ctrl-C and prints where to log in. With --check it plays every part itself, compares
/// every number and ends with one line of JSON; the exit code is 0 only when all of them are right.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask demo", version, after_help = AFTER)]
struct Arguments {
    /// Run the chain without a person and compare every number.
    #[arg(long)]
    check: bool,

    /// Send the real pictures listed in DIR/frames.json instead of drawn scenes.
    #[arg(long, value_name = "DIR")]
    frames: Option<PathBuf>,

    /// Packets per minute and roadside unit.
    #[arg(long, default_value_t = 20.0, value_name = "NUMBER")]
    rate: f64,

    /// Keep everything in DIR, which must be new or empty, instead of in a scratch folder.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

const AFTER: &str = "Examples:
  cargo xtask demo
  cargo xtask demo --rate 120
  cargo xtask demo --check --frames ../pictures

The demo database is marked as such: `poortwacht serve` refuses it, and the demo refuses every other.";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let scratch = tempfile::Builder::new().prefix("poortwacht-demo-").tempdir().context("scratch folder")?;
    let folder = arguments.folder.as_deref().unwrap_or_else(|| scratch.path());
    run(&arguments, folder).await
}

async fn run(arguments: &Arguments, folder: &Path) -> Result<()> {
    let frames = arguments.frames.as_deref().map(Path::canonicalize).transpose().context("--frames")?;
    if arguments.check {
        chain::check(folder, frames).await
    } else {
        show::run(folder, frames, arguments.rate).await
    }
}
