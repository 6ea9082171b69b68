//! Checking the text of a proof, without any log.

use std::str::Lines;

use poortwacht_store::ledger_rows::{EntryPlace, Hash, ShardName};
use tlog_tiles::{check_record, check_tree};

use super::About;
use super::text::{
    CASE_TITLE, CHECKPOINT, CONSISTENCY_TITLE, DESTROYED, EARLIER, END, ENTRY, PERIOD_TITLE, SECTION,
    UNSIGNED,
};
use crate::checkpoint::{Checkpoint, CheckpointError, PublicKey};
use crate::kept_head::KeptHead;
use crate::record::Record;
use crate::tree::leaf_hash;
use crate::verify::{shard_of_origin, unverified};

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not the text of a proof.
    #[error("not a proof of this kind: {0}")]
    Form(String),
    /// The checkpoint is not signed by the given key.
    #[error("{shard}: {error}")]
    Checkpoint {
        /// The shard.
        shard: ShardName,
        /// What is wrong.
        error: CheckpointError,
    },
    /// An entry is not the one of its place, or not one of what the proof is about.
    #[error("{0}: the entry is not one of this case or period at this place, or its text was changed")]
    Entry(EntryPlace),
    /// The path does not lead to the signed root.
    #[error("{0}: the path does not lead to the root that is signed")]
    Path(String),
}

/// What a file of proofs proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedProofs {
    /// What it is about.
    pub about: About,
    /// Its entries that are proven to be in the log.
    pub records: Vec<Record>,
    /// The signed states they are proven against.
    pub states: Vec<KeptHead>,
    /// Entries that the proof names without proving them: not signed yet, or destroyed.
    pub unproven: Vec<EntryPlace>,
}

/// Checks the text of a proof of a case, or of an extract, with the log's public key.
///
/// # Errors
/// [`ProofError`]: the first thing that does not hold.
pub fn check(text: &str, key: &PublicKey) -> Result<CheckedProofs, ProofError> {
    let (about, mut lines) = about(text)?;
    let mut checked = CheckedProofs { about, records: Vec::new(), states: Vec::new(), unproven: Vec::new() };
    while let Some(heading) = lines.section()? {
        if let Some(shard) = heading.strip_prefix(CHECKPOINT) {
            checked.states.push(checkpoint(&mut lines, shard, key)?);
        } else if let Some(place) = heading.strip_prefix(ENTRY) {
            let state = checked.states.last().ok_or_else(|| form("an entry before any checkpoint"))?;
            let record = entry(&mut lines, place, &checked.about, state)?;
            checked.records.push(record);
        } else {
            let place = heading.strip_prefix(UNSIGNED).or_else(|| heading.strip_prefix(DESTROYED));
            let place = place.and_then(|place| place.parse().ok());
            checked.unproven.push(place.ok_or_else(|| form("an unknown section"))?);
        }
    }
    Ok(checked)
}

/// Checks the text of a proof of consistency with the log's public key. Gives the earlier and the later state.
///
/// # Errors
/// [`ProofError`]: the first thing that does not hold.
pub fn check_consistency(text: &str, key: &PublicKey) -> Result<(KeptHead, KeptHead), ProofError> {
    let mut lines = Reading::new(text, CONSISTENCY_TITLE)?;
    let shard = lines.section()?.and_then(|heading| heading.strip_prefix(CHECKPOINT));
    let later = checkpoint(&mut lines, shard.ok_or_else(|| form("no checkpoint"))?, key)?;
    let earlier =
        lines.section()?.and_then(|heading| heading.strip_prefix(EARLIER)?.parse::<KeptHead>().ok());
    let earlier = earlier.ok_or_else(|| form("no earlier state"))?;
    let path = lines.path()?;
    let wrong = || ProofError::Path(earlier.shard.to_string());
    if earlier.shard != later.shard || lines.section()?.is_some() {
        return Err(wrong());
    }
    let (old, new) = (tlog_tiles::Hash(earlier.root), tlog_tiles::Hash(later.root));
    check_tree(&path, later.size, new, earlier.size, old).map_err(|_| wrong())?;
    Ok((earlier, later))
}

