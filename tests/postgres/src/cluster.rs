//! A private server.

use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

use crate::programs::{self, INSTALL};

const SCRIPT: &str = include_str!("cluster.sh");

/// Where a folder lies in memory, on every Linux.
const MEMORY: &str = "/dev/shm";

/// Room that a server may need: its write-ahead log grows to 1 GiB before old parts of it are used again, and every
/// database takes 8 MiB.
const ROOM: u64 = 2 * 1024 * 1024 * 1024;

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// A private server in a folder of its own. It ends, and its folder goes, when this value is dropped or this process
/// ends, however it ends.
///
/// Its durability is the one that the daemon demands: `fsync` and `synchronous_commit` are on. Its folder lies in
/// memory where there is room, so that the syncs of a thousand short-lived databases cost nothing.
pub struct Cluster {
    directory: PathBuf,
    keeper: Child,
}

/// This process's server, started by whoever needs it first.
pub(crate) fn shared() -> io::Result<Arc<Cluster>> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = shared.upgrade() {
        return Ok(running);
    }
    let started = Arc::new(Cluster::start()?);
    *shared = Arc::downgrade(&started);
    Ok(started)
}

impl Cluster {
    /// Starts a server.
    ///
    /// # Errors
    /// When PostgreSQL is missing or does not start; the message says what to install.
    pub fn start() -> io::Result<Self> {
        let programs = programs::folder()?;
        let directory = new_folder()?;
        let as_root = is_root()?;
        if as_root {
            give_to_postgres(directory.path())?;
        }
        // From here on the keeper removes the folder.
        let directory = directory.keep();
        let mut keeper = keep(&directory, &programs, as_root)?;
        wait_until_ready(&mut keeper)?;
        Ok(Self { directory, keeper })
    }

    /// The administrator's URL, as [`crate::SERVER_VARIABLE`] takes it.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("postgres:///postgres?host={}&user=postgres", self.directory.display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing can be done about a keeper that cannot be waited for; its input has ended, so it ends too.
        let _ended = self.keeper.wait();
    }
}

/// A folder in memory; a temporary one on disk where there is no memory to speak of, as in many containers.
fn new_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("poortwacht-pg-");
    if free_bytes(MEMORY) >= ROOM {
        builder.tempdir_in(MEMORY).or_else(|_| builder.tempdir())
    } else {
        builder.tempdir()
    }
}

/// Free bytes below a folder; none where there is no such folder.
fn free_bytes(folder: &str) -> u64 {
    rustix::fs::statvfs(folder).map_or(0, |found| found.f_bavail.saturating_mul(found.f_frsize))
}

fn keep(directory: &Path, programs: &Path, as_root: bool) -> io::Result<Child> {
    // The server refuses to run as root.
    let mut command = Command::new(if as_root { "runuser" } else { "sh" });
    if as_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SCRIPT, "cluster.sh"]).arg(directory).arg(programs);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().map_err(|error| io::Error::other(format!("starting PostgreSQL: {error}; {INSTALL}")))
}

fn wait_until_ready(keeper: &mut Child) -> io::Result<()> {
    let output =
        keeper.stdout.take().ok_or_else(|| io::Error::other("the server's output is not connected"))?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    if line.trim() == "ready" {
        Ok(())
    } else {
        Err(io::Error::other("PostgreSQL did not start; its messages are above"))
    }
}

fn is_root() -> io::Result<bool> {
    let own = std::fs::metadata("/proc/self")?;
    Ok(own.uid() == 0)
}

fn give_to_postgres(directory: &Path) -> io::Result<()> {
    let given = Command::new("chown").arg("postgres:").arg(directory).status()?;
    if given.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("there is no user `postgres`; {INSTALL}")))
    }
}
