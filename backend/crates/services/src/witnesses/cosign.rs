//! Taking a witness's cosignature.

use jiff::SignedDuration;
use poortwacht_ledger::KeptHead;
use poortwacht_ledger::checkpoint::{
    Checkpoint, Cosignature, PublicKey, WitnessKey, origin, verify_cosignature,
};
use poortwacht_ledger::prove::{self, ProveError};
use poortwacht_ledger::verify::Database;
use poortwacht_store::witnesses as rows;
use poortwacht_store::{Connection, Plan, Tx, ledger_rows};
use uuid::Uuid;

use super::last::gauge;
use super::{WitnessIdentity, WitnessRefusal};
use crate::{ServiceError, Services, checkpoints, recovery};

/// How far the witness's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Keeps the cosignature that a witness added to a checkpoint of its log, if it is newer than the one before.
///
/// # Errors
/// [`WitnessRefusal::Invalid`] saying what is wrong with it; [`WitnessRefusal::OtherState`] for a checkpoint that this log
/// does not continue, as after an older database was put back; [`WitnessRefusal::NotFound`] for a shard of another log.
pub async fn take_cosignature(
    services: &Services,
    asker: &WitnessIdentity,
    shard: &str,
    note: &str,
) -> Result<(), WitnessRefusal> {
    let shard = asker.shard(shard)?;
    let key = checkpoints::public_key(services).await?;
    let database = services.store().instance().id;
    let witness = witness_key(asker)?;
    let (checkpoint, line, signed) = read(note, &origin(database, &shard.to_string()), &key, &witness)?;
    if signed.at.duration_since(services.now()) > AHEAD {
        let text = "the cosignature lies in the future; check the clock of the witness's machine";
        return Err(WitnessRefusal::Invalid(text.to_owned()));
    }
    let head = KeptHead { shard: shard.clone(), size: checkpoint.size, root: checkpoint.root };
    let seen = head.clone();
    let known = move |conn: &mut Connection| stood_there(conn, &head, &key, database);
    if !services.store().read(known).await? {
        return Err(WitnessRefusal::OtherState);
    }
    let (size, at) = (checkpoint.size, signed.at);
    keep(services, rows::Cosignature { shard, witness: asker.witness.id, size, at, line }).await?;
    gauge(&asker.witness.log, at);
    Ok(recovery::remember(services, vec![seen]).await?)
}

fn witness_key(asker: &WitnessIdentity) -> Result<WitnessKey, WitnessRefusal> {
    let damaged = |error| ServiceError::Damaged(format!("witnesses.cosigner_key: {error}"));
    asker.witness.cosigner_key.parse().map_err(|error| WitnessRefusal::Service(damaged(error)))
}

/// The checkpoint, the witness's line in the note, and what that line says.
fn read(
    note: &str,
    origin: &str,
    key: &PublicKey,
    witness: &WitnessKey,
) -> Result<(Checkpoint, String, Cosignature), WitnessRefusal> {
    let invalid = |error: &dyn std::fmt::Display| WitnessRefusal::Invalid(error.to_string());
    let (checkpoint, others) = Checkpoint::open(note, origin, key).map_err(|error| invalid(&error))?;
    let body = checkpoint.body();
    let own = others.into_iter().find_map(|line| {
        let cosignature = verify_cosignature(&format!("{body}\n{line}\n"), witness).ok()?;
        Some((line, cosignature))
    });
    let (line, cosignature) = own.ok_or_else(|| {
        invalid(&"no true cosignature of the registered key is under the checkpoint; see --cosigner-key-file")
    })?;
    Ok((checkpoint, line, cosignature))
}

/// Whether the log's present signed state begins with this one.
fn stood_there(
    conn: &mut Connection,
    head: &KeptHead,
    key: &PublicKey,
    database: Uuid,
) -> Result<bool, ServiceError> {
    let shard = ledger_rows::shard(conn, &head.shard)?;
    let Some(newest) = shard.and_then(|shard| shard.checkpoint) else { return Ok(false) };
    if newest.size == head.size {
        return is_of(&newest.note, head, key, database);
    }
    match prove::consistency(&mut Database::new(conn), head, key, database) {
        Ok(_) => Ok(true),
        Err(ProveError::Unsigned(_) | ProveError::Differs { .. }) => Ok(false),
        Err(ProveError::Source(error)) => Err(ServiceError::Unavailable(error.to_string())),
        Err(error @ ProveError::Checkpoint { .. }) => Err(ServiceError::Damaged(error.to_string())),
    }
}

fn is_of(note: &str, head: &KeptHead, key: &PublicKey, database: Uuid) -> Result<bool, ServiceError> {
    let opened = Checkpoint::open(note, &origin(database, &head.shard.to_string()), key);
    let damaged =
        |error| ServiceError::Damaged(format!("ledger_shards.checkpoint of {}: {error}", head.shard));
    Ok(opened.map_err(damaged)?.0.root == head.root)
}

async fn keep(services: &Services, cosignature: rows::Cosignature) -> Result<(), ServiceError> {
    let store = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(rows::take_cosignature(tx, &cosignature)?);
    services.store().write(Plan::new(), store).await.map(drop)
}
