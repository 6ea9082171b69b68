//! What the collector holds: files that are durable before anything is confirmed.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, Result, anyhow};
use serde_json::Value;

/// The folder, written by one request at a time.
pub struct Held {
    folder: PathBuf,
    files: Mutex<(File, File)>,
}

impl Held {
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).context("--folder")?;
        let append = |name: &str| OpenOptions::new().create(true).append(true).open(folder.join(name));
        Ok(Self {
            folder: folder.to_owned(),
            files: Mutex::new((append("lines.jsonl")?, append("bodies.bin")?)),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a body as it came.
    pub fn came(&self, body: &[u8]) -> Result<()> {
        let mut files = self.files.lock().map_err(|_| anyhow!("a request broke while it wrote"))?;
        files.1.write_all(body)?;
        Ok(files.1.sync_data()?)
    }

    /// Keeps spans.
    pub fn take<'s>(&self, spans: impl Iterator<Item = &'s Value>) -> Result<()> {
        let text: String = spans.map(|span| format!("{span}\n")).collect();
        let mut files = self.files.lock().map_err(|_| anyhow!("a request broke while it wrote"))?;
        files.0.write_all(text.as_bytes())?;
        Ok(files.0.sync_data()?)
    }
}
