//! Key halves that were handed out and never found a subject: the packet was refused, the process died; and those that
//! a subject gave up for new ones.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::HalfId;
use poortwacht_store::{
    Connection, Scope, batches, cases, exemptions, incidents, person_requests, samples, texts,
};

use super::destroy_spent;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// A half is handed out at most half an hour after it was made; an hour later it has a subject or never will.
const UNUSED_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Halves looked at together.
const BATCH: u32 = 500;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Halves whose subject was found.
    pub(crate) attached: u64,
    /// Halves destroyed.
    pub(crate) destroyed: u64,
}

impl std::fmt::Display for Swept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} key halves in use, {} destroyed", self.attached, self.destroyed)
    }
}

/// Attaches the halves that have a subject and destroys those that have none after an hour, or not any more.
///
/// # Errors
/// Those of store and key store; nothing is destroyed that could not be looked up.
pub(crate) async fn sweep(services: &Services) -> Result<Swept, ServiceError> {
    let now = services.now();
    sweep_made_before(services, now.saturating_sub(UNUSED_AFTER).unwrap_or(now)).await
}

/// As [`sweep`], however young the halves are: for a key store that no process takes halves from.
///
/// # Errors
/// Those of store and key store.
pub(crate) async fn sweep_all(services: &Services) -> Result<Swept, ServiceError> {
    sweep_made_before(services, Timestamp::MAX).await
}

async fn sweep_made_before(services: &Services, before: Timestamp) -> Result<Swept, ServiceError> {
    let mut swept = Swept { destroyed: destroy_spent(services).await?, ..Swept::default() };
    loop {
        let halves = unattached(services, before).await?;
        if halves.is_empty() {
            metrics::counter!("poortwacht_key_halves_swept_total").increment(swept.destroyed);
            return Ok(swept);
        }
        let used = in_use(services, halves.clone()).await?;
        let unused: Vec<HalfId> = halves.into_iter().filter(|half| !used.contains(half)).collect();
        swept.attached += number(used.len());
        swept.destroyed += number(unused.len());
        settle(services, used, unused).await?;
    }
}

async fn unattached(services: &Services, before: Timestamp) -> Result<Vec<HalfId>, ServiceError> {
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.halves_created_before(before, BATCH)?)).await
}

/// Those that belong to anything at all. A kind of subject that is missing here would lose its keys.
pub(crate) async fn in_use(services: &Services, halves: Vec<HalfId>) -> Result<Vec<HalfId>, ServiceError> {
    let read = move |conn: &mut Connection| {
        let scope = Scope::job("sweep of unattached key halves");
        let mut used = cases::halves_in_use(conn, &scope, &halves)?;
        used.extend(exemptions::halves_in_use(conn, &scope, &halves)?);
        used.extend(exemptions::imports::halves_in_use(conn, &scope, &halves)?);
        used.extend(batches::halves_in_use(conn, &scope, &halves)?);
        used.extend(person_requests::halves_in_use(conn, &scope, &halves)?);
        used.extend(samples::halves_in_use(conn, &scope, &halves)?);
        used.extend(texts::halves_in_use(conn, &scope, &halves)?);
        used.extend(incidents::halves_in_use(conn, &scope, &halves)?);
        Ok(used)
    };
    services.store().read(read).await
}

async fn settle(services: &Services, used: Vec<HalfId>, unused: Vec<HalfId>) -> Result<(), ServiceError> {
    let keys = services.keys();
    off_worker(move || {
        keys.attach_halves(&used)?;
        keys.destroy_halves(&unused)?;
        Ok(())
    })
    .await
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
