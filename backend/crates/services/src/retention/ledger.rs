//! The end of ledger entries: what they say dies after their term, the hashes stay and the tree remains verifiable. Of a
//! shard that says nothing any more only the last checkpoint stays. Both are entries themselves.

use jiff::Timestamp;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, head_of};
use poortwacht_store::ledger_rows::{self, DueBundles, ShardEnd};
use poortwacht_store::{Plan, Tx};

use super::scope;
use crate::{ServiceError, Services, checkpoints};

/// Bundles destroyed in one transaction: 16,384 entries.
const BUNDLES: u32 = 64;

/// Destroys what has had its term; how many bundles and shards.
pub(super) async fn expire(
    services: &Services,
    actor: &Actor,
    now: Timestamp,
) -> Result<(u64, u64), ServiceError> {
    let before = services.config().retention.ledger_over_before(now);
    let mut bundles = 0;
    while let Some(due) = due(services, before).await? {
        bundles += expire_some(services, actor.clone(), due).await?;
    }
    Ok((bundles, drop_empty(services, actor, now).await?))
}

async fn due(services: &Services, before: Timestamp) -> Result<Option<DueBundles>, ServiceError> {
    let find = move |conn: &mut poortwacht_store::Connection| {
        ledger_rows::due_bundles(conn, &scope(), before, BUNDLES).map_err(ServiceError::from)
    };
    services.store().read(find).await
}

async fn expire_some(services: &Services, actor: Actor, due: DueBundles) -> Result<u64, ServiceError> {
    let (own, log) = (services.clone(), due.shard.log().clone());
    let expire = move |tx: &mut Tx<'_>| {
        let expired = ledger_rows::expire_bundles(tx, &due)?;
        for run in due.numbers.chunk_by(|one, next| one + 1 == *next) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let entry = Entry::new(actor.clone(), Act::LedgerExpired)
                .detail("shard", &due.shard)
                .detail("first_bundle", first)
                .detail("last_bundle", last);
            own.record(tx, due.shard.log(), &entry)?;
        }
        Ok::<_, ServiceError>(expired)
    };
    let expired = services.store().write(Plan::new().log(log), expire).await?.into_inner();
    Ok(u64::try_from(expired).unwrap_or(u64::MAX))
}

async fn drop_empty(services: &Services, actor: &Actor, now: Timestamp) -> Result<u64, ServiceError> {
    // A shard goes only once its last checkpoint is signed.
    checkpoints::sign_now(services).await?;
    let find = |conn: &mut poortwacht_store::Connection| ledger_rows::empty_shards(conn, &scope());
    let empty = services.store().read(find).await?;
    let mut dropped = 0;
    for end in empty {
        drop_one(services, actor.clone(), end, now).await?;
        dropped += 1;
    }
    Ok(dropped)
}

async fn drop_one(
    services: &Services,
    actor: Actor,
    end: ShardEnd,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let head = head_of(end)?;
    let (own, log) = (services.clone(), head.shard.log().clone());
    let drop = move |tx: &mut Tx<'_>| {
        ledger_rows::drop_shard(tx, &head.shard, now)?;
        let entry = Entry::new(actor.clone(), Act::LedgerShardDropped)
            .detail("shard", &head.shard)
            .detail("size", head.size)
            .detail("root", hex::encode(head.root));
        Ok::<_, ServiceError>(own.record(tx, head.shard.log(), &entry)?)
    };
    services.store().write(Plan::new().log(log), drop).await?;
    Ok(())
}
