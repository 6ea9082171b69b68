//! When an exemption has died, the plates of those that live are indexed under the key of a new generation, and the old
//! one is destroyed: what old copies hold of the dead one can be tested against no guess any more.
//!
//! It may be stopped anywhere and runs beside itself in another process: the next run goes on where it stopped, and
//! meanwhile both generations are looked up.

use std::ops::Range;

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_evidence::keystore::Generation;
use poortwacht_ledger::{Actor, Entry, LogName, Receipt};
use poortwacht_store::exemptions::{self as rows, Exemption, Generations, IndexedPlate};
use poortwacht_store::{Connection, Plan, Scope, Tx, municipalities};

use super::matching::Indexer;
use super::sealing;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// Exemptions moved in one transaction.
const BATCH: u32 = 500;

/// Reason code of the entry that covers opening plates to index them anew.
const REINDEXED: &str = "exemptions_reindexed";

/// Moves the exemptions of every municipality that lost one. How many were moved.
///
/// # Errors
/// Those of store, ledger and key store; a repetition goes on.
pub(crate) async fn renew(services: &Services, actor: &Actor) -> Result<u64, ServiceError> {
    let scope = Scope::job("new generation of the exemptions' index");
    let all = services.store().read(move |conn| municipalities::all(conn, &scope)).await?;
    let mut moved = 0;
    for municipality in all {
        let renewal = Renewal { services, actor, municipality: municipality.id };
        moved += renewal.run().await?;
    }
    Ok(moved)
}

/// Begins a new generation everywhere, whatever died: a key store that came back from a backup may lack the current keys.
///
/// # Errors
/// As [`renew`].
pub(crate) async fn renew_all(services: &Services, actor: &Actor) -> Result<u64, ServiceError> {
    let scope = Scope::job("the key store was restored");
    services.store().write(Plan::new(), move |tx| rows::distrust_all(tx, &scope)).await?;
    renew(services, actor).await
}

struct Renewal<'a> {
    services: &'a Services,
    actor: &'a Actor,
    municipality: MunicipalityId,
}

impl Renewal<'_> {
    async fn run(&self) -> Result<u64, ServiceError> {
        let before = self.state().await?;
        if !before.stale && before.oldest == before.current {
            return Ok(0);
        }
        let (scope, municipality) = (self.scope(), self.municipality);
        let begin = move |tx: &mut Tx<'_>| rows::begin_generation(tx, &scope, municipality);
        self.services.store().write(Plan::new(), begin).await?;
        let current = self.state().await?.current;
        let mut moved = 0;
        loop {
            match self.move_some(current).await? {
                0 => break,
                some => moved += some,
            }
        }
        self.destroy(before.oldest..current).await?;
        let scope = self.scope();
        let finish = move |tx: &mut Tx<'_>| rows::finish_generation(tx, &scope, municipality, current);
        self.services.store().write(Plan::new(), finish).await?;
        Ok(moved)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    async fn state(&self) -> Result<Generations, ServiceError> {
        let (scope, municipality) = (self.scope(), self.municipality);
        let read = move |conn: &mut Connection| Ok(rows::generations(conn, &scope, municipality)?);
        self.services.store().read(read).await
    }

    async fn move_some(&self, current: i64) -> Result<u64, ServiceError> {
        let (scope, municipality) = (self.scope(), self.municipality);
        let read = move |conn: &mut Connection| {
            Ok(rows::indexed_before(conn, &scope, municipality, current, BATCH)?)
        };
        let old: Vec<Exemption> = self.services.store().read::<_, ServiceError, _>(read).await?;
        let count = u64::try_from(old.len()).unwrap_or(u64::MAX);
        if count == 0 {
            return Ok(0);
        }
        let receipt = self.log(count).await?;
        let own = self.services.clone();
        let moves = off_worker(move || index_all(&own, &receipt, municipality, current, &old)).await?;
        let scope = self.scope();
        let write = move |tx: &mut Tx<'_>| {
            moves.iter().try_for_each(|to| rows::move_index(tx, &scope, municipality, to))
        };
        self.services.store().write(Plan::new(), write).await?;
        Ok(count)
    }

    /// Work with a key: the plates are seen by nobody.
    async fn log(&self, count: u64) -> Result<Receipt, ServiceError> {
        let log = LogName::municipality(self.municipality);
        let entry = Entry::new(self.actor.clone(), Act::KeyEvent).reason(REINDEXED);
        let entry = entry.detail("entries", count);
        let (own, plan) = (self.services.clone(), Plan::new().log(log.clone()).ledger_only());
        let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
        Ok(Receipt::from(self.services.store().write(plan, append).await?))
    }

    async fn destroy(&self, numbers: Range<i64>) -> Result<(), ServiceError> {
        let municipality = self.municipality;
        let names: Vec<Generation> = numbers.map(|number| Generation { municipality, number }).collect();
        let keys = self.services.keys();
        off_worker(move || Ok::<_, ServiceError>(keys.destroy_generation_keys(&names)?)).await
    }
}

fn index_all(
    services: &Services,
    receipt: &Receipt,
    municipality: MunicipalityId,
    generation: i64,
    old: &[Exemption],
) -> Result<Vec<IndexedPlate>, ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    let indexer = Indexer::of(keys.as_ref(), municipality, generation)?;
    let index = |exemption: &Exemption| {
        let plate = sealing::plate(receipt, keys.as_ref(), exemption)?;
        // One that does not open any more, as its key is destroyed or lost, matches no plate.
        let index = plate.map_or_else(|| random_bytes(rng.as_ref()), |plate| indexer.index(&plate));
        Ok(IndexedPlate { id: exemption.id, index, generation })
    };
    old.iter().map(index).collect()
}
