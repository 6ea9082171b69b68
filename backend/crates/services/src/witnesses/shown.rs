//! What a witness reads of its log.

use poortwacht_store::ledger_rows::{self, BUNDLE, Shard};
use poortwacht_store::{Connection, StoreError};

use super::{WitnessIdentity, WitnessRefusal};
use crate::Services;

/// The names of the log's shards, the oldest first, dropped ones included.
///
/// # Errors
/// The store's own.
pub async fn shards(services: &Services, asker: &WitnessIdentity) -> Result<Vec<String>, WitnessRefusal> {
    let log = asker.witness.log.clone();
    let shards = services.store().read(move |conn| ledger_rows::shards_of(conn, &log)).await?;
    Ok(shards.into_iter().map(|shard| shard.end.name.to_string()).collect())
}

/// The newest signed checkpoint of a shard.
///
/// # Errors
/// [`WitnessRefusal::NotFound`] for a shard that is none, or of which none can be shown yet; the store's own.
pub async fn checkpoint(
    services: &Services,
    asker: &WitnessIdentity,
    shard: &str,
) -> Result<String, WitnessRefusal> {
    let name = asker.shard(shard)?;
    let shard = services.store().read(move |conn| ledger_rows::shard(conn, &name)).await?;
    shard.as_ref().and_then(note).ok_or(WitnessRefusal::NotFound)
}

/// A closed shard is shown where it ended, which is what the next one begins with; a moment earlier its last state is not
/// signed yet, and an earlier one would look as if the next shard did not continue it.
fn note(shard: &Shard) -> Option<String> {
    let checkpoint = shard.checkpoint.as_ref()?;
    let ended = !shard.closed || checkpoint.size == shard.end.size;
    ended.then(|| checkpoint.note.clone())
}

/// The first `width` hashes (1 to 256) of a hash tile below the newest checkpoint, one after the other.
///
/// # Errors
/// [`WitnessRefusal::NotFound`] for a tile that the signed tree does not have, or that was dropped; the store's own.
pub async fn tile(
    services: &Services,
    asker: &WitnessIdentity,
    shard: &str,
    level: u8,
    number: u64,
    width: u16,
) -> Result<Vec<u8>, WitnessRefusal> {
    let name = asker.shard(shard)?;
    let read = move |conn: &mut Connection| {
        let Some(shard) = ledger_rows::shard(conn, &name)? else { return Ok(None) };
        if !signs(&shard, level, number, width) {
            return Ok(None);
        }
        let hashes = shard.hashes(conn, level, number)?;
        Ok::<_, StoreError>(hashes.get(..usize::from(width) * 32).map(<[u8]>::to_vec))
    };
    services.store().read(read).await?.ok_or(WitnessRefusal::NotFound)
}

/// Whether the tree of the newest checkpoint has these hashes.
fn signs(shard: &Shard, level: u8, number: u64, width: u16) -> bool {
    let size = shard.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    let last = number.checked_mul(BUNDLE).and_then(|first| first.checked_add(width.into()));
    (1..=256).contains(&width) && last.is_some_and(|last| last <= hashes)
}
