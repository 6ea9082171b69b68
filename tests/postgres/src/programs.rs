//! PostgreSQL's own programs on this machine.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What to do when the server's programs are missing.
pub const INSTALL: &str =
    "install PostgreSQL 15 or newer with its client (Debian: apt-get install postgresql)";

/// The folder of the server's programs. Debian keeps them out of the PATH, in a folder per version: the newest of
/// them, else the PATH's.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin")).filter(|folder| has_programs(folder)).max();
    newest
        .or_else(folder_on_path)
        .ok_or_else(|| io::Error::other(format!("PostgreSQL's initdb was not found; {INSTALL}")))
}

fn folder_on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("pg_ctl").is_file()
}

/// Runs statements one by one, each in a transaction of its own, and gives back what `psql` prints, unaligned.
pub(crate) fn psql(url: &str, statements: &[&str]) -> io::Result<String> {
    let output = Command::new(psql_program())
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"])
        .args(statements.iter().flat_map(|statement| ["--command", statement]))
        .arg(url)
        .env("PGOPTIONS", "-c client_min_messages=warning")
        .output()
        .map_err(|error| io::Error::other(format!("psql: {error}; {INSTALL}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let (statements, answer) = (statements.join("; "), String::from_utf8_lossy(&output.stderr));
    Err(io::Error::other(format!("psql refused `{statements}`: {}", answer.trim())))
}

/// Debian's `psql` on the PATH is a script that looks for the real one, which takes longer than most statements.
fn psql_program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let beside_the_server = folder().map(|folder| folder.join("psql"));
        beside_the_server.ok().filter(|program| program.is_file()).unwrap_or_else(|| PathBuf::from("psql"))
    })
}
