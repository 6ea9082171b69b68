//! Mock of the CJIB: takes batches over mutual TLS as profile `cjib-mock-v1` says, and tells on exit what it holds.
//!
//! It shares no code with the server: a peer that did would agree with its mistakes.

mod args;
mod batch;
mod clock;
mod desk;
mod faults;
mod handlers;
mod peer;
mod problem;
mod returns;
mod server;
mod state;
mod tls;
mod xml;

use std::io::Write as _;

use anyhow::Context as _;
use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    let args = args::Args::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).init();
    let desk = desk::Desk::open(&args)?;
    actix_web::rt::System::new().block_on(server::run(&args, desk.clone()))?;
    let report = serde_json::to_string(&desk.report()).context("report")?;
    writeln!(std::io::stdout().lock(), "{report}").context("standard output")
}
