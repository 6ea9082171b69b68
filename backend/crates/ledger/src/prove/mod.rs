//! Proofs for outsiders: that entries stand in a log whose checkpoint is signed, and that a later state of a log begins
//! with all of an earlier one. A proof is one text, for people and programs; checking it needs only the public key.
//!
//! Such a proof says that its entries are in the log. That there are no others of the same case or period only verification
//! of the whole log can say.

mod check;
mod text;
mod tiles;

use jiff::Timestamp;
use poortwacht_domain::ids::CaseId;
use poortwacht_store::ledger_rows::{BUNDLE, EntryPlace, Hash, LogName, ShardName, split};
use uuid::Uuid;

pub use self::check::{CheckedProofs, ProofError, check, check_consistency};
use self::tiles::Tiles;
use crate::checkpoint::{Checkpoint, CheckpointError, PublicKey, origin};
use crate::kept_head::KeptHead;
use crate::record::Record;
use crate::tree::leaf_hash;
use crate::verify::{Claim, Source, SourceError};

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The log could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The newest checkpoint of a shard is not one of this log.
    #[error("{shard}: {error}; verify the ledger first")]
    Checkpoint {
        /// The shard.
        shard: ShardName,
        /// What is wrong.
        error: CheckpointError,
    },
    /// No signed checkpoint, or one of an earlier state than was asked about.
    #[error("{0}: no signed checkpoint covers this yet; try again in a few seconds")]
    Unsigned(ShardName),
    /// An entry or hash is not there or does not fit the signed tree.
    #[error("{shard}: what is stored is not what the checkpoint signed; verify the ledger first")]
    Differs {
        /// The shard.
        shard: ShardName,
    },
}

/// What proofs are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The entries of a case.
    Case(CaseId),
    /// The entries of a log from a moment on and before another.
    Period {
        /// The log.
        log: LogName,
        /// The first moment.
        from: Timestamp,
        /// The first moment after it.
        until: Timestamp,
    },
}

impl About {
    fn holds(&self, record: &Record) -> bool {
        match self {
            Self::Case(case) => record.entry.case == Some(*case),
            Self::Period { log, from, until } => {
                record.place.shard.log() == log && (*from..*until).contains(&record.at)
            }
        }
    }
}

/// Proofs for entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proofs {
    /// What they are about.
    pub about: About,
    /// What is proven, shard after shard.
    pub shards: Vec<ShardProofs>,
    /// Entries that no checkpoint covers yet.
    pub unsigned: Vec<EntryPlace>,
    /// Entries among them whose text is destroyed: their leaves are still in the tree.
    pub destroyed: Vec<EntryPlace>,
}

/// Proofs for entries of one shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardProofs {
    /// The shard.
    pub shard: ShardName,
    /// Its newest checkpoint, a signed note.
    pub note: String,
    /// The entries, in order.
    pub entries: Vec<EntryProof>,
}

/// One entry and its way to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProof {
    /// Its index in the shard.
    pub position: u64,
    /// Its text.
    pub entry: String,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Inclusion proof as in RFC 6962, section 2.1.1.
    pub path: Vec<Hash>,
}

/// Proof that a state of a shard begins with all entries of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// The earlier state.
    pub earlier: KeptHead,
    /// The newest checkpoint, a signed note.
    pub note: String,
    /// Consistency proof as in RFC 6962, section 2.1.2.
    pub path: Vec<Hash>,
}

/// Proves that the entries of a case stand in the log that `key` signs for the database.
///
/// # Errors
/// [`ProveError`].
pub fn case(
    source: &mut dyn Source,
    case: CaseId,
    key: &PublicKey,
    database: Uuid,
) -> Result<Proofs, ProveError> {
    let mut proofs = Proofs::none(About::Case(case));
    for claim in source.shards()?.into_iter().filter(|claim| !claim.dropped) {
        let positions = source.positions(&claim.name, claim.size, case)?;
        proofs.add(source, &claim, positions, (key, database))?;
    }
    Ok(proofs)
}

/// Proves that these entries, those of a log in a period, stand in the log that `key` signs for the database.
///
/// # Errors
/// [`ProveError`].
pub fn period(
    source: &mut dyn Source,
    about: About,
    places: &[EntryPlace],
    key: &PublicKey,
    database: Uuid,
) -> Result<Proofs, ProveError> {
    let mut proofs = Proofs::none(about);
    for claim in source.shards()?.into_iter().filter(|claim| !claim.dropped) {
        let own = places.iter().filter(|place| place.shard == claim.name);
        let positions = own.map(|place| place.position).collect();
        proofs.add(source, &claim, positions, (key, database))?;
    }
    Ok(proofs)
}

