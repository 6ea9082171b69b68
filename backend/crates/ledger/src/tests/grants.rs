use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::act::Act;
use poortwacht_domain::{CaseRef, Clock, HalfId, LocationId, MunicipalityId, RetentionClass, UnitId};
use poortwacht_store::cases::{self, DatabaseHalf, ExemptionCheck, NewCase, PlateIndex, Retention};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::units::{self, NewUnit};
use poortwacht_store::{Plan, Scope};
use uuid::Uuid;

use super::{Ledger, case, first_shard, municipality_log, officer, on_both_databases, shown};
use crate::{
    Entry, GrantTerms, LedgerError, LogName, Outcome, RedeemError, Redeemed, append, issue_grant, redeem,
};

const LEASE: SignedDuration = SignedDuration::from_mins(10);

fn municipality() -> MunicipalityId {
    MunicipalityId::from_uuid(Uuid::from_u128(0xa))
}

fn scope() -> Scope {
    Scope::municipality(municipality())
}

impl Ledger {
    /// A municipality with one location, one unit and the one case, unclaimed.
    fn with_case(&self) {
        let now = self.clock.now();
        let reference = CaseRef::random(&*self.rng);
        let stored = self.store.write_blocking(Plan::new(), move |tx| {
            municipalities::add(tx, &scope(), &a_municipality(now))?;
            let (location, unit, case) = (a_location(now), a_unit(now), a_case(reference.clone(), now));
            locations::upsert(tx, &scope(), &location, now, now)?;
            units::register(tx, &scope(), &unit)?;
            cases::insert(tx, &scope(), &case)
        });
        let _done = stored.unwrap();
    }

    fn claim(&self) {
        let now = self.clock.now();
        let account = officer().account().unwrap();
        let claimed = self
            .store
            .write_blocking(Plan::new(), move |tx| cases::claim(tx, &scope(), case(), account, now, LEASE));
        let _done = claimed.unwrap();
    }

    fn grant(&self, entry: Entry, needs_claim: bool) -> Result<(), LedgerError> {
        let (clock, rng) = (Arc::clone(&self.clock), Arc::clone(&self.rng));
        let granted = self.store.write_blocking(Plan::new().log(municipality_log()), move |tx| {
            let pending = append(tx, &municipality_log(), &entry, &*clock, &*rng)?;
            issue_grant(tx, &scope(), &pending, terms(needs_claim, clock.now()))
        });
        granted.map(|_| ())
    }

    fn redeem_as(&self, scope: &Scope, token: &str, session: &str) -> Result<Redeemed, RedeemError> {
        let now = self.clock.now();
        self.store.read_blocking(|conn| redeem(conn, scope, token, session, now))
    }

    fn redeem(&self) -> Result<Redeemed, RedeemError> {
        self.redeem_as(&scope(), "token", "session")
    }
}

fn terms(needs_claim: bool, now: Timestamp) -> GrantTerms {
    GrantTerms {
        token_hash: "token".to_owned(),
        session_hash: "session".to_owned(),
        municipality: municipality(),
        ordinal: 1,
        rendition: "work".to_owned(),
        needs_claim,
        expires_at: now + SignedDuration::from_mins(2),
    }
}

fn a_municipality(now: Timestamp) -> Municipality {
    Municipality {
        id: municipality(),
        code: "GM9999".to_owned(),
        name: "Voorbeeldstad".to_owned(),
        oin: None,
        exemption_version: 0,
        created_at: now,
    }
}

fn a_location(now: Timestamp) -> NewLocation {
    NewLocation {
        id: LocationId::from_uuid(Uuid::from_u128(1)),
        municipality: municipality(),
        dossier: dossier(now),
    }
}

fn dossier(now: Timestamp) -> poortwacht_domain::LocationDossier {
    serde_json::from_value(serde_json::json!({
        "code": "brug", "name": "Brug", "street": "Brugstraat", "municipality_name": "Voorbeeldstad",
        "direction": "stadin", "built_up": true, "sign": "C12", "offence_codes": [], "active_from": now,
        "grounds_template": "Ik zag op de beelden", "not_stopped_reason": "Op afstand beoordeeld",
    }))
    .unwrap()
}

fn a_unit(now: Timestamp) -> NewUnit {
    NewUnit {
        id: UnitId::from_uuid(Uuid::from_u128(2)),
        municipality: municipality(),
        location: LocationId::from_uuid(Uuid::from_u128(1)),
        name: "brug-1".to_owned(),
        lane: 1,
        certificate_fingerprint: "0".repeat(64),
        registered_at: now,
    }
}

