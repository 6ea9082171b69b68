//! Starting cargo and our own programs, each step announced and each failure passed on.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// How programs are built.
#[derive(Clone, Copy)]
pub enum Profile {
    /// Fast to build; pictures and cryptography optimised all the same.
    Development,
    /// As released: for measuring.
    Release,
}

/// The workspace's top folder.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Says what comes next.
#[expect(clippy::print_stdout, reason = "progress for the person at the terminal")]
pub fn announce(step: &str) {
    println!("\n==> {step}");
}

/// Runs `program` in the workspace's top folder and fails when it fails.
pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_command(Command::new(program).args(arguments))
}

/// Runs a prepared command in the workspace's top folder and fails when it fails.
pub fn run_command(command: &mut Command) -> Result<()> {
    let status = command.current_dir(top()).status().with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Builds the server, the peers and the demo in one call, so that features unify once.
pub fn build_programs(profile: Profile) -> Result<()> {
    announce("building the server and its peers (about six minutes the first time, seconds afterwards)");
    let mut arguments = vec!["build", "--package", "poortwacht", "--package", "poortwacht-tests", "--bins"];
    if matches!(profile, Profile::Release) {
        arguments.push("--release");
    }
    run("cargo", &arguments)
}

/// Runs one of the programs that [`build_programs`] made, passing on its exit code.
pub fn run_program(profile: Profile, name: &str, options: &[String]) -> Result<()> {
    let program = target_folder(profile).join(name);
    let status = Command::new(&program)
        .args(options)
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(code) => std::process::exit(code),
        None => bail!("{name} was ended by a signal"),
    }
}

/// Where cargo leaves what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| top().join("target"), PathBuf::from)
}

fn target_folder(profile: Profile) -> PathBuf {
    target().join(match profile {
        Profile::Development => "debug",
        Profile::Release => "release",
    })
}
