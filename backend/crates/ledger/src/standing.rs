//! Whether the database still holds all that was seen of its logs. Where it does not, an older one was put back.

use std::collections::BTreeMap;

use poortwacht_store::ledger_rows::{self, LogName, Shard};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::append::opening_after_loss;
use crate::kept_head::{KeptHead, head_of};
use crate::prove;
use crate::tree::leaf_hash;
use crate::verify::{Database, Source, SourceError};

/// A log of which the database lacks what was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The log.
    pub log: LogName,
    /// The states that were seen and that it does not continue, the latest last. Never empty.
    pub lost: Vec<KeptHead>,
    /// Where the log stands now; `None` when the database knows nothing of it.
    pub left: Option<KeptHead>,
}

impl Loss {
    /// The last state that was seen.
    #[must_use]
    pub fn last_seen(&self) -> Option<&KeptHead> {
        self.lost.last()
    }
}

/// Compares the logs with heads that were kept elsewhere. Reads a handful of hashes of each.
///
/// # Errors
/// Those of the store.
pub fn losses(conn: &mut Connection, kept: &[KeptHead]) -> Result<Vec<Loss>, StoreError> {
    let mut lost: BTreeMap<&LogName, Vec<KeptHead>> = BTreeMap::new();
    for head in kept {
        if !stands(conn, head)? {
            lost.entry(head.shard.log()).or_default().push(head.clone());
        }
    }
    lost.into_iter()
        .map(|(log, mut lost)| {
            lost.sort_by(|a, b| a.shard.cmp(&b.shard));
            Ok(Loss { log: log.clone(), lost, left: end_of(conn, log)? })
        })
        .collect()
}

fn end_of(conn: &mut Connection, log: &LogName) -> Result<Option<KeptHead>, StoreError> {
    let last = ledger_rows::shards_of(conn, log)?.pop();
    last.map(|shard| head_of(shard.end)).transpose()
}

/// Whether a shard begins with this state. Of one that was dropped after its term only its size is left to compare.
fn stands(conn: &mut Connection, kept: &KeptHead) -> Result<bool, StoreError> {
    let Some(shard) = ledger_rows::shard(conn, &kept.shard)? else { return Ok(false) };
    let Shard { end, dropped_at, .. } = shard;
    if end.size < kept.size || kept.size == 0 || dropped_at.is_some() {
        return Ok(end.size >= kept.size);
    }
    let now = head_of(end)?;
    if now.size == kept.size {
        return Ok(now.root == kept.root);
    }
    prove::continues(&mut Database::new(conn), kept, &now).map_err(of_store)
}

/// Whether this shard was begun by a recovery from this loss.
///
/// # Errors
/// Those of the store.
pub fn begun_after(conn: &mut Connection, log: &LogName, lost: &KeptHead) -> Result<bool, StoreError> {
    let database = ledger_rows::database(conn)?;
    let leaf = leaf_hash(opening_after_loss(database, lost).as_bytes());
    let recoveries =
        ledger_rows::shards_of(conn, log)?.into_iter().filter(|shard| shard.end.name.is_recovery());
    for shard in recoveries {
        let first = Database::new(conn).hashes(&shard.end.name, 0, 0, 1).map_err(of_store)?;
        if first == leaf {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Every head that a log has now, to be kept after a recovery.
///
/// # Errors
/// Those of the store.
pub fn heads_of(conn: &mut Connection, log: &LogName) -> Result<Vec<KeptHead>, StoreError> {
    let scope = Scope::auditor("keeping the ledger's heads");
    let heads = ledger_rows::heads(conn, &scope)?.into_iter().filter(|head| head.end.name.log() == log);
    heads.map(|head| head_of(head.end)).collect()
}

fn of_store(error: SourceError) -> StoreError {
    match error {
        SourceError::Store(error) => error,
        error => StoreError::Unavailable(error.to_string()),
    }
}