fn a_case(reference: CaseRef, now: Timestamp) -> NewCase {
    NewCase {
        id: case(),
        municipality: municipality(),
        reference,
        location: LocationId::from_uuid(Uuid::from_u128(1)),
        unit: UnitId::from_uuid(Uuid::from_u128(2)),
        captured_at: now,
        received_at: now,
        half: DatabaseHalf { id: HalfId::from_uuid(Uuid::from_u128(3)), half: [3; 32] },
        revision: 1,
        plate: PlateIndex([4; 32]),
        charge: None,
        exemption: ExemptionCheck { at: now, result: "none".to_owned() },
        facts: "{}".to_owned(),
        dossier: dossier(now),
        gate_findings: "[]".to_owned(),
        retention: Retention {
            class: RetentionClass::Undecided,
            destroy_after: now + SignedDuration::from_hours(24 * 60),
        },
        pictures: Vec::new(),
        fields: Vec::new(),
    }
}

#[test]
fn a_grant_gives_the_receipt_of_the_view_it_stands_on() {
    on_both_databases(|ledger| {
        ledger.with_case();
        ledger.append_many(&municipality_log(), 4);
        ledger.grant(shown(0), false).unwrap();
        let Redeemed { receipt, grant } = ledger.redeem().unwrap();
        assert_eq!(
            (receipt.case(), receipt.act(), receipt.place().position),
            (Some(case()), Act::CaseShown, 4)
        );
        assert!(receipt.discloses());
        assert_eq!((grant.ordinal, grant.rendition.as_str()), (1, "work"));
    });
}

#[test]
fn a_grant_works_only_in_its_session_scope_and_time() {
    on_both_databases(|ledger| {
        ledger.with_case();
        ledger.grant(shown(0), false).unwrap();
        let elsewhere = Scope::municipality(MunicipalityId::from_uuid(Uuid::from_u128(0xff)));
        assert!(matches!(ledger.redeem_as(&scope(), "guess", "session"), Err(RedeemError::Unknown)));
        assert!(matches!(ledger.redeem_as(&elsewhere, "token", "session"), Err(RedeemError::Unknown)));
        assert!(matches!(ledger.redeem_as(&scope(), "token", "other"), Err(RedeemError::OtherSession)));
        ledger.clock.advance(SignedDuration::from_secs(119));
        assert!(ledger.redeem().is_ok());
        ledger.clock.advance(SignedDuration::from_secs(1));
        assert!(matches!(ledger.redeem(), Err(RedeemError::Expired)));
    });
}

#[test]
fn a_grant_of_the_desk_works_only_while_the_officer_has_the_case() {
    on_both_databases(|ledger| {
        ledger.with_case();
        ledger.claim();
        ledger.clock.advance(LEASE - SignedDuration::from_mins(1));
        ledger.grant(shown(0), true).unwrap();
        assert!(ledger.redeem().is_ok());
        ledger.clock.advance(SignedDuration::from_mins(1));
        assert!(matches!(ledger.redeem(), Err(RedeemError::NotClaimed)));
    });
}

#[test]
fn a_grant_needs_the_entry_of_an_account_that_saw_a_case() {
    on_both_databases(|ledger| {
        ledger.with_case();
        let no_views = [
            shown(0).outcome(Outcome::Refused),
            Entry::new(officer(), Act::CaseShown),
            Entry::new(crate::Actor::System, Act::CaseShown).case(case()),
        ];
        for entry in no_views {
            assert!(matches!(ledger.grant(entry, false), Err(LedgerError::NoView)));
        }
        assert!(matches!(ledger.redeem(), Err(RedeemError::Unknown)));
    });
}

#[test]
fn a_grant_put_into_the_database_by_hand_opens_nothing() {
    on_both_databases(|ledger| {
        ledger.with_case();
        let other = Entry::new(officer(), Act::StockListed);
        let _listed = ledger.append(&municipality_log(), other).unwrap();
        let _refused = ledger.append(&municipality_log(), shown(0).outcome(Outcome::Refused)).unwrap();
        ledger.grant(shown(1), false).unwrap();
        let shard = first_shard(&municipality_log());
        let elsewhere = format!("{}/2", first_shard(&LogName::system()));
        let places = [0, 1, 3].map(|position| format!("{shard}/{position}")).into_iter().chain([elsewhere]);
        for place in places {
            ledger.tamper(&format!("UPDATE picture_grants SET ledger_entry = '{place}'"));
            assert!(matches!(ledger.redeem(), Err(RedeemError::NoEntry)), "{place}");
        }
        ledger.tamper(&format!("UPDATE picture_grants SET ledger_entry = '{shard}/2'"));
        assert!(ledger.redeem().is_ok());
        // Another entry that says the same is not the one whose leaf the tree holds.
        ledger.tamper("UPDATE ledger_tail SET leaves = (SELECT leaves FROM ledger_tail WHERE first = 1) WHERE first = 2");
        assert!(matches!(ledger.redeem(), Err(RedeemError::NoEntry)));
    });
}
