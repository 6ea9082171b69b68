//! A case is in at most one batch that is not returned.

use jiff::civil::Time;
use poortwacht_domain::{BatchId, CaseId, CaseState, OnHolidays, RetentionClass, ReturnCode};
use poortwacht_store::batches::{self, Acknowledgement, Answer, Answered, BatchState, NewBatch};
use poortwacht_store::reconciliations::{self, Reconciliation};
use poortwacht_store::{Scope, StoreError, cases, municipalities};

use crate::casework::{World, ago, half, officer, retention, rng};
use crate::support::now;

/// A confirmed case that passed the gate.
fn ready(world: &World, minutes: i64) -> CaseId {
    let id = world.case(minutes);
    world.confirm(id, officer());
    world.set_state(id, CaseState::Confirmed, CaseState::Ready).unwrap();
    id
}

fn batch_of(world: &World, ids: &[CaseId]) -> NewBatch {
    NewBatch {
        id: BatchId::random(&rng()),
        municipality: world.municipality,
        oin: "00000000000000000000".to_owned(),
        period_from: ago(1000),
        period_until: now(),
        built_at: now(),
        sha256: "2".repeat(64),
        half: half(),
        sealed_file: b"sealed file".to_vec(),
        cases: ids.iter().map(|id| (*id, world.find(*id).reference)).collect(),
        retention: retention(RetentionClass::BatchFile, ago(-60 * 24 * 30)),
    }
}

/// Stores a batch and puts its cases into it.
fn build(world: &World, batch: NewBatch) -> Result<BatchId, StoreError> {
    let id = batch.id;
    world.write(move |tx, scope| {
        batches::insert(tx, scope, &batch)?;
        for (case, _) in &batch.cases {
            cases::enter_batch(tx, scope, *case, batch.id, now())?;
        }
        Ok(())
    })?;
    Ok(id)
}

fn answer(world: &World, batch: BatchId, case: CaseId, answer: Answer) -> Result<bool, StoreError> {
    world.write(move |tx, scope| batches::answer_item(tx, scope, batch, case, &answer, now()))
}

fn returned() -> Answer {
    Answer::Returned { code: ReturnCode::parse("U12").unwrap(), text: "vehicle category missing".to_owned() }
}

