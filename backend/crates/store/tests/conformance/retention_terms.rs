//! Retention terms as versions, and dates that are worked out again.

use jiff::Timestamp;
use poortwacht_domain::{LongerGround, RecordId, RetentionClass, TermOutcome, TextId};
use poortwacht_store::legal_holds::{self, HoldRequest};
use poortwacht_store::redating::{self, SOURCES, Source};
use poortwacht_store::retention_terms::{self as rows, ProposedTerm, TermDecision};
use poortwacht_store::{StoreError, maintenance};

use crate::casework::{World, ago, officer};
use crate::support::now;

fn proposed(world: &World, class: RetentionClass, amount: u32) -> ProposedTerm {
    let rng = poortwacht_domain::testing::SequenceRng::new(u64::from(amount));
    ProposedTerm {
        id: RecordId::random(&rng),
        municipality: world.municipality,
        class,
        amount,
        ground: (amount > 60).then_some(LongerGround::Statute),
        text: TextId::random(&rng),
        proposed_by: officer(),
        proposed_at: ago(9),
    }
}

fn propose(world: &World, term: &ProposedTerm) -> Result<(), StoreError> {
    let term = term.clone();
    world.write(move |tx, scope| rows::propose(tx, scope, &term))
}

fn decide(world: &World, id: RecordId, outcome: TermOutcome, minutes: i64) -> Result<(), StoreError> {
    let said = TermDecision { outcome, by: officer(), at: ago(minutes) };
    world.write(move |tx, scope| rows::decide(tx, scope, id, &said))
}

fn source(class: RetentionClass) -> &'static Source {
    SOURCES.iter().find(|source| source.class == class).unwrap()
}

fn from_the_start() -> (Timestamp, String) {
    (Timestamp::UNIX_EPOCH, String::new())
}

