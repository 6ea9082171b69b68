//! A municipality with cases at every step, for the tests of export, retention and jobs.

mod cjib;
mod cut;
mod installation;
mod made;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_domain::{
    AccountId, Area, CaseId, CaseRef, CaseState, ExemptionCategory, ExemptionId, ExemptionRule, HalfId,
    LocationDossier, LocationId, MunicipalityId, OffenceCode, PicturePlace, Plate, RecordId, RetentionClass,
    Role, UnitId, VehicleCategory,
};
use poortwacht_evidence::index::IndexKey;
use poortwacht_evidence::seal::{Binding, derive, seal};
use poortwacht_ledger::Record;
use poortwacht_store::accounts::{self, Enrolment, NewAccount};
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::batches;
use poortwacht_store::cases::{
    self, Case, Charge, DatabaseHalf, Decision, ExemptionCheck, NewCase, Retention,
};
use poortwacht_store::exemptions::{self, NewExemption};
use poortwacht_store::fields::NewField;
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::pictures::{NewPicture, Picture};
use poortwacht_store::units::{self, NewUnit};
use poortwacht_store::{Connection, Plan, Scope, StoreError, Tx};
use serde_json::json;
use tempfile::TempDir;

pub use cjib::{Cjib, Fault};
pub use cut::Cut;
pub use installation::{DATABASE, KEYS, copy_database, key_store_site, master_key, migrate, process};
pub use made::charge;

use crate::custody::testing::receive;
use crate::exemptions::Indexer;
use crate::quality::SecondLookSettings;
use crate::review::{self, DeskView, ReviewRefusal};
use crate::{Actor, CjibConfig, Services, ServicesConfig};

pub const OIN: &str = "00000001001234567000";
pub const PLATE: &str = "AE12UI";

/// Claims the next case and shows it, as for an officer who begins.
pub async fn claim_next(
    services: &Services,
    actor: &Actor,
    location: Option<&str>,
) -> Result<DeskView, ReviewRefusal> {
    review::claim(services, actor, location).await?;
    review::show(services, actor).await
}

/// A Tuesday, noon in Amsterdam.
pub fn start() -> Timestamp {
    "2026-11-24T11:00:00Z".parse().unwrap()
}

pub fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

pub fn dossier() -> LocationDossier {
    serde_json::from_value(json!({
        "code": "lange-straat", "name": "Lange Straat", "street": "Lange Straat",
        "municipality_name": "Voorbeeldstad", "direction": "Marktplein", "built_up": true, "sign": "C12",
        "coordinates": [52.0907, 5.1214], "offence_codes": ["R559"], "active_from": "2026-01-01T00:00:00Z",
        "consent": {"reference": "OM-2026-1", "from": "2026-01-01"}, "inspections": inspections(),
        "grounds_template": "Ik zag dat het voertuig het bord C12 passeerde.",
        "not_stopped_reason": "Vastgesteld op afstand."
    }))
    .unwrap()
}

/// Every other week up to and with the day of the start.
fn inspections() -> Vec<String> {
    let days = (0..12).map(|fortnight| poortwacht_domain::local_day(start() - days(14 * fortnight)));
    days.map(|day| day.to_string()).collect()
}

pub struct World {
    pub folder: TempDir,
    pub services: Services,
    pub clock: Arc<FixedClock>,
    pub municipality: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
    pub officer: AccountId,
    /// Vehicles seen so far.
    vehicles: AtomicUsize,
    /// Municipalities before this one in the same installation.
    pub towns: usize,
}

impl World {
    /// A whole municipality: location, unit, officer with authorisation.
    pub async fn new() -> Self {
        Self::configured(None).await
    }

    pub async fn configured(cjib: Option<CjibConfig>) -> Self {
        let world = Self::bare(cjib);
        world.register().await;
        world
    }

