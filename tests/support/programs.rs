//! Real second processes: started, waited for, ended by id, never left behind.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

/// Where cargo put the program called `name`: beside this one, or one folder up when this is a test.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let mut folders = own.ancestors().skip(1).take(2);
    folders
        .find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()))
        .with_context(|| format!("{name} is not built: cargo build --package poortwacht-tests --bins"))
}

/// A running program; dropping it kills it.
pub struct Program {
    name: String,
    child: Child,
}

impl Program {
    /// Starts `command` with its output going to `log`.
    pub fn start(name: &str, command: std::process::Command, log: &Path) -> Result<Self> {
        let output = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut command = Command::from(command);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), child })
    }

    /// The process id while it runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until the program has written `ready` and gives its text; fails when it ended or took over a minute.
    pub async fn ready_file(&mut self, ready: &Path) -> Result<String> {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        for _ in 0..3_000 {
            if let Some(text) = complete_text(ready) {
                return Ok(text);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} before it was ready", self.name);
            }
            pause.tick().await;
        }
        bail!("{} was not ready within a minute", self.name)
    }

    /// Waits until the program has written `words` into `log` and gives the rest of that line.
    pub async fn says(&mut self, log: &Path, words: &str) -> Result<String> {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        for _ in 0..3_000 {
            let text = std::fs::read_to_string(log).unwrap_or_default();
            if let Some((rest, _)) = text.split_once(words).and_then(|(_, rest)| rest.split_once('\n')) {
                return Ok(rest.to_owned());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}: {text}", self.name);
            }
            pause.tick().await;
        }
        bail!("{} did not say `{words}` within a minute", self.name)
    }

    /// Kills at once (`SIGKILL`): what a power cut does to the process.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await.with_context(|| format!("kill {}", self.name))
    }

    /// Asks to end (`SIGTERM`) and waits at most 30 seconds.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        tokio::time::timeout(Duration::from_secs(30), self.child.wait())
            .await
            .with_context(|| format!("{} did not end within 30 seconds", self.name))?
            .context("wait")
    }

    /// Waits for the program to end by itself.
    pub async fn wait(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.context("wait")
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = self.child.id().with_context(|| format!("{} has ended already", self.name))?;
        let pid = Pid::from_raw(i32::try_from(id)?).context("process id 0")?;
        kill_process(pid, signal).with_context(|| format!("signal {}", self.name))
    }
}

/// A ready file counts once its last line is complete.
fn complete_text(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok().filter(|text| text.ends_with('\n'))
}
