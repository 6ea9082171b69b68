//! The register of incidents.

use jiff::Timestamp;
use poortwacht_domain::incident::{
    BreachRisk, BreachVerdict, Impact, IncidentFacts, IncidentKind, IncidentSource, IncidentStep,
    PersonsDecision, Urgency,
};
use poortwacht_domain::{RecordId, RetentionClass};
use poortwacht_store::StoreError;
use poortwacht_store::incidents::extracts::{self, IncidentExtract};
use poortwacht_store::incidents::{self, Incident, IncidentEntry};

use crate::casework::{half, retention};
use crate::town::{Town, minutes, record};

/// The review date of an open incident in these tests.
fn review() -> Timestamp {
    minutes(5_000)
}

fn incident(town: &Town, number: u64, alarm: Option<RecordId>) -> Incident {
    Incident {
        id: record(),
        municipality: town.id,
        number,
        kind: IncidentKind::Leak,
        source: if alarm.is_some() { IncidentSource::Alarm } else { IncidentSource::Visitor },
        alarm,
        facts: IncidentFacts::reported(minutes(i64::try_from(number).unwrap())),
        entries: 0,
        half: half(),
        retention: retention(RetentionClass::IncidentOpen, review()),
    }
}

fn insert(town: &Town, incident: &Incident) -> Result<(), StoreError> {
    let incident = incident.clone();
    town.write(move |tx, scope| incidents::insert(tx, scope, &incident))
}

fn step(town: &Town, id: RecordId, position: u64) -> Result<(), StoreError> {
    let entry = IncidentEntry {
        position,
        at: minutes(9),
        by: Some(town.officer),
        step: IncidentStep::Note,
        sealed: vec![7; 40],
    };
    town.write(move |tx, scope| incidents::append(tx, scope, id, &entry))
}

/// Every fact set.
fn full(facts: IncidentFacts) -> IncidentFacts {
    let at = Some(minutes(30));
    IncidentFacts {
        triage: Some((Urgency::High, Impact::Low)),
        reacted_at: at,
        solved_at: at,
        escalated_at: at,
        breach: Some(BreachVerdict::Breach),
        aware_at: at,
        risk: Some(BreachRisk::High),
        notified_at: at,
        persons: Some(PersonsDecision::Inform),
        ..facts
    }
}

fn update(town: &Town, before: &Incident, facts: IncidentFacts, class: RetentionClass) -> bool {
    let before = before.clone();
    let dies = retention(class, review());
    town.write(move |tx, scope| incidents::update(tx, scope, &before, &facts, &dies)).unwrap()
}

fn by_number(town: &Town, number: u64) -> Option<Incident> {
    town.read(move |conn, scope| incidents::by_number(conn, scope, number))
}

fn extract(town: &Town, position: u64) -> IncidentExtract {
    let (from, until) = (jiff::civil::date(2026, 11, 1), jiff::civil::date(2026, 11, 30));
    IncidentExtract { position, at: minutes(9), by: town.officer, from, until, entries: 412 }
}

fn secure(town: &Town, id: RecordId, position: u64) -> Result<(), StoreError> {
    let extract = extract(town, position);
    town.write(move |tx, scope| extracts::insert(tx, scope, id, &extract, &[7; 40]))
}