    /// As [`World::new`], where a share of the decisions is looked at twice.
    pub async fn looking_twice(percent: u32) -> Self {
        let second_look = SecondLookSettings { percent, ..SecondLookSettings::default() };
        let world = Self::made(ServicesConfig { second_look, ..ServicesConfig::default() });
        world.register().await;
        world
    }

    /// An installation with nothing in it.
    pub fn bare(cjib: Option<CjibConfig>) -> Self {
        let second_look = SecondLookSettings { percent: 0, ..SecondLookSettings::default() };
        Self::made(ServicesConfig { cjib, second_look, ..ServicesConfig::default() })
    }

    fn made(config: ServicesConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let (clock, rng) = (Arc::new(FixedClock::at(start())), Arc::new(SequenceRng::new(7)));
        migrate(folder.path(), &clock, rng.as_ref());
        Self {
            services: process(folder.path(), clock.clone(), rng.clone(), config),
            folder,
            clock,
            municipality: MunicipalityId::random(&rng),
            location: LocationId::random(&rng),
            unit: UnitId::random(&rng),
            officer: AccountId::random(&rng),
            vehicles: AtomicUsize::new(0),
            towns: 0,
        }
    }

    /// Another municipality of the same installation, in which it is the start again: to play much in little time.
    pub async fn next_town(self) -> Self {
        let rng = self.services.rng();
        self.clock.set(start());
        let town = Self {
            municipality: MunicipalityId::random(rng.as_ref()),
            location: LocationId::random(rng.as_ref()),
            unit: UnitId::random(rng.as_ref()),
            officer: AccountId::random(rng.as_ref()),
            vehicles: AtomicUsize::new(0),
            towns: self.towns + 1,
            ..self
        };
        town.register().await;
        town
    }

    /// Another process takes over, with whatever lies in the folder by now.
    pub fn restart(&mut self, between: impl FnOnce(&Path)) {
        self.services.store().shutdown();
        between(self.folder.path());
        let config = self.services.config().clone();
        self.services = process(self.folder.path(), self.clock.clone(), self.services.rng(), config);
    }

    /// What a process that died handed to the store is written by then.
    pub async fn catch_breath(&self) {
        self.write(|_, _| Ok(())).await;
        self.read(|conn, scope| batches::list(conn, scope, 1)).await;
    }

    async fn register(&self) {
        let municipality = Municipality {
            id: self.municipality,
            code: format!("GM{}", 9999 - self.towns),
            name: "Voorbeeldstad".to_owned(),
            oin: Some(OIN.to_owned()),
            exemption_version: 1,
            created_at: start() - days(400),
        };
        let location = NewLocation { id: self.location, municipality: self.municipality, dossier: dossier() };
        let unit = NewUnit {
            id: self.unit,
            municipality: self.municipality,
            location: self.location,
            name: "lange-straat-1".to_owned(),
            lane: 1,
            certificate_fingerprint: format!("{:064x}", self.towns),
            registered_at: start(),
        };
        let (account, authorisation) = (self.account(), self.authorisation());
        self.write(move |tx, scope| {
            municipalities::add(tx, scope, &municipality)?;
            locations::upsert(tx, scope, &location, start(), start())?;
            units::register(tx, scope, &unit)?;
            accounts::insert(tx, scope, &account)?;
            authorisations::add(tx, scope, &authorisation)
        })
        .await;
    }

    fn account(&self) -> NewAccount {
        NewAccount {
            id: self.officer,
            municipality: self.municipality,
            login: format!("boa-{}", self.towns),
            display_name: "B. Oa".to_owned(),
            role: Role::Officer,
            enrolment: Some(Enrolment {
                token_hash: format!("hash-{}", self.towns),
                expires_at: start() + days(1),
            }),
            created_at: start(),
        }
    }

    fn authorisation(&self) -> Authorisation {
        Authorisation {
            id: RecordId::random(self.services.rng().as_ref()),
            account: self.officer,
            officer_number: "100234".to_owned(),
            domain: "I".to_owned(),
            territory: "Voorbeeldstad".to_owned(),
            valid_from: start() - days(365),
            valid_until: start() + days(365),
            recorded_at: start(),
            destroy_after: start() + days(5 * 365),
            suspension: None,
        }
    }