on_both_databases! {
    fn a_term_is_proposed_once_decided_once_and_kept(database: &Database) {
        let world = World::new(database);
        let first = proposed(&world, RetentionClass::Sanctioned, 84);
        propose(&world, &first).unwrap();
        let second = proposed(&world, RetentionClass::Sanctioned, 48);
        assert!(matches!(propose(&world, &second), Err(StoreError::Conflict { .. })), "one waits for a class");
        propose(&world, &proposed(&world, RetentionClass::Warned, 3)).unwrap();
        decide(&world, first.id, TermOutcome::Confirmed, 5).unwrap();
        assert!(matches!(decide(&world, first.id, TermOutcome::Refused, 4), Err(StoreError::NotFound)));
        propose(&world, &second).unwrap();
        decide(&world, second.id, TermOutcome::Withdrawn, 3).unwrap();
        let all = world.read(rows::all);
        assert_eq!(all.len(), 3);
        let line = world.read(|conn, scope| rows::find(conn, scope, first.id)).unwrap();
        assert_eq!((line.proposed.clone(), line.counts_since()), (first.clone(), Some(ago(5))));
        let withdrawn = world.read(|conn, scope| rows::find(conn, scope, second.id)).unwrap();
        assert_eq!(withdrawn.counts_since(), None);
        world.write(move |tx, scope| rows::carried_out(tx, scope, first.id, now())).unwrap();
        let line = world.read(|conn, scope| rows::find(conn, scope, line.proposed.id)).unwrap();
        assert_eq!(line.carried_out_at, Some(now()));
    }

    fn a_municipality_sees_and_decides_its_own_terms_alone(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let term = proposed(&world, RetentionClass::Warned, 3);
        assert!(matches!(propose(&other, &term), Err(StoreError::NotFound)));
        propose(&world, &term).unwrap();
        propose(&other, &proposed(&other, RetentionClass::Warned, 2)).unwrap();
        assert!(matches!(decide(&other, term.id, TermOutcome::Confirmed, 1), Err(StoreError::NotFound)));
        assert_eq!(other.read(rows::all).len(), 1);
        assert_eq!(other.read(|conn, scope| rows::find(conn, scope, term.id)), None);
    }

    fn every_source_can_be_read_and_written_on_both_databases(database: &Database) {
        let world = World::new(database);
        for source in SOURCES {
            let place = from_the_start();
            let page = world.read(|conn, scope| redating::page(conn, scope, source, &place, 10));
            assert_eq!(page, [], "{}: nothing is there", source.table);
            let row = redating::Dated {
                key: "nothing".to_owned(),
                anchor: ago(9),
                captured_at: ago(9),
                destroy_after: now(),
            };
            let moved =
                world.write(move |tx, scope| redating::bring_forward(tx, scope, source, &row, ago(1)));
            assert!(!moved.unwrap(), "{}", source.table);
        }
    }

    fn dates_are_walked_in_their_order_and_only_ever_brought_forward(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let (late, early, elsewhere) = (world.case(9), world.case(90), other.case(90));
        let cases = source(RetentionClass::Undecided);
        let page = |place: &(Timestamp, String), limit| {
            world.read(|conn, scope| redating::page(conn, scope, cases, place, limit))
        };
        let first = page(&from_the_start(), 1).remove(0);
        assert_eq!((first.key.clone(), first.anchor), (early.to_string(), ago(90)));
        let second = page(&first.place(), 10);
        assert_eq!(second.len(), 1);
        assert_eq!(second[0].key, late.to_string());
        let (row, kept) = (first.clone(), elsewhere);
        let to = ago(-30);
        assert!(world.write(move |tx, scope| redating::bring_forward(tx, scope, cases, &row, to)).unwrap());
        assert_eq!(world.find(early).retention.destroy_after, to);
        let row = first.clone();
        let again = world.write(move |tx, scope| redating::bring_forward(tx, scope, cases, &row, to));
        assert!(!again.unwrap(), "it is not as it was read any more");
        let row = redating::Dated { destroy_after: to, ..first };
        let later = world.write(move |tx, scope| redating::bring_forward(tx, scope, cases, &row, ago(-60)));
        assert!(matches!(later, Err(StoreError::Conflict { .. })), "never put off");
        assert!(other.find(kept).retention.destroy_after > to);
        let pictures = world.read(|conn, scope| maintenance::overdue(conn, scope, ago(-31)));
        assert!(pictures.iter().any(|row| row.table == "case_pictures" && row.count == 2), "{pictures:?}");
    }

    fn what_waits_under_a_hold_is_brought_forward_and_the_hold_stays(database: &Database) {
        let world = World::new(database);
        let (case, review) = (world.case(9), ago(-5_000));
        let request = HoldRequest {
            ground: poortwacht_domain::HoldGround::Appeal,
            explanation: "beroep".to_owned(),
            asked_by: officer(),
            asked_at: ago(3),
            lapses_at: ago(-60),
        };
        world.write(move |tx, scope| legal_holds::ask(tx, scope, case, &request)).unwrap();
        assert_eq!(world.read(redating::held), [], "nothing is held yet");
        world.write(move |tx, scope| legal_holds::place(tx, scope, case, officer(), ago(2), review)).unwrap();
        let held = world.read(redating::held)[0];
        assert_eq!((held.case, held.captured_at), (case, ago(9)));
        let place = from_the_start();
        let undecided = source(RetentionClass::Undecided);
        assert_eq!(world.read(|conn, scope| redating::page(conn, scope, undecided, &place, 10)), []);
        let to = ago(-30);
        let moved = world.write(move |tx, scope| redating::bring_forward_under(tx, scope, &held, to));
        assert!(moved.unwrap());
        assert_eq!(world.read(redating::held)[0].under.destroy_after, to);
        assert_eq!(world.find(case).retention.destroy_after, review);
        let again = world.write(move |tx, scope| redating::bring_forward_under(tx, scope, &held, to));
        assert!(!again.unwrap());
    }
}
