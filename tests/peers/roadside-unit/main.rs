//! Simulator of a roadside unit: draws passages, spools them on disk, delivers them over mutual TLS.
//!
//! It shares no code with the server: a peer that did would agree with its mistakes.

mod args;
mod clock;
mod fault;
mod heartbeat;
mod identity;
mod jpeg;
mod maker;
mod packet;
mod producer;
mod progress;
mod run;
mod send;
mod source;
mod spoil;
mod spool;
mod summary;

use std::{io::Write as _, process::ExitCode};

use anyhow::Context as _;
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

fn main() -> anyhow::Result<ExitCode> {
    let args = args::Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("runtime")?;
    let report = runtime.block_on(run::run(&args))?;
    writeln!(std::io::stdout().lock(), "{}", report.line()).context("standard output")?;
    if let Some(path) = &args.json_summary {
        report.write(path)?;
    }
    Ok(if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