    pub fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = self.scope();
        let plan = Plan::new().log(LogName::municipality(self.municipality));
        self.services.store().write(plan, move |tx| f(tx, &scope)).await.unwrap().into_inner()
    }

    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Connection, &Scope) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let scope = self.scope();
        self.services.store().read(move |conn| f(conn, &scope)).await.unwrap()
    }

    /// The first vehicle has [`PLATE`], every other one a plate of its own: no two cases are of one act.
    fn next_plate(&self) -> String {
        match self.vehicles.fetch_add(1, Ordering::Relaxed) {
            0 => PLATE.to_owned(),
            number => format!("AEI{number:03}"),
        }
    }

    /// A case that awaits review.
    pub async fn case(&self, captured_at: Timestamp) -> CaseId {
        let case = self.sealed_case(&self.next_plate(), captured_at);
        let id = case.id;
        let services = self.services.clone();
        self.write(move |tx, scope| receive(&services, tx, scope, &case)).await;
        id
    }

    /// A case that the officer confirmed a minute after the act.
    pub async fn confirmed(&self, captured_at: Timestamp) -> CaseId {
        self.confirmed_all(&[captured_at]).await.remove(0)
    }

    /// Many of them, in one transaction.
    pub async fn confirmed_all(&self, acts: &[Timestamp]) -> Vec<CaseId> {
        let cases: Vec<NewCase> = acts.iter().map(|at| self.sealed_case(&self.next_plate(), *at)).collect();
        let ids = cases.iter().map(|case| case.id).collect();
        let (officer, services) = (self.officer, self.services.clone());
        self.write(move |tx, scope| {
            for case in &cases {
                receive(&services, tx, scope, case)?;
                confirm(tx, scope, case.id, officer, case.captured_at)?;
            }
            Ok(())
        })
        .await;
        ids
    }

    pub async fn find(&self, id: CaseId) -> Option<Case> {
        self.read(move |conn, scope| cases::find(conn, scope, id)).await
    }

    pub async fn state(&self, id: CaseId) -> CaseState {
        self.find(id).await.unwrap().state
    }

    /// Acts of the municipality's log, in order.
    pub async fn acts(&self) -> Vec<String> {
        let log = LogName::municipality(self.municipality);
        let entries = self.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 10_000)).await;
        // A later shard begins with the checkpoint of the one before.
        let own =
            entries.iter().filter(|stored| stored.place.position > 0 || Record::parse(&stored.entry).is_ok());
        own.map(|stored| Record::parse(&stored.entry).unwrap().entry.act.to_string()).collect()
    }

    /// How often an act stands in the municipality's log.
    pub async fn times(&self, act: &str) -> usize {
        self.acts().await.iter().filter(|found| *found == act).count()
    }

    /// Kinds of the open alarms.
    pub async fn alarms(&self) -> Vec<String> {
        let open = crate::alarms::open(&self.services).await.unwrap();
        open.into_iter().map(|alarm| alarm.kind).collect()
    }
}

/// What an officer's confirmation leaves in the row.
pub fn confirm(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: CaseId,
    officer: AccountId,
    captured_at: Timestamp,
) -> Result<(), StoreError> {
    let at = captured_at + SignedDuration::from_mins(1);
    cases::claim(tx, scope, id, officer, at, SignedDuration::from_mins(10))?;
    let class = RetentionClass::Confirmed;
    let destroy_after = poortwacht_domain::destroy_after(class, captured_at);
    let decision = Decision {
        from: CaseState::AwaitingReview,
        to: CaseState::Confirmed,
        dismissal_reason: None,
        charge: Some(charge("R559")),
        officer,
        at,
        undo_until: None,
        retention: Retention { class, destroy_after },
    };
    cases::decide(tx, scope, id, &decision)
}
