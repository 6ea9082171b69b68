//! A municipality with a place, a unit and cases, for the tests of the officers' work.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    AccountId, CaseId, CaseRef, CaseState, HalfId, ImageKind, LocationDossier, LocationId, MunicipalityId,
    PicturePlace, RedactionPolicy, RetentionClass, UnitId,
};
use poortwacht_store::cases::{
    self, Case, ClaimRequest, DatabaseHalf, Decision, ExemptionCheck, NewCase, PlateIndex, Retention,
    StateChange,
};
use poortwacht_store::fields::SealedField;
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::pictures::{NewPicture, Picture};
use poortwacht_store::units::{self, NewUnit};
use poortwacht_store::{Committed, Connection, Plan, Scope, Store, StoreError, Tx};

use crate::support::{Database, add, fresh, now};

/// How long a claim lasts in these tests.
pub const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// One municipality and what it works with.
pub struct World {
    pub store: Store,
    pub municipality: MunicipalityId,
    pub location: LocationId,
    pub unit: UnitId,
    pub scope: Scope,
}

impl World {
    pub fn new(database: &Database) -> Self {
        Self::in_store(database.open(), "GM0001")
    }

    pub fn in_store(store: Store, code: &str) -> Self {
        let municipality = add(&store, code).id;
        let scope = Scope::municipality(municipality);
        let (location, unit) = place(&store, municipality, "place-1");
        Self { store, municipality, location, unit, scope }
    }

    /// One more place with a unit.
    pub fn place(&self, code: &str) -> (LocationId, UnitId) {
        place(&self.store, self.municipality, code)
    }

    pub fn write<T, F>(&self, f: F) -> Result<T, StoreError>
    where
        F: Fn(&mut Tx<'_>, &Scope) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let scope = self.scope.clone();
        self.store.write_blocking(Plan::new(), move |tx| f(tx, &scope)).map(Committed::into_inner)
    }

    pub fn read<T>(&self, f: impl FnOnce(&mut Connection, &Scope) -> Result<T, StoreError>) -> T {
        self.store.read_blocking(|conn| f(conn, &self.scope)).unwrap()
    }

    /// A case of an act `minutes` ago.
    pub fn new_case(&self, minutes: i64) -> NewCase {
        let id = CaseId::random(&rng());
        NewCase {
            id,
            municipality: self.municipality,
            reference: CaseRef::random(&rng()),
            location: self.location,
            unit: self.unit,
            captured_at: ago(minutes),
            received_at: now(),
            half: half(),
            revision: 1,
            plate: plate(1),
            charge: None,
            exemption: ExemptionCheck { at: now(), result: "none".to_owned() },
            facts: r#"{"lane":1}"#.to_owned(),
            dossier: dossier("place-1"),
            gate_findings: "[]".to_owned(),
            retention: undecided(minutes),
            pictures: vec![picture(0), picture(1)],
            fields: vec![field("plate", b"sealed plate")],
        }
    }

    pub fn store_case(&self, case: NewCase) -> CaseId {
        let id = case.id;
        self.write(move |tx, scope| cases::insert(tx, scope, &case)).unwrap();
        id
    }

    /// Stores a case of an act `minutes` ago.
    pub fn case(&self, minutes: i64) -> CaseId {
        self.store_case(self.new_case(minutes))
    }

    pub fn find(&self, id: CaseId) -> Case {
        self.read(|conn, scope| cases::find(conn, scope, id)).unwrap()
    }

    pub fn claim_next(&self, officer: AccountId) -> Option<CaseId> {
        self.claim(request(officer))
    }

    pub fn claim(&self, request: ClaimRequest) -> Option<CaseId> {
        self.write(move |tx, scope| cases::claim_next(tx, scope, &request)).unwrap()
    }

    /// Claims a known case and confirms it.
    pub fn confirm(&self, id: CaseId, officer: AccountId) {
        self.write(move |tx, scope| {
            cases::claim(tx, scope, id, officer, now(), LEASE)?;
            cases::decide(tx, scope, id, &confirmation(officer))
        })
        .unwrap();
    }