impl Proofs {
    const fn none(about: About) -> Self {
        Self { about, shards: Vec::new(), unsigned: Vec::new(), destroyed: Vec::new() }
    }

    /// Adds the proofs for these entries of a shard.
    fn add(
        &mut self,
        source: &mut dyn Source,
        claim: &Claim,
        positions: Vec<u64>,
        (key, database): (&PublicKey, Uuid),
    ) -> Result<(), ProveError> {
        if positions.is_empty() {
            return Ok(());
        }
        let signed = opened(claim, key, database)?;
        let size = signed.as_ref().map_or(0, |(_, checkpoint)| checkpoint.size);
        let (covered, later): (Vec<_>, Vec<_>) = positions.into_iter().partition(|place| *place < size);
        let place = |position| EntryPlace { shard: claim.name.clone(), position };
        self.unsigned.extend(later.into_iter().map(place));
        let Some((note, checkpoint)) = signed else { return Ok(()) };
        let mut entries = Vec::new();
        for position in covered {
            match entry_proof(source, &claim.name, &checkpoint, position)? {
                Some(proof) => entries.push(proof),
                None => self.destroyed.push(place(position)),
            }
        }
        self.shards.push(ShardProofs { shard: claim.name.clone(), note, entries });
        Ok(())
    }
}

/// Proves that the newest checkpoint of a shard continues an earlier state of it.
///
/// # Errors
/// [`ProveError::Unsigned`] when the earlier state is larger than the checkpoint's; [`ProveError::Differs`] also when
/// the log does not begin with that state.
pub fn consistency(
    source: &mut dyn Source,
    earlier: &KeptHead,
    key: &PublicKey,
    database: Uuid,
) -> Result<ConsistencyProof, ProveError> {
    let unsigned = || ProveError::Unsigned(earlier.shard.clone());
    let claim =
        source.shards()?.into_iter().find(|claim| claim.name == earlier.shard).ok_or_else(unsigned)?;
    let (note, checkpoint) = opened(&claim, key, database)?.ok_or_else(unsigned)?;
    if earlier.size == 0 || earlier.size > checkpoint.size {
        return Err(unsigned());
    }
    let path = Tiles::new(source, &claim.name, &checkpoint).continues(earlier)?;
    Ok(ConsistencyProof { earlier: earlier.clone(), note, path })
}

/// Whether a shard that stands at `now` begins with an earlier, smaller state that is not empty; nobody's signature is
/// asked for.
pub(crate) fn continues(
    source: &mut dyn Source,
    earlier: &KeptHead,
    now: &KeptHead,
) -> Result<bool, SourceError> {
    let end = Checkpoint { origin: String::new(), size: now.size, root: now.root };
    match Tiles::new(source, &now.shard, &end).continues(earlier) {
        Ok(_) => Ok(true),
        Err(ProveError::Source(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

fn opened(
    claim: &Claim,
    key: &PublicKey,
    database: Uuid,
) -> Result<Option<(String, Checkpoint)>, ProveError> {
    let Some(note) = claim.checkpoint.clone() else { return Ok(None) };
    let opened = Checkpoint::open(&note, &origin(database, &claim.name.to_string()), key);
    let (checkpoint, _) =
        opened.map_err(|error| ProveError::Checkpoint { shard: claim.name.clone(), error })?;
    Ok(Some((note, checkpoint)))
}

/// `None` for an entry whose text is destroyed.
fn entry_proof(
    source: &mut dyn Source,
    shard: &ShardName,
    checkpoint: &Checkpoint,
    position: u64,
) -> Result<Option<EntryProof>, ProveError> {
    let differs = || ProveError::Differs { shard: shard.clone() };
    let Some(bundle) = source.bundle(shard, position / BUNDLE)? else { return Ok(None) };
    let entries = split(&bundle).map_err(|_| differs())?;
    let within = usize::try_from(position % BUNDLE).map_err(|_| differs())?;
    let entry = entries.get(within).ok_or_else(differs)?;
    let entry = String::from_utf8(entry.to_vec()).map_err(|_| differs())?;
    let leaf = leaf_hash(entry.as_bytes());
    let path = Tiles::new(source, shard, checkpoint).holds(position, &leaf)?;
    Ok(Some(EntryProof { position, entry, leaf, path }))
}