on_both_databases! {
    fn the_answers_of_batches_are_counted_in_their_own_scope(database: &Database) {
        let world = World::new(database);
        let ids = [ready(&world, 30), ready(&world, 20), ready(&world, 10)];
        let id = build(&world, batch_of(&world, &ids)).unwrap();
        let counted = || world.read(|conn, scope| batches::answered(conn, scope, &[id]));
        assert!(counted().is_empty());
        answer(&world, id, ids[0], Answer::Accepted).unwrap();
        answer(&world, id, ids[1], returned()).unwrap();
        assert_eq!(counted()[&id], Answered { accepted: 1, returned: 1 });
        let other = World::in_store(world.store.clone(), "GM0002");
        assert!(other.read(|conn, scope| batches::answered(conn, scope, &[id])).is_empty());
    }

    fn candidates_come_page_by_page_past_those_the_gate_holds(database: &Database) {
        let world = World::new(database);
        let ids: Vec<CaseId> = [50, 40, 40, 30, 20].into_iter().map(|minutes| ready(&world, minutes)).collect();
        world.case(10);
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let page = world.read(|conn, scope| cases::ready_candidates(conn, scope, &[CaseState::Ready], after, 2));
            let Some(last) = page.last() else { break };
            after = Some(last.cursor());
            seen.extend(page.iter().map(|case| (case.captured_at, case.id)));
        }
        assert!(seen.is_sorted());
        let mut found: Vec<CaseId> = seen.into_iter().map(|(_, id)| id).collect();
        let mut expected = ids;
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }

    fn a_batch_is_stored_with_its_cases_and_file(database: &Database) {
        let world = World::new(database);
        let (first, second) = (ready(&world, 20), ready(&world, 10));
        let new = batch_of(&world, &[first, second]);
        let half = new.half.clone();
        let id = build(&world, new).unwrap();
        let batch = world.read(|conn, scope| batches::find(conn, scope, id)).unwrap();
        assert_eq!((batch.state, batch.case_count, batch.attempts), (BatchState::Built, 2, 0));
        let file = world.read(|conn, scope| batches::sealed_file(conn, scope, id));
        assert_eq!(file, Some((half, b"sealed file".to_vec())));
        let items = world.read(|conn, scope| batches::items(conn, scope, id));
        assert_eq!(items.iter().map(|item| (item.position, item.case)).collect::<Vec<_>>(), [(1, first), (2, second)]);
        let inside = world.read(|conn, scope| cases::by_batch(conn, scope, id));
        assert_eq!(inside.iter().map(|case| case.id).collect::<Vec<_>>(), [first, second]);
        assert!(inside.iter().all(|case| case.state == CaseState::InBatch && case.batch == Some(id)));
    }

    fn a_case_enters_another_batch_only_after_it_was_returned(database: &Database) {
        let world = World::new(database);
        let case = ready(&world, 20);
        let first = build(&world, batch_of(&world, &[case])).unwrap();
        let again = batch_of(&world, &[case]);
        let twice = build(&world, again.clone());
        assert!(matches!(twice, Err(StoreError::Conflict { .. })), "{twice:?}");
        assert_eq!(world.read(|conn, scope| batches::find(conn, scope, again.id)), None);

        world.set_state(case, CaseState::InBatch, CaseState::Delivered).unwrap();
        assert!(answer(&world, first, case, returned()).unwrap());
        world.set_state(case, CaseState::Delivered, CaseState::Returned).unwrap();
        world.write(move |tx, scope| cases::leave_batch(tx, scope, case)).unwrap();
        world.set_state(case, CaseState::Returned, CaseState::Ready).unwrap();
        let second = build(&world, again).unwrap();
        let items = world.read(|conn, scope| batches::item_of_case(conn, scope, case));
        assert_eq!(items.iter().map(|item| item.batch).collect::<Vec<_>>(), [second, first]);
        assert_eq!(items[1].answer, Some((returned(), now())));
    }

    fn a_batch_is_sent_until_acknowledged_and_asked_after_until_processed(database: &Database) {
        let world = World::new(database);
        let case = ready(&world, 20);
        let id = build(&world, batch_of(&world, &[case])).unwrap();
        let pending = || world.read(batches::pending_delivery).len();
        let awaiting = || world.read(batches::awaiting_processing).len();
        assert_eq!((pending(), awaiting()), (1, 0));
        world.write(move |tx, scope| batches::record_attempt(tx, scope, id, now(), Some("timeout"))).unwrap();
        let batch = world.read(|conn, scope| batches::find(conn, scope, id)).unwrap();
        assert_eq!((batch.attempts, batch.last_error.as_deref()), (1, Some("timeout")));

        let receipt = Acknowledgement { receipt_number: "R-1".to_owned(), at: now() };
        let acknowledge = || {
            let receipt = receipt.clone();
            world.write(move |tx, scope| batches::acknowledge(tx, scope, id, &receipt))
        };
        acknowledge().unwrap();
        assert!(matches!(acknowledge(), Err(StoreError::Conflict { .. })));
        assert_eq!((pending(), awaiting()), (0, 1));

        assert!(answer(&world, id, case, Answer::Accepted).unwrap());
        assert!(!answer(&world, id, case, returned()).unwrap());
        let stranger = answer(&world, id, CaseId::random(&rng()), Answer::Accepted);
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
        let term = retention(RetentionClass::BatchFile, ago(-60 * 24 * 30));
        world.write(move |tx, scope| batches::finish(tx, scope, id, now(), &term)).unwrap();
        assert_eq!((pending(), awaiting()), (0, 0));
        let items = world.read(|conn, scope| batches::items(conn, scope, id));
        assert_eq!(items[0].answer, Some((Answer::Accepted, now())));
    }

    fn a_batch_loses_its_file_first_and_its_summary_later(database: &Database) {
        let world = World::new(database);
        let mut new = batch_of(&world, &[ready(&world, 20)]);
        new.retention = retention(RetentionClass::BatchFile, ago(1));
        let half = new.half.id;
        let id = build(&world, new).unwrap();
        let job = Scope::job("retention");
        let due = || world.read(|conn, _| batches::due(conn, &job, now(), 10));
        assert_eq!(due().iter().map(|batch| (batch.id, batch.half)).collect::<Vec<_>>(), [(id, Some(half))]);
        assert_eq!(world.read(|conn, _| batches::halves_in_use(conn, &job, &[half])), [half]);
        let summary = retention(RetentionClass::BatchSummary, ago(0));
        world.write(move |tx, scope| batches::clear_file(tx, scope, id, &summary)).unwrap();
        assert_eq!(world.read(|conn, scope| batches::sealed_file(conn, scope, id)), None);
        assert_eq!(due().iter().map(|batch| (batch.id, batch.half)).collect::<Vec<_>>(), [(id, None)]);
        assert!(world.write(move |tx, scope| batches::delete(tx, scope, id)).unwrap());
        assert!(!world.write(move |tx, scope| batches::delete(tx, scope, id)).unwrap());
    }

    fn another_municipality_neither_sees_nor_changes_a_batch(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let case = ready(&world, 20);
        let id = build(&world, batch_of(&world, &[case])).unwrap();
        assert_eq!(other.read(|conn, scope| batches::find(conn, scope, id)), None);
        assert!(other.read(|conn, scope| batches::list(conn, scope, 10)).is_empty());
        let attempt = other.write(move |tx, scope| batches::record_attempt(tx, scope, id, now(), None));
        assert!(matches!(attempt, Err(StoreError::NotFound)), "{attempt:?}");
        let foreign = answer(&other, id, case, Answer::Accepted);
        assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    }

    fn a_batch_that_never_arrived_is_given_up_once_its_file_is_gone_and_its_cases_enter_another(database: &Database) {
        let world = World::new(database);
        let case = ready(&world, 20);
        let first = build(&world, batch_of(&world, &[case])).unwrap();
        let give_up = || world.write(move |tx, scope| batches::give_up(tx, scope, first, now()));
        assert!(matches!(give_up(), Err(StoreError::Conflict { .. })), "its file is there");
        world.write(move |tx, scope| batches::begin_attempt(tx, scope, first, ago(1))).unwrap();
        let summary = retention(RetentionClass::BatchSummary, ago(-60));
        world.write(move |tx, scope| batches::clear_file(tx, scope, first, &summary)).unwrap();
        give_up().unwrap();
        assert!(matches!(give_up(), Err(StoreError::Conflict { .. })), "once");
        let batch = world.read(|conn, scope| batches::find(conn, scope, first)).unwrap();
        assert_eq!((batch.state, batch.attempts, batch.last_attempt_at), (BatchState::GivenUp, 0, Some(ago(1))));
        let items = world.read(|conn, scope| batches::items(conn, scope, first));
        assert_eq!(items.iter().map(|item| (item.answer.clone(), item.unsent_at)).collect::<Vec<_>>(), [(None, Some(now()))]);
        assert!(world.read(|conn, scope| batches::answered(conn, scope, &[first])).values().all(|found| *found == Answered::default()));
        assert!(matches!(answer(&world, first, case, Answer::Accepted), Ok(false)), "it stays unsent");
        world.write(move |tx, scope| cases::take_out(tx, scope, case, now())).unwrap();
        let again = world.write(move |tx, scope| cases::take_out(tx, scope, case, now()));
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        assert_eq!((world.find(case).state, world.find(case).batch), (CaseState::Ready, None));
        build(&world, batch_of(&world, &[case])).unwrap();
    }

    fn batches_are_found_by_the_time_of_their_receipt(database: &Database) {
        let world = World::new(database);
        let id = build(&world, batch_of(&world, &[ready(&world, 20)])).unwrap();
        let received = |from, until| world.read(move |conn, scope| batches::received_in(conn, scope, from, until)).len();
        assert_eq!(received(ago(10), now()), 0);
        let receipt = Acknowledgement { receipt_number: "R-1".to_owned(), at: ago(5) };
        world.write(move |tx, scope| batches::acknowledge(tx, scope, id, &receipt)).unwrap();
        assert_eq!([received(ago(10), now()), received(ago(5), now()), received(ago(10), ago(5))], [1, 1, 0]);
    }

    fn a_month_is_kept_as_it_was_compared_last_until_it_dies(database: &Database) {
        let world = World::new(database);
        let kept = |differences: u64| Reconciliation {
            municipality: world.municipality,
            month: "2026-10".parse().unwrap(),
            compared_at: now(),
            batches: 2,
            cases: 7,
            differences,
            findings: "[]".to_owned(),
            destroy_after: ago(-10),
        };
        for differences in [3, 0] {
            let new = kept(differences);
            world.write(move |tx, scope| reconciliations::keep(tx, scope, &new)).unwrap();
        }
        assert_eq!(world.read(|conn, scope| reconciliations::list(conn, scope, 10)), [kept(0)]);
        let other = World::in_store(world.store.clone(), "GM0002");
        assert_eq!(other.read(|conn, scope| reconciliations::list(conn, scope, 10)), []);
        let delete = |at| world.write(move |tx, scope| reconciliations::delete_due(tx, scope, at, 10)).unwrap();
        assert_eq!([delete(ago(-9)), delete(ago(-10)), delete(ago(-10))], [0, 1, 0]);
    }

    fn a_municipality_has_a_clock_of_its_own(database: &Database) {
        let world = World::new(database);
        let id = world.municipality;
        let clock = || world.read(move |conn, scope| municipalities::delivery_clock(conn, scope, id));
        let usual = clock();
        assert_eq!((usual.time, usual.holidays, usual.gate_run_at), (Time::constant(3, 30, 0, 0), OnHolidays::AsOtherDays, None));
        let (time, holidays) = (Time::constant(14, 15, 0, 0), OnHolidays::Not);
        world.write(move |tx, scope| municipalities::set_delivery_clock(tx, scope, id, time, holidays)).unwrap();
        world.write(move |tx, scope| municipalities::note_gate_run(tx, scope, id, now())).unwrap();
        assert_eq!((clock().time, clock().holidays, clock().gate_run_at), (time, holidays, Some(now())));
    }
}
