//! A municipality with cases at every step, for the tests of export, retention and jobs.

mod cjib;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_domain::{
    AccountId, CaseId, CaseRef, CaseState, ExemptionCategory, ExemptionId, ExemptionRule, HalfId,
    LocationDossier, LocationId, MunicipalityId, OffenceCode, PicturePlace, Plate, RecordId, RetentionClass,
    Rng, Role, UnitId, VehicleCategory,
};
use poortwacht_evidence::index::IndexKey;
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_evidence::seal::{Binding, derive, seal};
use poortwacht_ledger::Record;
use poortwacht_store::accounts::{self, Enrolment, NewAccount};
use poortwacht_store::authorisations::{self, Authorisation};
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
use poortwacht_store::{Connection, Environment, Plan, Scope, Store, StoreConfig, StoreError, Tx};
use serde_json::json;
use tempfile::TempDir;

pub use cjib::{Cjib, Fault};

use crate::custody::testing::receive;
use crate::exemptions::Indexer;
use crate::{CjibConfig, Parts, Services, ServicesConfig};

pub const OIN: &str = "00000001001234567000";
pub const PLATE: &str = "AE12UI";

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
        "grounds_template": "Ik zag dat het voertuig het bord C12 passeerde.",
        "not_stopped_reason": "Vastgesteld op afstand."
    }))
    .unwrap()
}

pub struct World {
    _folder: TempDir,
    pub services: Services,
    pub clock: Arc<FixedClock>,
    pub municipality: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
    pub officer: AccountId,
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

    /// An installation with nothing in it.
    pub fn bare(cjib: Option<CjibConfig>) -> Self {
        let folder = TempDir::new().unwrap();
        let (clock, rng) = (Arc::new(FixedClock::at(start())), Arc::new(SequenceRng::new(7)));
        let store = open_store(&folder, &clock, rng.as_ref());
        let keys = KeyStoreConfig {
            path: folder.path().join("keys").join("keys.sqlite"),
            instance: store.instance().id,
            environment: Environment::Test,
            create: true,
        };
        let keys =
            SqliteKeyStore::open(keys, MasterKey::from_bytes([7; 32]), clock.clone(), rng.clone()).unwrap();
        let config = ServicesConfig { cjib, ..ServicesConfig::default() };
        let parts = Parts { store, keys: Arc::new(keys), clock: clock.clone(), rng: rng.clone(), config };
        Self {
            _folder: folder,
            services: Services::new(parts),
            clock,
            municipality: MunicipalityId::random(&rng),
            location: LocationId::random(&rng),
            unit: UnitId::random(&rng),
            officer: AccountId::random(&rng),
        }
    }

