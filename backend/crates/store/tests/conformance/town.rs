//! A municipality with a location, a roadside unit and an officer, as most repositories need one.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{AccountId, LocationDossier, LocationId, MunicipalityId, RecordId, Role, UnitId};
use poortwacht_store::accounts::{self, Enrolment, NewAccount};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::units::{self, NewUnit};
use poortwacht_store::{Connection, Plan, Scope, Store, StoreError, Tx};

use crate::support::{add, fresh, now};

/// The municipality, and the store it is in.
pub struct Town {
    pub store: Store,
    pub scope: Scope,
    pub id: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
    pub officer: AccountId,
}

impl Town {
    /// Builds one; `code` is also in the names of all that belongs to it.
    pub fn build(store: &Store, code: &str) -> Self {
        let id = add(store, code).id;
        let town = Self {
            store: store.clone(),
            scope: Scope::municipality(id),
            id,
            location: LocationId::random(&rng()),
            unit: UnitId::random(&rng()),
            officer: AccountId::random(&rng()),
        };
        let (location, unit, officer) = (town.new_location(), town.new_unit(code), town.new_account(code));
        town.write(move |tx, scope| {
            locations::upsert(tx, scope, &location, now(), now())?;
            units::register(tx, scope, &unit)?;
            accounts::insert(tx, scope, &officer)
        })
        .unwrap();
        town
    }

    pub fn new_location(&self) -> NewLocation {
        NewLocation { id: self.location, municipality: self.id, dossier: dossier("lange-straat") }
    }

    pub fn new_unit(&self, code: &str) -> NewUnit {
        NewUnit {
            id: self.unit,
            municipality: self.id,
            location: self.location,
            name: "north".to_owned(),
            lane: 1,
            certificate_fingerprint: format!("fingerprint of {code} north"),
            registered_at: now(),
        }
    }

    pub fn new_account(&self, code: &str) -> NewAccount {
        NewAccount {
            id: self.officer,
            municipality: self.id,
            login: format!("officer.{code}"),
            display_name: "Officer".to_owned(),
            role: Role::Officer,
            enrolment: Some(Enrolment {
                token_hash: format!("link of officer.{code}"),
                expires_at: minutes(60 * 24),
            }),
            created_at: now(),
        }
    }

    /// Writes in the town's own scope.
    pub fn write<T, F>(&self, f: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Scope) -> Result<T, StoreError> + Send + 'static,
    {
        let scope = self.scope.clone();
        self.store
            .write_blocking(Plan::new(), move |tx| f(tx, &scope))
            .map(|committed| committed.into_inner())
    }

    /// Reads in the town's own scope.
    pub fn read<T>(&self, f: impl FnOnce(&mut Connection, &Scope) -> Result<T, StoreError>) -> T {
        self.store.read_blocking(|conn| f(conn, &self.scope)).unwrap()
    }
}

/// An invented place.
pub fn dossier(code: &str) -> LocationDossier {
    let json = format!(
        r#"{{"code": "{code}", "name": "Lange Straat", "street": "Lange Straat", "municipality_name": "Voorbeeldstad",
            "direction": "north", "built_up": true, "sign": "C12", "offence_codes": ["R559"],
            "active_from": "2026-01-01T00:00:00Z", "grounds_template": "Ik zag …", "not_stopped_reason": "Op afstand."}}"#
    );
    serde_json::from_str(&json).unwrap()
}

/// `now()` and some minutes.
pub fn minutes(count: i64) -> Timestamp {
    now() + SignedDuration::from_mins(count)
}

/// Randomness that no other call in this process gets.
pub fn rng() -> SequenceRng {
    SequenceRng::new(fresh())
}

/// A fresh identifier of a row.
pub fn record() -> RecordId {
    RecordId::random(&rng())
}

/// Runs `attempt` many times at once, spread over the given stores as over so many processes.
pub fn race<T: Send>(stores: &[&Store], attempt: impl Fn(&Store, usize) -> T + Sync) -> Vec<T> {
    const ATTEMPTS: usize = 12;
    std::thread::scope(|threads| {
        let attempt = &attempt;
        let run = |number: usize| threads.spawn(move || attempt(stores[number % stores.len()], number));
        let running: Vec<_> = (0..ATTEMPTS).map(run).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
