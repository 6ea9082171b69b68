//! A register of exemptions straight in the database: rows as an import makes them, with noise for what is sealed.

use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    Area, Clock as _, ExemptionCategory, ExemptionId, ExemptionRule, HalfId, LocationId, MunicipalityId,
    Plate, Rng as _, ZoneId, rng::random_bytes,
};
use poortwacht_evidence::index::exemption_index;
use poortwacht_evidence::keystore::{Generation, GenerationKey, KeyStore};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::{self, NewExemption};
use poortwacht_store::zones::{self, Content, NewZone, ZoneChange};
use poortwacht_store::{
    Environment, Plan, Scope, Store, StoreConfig, StoreError, Tx, locations, municipalities,
};
use poortwacht_tests::keys;
use poortwacht_tests::world::{MUNICIPALITY, World};

const CHUNK: u32 = 5_000;
/// Length of a sealed plate or holder.
const SEALED: usize = 40;
/// Every so manyth exemption names the zone.
const IN_ZONE: u32 = 4;

/// The municipality's register.
pub struct Town {
    pub store: Store,
    pub keys: Arc<dyn KeyStore>,
    pub municipality: MunicipalityId,
    key: GenerationKey,
    generation: i64,
    zone: ZoneId,
    stored: u32,
}

impl Town {
    /// Opens the installation's database and key store beside it.
    pub fn open(world: &World) -> Result<Self> {
        let environment = Environment::Test;
        let config =
            StoreConfig { url: world.database_url(), read_connections: 2, environment, create: false };
        let store = Store::open(&config)?;
        let keys = keys::open(world)?;
        let scope = Scope::job("bench");
        let (municipality, generation) = store.read_blocking(|conn| {
            let all = municipalities::all(conn, &scope)?;
            let own = all.into_iter().find(|town| town.code == MUNICIPALITY).ok_or(StoreError::NotFound)?;
            let own = own.id;
            let current = exemptions::generations(conn, &Scope::municipality(own), own)?.current;
            Ok::<_, StoreError>((own, current))
        })?;
        let key = keys.generation_key(Generation { municipality, number: generation }, true)?;
        let key = key.context("the generation has no key")?;
        let zone = zone(&store, municipality)?;
        Ok(Self { store, keys, municipality, key, generation, zone, stored: 0 })
    }

    /// A plate that is in the register.
    pub fn known(&self, number: u32) -> Result<Plate> {
        Ok(Plate::parse(&format!("UA{:07}E", number % self.stored.max(1)))?)
    }

    /// Adds so many exemptions of other plates.
    pub fn store(&mut self, count: u32) -> Result<()> {
        let until = self.stored + count;
        while self.stored < until {
            let size = CHUNK.min(until - self.stored);
            let first = self.stored;
            self.stored += size;
            let rows: Result<Vec<_>> = (first..first + size).map(|number| self.row(number)).collect();
            let (rows, scope) = (rows?, Scope::municipality(self.municipality));
            let write = move |tx: &mut Tx<'_>| exemptions::insert_all(tx, &scope, &rows);
            self.store.write_blocking::<_, StoreError, _>(Plan::new(), write)?;
        }
        Ok(())
    }

    /// Ends the use of the database.
    pub fn close(self) {
        self.store.shutdown();
    }

    fn row(&self, number: u32) -> Result<NewExemption> {
        let (rng, now) = (SystemRng::new(), SystemClock.now());
        Ok(NewExemption {
            id: ExemptionId::random(&rng),
            municipality: self.municipality,
            rule: rule(
                now,
                if number.is_multiple_of(IN_ZONE) { Area::Zone(self.zone) } else { Area::Everywhere },
            ),
            half: DatabaseHalf { id: HalfId::random(&rng), half: random_bytes(&rng) },
            plate_index: exemption_index(&self.key, &self.known(number)?),
            index_generation: self.generation,
            sealed_plate: noise(&rng),
            sealed_holder: noise(&rng),
            created_at: now,
            created_by: None,
            destroy_after: now + SignedDuration::from_hours(500 * 24),
            provisional: None,
            follows: None,
        })
    }
}

/// A zone of all locations there are.
fn zone(store: &Store, municipality: MunicipalityId) -> Result<ZoneId> {
    let (rng, scope, at) = (SystemRng::new(), Scope::municipality(municipality), SystemClock.now());
    let all = store.read_blocking::<_, StoreError, _>(|conn| locations::all(conn, &scope))?;
    let locations: Vec<LocationId> = all.into_iter().map(|place| place.id).collect();
    let id = ZoneId::random(&rng);
    let content = Content { name: "Meetgebied".to_owned(), locations };
    let change = ZoneChange { at, by: None, reason: "bench".to_owned(), before_dies: at };
    let new = NewZone { id, municipality, content };
    let write = move |tx: &mut Tx<'_>| zones::insert(tx, &scope, &new, &change).map(drop);
    store.write_blocking::<_, StoreError, _>(Plan::new(), write)?;
    Ok(id)
}

fn rule(now: Timestamp, area: Area) -> ExemptionRule {
    ExemptionRule {
        category: ExemptionCategory::Resident,
        from: now,
        until: now + SignedDuration::from_hours(365 * 24),
        windows: Vec::new(),
        area,
    }
}

fn noise(rng: &SystemRng) -> Vec<u8> {
    let mut bytes = vec![0; SEALED];
    rng.fill(&mut bytes);
    bytes
}
