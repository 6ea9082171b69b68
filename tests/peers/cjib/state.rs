//! What the mock holds, and its file. No plate is ever kept: references, outcomes, digests.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that survives a restart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct State {
    /// Receipt numbers given out.
    pub receipts: u64,
    /// Cases ever taken, over all batches.
    pub cases: u64,
    /// Batches by id.
    pub batches: BTreeMap<String, Held>,
    /// Refusals by kind.
    pub refused: BTreeMap<String, u64>,
}

/// A batch that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Held {
    /// Given at receipt.
    pub receipt_number: String,
    /// OIN of the client certificate that delivered it.
    pub deliverer: String,
    /// OIN of the municipality it is for.
    pub municipality_oin: String,
    /// SHA-256 of the exact bytes, lower-case hexadecimal.
    pub sha256: String,
    /// When it was taken.
    pub received_at: Timestamp,
    /// When its outcomes become visible.
    pub processed_at: Timestamp,
    /// How often it was delivered; more than once is a retry.
    pub deliveries: u64,
    /// Its cases in order.
    pub cases: Vec<HeldCase>,
}

/// A case and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldCase {
    /// Case reference.
    pub reference: String,
    /// `accepted` or `returned`.
    pub outcome: Outcome,
    /// Return code, with `returned` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Text of the return code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What becomes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// A sanction follows.
    Accepted,
    /// Sent back with a code.
    Returned,
}

impl State {
    /// References among `wanted` that may not come again: held in a batch that did not (yet) return them.
    pub fn taken<'a>(&self, wanted: &'a [String], now: Timestamp) -> Vec<&'a str> {
        let came_back =
            |held: &Held, case: &HeldCase| case.outcome == Outcome::Returned && held.processed_at <= now;
        let blocking: std::collections::BTreeSet<&str> = self
            .batches
            .values()
            .flat_map(|held| held.cases.iter().filter(move |case| !came_back(held, case)))
            .map(|case| case.reference.as_str())
            .collect();
        wanted.iter().map(String::as_str).filter(|reference| blocking.contains(reference)).collect()
    }
}

/// The state file: replaced as a whole, synced before anyone hears of it.
#[derive(Debug)]
pub struct StateFile(PathBuf);

impl StateFile {
    /// Names the file and reads it; a missing one is an empty state.
    ///
    /// # Errors
    /// Unreadable file, or one that is not a state.
    pub fn open(path: &Path) -> anyhow::Result<(Self, State)> {
        let state = match std::fs::read(path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).with_context(|| format!("state {}", path.display()))?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => State::default(),
            Err(error) => return Err(error).with_context(|| format!("state {}", path.display())),
        };
        Ok((Self(path.to_path_buf()), state))
    }

    /// Makes `state` durable.
    ///
    /// # Errors
    /// Anything the disk says; the old state is then still there.
    pub fn save(&self, state: &State) -> io::Result<()> {
        let folder = folder_of(&self.0);
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(state)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.0)?;
        File::open(folder)?.sync_all()
    }
}

/// Folder that holds `path`.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