    async fn register(&self) {
        let municipality = Municipality {
            id: self.municipality,
            code: "GM9999".to_owned(),
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
            certificate_fingerprint: "ab".repeat(32),
            registered_at: start(),
        };
        let (account, authorisation) = (self.account(), self.authorisation());
        self.write(move |tx, scope| {
            municipalities::add(tx, scope, &municipality)?;
            locations::upsert(tx, scope, &location, start())?;
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
            login: "boa".to_owned(),
            display_name: "B. Oa".to_owned(),
            role: Role::Officer,
            enrolment: Enrolment { token_hash: "hash".to_owned(), expires_at: start() + days(1) },
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

    /// A case that awaits review.
    pub async fn case(&self, captured_at: Timestamp) -> CaseId {
        let case = self.sealed_case(PLATE, captured_at);
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
        let cases: Vec<NewCase> = acts.iter().map(|at| self.sealed_case(PLATE, *at)).collect();
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

    /// A new case with its plate and one picture, sealed under a key of its own.
    pub fn sealed_case(&self, plate: &str, captured_at: Timestamp) -> NewCase {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let (id, half, other) = (CaseId::random(rng.as_ref()), [5; 32], keys.take_half().unwrap());
        let key = derive(&half, other.secret.expose(), id.as_uuid()).unwrap();
        let seal = |field: &str, plain: &[u8]| {
            let binding =
                Binding { municipality: self.municipality, subject: id.as_uuid(), field, revision: 1 };
            seal(&key, &binding, plain, rng.as_ref()).unwrap()
        };
        let plate = Plate::parse(plate).unwrap();
        let index = IndexKey::derive(&half, &other.secret, id).unwrap().index(&plate);
        let reading =
            json!({"plate": plate.as_str(), "country": "NL", "raw": plate.display(), "confidence": 0.97});
        let undecided =
            self.services.config().retention.destroy_after(RetentionClass::Undecided, captured_at);
        NewCase {
            id,
            municipality: self.municipality,
            reference: CaseRef::random(rng.as_ref()),
            location: self.location,
            unit: self.unit,
            captured_at,
            received_at: captured_at,
            half: DatabaseHalf { id: other.id, half },
            revision: 1,
            plate: index,
            charge: None,
            exemption: ExemptionCheck { at: captured_at, result: r#"{"elsewhere":[],"near":[]}"#.to_owned() },
            facts: facts(captured_at),
            dossier: dossier(),
            gate_findings: "[]".to_owned(),
            retention: Retention { class: RetentionClass::Undecided, destroy_after: undecided },
            pictures: vec![picture(captured_at, seal("picture/0", b"picture"))],
            fields: vec![NewField {
                field: "plate".to_owned(),
                revision: 1,
                sealed: seal("plate", reading.to_string().as_bytes()),
            }],
        }
    }

    /// An exemption of the plate for a week around the start, as if entered now.
    pub async fn exempt(&self, plate: &str) -> HalfId {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let other = keys.take_half().unwrap().id;
        let indexer = Indexer::now(&self.services, self.municipality).unwrap();
        let exemption = NewExemption {
            id: ExemptionId::random(rng.as_ref()),
            municipality: self.municipality,
            rule: ExemptionRule {
                category: ExemptionCategory::Resident,
                from: start() - days(3),
                until: start() + days(4),
                windows: Vec::new(),
                locations: None,
            },
            half: DatabaseHalf { id: other, half: [5; 32] },
            plate_index: indexer.index(&Plate::parse(plate).unwrap()),
            index_generation: indexer.number,
            sealed_plate: Vec::new(),
            sealed_holder: Vec::new(),
            created_at: start(),
            created_by: None,
            destroy_after: start() + days(124),
        };
        let municipality = self.municipality;
        self.write(move |tx, scope| {
            exemptions::insert(tx, scope, &exemption)?;
            municipalities::bump_exemption_version(tx, scope, municipality)
        })
        .await;
        other
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
        entries.iter().map(|entry| Record::parse(&entry.entry).unwrap().entry.act.to_string()).collect()
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

pub fn charge(code: &str) -> Charge {
    Charge {
        offence_code: OffenceCode::parse(code).unwrap(),
        vehicle_category: VehicleCategory::new(1).unwrap(),
        vehicle_category_source: "officer".to_owned(),
    }
}

fn facts(at: Timestamp) -> String {
    let clock = json!({"source": "ntp", "offsetMs": -12, "synchronisedAt": at.to_string()});
    let facts = json!({
        "unitSequence": 1, "direction": "north", "lane": 1, "clock": clock,
        "incomplete": false, "windscreenUndeclared": false
    });
    facts.to_string()
}

fn picture(captured_at: Timestamp, sealed: Vec<u8>) -> NewPicture {
    let picture = Picture {
        ordinal: 0,
        kind: poortwacht_domain::ImageKind::Overview,
        width: 1,
        height: 1,
        captured_at,
        received_sha256: "00".repeat(32),
        sealed_sha256: "11".repeat(32),
        manifest: "{}".to_owned(),
        revision: 1,
        place: PicturePlace::Database,
        object: None,
    };
    NewPicture { picture, sealed }
}

fn open_store(folder: &TempDir, clock: &FixedClock, rng: &dyn Rng) -> Store {
    let config = StoreConfig {
        url: format!("sqlite:{}", folder.path().join("store.sqlite").display()),
        read_connections: 4,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, clock, rng).unwrap();
    Store::open(&config).unwrap()
}
