//! Key halves that cases gave up for new ones: destroyed in the key store, then forgotten in the database.

use poortwacht_domain::HalfId;
use poortwacht_store::{Plan, Scope, spent_halves};

use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Halves destroyed together.
const BATCH: u32 = 500;

/// Destroys all halves that are entered as spent. Whoever stops in the middle leaves the entry of what may not be destroyed
/// yet, and a repetition finds it; destroying a half twice does no harm. Gives how many entries were worked off.
///
/// # Errors
/// Those of store and key store; what was not destroyed stays entered.
pub(crate) async fn destroy_spent(services: &Services) -> Result<u64, ServiceError> {
    let mut destroyed = 0;
    loop {
        let halves = services.store().read(|conn| spent_halves::waiting(conn, &scope(), BATCH)).await?;
        if halves.is_empty() {
            return Ok(destroyed);
        }
        destroy(services, halves.clone()).await?;
        let count = u64::try_from(halves.len()).unwrap_or(u64::MAX);
        services.store().write(Plan::new(), move |tx| spent_halves::forget(tx, &scope(), &halves)).await?;
        destroyed += count;
    }
}

async fn destroy(services: &Services, halves: Vec<HalfId>) -> Result<(), ServiceError> {
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.destroy_halves(&halves)?)).await.map(drop)
}

fn scope() -> Scope {
    Scope::job("destruction of spent key halves")
}
