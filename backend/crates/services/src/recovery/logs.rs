//! The logs: what is said of a loss, and the shard that begins after it.

use poortwacht_domain::{AccountId, Act};
use poortwacht_ledger::{self as ledger, Actor, Entry, KeptHead, LogName, Loss};
use poortwacht_store::{Connection, Plan, StoreError, Tx, ledger_rows};

use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Reason code of the entries.
const RESTORED: &str = "database_restored";

/// One line about a loss.
pub(super) fn told(loss: &Loss) -> String {
    let seen: Vec<String> =
        loss.lost.iter().map(|head| format!("{} with {} entries", head.shard, head.size)).collect();
    let seen = seen.join(", ");
    match &loss.left {
        Some(left) => {
            format!("seen was {seen}; the database stands at {} with {} entries", left.shard, left.size)
        }
        None => format!("seen was {seen}; the database knows nothing of this log"),
    }
}

/// Begins a new shard in every log that lost something and has none yet, in one transaction. Of a log that the database does
/// not know the system's log tells.
pub(super) async fn begin(
    services: &Services,
    losses: &[Loss],
    second: AccountId,
) -> Result<(), ServiceError> {
    let (own, losses) = (services.clone(), losses.to_vec());
    let plan = losses.iter().map(|loss| loss.log.clone()).fold(Plan::new().log(LogName::system()), Plan::log);
    let begin = move |tx: &mut Tx<'_>| losses.iter().try_for_each(|loss| begin_one(&own, tx, loss, second));
    services.store().write(plan, begin).await.map(drop)
}

fn begin_one(
    services: &Services,
    tx: &mut Tx<'_>,
    loss: &Loss,
    second: AccountId,
) -> Result<(), ServiceError> {
    let Some(lost) = loss.last_seen() else { return Ok(()) };
    if ledger::begun_after(tx, &loss.log, lost)? {
        return Ok(());
    }
    let entry = entry(lost, second);
    let Some(end) = ledger_rows::open_shard(tx, &loss.log)? else {
        return Ok(services.record(tx, &LogName::system(), &entry)?);
    };
    let left = ledger::head_of(end)?;
    let entry = entry
        .detail("left_shard", &left.shard)
        .detail("left_size", left.size)
        .detail("left_root", hex::encode(left.root));
    let (clock, rng) = (services.clock(), services.rng());
    let _place = ledger::begin_after_loss(tx, lost, &entry, clock.as_ref(), rng.as_ref())?;
    Ok(())
}

fn entry(lost: &KeptHead, second: AccountId) -> Entry {
    Entry::new(Actor::Operator, Act::LedgerRecovered)
        .reason(RESTORED)
        .detail("second_person", second)
        .detail("lost_shard", &lost.shard)
        .detail("lost_size", lost.size)
        .detail("lost_root", hex::encode(lost.root))
}

/// Lets the key store remember the logs as they are now, in place of what was lost. From here on the database is current again.
pub(super) async fn settle(services: &Services, losses: Vec<Loss>) -> Result<(), ServiceError> {
    let logs: Vec<LogName> = losses.iter().map(|loss| loss.log.clone()).collect();
    let read = move |conn: &mut Connection| {
        let heads = logs.iter().map(|log| ledger::heads_of(conn, log)).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, StoreError>(heads.concat())
    };
    let left = services.store().read(read).await?;
    let lost: Vec<KeptHead> = losses.into_iter().flat_map(|loss| loss.lost).collect();
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.recover_heads(&lost, &left)?)).await
}
