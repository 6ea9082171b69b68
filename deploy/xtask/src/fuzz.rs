//! `cargo xtask fuzz`: seeds a corpus with generated pictures and runs the targets one after the other.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::prepare;
use crate::steps::{announce, run_command, top};

/// The crate with the targets, a workspace of its own.
const CRATE: &str = "backend/crates/evidence/fuzz";
/// The fuzzer makes no input longer than this.
const MAX_BYTES: u32 = 16 * 1024;

/// What to fuzz and for how long.
#[derive(Debug, Args)]
pub struct Options {
    /// The target; default all of them in turn.
    #[arg(value_enum)]
    target: Option<Target>,
    /// Seconds for each target.
    #[arg(long, default_value_t = 300, value_name = "NUMBER")]
    seconds: u32,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Target {
    /// Any bytes: refused or described.
    Inspect,
    /// Any bytes with any declaration: refused, or redacted so that every check passes.
    Redact,
    /// More of a redacted picture masked.
    #[value(name = "mask_more")]
    MaskMore,
    /// Crops and smaller sizes.
    Views,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Redact => "redact",
            Self::MaskMore => "mask_more",
            Self::Views => "views",
        }
    }
}

/// Runs one target or all; the first finding ends the run and stays in the folder of artifacts.
pub fn run(options: &Options) -> Result<()> {
    prepare::cargo_fuzz()?;
    let targets = options.target.map_or_else(|| Target::value_variants().to_vec(), |target| vec![target]);
    targets.into_iter().try_for_each(|target| fuzz(target, options.seconds))
}

fn fuzz(target: Target, seconds: u32) -> Result<()> {
    let name = target.name();
    let corpus = folder("corpus", name)?;
    let artifacts = folder("artifacts", name)?;
    announce(&format!("seeding {}", corpus.display()));
    let mut seeds = Command::new("cargo");
    seeds.args(["run", "--quiet", "--package", "poortwacht-evidence", "--example", "fuzz-seeds", "--"]);
    run_command(seeds.arg(&corpus))?;
    announce(&format!("fuzzing {name} for {seconds} seconds; findings go to {}", artifacts.display()));
    let mut fuzzer = Command::new("cargo");
    // Coverage counters work on stable Rust; sanitizers do not, and safe code has little for them to find.
    fuzzer.args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", CRATE, name]);
    fuzzer.arg(&corpus).arg("--");
    fuzzer.arg(format!("-max_total_time={seconds}")).arg(format!("-max_len={MAX_BYTES}"));
    run_command(fuzzer.arg(format!("-artifact_prefix={}/", artifacts.display())))
}

/// A folder beside the targets; git ignores it.
fn folder(sort: &str, name: &str) -> Result<PathBuf> {
    let folder = top().join(CRATE).join(sort).join(name);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}
