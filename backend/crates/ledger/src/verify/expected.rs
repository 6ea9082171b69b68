//! What a log is compared with besides itself.

use poortwacht_store::ledger_rows::{Hash, ShardName};
use uuid::Uuid;

use crate::checkpoint::{Checkpoint, CheckpointError, PublicKey, WitnessKey, origin, verify_cosignature};
use crate::kept_head::KeptHead;

/// What the log is compared with besides itself.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Heads that were kept elsewhere.
    pub kept: Vec<KeptHead>,
    /// Heads that a witness cosigned: see [`Expected::witness`].
    pub witnessed: Vec<KeptHead>,
    /// Who signs the checkpoints: the key and the database's identity. Without them signatures are not checked.
    pub signer: Option<(PublicKey, Uuid)>,
}

impl Expected {
    /// Adds a checkpoint that a witness cosigned, after verifying its cosignature and, with a signer given, the log's
    /// own signature.
    ///
    /// # Errors
    /// [`CheckpointError`]: a false signature, or no checkpoint of a log like ours.
    pub fn witness(&mut self, note: &str, witness: &WitnessKey) -> Result<(), CheckpointError> {
        verify_cosignature(note, witness)?;
        let body = unverified(note).ok_or(CheckpointError::Body)?;
        let shard = shard_of_origin(&body.origin).map(|(_, shard)| shard).ok_or(CheckpointError::Body)?;
        if let Some((key, database)) = &self.signer {
            Checkpoint::open(note, &origin(*database, &shard.to_string()), key)?;
        }
        self.witnessed.push(KeptHead { shard, size: body.size, root: body.root });
        Ok(())
    }

    /// A checkpoint of a shard, verified when the signer is known.
    pub(super) fn open(&self, note: &str, shard: &str) -> Result<Checkpoint, CheckpointError> {
        match &self.signer {
            Some((key, database)) => Ok(Checkpoint::open(note, &origin(*database, shard), key)?.0),
            None => {
                let body = unverified(note).ok_or(CheckpointError::Body)?;
                if self.is_of(&body.origin, shard) { Ok(body) } else { Err(CheckpointError::Body) }
            }
        }
    }

    /// Whether an origin is that of a shard, of the signer's database when it is known.
    pub(super) fn is_of(&self, found: &str, shard: &str) -> bool {
        match &self.signer {
            Some((_, database)) => found == origin(*database, shard),
            None => shard_of_origin(found).is_some_and(|(_, name)| name.to_string() == shard),
        }
    }
}

impl Expected {
    /// The shard that an origin names, of the signer's database when it is known.
    pub(super) fn shard_of(&self, found: &str) -> Option<ShardName> {
        let (database, shard) = shard_of_origin(found)?;
        self.signer.as_ref().is_none_or(|(_, own)| *own == database).then_some(shard)
    }
}

/// The database and the shard that an origin line names.
pub fn shard_of_origin(text: &str) -> Option<(Uuid, ShardName)> {
    let (database, shard) = text.strip_prefix("poortwacht/")?.split_once('/')?;
    let (database, shard) = (database.parse::<Uuid>().ok()?, shard.parse::<ShardName>().ok()?);
    (origin(database, &shard.to_string()) == text).then_some((database, shard))
}

/// The checkpoint that a note carries, whoever signed it.
pub(crate) fn unverified(note: &str) -> Option<Checkpoint> {
    let (body, _) = note.split_once("\n\n")?;
    Checkpoint::parse_body(&format!("{body}\n")).ok()
}

/// A root that the tree must have at a size.
pub(super) struct Mark {
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) what: super::Fault,
}
