//! The folder of the witness: its memory, and the evidence of lies.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::alarm::{Alarm, Lie};
use super::memory::{KeptAlarm, Memory, MemoryError};
use super::round::{Seen, round};
use super::{Limits, Log, ShardSource};
use crate::checkpoint::Cosigner;

/// The file of the memory in the folder.
pub const MEMORY_FILE: &str = "memory.json";
const NEW_FILE: &str = "memory.json.new";
const LOCK_FILE: &str = "lock";
const EVIDENCE: &str = "evidence-";

/// The folder of one witness of one log, held by one process.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    memory: Memory,
    /// Held open: the lock ends with it.
    _lock: File,
}

impl Folder {
    /// The first start: makes the folder and an empty memory.
    ///
    /// # Errors
    /// [`MemoryError::Exists`] over a memory, or over evidence whose memory was removed; [`MemoryError::Busy`]; I/O.
    pub fn first(path: &Path, log: Log, now: Timestamp) -> Result<Self, MemoryError> {
        fs::create_dir_all(path).map_err(at(path))?;
        let lock = locked(path)?;
        if let Some(found) = leftover(path)? {
            return Err(MemoryError::Exists(found.display().to_string()));
        }
        let folder = Self { path: path.to_owned(), memory: Memory::new(log, now), _lock: lock };
        folder.keep()?;
        Ok(folder)
    }

    /// Every later start.
    ///
    /// # Errors
    /// [`MemoryError`]: no memory, a damaged one, one of another log, a folder in use, I/O.
    pub fn open(path: &Path, log: &Log) -> Result<Self, MemoryError> {
        let file = path.join(MEMORY_FILE);
        if !file.try_exists().map_err(at(&file))? {
            return Err(MemoryError::None(file.display().to_string()));
        }
        let lock = locked(path)?;
        let memory = read(&file)?;
        if memory.log() != log {
            let (kept, given) = (memory.log().to_string(), log.to_string());
            return Err(MemoryError::OtherLog { path: file.display().to_string(), kept, given });
        }
        Ok(Self { path: path.to_owned(), memory, _lock: lock })
    }

    /// What is remembered.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Does one [`round`] and keeps what it learnt before giving any cosignature away. After a lie, every later round
    /// is alarmed without asking the server, until [`Self::acknowledge`].
    ///
    /// # Errors
    /// [`Alarm`].
    pub async fn round<S: ShardSource>(
        &mut self,
        source: &S,
        cosigner: &Cosigner,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Seen, Alarm> {
        if let Some(alarm) = &self.memory.alarm {
            return Err(Alarm::Unacknowledged(Box::new(alarm.clone())));
        }
        let outcome = round(source, &mut self.memory, cosigner, limits, now).await;
        match outcome {
            Err(Alarm::Lie(lie)) => Err(self.raise(lie, now)),
            outcome => {
                self.keep()?;
                outcome
            }
        }
    }

    /// Ends the alarm of a lie and gives what it was. The memory stays as it was before the lie, and so does the
    /// evidence: a log that still lies is found out again in the next round.
    ///
    /// # Errors
    /// I/O.
    pub fn acknowledge(&mut self) -> Result<Option<KeptAlarm>, MemoryError> {
        let alarm = self.memory.alarm.take();
        self.keep()?;
        Ok(alarm)
    }

    fn raise(&mut self, lie: Box<Lie>, now: Timestamp) -> Alarm {
        match self.keep_lie(&lie, now) {
            Ok(()) => Alarm::Lie(lie),
            Err(error) => Alarm::LieNotKept { lie, error },
        }
    }

    fn keep_lie(&mut self, lie: &Lie, now: Timestamp) -> Result<(), MemoryError> {
        // First the alarm itself, so that a full disk does not make the next start forget it.
        self.memory.alarm = Some(KeptAlarm::of(lie, now, Vec::new()));
        self.keep()?;
        let evidence = self.keep_evidence(lie, now)?;
        self.memory.alarm = Some(KeptAlarm::of(lie, now, evidence));
        self.keep()
    }

    fn keep_evidence(&self, lie: &Lie, now: Timestamp) -> Result<Vec<String>, MemoryError> {
        let moment = now.strftime("%Y%m%dT%H%M%S%6fZ");
        let words = ("alarm".to_owned(), format!("{now}\n{lie}\n"));
        let papers = lie.papers.iter().map(|paper| (paper.label.clone(), paper.text.clone()));
        let mut names = Vec::with_capacity(lie.papers.len() + 1);
        for (label, text) in std::iter::once(words).chain(papers) {
            let name = format!("{EVIDENCE}{moment}-{label}.txt");
            written(&self.path.join(&name), &text)?;
            names.push(name);
        }
        synced(&self.path)?;
        Ok(names)
    }

    /// Replaces the memory on disk in one step.
    fn keep(&self) -> Result<(), MemoryError> {
        let (new, file) = (self.path.join(NEW_FILE), self.path.join(MEMORY_FILE));
        let text = self.memory.to_text().map_err(|error| at(&file)(error.into()))?;
        written(&new, &text)?;
        fs::rename(&new, &file).map_err(at(&file))?;
        synced(&self.path)
    }
}

fn read(file: &Path) -> Result<Memory, MemoryError> {
    let damaged = |reason| MemoryError::Damaged { path: file.display().to_string(), reason };
    let bytes = fs::read(file).map_err(at(file))?;
    let text = String::from_utf8(bytes).map_err(|_| damaged("it is no text".to_owned()))?;
    Memory::from_text(&text).map_err(damaged)
}

/// A memory or evidence of an earlier witness.
fn leftover(path: &Path) -> Result<Option<PathBuf>, MemoryError> {
    for entry in fs::read_dir(path).map_err(at(path))? {
        let name = entry.map_err(at(path))?.file_name();
        let text = name.to_string_lossy();
        if text == MEMORY_FILE || text.starts_with(EVIDENCE) {
            return Ok(Some(path.join(&name)));
        }
    }
    Ok(None)
}

fn locked(path: &Path) -> Result<File, MemoryError> {
    let file = path.join(LOCK_FILE);
    let lock = File::create(&file).map_err(at(&file))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(MemoryError::Busy(path.display().to_string())),
        Err(TryLockError::Error(error)) => Err(at(&file)(error)),
    }
}

fn written(path: &Path, text: &str) -> Result<(), MemoryError> {
    let mut file = File::create(path).map_err(at(path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(path))
}

fn synced(folder: &Path) -> Result<(), MemoryError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> MemoryError + use<> {
    let path = path.display().to_string();
    move |source| MemoryError::Io { path: path.clone(), source }
}
