//! `cargo xtask test`: all judgements in one run, none skipped.

use std::process::Command;

use anyhow::{Context, Result};

use crate::steps::{Profile, announce, build_programs, run_command, run_program};
use crate::{islands, prepare};

/// Runs everything; the first failure ends it.
pub fn run() -> Result<()> {
    prepare_machine()?;
    islands::build()?;
    judge_text()?;
    build_programs(Profile::Development)?;
    tests_on_both_databases()?;
    announce("the whole chain, without a person");
    run_program(Profile::Development, "demo", &["--check".to_owned()])?;
    announce("kill -9 at random moments, short form");
    let options = ["--kills", "4", "--packets", "80"].map(str::to_owned);
    run_program(Profile::Development, "crash-test", &options)
}

fn prepare_machine() -> Result<()> {
    announce("preparing the machine");
    prepare::stylesheets()?;
    prepare::wasm_target()?;
    prepare::postgres()?;
    prepare::browser()?;
    prepare::xmllint()?;
    prepare::judges()?;
    prepare::go()
}

fn judge_text() -> Result<()> {
    announce("format");
    run_cargo(&["fmt", "--all", "--check"])?;
    announce("lints");
    run_cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"])?;
    announce("the rules crate in a browser's target");
    run_cargo(&["check", "--quiet", "--package", "poortwacht-domain", "--target", "wasm32-unknown-unknown"])
}

fn run_cargo(arguments: &[&str]) -> Result<()> {
    run_command(Command::new("cargo").args(arguments))
}

fn tests_on_both_databases() -> Result<()> {
    announce("tests, on SQLite and on a private PostgreSQL cluster");
    let cluster = poortwacht_test_postgres::Cluster::start().context("private PostgreSQL cluster")?;
    let mut command = Command::new("cargo");
    command.env("POORTWACHT_TEST_POSTGRES", cluster.admin_url());
    if has_nextest() {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--no-fail-fast"]);
    }
    run_command(&mut command)
}

fn has_nextest() -> bool {
    Command::new("cargo").args(["nextest", "--version"]).output().is_ok_and(|output| output.status.success())
}