on_both_databases! {
    fn extracts_of_the_ledger_lie_with_their_incident_and_die_with_it(database: &Database) {
        let store = database.open();
        let (town, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let first = incident(&town, 1, None);
        insert(&town, &first).unwrap();
        let id = first.id;
        assert_eq!(town.read(move |conn, scope| extracts::next(conn, scope, id)), 1);
        secure(&town, id, 1).unwrap();
        secure(&town, id, 2).unwrap();
        assert!(matches!(secure(&town, id, 2), Err(StoreError::Conflict { .. })), "somebody was faster");
        assert!(matches!(secure(&other, id, 3), Err(StoreError::NotFound)));
        assert_eq!(town.read(move |conn, scope| extracts::next(conn, scope, id)), 3);
        let list = town.read(move |conn, scope| extracts::list(conn, scope, id));
        assert_eq!(list, [extract(&town, 1), extract(&town, 2)]);
        assert_eq!(other.read(move |conn, scope| extracts::list(conn, scope, id)), []);
        assert_eq!(town.read(move |conn, scope| extracts::sealed(conn, scope, id, 1)), Some(vec![7; 40]));
        assert_eq!(other.read(move |conn, scope| extracts::sealed(conn, scope, id, 1)), None);
        assert!(update(&town, &first, full(first.facts), RetentionClass::Incident), "the class of both changes");
        assert!(town.write(move |tx, scope| incidents::delete(tx, scope, id)).unwrap());
        assert_eq!(town.read(move |conn, scope| extracts::sealed(conn, scope, id, 1)), None);
    }

    fn an_incident_and_its_entries_come_back_as_they_were(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let first = incident(&town, 1, None);
        insert(&town, &first).unwrap();
        assert_eq!(by_number(&town, 1), Some(first.clone()));
        step(&town, first.id, 1).unwrap();
        step(&town, first.id, 2).unwrap();
        assert!(matches!(step(&town, first.id, 2), Err(StoreError::Conflict { .. })), "one entry for each place");
        let told = town.read(|conn, scope| incidents::entries(conn, scope, first.id));
        assert_eq!(told.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((told[0].step, told[0].by, told[0].at), (IncidentStep::Note, Some(town.officer), minutes(9)));
        assert_eq!(by_number(&town, 1).unwrap().entries, 2);
    }

    fn a_step_counts_only_for_the_incident_as_it_was_seen_and_never_after_the_closure(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let seen = incident(&town, 1, None);
        insert(&town, &seen).unwrap();
        let facts = full(seen.facts);
        assert!(update(&town, &seen, facts, RetentionClass::IncidentOpen));
        assert_eq!(by_number(&town, 1).unwrap().facts, facts);
        step(&town, seen.id, 1).unwrap();
        assert!(!update(&town, &seen, seen.facts, RetentionClass::IncidentOpen), "somebody was faster");
        let seen = by_number(&town, 1).unwrap();
        let closed = IncidentFacts { closed_at: Some(minutes(40)), ..facts };
        assert!(update(&town, &seen, closed, RetentionClass::Incident));
        assert!(!update(&town, &seen, facts, RetentionClass::IncidentOpen), "closed is closed");
    }

    fn numbers_count_up_in_each_municipality_and_an_alarm_gives_one_incident(database: &Database) {
        let store = database.open();
        let (town, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let alarm = record();
        insert(&town, &incident(&town, 1, Some(alarm))).unwrap();
        let again = insert(&town, &incident(&town, 2, Some(alarm)));
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        insert(&other, &incident(&other, 1, Some(alarm))).unwrap();
        insert(&town, &incident(&town, 2, None)).unwrap();
        let own = town.id;
        let next = town.write(move |tx, scope| incidents::next_number(tx, scope, own)).unwrap();
        assert_eq!(next, 3);
        assert!(town.read(|conn, scope| incidents::has_alarm(conn, scope, own, alarm)));
        assert!(!town.read(|conn, scope| incidents::has_alarm(conn, scope, own, record())));
        let listed: Vec<_> = town.read(incidents::list).into_iter().map(|one| one.number).collect();
        assert_eq!(listed, [2, 1]);
        let visitors = |since| {
            town.read(move |conn, scope| {
                incidents::reported_since(conn, scope, IncidentSource::Visitor, minutes(since))
            })
        };
        assert_eq!((visitors(2), visitors(3)), (1, 0));
    }

    fn only_a_closed_incident_is_destroyed_and_its_entries_go_with_it(database: &Database) {
        let store = database.open();
        let (town, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let open = incident(&town, 1, None);
        insert(&town, &open).unwrap();
        step(&town, open.id, 1).unwrap();
        let due = || town.read(|conn, scope| incidents::due(conn, scope, review(), 10));
        assert_eq!(due(), [], "a review destroys nothing");
        let seen = by_number(&town, 1).unwrap();
        let closed = IncidentFacts { closed_at: Some(minutes(40)), ..seen.facts };
        assert!(update(&town, &seen, closed, RetentionClass::Incident));
        let found = due();
        assert_eq!(found.iter().map(|due| (due.id, due.half)).collect::<Vec<_>>(), [(open.id, open.half.id)]);
        let halves = town.read(|conn, scope| incidents::halves_in_use(conn, scope, &[open.half.id]));
        assert_eq!(halves, [open.half.id]);
        let id = open.id;
        assert!(!other.write(move |tx, scope| incidents::delete(tx, scope, id)).unwrap(), "not another's");
        assert!(town.write(move |tx, scope| incidents::delete(tx, scope, id)).unwrap());
        assert!(!town.write(move |tx, scope| incidents::delete(tx, scope, id)).unwrap());
        assert!(town.read(|conn, scope| incidents::entries(conn, scope, id)).is_empty());
    }

    fn another_municipality_neither_sees_an_incident_nor_adds_to_it(database: &Database) {
        let store = database.open();
        let (town, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let own = incident(&town, 1, None);
        insert(&town, &own).unwrap();
        assert_eq!(by_number(&other, 1), None);
        assert!(matches!(step(&other, own.id, 1), Err(StoreError::NotFound)));
        assert!(!update(&other, &own, full(own.facts), RetentionClass::IncidentOpen));
        assert!(matches!(insert(&other, &incident(&town, 2, None)), Err(StoreError::NotFound)));
    }
}
