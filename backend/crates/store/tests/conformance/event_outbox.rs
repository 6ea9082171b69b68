//! The outbox of events for other systems.

use jiff::Timestamp;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{MunicipalityId, RecordId};
use poortwacht_store::event_outbox::{self, EventBacklog, OutgoingEvent};
use poortwacht_store::event_receivers::{self, ReceiverState};
use poortwacht_store::{Plan, Scope, Store, StoreError, Tx};

use crate::support::{add, everything, fresh};
use crate::town::minutes;

fn event(municipality: MunicipalityId, receiver: &str, minute: i64) -> OutgoingEvent {
    let rng = SequenceRng::new(fresh());
    OutgoingEvent {
        id: RecordId::random(&rng),
        municipality,
        receiver: receiver.to_owned(),
        event_id: format!("log/{minute}"),
        event_type: "nl.poortwacht.case.received".to_owned(),
        body: "{}".to_owned(),
        created_at: minutes(minute),
        attempts: 0,
        destroy_after: minutes(minute + 1_000),
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    f: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write_blocking(Plan::new(), f).map(poortwacht_store::Committed::into_inner)
}

fn keep(store: &Store, events: &[OutgoingEvent]) {
    let events = events.to_vec();
    write(store, move |tx| {
        events.iter().try_for_each(|event| event_outbox::insert(tx, &everything(), event))
    })
    .unwrap();
}

fn waiting(store: &Store, receiver: &str, now: Timestamp) -> Vec<OutgoingEvent> {
    store
        .read_blocking(|conn| event_outbox::waiting(conn, &everything(), receiver, (now, false), 100))
        .unwrap()
}

fn acquire(store: &Store, owner: &'static str, at: i64) -> bool {
    let lease = (minutes(at), minutes(at + 1));
    write(store, move |tx| event_receivers::acquire(tx, "zaken", owner, lease)).unwrap()
}

on_both_databases! {
    fn events_wait_in_order_for_their_receiver_until_it_has_them(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        let events = [event(town, "zaken", 2), event(town, "zaken", 1), event(town, "elders", 1)];
        keep(&store, &events);
        assert_eq!(waiting(&store, "zaken", minutes(5)), [events[1].clone(), events[0].clone()]);
        assert_eq!(waiting(&store, "zaken", minutes(1)), [events[1].clone()], "not before its time");
        let id = events[1].id;
        write(&store, move |tx| event_outbox::delivered(tx, &everything(), id)).unwrap();
        let id = events[0].id;
        write(&store, move |tx| event_outbox::failed(tx, &everything(), id, minutes(9), "away")).unwrap();
        assert!(waiting(&store, "zaken", minutes(8)).is_empty());
        assert_eq!(waiting(&store, "zaken", minutes(9)), [OutgoingEvent { attempts: 1, ..events[0].clone() }]);
        let backlogs = store.read_blocking(|conn| event_outbox::backlogs(conn, &everything())).unwrap();
        let one = |minute| EventBacklog { waiting: 1, oldest: Some(minutes(minute)), given_up: 0 };
        assert_eq!(backlogs, [("elders".to_owned(), one(1)), ("zaken".to_owned(), one(2))]);
    }

    fn what_had_its_time_is_given_up_and_may_be_tried_again(database: &Database) {
        let store = database.open();
        let town = add(&store, "GM0001").id;
        keep(&store, &[event(town, "zaken", 1), event(town, "zaken", 5), event(town, "elders", 1)]);
        let give_up = |tx: &mut Tx<'_>| event_outbox::give_up(tx, &everything(), "zaken", minutes(1), minutes(9));
        assert_eq!((write(&store, give_up).unwrap(), write(&store, give_up).unwrap()), (1, 0));
        assert_eq!(waiting(&store, "zaken", minutes(9)).len(), 1);
        let again = write(&store, |tx| event_outbox::retry(tx, &everything(), minutes(10))).unwrap();
        assert_eq!((again, waiting(&store, "zaken", minutes(10)).len()), (1, 2));
        let gone = write(&store, |tx| event_outbox::delete_due(tx, &everything(), minutes(1_001), 100)).unwrap();
        assert_eq!(gone, 2, "the two of the first minute, tried again or not");
    }

    fn a_municipality_reaches_its_own_events_only(database: &Database) {
        let store = database.open();
        let (own, other) = (add(&store, "GM0001").id, add(&store, "GM0002").id);
        keep(&store, &[event(own, "zaken", 1), event(other, "zaken", 1)]);
        let backlog = store.read_blocking(|conn| event_outbox::backlogs(conn, &Scope::municipality(own))).unwrap();
        assert_eq!(backlog[0].1.waiting, 1);
        let foreign = event(other, "zaken", 3);
        let refused = write(&store, move |tx| event_outbox::insert(tx, &Scope::municipality(own), &foreign));
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }

    fn one_process_sends_to_a_receiver_at_a_time_and_all_know_how_it_goes(database: &Database) {
        let store = database.open();
        assert!(acquire(&store, "first", 0));
        assert!(!acquire(&store, "second", 0), "the first one's lease lasts");
        assert!(acquire(&store, "first", 0), "its own lease can be renewed");
        assert!(acquire(&store, "second", 1), "a lease that ran out is free");
        write(&store, |tx| event_receivers::release(tx, "zaken", "second")).unwrap();
        assert!(acquire(&store, "third", 1));
        let state = |name: &str| store.read_blocking(|conn| event_receivers::state(conn, name)).unwrap();
        assert_eq!(state("zaken"), ReceiverState::default());
        let away = ReceiverState {
            failures: 2,
            not_before: minutes(3),
            last_error: Some("away".to_owned()),
            delivered_at: Some(minutes(1)),
        };
        let noted = away.clone();
        write(&store, move |tx| event_receivers::note(tx, "zaken", &noted)).unwrap();
        assert_eq!((state("zaken"), state("elders")), (away, ReceiverState::default()));
    }
}
