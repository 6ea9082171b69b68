//! Rows without a key and keys without a row. A recovery destroys both; a reconciliation counts the first.

use std::collections::BTreeSet;

use poortwacht_domain::{CaseId, HalfId};
use poortwacht_ledger::Actor;
use poortwacht_store::cases::{self, DueCase};
use poortwacht_store::{Connection, Scope};

use crate::blocking::off_worker;
use crate::retention::{self, in_use};
use crate::{ServiceError, Services};

/// Looked at together.
const BATCH: u32 = 500;

/// Cases whose half the key store does not have.
pub(crate) async fn count_without_key(services: &Services) -> Result<u64, ServiceError> {
    let (mut count, mut after) = (0, None);
    while let Some(page) = next_cases(services, after).await? {
        after = page.last().map(|case| case.id);
        count += number(without_key(services, page).await?.len());
    }
    Ok(count)
}

/// Destroys cases whose half is gone. How many.
pub(super) async fn destroy_without_key(services: &Services) -> Result<u64, ServiceError> {
    let (mut destroyed, mut after) = (0, None);
    while let Some(page) = next_cases(services, after).await? {
        after = page.last().map(|case| case.id);
        let keyless = without_key(services, page).await?;
        if !keyless.is_empty() {
            destroyed += retention::destroy_cases(services, &Actor::Operator, keyless).await?;
        }
    }
    Ok(destroyed)
}

/// `None` after the last.
async fn next_cases(
    services: &Services,
    after: Option<CaseId>,
) -> Result<Option<Vec<DueCase>>, ServiceError> {
    let read = move |conn: &mut Connection| cases::all_after(conn, &scope(), after, BATCH);
    let page = services.store().read(read).await?;
    Ok((!page.is_empty()).then_some(page))
}

/// Of these cases those without a half. One that was destroyed or sealed anew meanwhile is none of them.
async fn without_key(services: &Services, page: Vec<DueCase>) -> Result<Vec<DueCase>, ServiceError> {
    let keys = services.keys();
    let halves: Vec<HalfId> = page.iter().map(|case| case.half).collect();
    let missing = off_worker(move || Ok::<_, ServiceError>(keys.missing_halves(&halves)?)).await?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let still: BTreeSet<HalfId> = in_use(services, missing).await?.into_iter().collect();
    Ok(page.into_iter().filter(|case| still.contains(&case.half)).collect())
}

/// Halves that once had a subject and have none in this database.
pub(crate) async fn count_without_subject(services: &Services) -> Result<u64, ServiceError> {
    let (mut count, mut after) = (0, None);
    while let Some(page) = next_halves(services, after).await? {
        after = page.last().copied();
        count += number(without_subject(services, page).await?.len());
    }
    Ok(count)
}

/// Destroys them. How many.
pub(crate) async fn destroy_without_subject(services: &Services) -> Result<u64, ServiceError> {
    let (mut destroyed, mut after) = (0, None);
    while let Some(page) = next_halves(services, after).await? {
        after = page.last().copied();
        let orphans = without_subject(services, page).await?;
        destroyed += number(orphans.len());
        let keys = services.keys();
        off_worker(move || Ok::<_, ServiceError>(keys.destroy_halves(&orphans)?)).await?;
    }
    Ok(destroyed)
}

async fn next_halves(
    services: &Services,
    after: Option<HalfId>,
) -> Result<Option<Vec<HalfId>>, ServiceError> {
    let keys = services.keys();
    let page = off_worker(move || Ok::<_, ServiceError>(keys.attached_halves(after, BATCH)?)).await?;
    Ok((!page.is_empty()).then_some(page))
}

async fn without_subject(services: &Services, halves: Vec<HalfId>) -> Result<Vec<HalfId>, ServiceError> {
    let used: BTreeSet<HalfId> = in_use(services, halves.clone()).await?.into_iter().collect();
    Ok(halves.into_iter().filter(|half| !used.contains(half)).collect())
}

fn scope() -> Scope {
    Scope::job("cases and their keys compared")
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