fn checkpoint(lines: &mut Reading<'_>, shard: &str, key: &PublicKey) -> Result<KeptHead, ProofError> {
    let shard: ShardName = shard.parse().map_err(form)?;
    let note = lines.until_section();
    let body = unverified(&note).ok_or_else(|| form("a checkpoint that is none"))?;
    let error = |error| ProofError::Checkpoint { shard: shard.clone(), error };
    let (checkpoint, _) = Checkpoint::open(&note, &body.origin, key).map_err(error)?;
    if shard_of_origin(&checkpoint.origin).is_none_or(|(_, name)| name != shard) {
        return Err(form("a checkpoint of another shard"));
    }
    Ok(KeptHead { shard, size: checkpoint.size, root: checkpoint.root })
}

/// What the text is about, and what follows.
fn about(text: &str) -> Result<(About, Reading<'_>), ProofError> {
    if text.lines().next() == Some(PERIOD_TITLE) {
        let mut lines = Reading::new(text, PERIOD_TITLE)?;
        let about = About::Period {
            log: lines.named("log ")?,
            from: lines.named("from ")?,
            until: lines.named("until ")?,
        };
        return Ok((about, lines));
    }
    let mut lines = Reading::new(text, CASE_TITLE)?;
    Ok((About::Case(lines.named("case ")?), lines))
}

fn entry(
    lines: &mut Reading<'_>,
    place: &str,
    about: &About,
    state: &KeptHead,
) -> Result<Record, ProofError> {
    let place: EntryPlace = place.parse().map_err(form)?;
    let text = lines.next("the text of an entry")?;
    let leaf = leaf_hash(text.as_bytes());
    let record = Record::parse(text)
        .ok()
        .filter(|record| record.place == place && about.holds(record) && place.shard == state.shard);
    let stated = lines.next("the leaf of an entry")? == format!("leaf {}", hex::encode(leaf));
    let record = record.filter(|_| stated).ok_or_else(|| ProofError::Entry(place.clone()))?;
    let (root, leaf) = (tlog_tiles::Hash(state.root), tlog_tiles::Hash(leaf));
    check_record(&lines.path()?, state.size, root, place.position, leaf)
        .map_err(|_| ProofError::Path(place.to_string()))?;
    Ok(record)
}

fn form(what: impl ToString) -> ProofError {
    ProofError::Form(what.to_string())
}

struct Reading<'a> {
    lines: std::iter::Peekable<Lines<'a>>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, title: &str) -> Result<Self, ProofError> {
        let mut lines = Self { lines: text.lines().peekable() };
        if lines.lines.next() == Some(title) {
            Ok(lines)
        } else {
            Err(form(format!("it does not begin with {title:?}")))
        }
    }

    fn next(&mut self, what: &str) -> Result<&'a str, ProofError> {
        self.lines.next().ok_or_else(|| form(format!("it ends before {what}")))
    }

    /// What follows a name on a line of its own.
    fn named<T: std::str::FromStr>(&mut self, name: &str) -> Result<T, ProofError> {
        let line = self.lines.next().and_then(|line| line.strip_prefix(name));
        let value = line.and_then(|value| value.parse().ok());
        value.ok_or_else(|| form(format!("the line that begins with {name:?}")))
    }

    /// The heading of the next section, words before it passed over; `None` at the end.
    fn section(&mut self) -> Result<Option<&'a str>, ProofError> {
        loop {
            let line = self.next("its end")?;
            if line == END {
                return Ok(None);
            }
            if let Some(heading) = line.strip_prefix(SECTION) {
                return Ok(Some(heading));
            }
        }
    }

    fn until_section(&mut self) -> String {
        let mut text = String::new();
        while let Some(line) = self.lines.next_if(|line| !line.starts_with(SECTION)) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn path(&mut self) -> Result<Vec<tlog_tiles::Hash>, ProofError> {
        let mut path = Vec::new();
        while let Some(line) = self.lines.next_if(|line| line.starts_with("path ")) {
            let mut hash: Hash = [0; 32];
            let digits = line.strip_prefix("path ").unwrap_or_default();
            hex::decode_to_slice(digits, &mut hash).map_err(|_| form("a path that is no hash"))?;
            path.push(tlog_tiles::Hash(hash));
        }
        Ok(path)
    }
}
