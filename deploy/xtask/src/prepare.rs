//! What must be on the machine first: installed here where that is possible, named precisely where it is not.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::steps::{announce, run, run_command, top};

/// The stylesheets' sources, from npm through the lock file.
pub fn stylesheets() -> Result<()> {
    let lock = top().join("frontend/package-lock.json");
    let installed = top().join("frontend/node_modules/.package-lock.json");
    if is_newer(&installed, &lock) {
        return Ok(());
    }
    if !answers("npm", "--version") {
        bail!("npm is missing: install Node.js 20 or newer (it brings npm)");
    }
    announce("fetching the stylesheets' sources (npm ci)");
    run_command(Command::new("npm").args(["ci", "--prefix", "frontend", "--no-audit", "--no-fund"]))
}

/// The judges of the API: Spectral for its description (npm, through the lock file), Schemathesis for what it answers
/// (Python, at the versions that are written down).
pub fn judges() -> Result<()> {
    let folder = top().join("tests/judges");
    let installed = folder.join("node_modules/.package-lock.json");
    if !is_newer(&installed, &folder.join("package-lock.json")) {
        announce("fetching the judge of the API's description (npm ci)");
        let options = ["ci", "--prefix", "tests/judges", "--ignore-scripts", "--no-audit", "--no-fund"];
        run_command(Command::new("npm").args(options))?;
    }
    let (versions, made) = (folder.join("requirements.txt"), top().join("target/judges/requirements.txt"));
    if is_newer(&made, &versions) {
        return Ok(());
    }
    announce("fetching the judge of the API's answers (pip)");
    if !answers("python3", "--version") {
        install("python3 python3-venv", "Python 3.10 or newer with its module venv")?;
    }
    run("python3", &["-m", "venv", "target/judges"])?;
    let listed = versions.display().to_string();
    run("target/judges/bin/pip", &["install", "--quiet", "--requirement", &listed])?;
    std::fs::copy(&versions, &made).map(drop).map_err(Into::into)
}

fn is_newer(made: &Path, source: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    matches!((modified(made), modified(source)), (Some(made), Some(source)) if made >= source)
}

/// The WebAssembly target: the rules crate must stay usable in a browser.
pub fn wasm_target() -> Result<()> {
    if !answers("rustup", "--version") {
        bail!("rustup is missing: install it, then `rustup target add wasm32-unknown-unknown`");
    }
    run("rustup", &["target", "add", "wasm32-unknown-unknown"])
}

/// PostgreSQL's server programs.
pub fn postgres() -> Result<()> {
    if Path::new("/usr/lib/postgresql").is_dir() || answers("initdb", "--version") {
        return Ok(());
    }
    install("postgresql", "PostgreSQL 15 or newer, its server programs (initdb, pg_ctl)")
}

/// Chromium and its driver for the browser tests.
pub fn browser() -> Result<()> {
    if answers("chromium", "--version") && answers("chromedriver", "--version") {
        return Ok(());
    }
    install("chromium chromium-driver", "Chromium and chromedriver on the PATH")
}

/// `xmllint`, the judge of batch files.
pub fn xmllint() -> Result<()> {
    if answers("xmllint", "--version") {
        return Ok(());
    }
    install("libxml2-utils", "xmllint (package libxml2-utils)")
}

/// Go and its `sumdb` libraries, which verify an exported log independently of our own code.
pub fn go() -> Result<()> {
    if answers("go", "version") && Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb").is_dir() {
        return Ok(());
    }
    install("golang-go golang-golang-x-mod-dev", "Go and its sumdb libraries below /usr/share/gocode")
}

/// cargo-fuzz, and a C++ compiler for the fuzzing engine.
pub fn cargo_fuzz() -> Result<()> {
    if !answers("g++", "--version") && !answers("clang++", "--version") {
        install("g++", "a C++ compiler (g++ or clang++)")?;
    }
    if answers("cargo-fuzz", "--version") {
        return Ok(());
    }
    announce("installing cargo-fuzz");
    run("cargo", &["install", "cargo-fuzz", "--locked"])
}

fn answers(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn install(packages: &str, what: &str) -> Result<()> {
    if !is_root() || !answers("apt-get", "--version") {
        bail!("missing: {what}. On Debian: apt-get install {packages}");
    }
    announce(&format!("installing {packages}"));
    run("apt-get", &["update", "-qq"])?;
    let names = packages.split(' ');
    run_command(
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(names),
    )
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}
