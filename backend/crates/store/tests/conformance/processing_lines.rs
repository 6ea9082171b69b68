//! The outbox of the processing log.

use jiff::Timestamp;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{
    Act, CaseId, MunicipalityId, ProcessingActivity, ProcessingStatus, RecordId, SpanId, TraceId,
};
use poortwacht_store::processing_lines::{self, Backlog, ProcessingLine};
use poortwacht_store::processing_sender::{self, SenderState};
use poortwacht_store::{Plan, Scope, Store, StoreError, Tx};

use crate::support::{add, everything, fresh, now};
use crate::town::minutes;

fn line(municipality: MunicipalityId, minute: i64) -> ProcessingLine {
    let rng = SequenceRng::new(fresh());
    ProcessingLine {
        id: RecordId::random(&rng),
        municipality,
        activity: ProcessingActivity::Judgement,
        act: Act::CaseShown,
        status: ProcessingStatus::Ok,
        subject: CaseId::random(&rng).into(),
        trace: TraceId::random(&rng),
        span: SpanId::random(&rng),
        parent: (minute % 2 == 0).then(|| SpanId::random(&rng)),
        started_at: minutes(minute),
        ended_at: minutes(minute),
        destroy_after: minutes(minute + 1_000),
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_blocking(Plan::new(), f).map(poortwacht_store::Committed::into_inner)
}

fn keep(store: &Store, lines: &[ProcessingLine]) {
    let lines = lines.to_vec();
    write(store, move |tx| processing_lines::insert_all(tx, &everything(), &lines)).unwrap();
}

fn waiting(store: &Store, scope: &Scope) -> Vec<ProcessingLine> {
    store.read_blocking(|conn| processing_lines::waiting(conn, scope, 10_000)).unwrap()
}

fn backlog(store: &Store) -> Backlog {
    store.read_blocking(|conn| processing_lines::backlog(conn, &everything())).unwrap()
}

fn acquire(store: &Store, owner: &'static str, at: Timestamp, until: Timestamp) -> bool {
    write(store, move |tx| processing_sender::acquire(tx, owner, at, until)).unwrap()
}

on_both_databases! {
    fn lines_wait_in_order_until_they_are_confirmed(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let lines: Vec<_> = [3, 1, 2].map(|minute| line(town, minute)).to_vec();
        keep(&store, &lines);
        let found = waiting(&store, &everything());
        assert_eq!(found, [lines[1].clone(), lines[2].clone(), lines[0].clone()]);
        assert_eq!(backlog(&store), Backlog { waiting: 3, oldest: Some(minutes(1)), rejected: 0 });
        let confirmed = vec![lines[1].id, lines[0].id];
        let twice = confirmed.clone();
        let gone = write(&store, move |tx| processing_lines::confirm(tx, &everything(), &confirmed)).unwrap();
        let again = write(&store, move |tx| processing_lines::confirm(tx, &everything(), &twice)).unwrap();
        assert_eq!((gone, again), (2, 0));
        assert_eq!(waiting(&store, &everything()), [lines[2].clone()]);
    }

    fn a_rejected_line_stays_and_is_sent_again_only_when_somebody_says_so(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let lines = [line(town, 1), line(town, 2)];
        keep(&store, &lines);
        let rejected = [lines[0].id];
        write(&store, move |tx| processing_lines::reject(tx, &everything(), &rejected, now())).unwrap();
        assert_eq!(waiting(&store, &everything()), [lines[1].clone()]);
        assert_eq!(backlog(&store), Backlog { waiting: 1, oldest: Some(minutes(2)), rejected: 1 });
        let again = write(&store, |tx| processing_lines::retry_rejected(tx, &everything())).unwrap();
        assert_eq!((again, waiting(&store, &everything()).len()), (1, 2));
    }

    fn a_municipality_reaches_its_own_lines_only(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001").id, add(&store, "GM0002").id);
        keep(&store, &[line(own, 1), line(other, 2)]);
        let scope = Scope::municipality(own);
        assert_eq!(waiting(&store, &scope).len(), 1);
        let foreign = [line(other, 3)];
        let refused = write(&store, move |tx| processing_lines::insert_all(tx, &Scope::municipality(own), &foreign));
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }

    fn thousands_of_lines_are_kept_at_once_and_die_on_their_day(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let lines: Vec<_> = (0..2_500).map(|minute| line(town, minute)).collect();
        keep(&store, &lines);
        assert_eq!(waiting(&store, &everything()), lines);
        let gone = write(&store, |tx| processing_lines::delete_due(tx, &everything(), minutes(1_099), 1_000)).unwrap();
        assert_eq!((gone, backlog(&store).oldest), (100, Some(minutes(100))));
    }

    fn one_process_sends_at_a_time(database: &Database) {
        let store = database.open();
        assert!(acquire(&store, "first", now(), minutes(1)));
        assert!(!acquire(&store, "second", now(), minutes(1)), "the first one's lease lasts");
        assert!(acquire(&store, "first", now(), minutes(2)), "its own lease can be renewed");
        assert!(acquire(&store, "second", minutes(2), minutes(3)), "a lease that ran out is free");
        write(&store, |tx| processing_sender::release(tx, "first")).unwrap();
        assert!(!acquire(&store, "third", minutes(2), minutes(3)), "only its owner gives a lease back");
        write(&store, |tx| processing_sender::release(tx, "second")).unwrap();
        assert!(acquire(&store, "third", minutes(2), minutes(3)));
    }

    fn how_sending_goes_is_kept_for_every_process(database: &Database) {
        let store = database.open();
        let state = || store.read_blocking(processing_sender::state).unwrap();
        assert_eq!((state().failures, state().confirmed_at), (0, None));
        let failed = SenderState {
            failures: 3,
            not_before: minutes(5),
            last_error: Some("no connection".to_owned()),
            confirmed_at: Some(minutes(1)),
        };
        let noted = failed.clone();
        write(&store, move |tx| processing_sender::note(tx, &noted)).unwrap();
        assert_eq!(state(), failed);
    }
}
