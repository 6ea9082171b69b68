//! What is due becomes unreadable before any row of it is removed.
//!
//! A row takes its pictures, its register line and its ledger entry with it: a hundred thousand of them take minutes. Their
//! keys take seconds, and from then on nothing of them opens, wherever a copy is. A case whose term has ended is decided by
//! nobody any more, so what loses its key here loses its rows in the same run or, should the process die, in the next.

use jiff::Timestamp;
use poortwacht_domain::HalfId;
use poortwacht_store::cases;

use super::scope;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Halves destroyed in one transaction of the key store, which intake waits for when it needs new ones.
const PAGE: u32 = 1_000;

/// Destroys the keys of all cases that are due at `now`, a page at a time. Repeating it is harmless. How many cases there
/// were.
///
/// # Errors
/// Those of store and key store; what was destroyed until then stays destroyed.
pub(super) async fn cases(services: &Services, now: Timestamp) -> Result<u64, ServiceError> {
    let (mut shredded, mut after) = (0, None);
    loop {
        let read = move |conn: &mut poortwacht_store::Connection| {
            Ok::<_, ServiceError>(cases::due_halves(conn, &scope(), now, after, PAGE)?)
        };
        let page = services.store().read(read).await?;
        let Some(last) = page.last() else { break };
        (shredded, after) = (shredded + u64::try_from(page.len()).unwrap_or(u64::MAX), Some(last.place));
        destroy(services, page.iter().map(|due| due.half).collect()).await?;
    }
    tracing::info!(cases = shredded, "the keys of what is due are destroyed");
    Ok(shredded)
}

async fn destroy(services: &Services, halves: Vec<HalfId>) -> Result<(), ServiceError> {
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.destroy_halves(&halves)?)).await.map(drop)
}
