//! Rows without a key of their own: deleted in batches, each with one counted entry in the ledger.

use jiff::Timestamp;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::{Plan, Tx};

use super::scope;
use super::table::Delete;
use crate::{ServiceError, Services};

/// Rows deleted in one transaction.
const BATCH: u32 = 1_000;

/// Deletes everything that is due; how many rows.
pub(super) async fn delete_all(
    services: &Services,
    actor: &Actor,
    what: &'static str,
    delete: Delete,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let mut deleted = 0;
    loop {
        match delete_some(services, actor.clone(), what, delete, now).await? {
            0 => return Ok(deleted),
            some => deleted += some,
        }
    }
}

async fn delete_some(
    services: &Services,
    actor: Actor,
    what: &'static str,
    delete: Delete,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let own = services.clone();
    let remove = move |tx: &mut Tx<'_>| {
        let rows = delete(tx, &scope(), now, BATCH)?;
        if rows > 0 {
            let entry = Entry::new(actor.clone(), Act::Destroyed).detail("kind", what).detail("count", rows);
            own.record(tx, &LogName::system(), &entry)?;
        }
        Ok::<_, ServiceError>(rows)
    };
    let rows = services.store().write(Plan::new().log(LogName::system()), remove).await?.into_inner();
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}