    pub fn set_state(&self, id: CaseId, from: CaseState, to: CaseState) -> Result<(), StoreError> {
        let change = StateChange { from, to, at: now(), dismissal_reason: None };
        self.write(move |tx, scope| cases::set_state(tx, scope, id, &change))
    }
}

fn place(store: &Store, municipality: MunicipalityId, code: &str) -> (LocationId, UnitId) {
    let (location, unit) = (LocationId::random(&rng()), UnitId::random(&rng()));
    let new_location = NewLocation { id: location, municipality, dossier: dossier(code) };
    let new_unit = NewUnit {
        id: unit,
        municipality,
        location,
        name: format!("unit at {code}"),
        lane: 1,
        certificate_fingerprint: format!("{:064x}", fresh()),
        registered_at: now(),
    };
    let scope = Scope::municipality(municipality);
    let done = store.write_blocking(Plan::new(), move |tx| {
        locations::upsert(tx, &scope, &new_location, now(), now())?;
        units::register(tx, &scope, &new_unit)
    });
    done.unwrap().into_inner();
    (location, unit)
}

pub fn rng() -> SequenceRng {
    SequenceRng::new(fresh())
}

pub fn officer() -> AccountId {
    AccountId::random(&rng())
}

pub fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

pub fn request(officer: AccountId) -> ClaimRequest {
    ClaimRequest { officer, now: now(), lease: LEASE, location: None, skip: Vec::new() }
}

pub fn half() -> DatabaseHalf {
    DatabaseHalf { id: HalfId::random(&rng()), half: [7; 32] }
}

/// The index of an invented plate.
pub fn plate(number: u8) -> PlateIndex {
    PlateIndex([number; 32])
}

pub fn undecided(minutes: i64) -> Retention {
    Retention {
        class: RetentionClass::Undecided,
        destroy_after: ago(minutes) + SignedDuration::from_hours(24 * 60),
    }
}

pub fn retention(class: RetentionClass, destroy_after: Timestamp) -> Retention {
    Retention { class, destroy_after }
}

pub fn confirmation(officer: AccountId) -> Decision {
    Decision {
        from: CaseState::AwaitingReview,
        to: CaseState::Confirmed,
        dismissal_reason: None,
        charge: None,
        officer,
        at: now(),
        undo_until: None,
        retention: retention(RetentionClass::Confirmed, ago(-60)),
    }
}

pub fn picture(ordinal: u32) -> NewPicture {
    let picture = Picture {
        ordinal,
        kind: ImageKind::Overview,
        width: 2560,
        height: 1440,
        captured_at: now(),
        received_sha256: "0".repeat(64),
        sealed_sha256: "1".repeat(64),
        manifest: "{}".to_owned(),
        revision: 1,
        place: PicturePlace::Database,
        object: None,
    };
    NewPicture { picture, sealed: format!("sealed picture {ordinal}").into_bytes() }
}

pub fn field(name: &str, sealed: &[u8]) -> SealedField {
    SealedField { field: name.to_owned(), revision: 1, sealed: sealed.to_vec() }
}

pub fn dossier(code: &str) -> LocationDossier {
    LocationDossier {
        code: code.to_owned(),
        name: "Voorbeeldpoort".to_owned(),
        street: "Voorbeeldstraat".to_owned(),
        municipality_name: "Voorbeeldstad".to_owned(),
        direction: "centre".to_owned(),
        lane_note: String::new(),
        built_up: true,
        coordinates: Some((52.5, 5.5)),
        sign: "C12".to_owned(),
        offence_codes: vec!["R559".parse().unwrap()],
        offence_terms: Vec::new(),
        windows: Vec::new(),
        special_days: Vec::new(),
        pardon_minutes: 5,
        consent: None,
        consents: Vec::new(),
        inspections: Vec::new(),
        sign_faults: Vec::new(),
        warning_periods: Vec::new(),
        merge_window_minutes: 60,
        active_from: ago(60 * 24 * 365),
        active_until: None,
        policy: RedactionPolicy::default(),
        static_masks: Vec::new(),
        grounds_template: "Ik zag een voertuig.".to_owned(),
        not_stopped_reason: "Beoordeeld op afstand.".to_owned(),
    }
}
