//! What persons ask about their own data.

use jiff::civil::date;
use poortwacht_domain::{ExtensionReason, IdentityCheck, RecordId, Regime, RequestKind, RequestOutcome};
use poortwacht_store::StoreError;
use poortwacht_store::person_requests::{self, Handled, PersonRequest};

use crate::casework::{World, ago, half, officer, rng};

fn request(world: &World) -> PersonRequest {
    PersonRequest {
        id: RecordId::random(&rng()),
        municipality: world.municipality,
        kind: RequestKind::Access,
        identity: IdentityCheck::DigiD,
        regime: Regime::Avg,
        received_on: date(2026, 11, 2),
        registered_by: officer(),
        registered_at: ago(50),
        due_at: ago(-500),
        extended_for: None,
        handled: None,
        half: half(),
        sealed_asked: vec![1, 2, 3],
        destroy_after: ago(-900),
    }
}

fn registered(world: &World) -> PersonRequest {
    let new = request(world);
    let row = new.clone();
    world.write(move |tx, scope| person_requests::insert(tx, scope, &row)).unwrap();
    new
}

fn find(world: &World, id: RecordId) -> Option<PersonRequest> {
    world.read(|conn, scope| person_requests::find(conn, scope, id))
}

fn extend(world: &World, id: RecordId) -> Result<(), StoreError> {
    world.write(move |tx, scope| {
        person_requests::extend(tx, scope, id, ExtensionReason::Complex, ago(-700), ago(-1_900))
    })
}

fn handle(world: &World, id: RecordId) -> Result<Handled, StoreError> {
    let handled =
        Handled { outcome: RequestOutcome::Partly, by: officer(), at: ago(1), sealed_answer: vec![9] };
    let told = handled.clone();
    world.write(move |tx, scope| person_requests::handle(tx, scope, id, &told, ago(-300))).map(|()| handled)
}

on_both_databases! {
    fn a_request_is_read_as_it_was_registered_given_more_time_once_and_answered_once(database: &Database) {
        let world = World::new(database);
        let new = registered(&world);
        assert_eq!(find(&world, new.id), Some(new.clone()));
        extend(&world, new.id).unwrap();
        let longer = PersonRequest {
            extended_for: Some(ExtensionReason::Complex),
            due_at: ago(-700),
            destroy_after: ago(-1_900),
            ..new.clone()
        };
        assert_eq!(find(&world, new.id), Some(longer.clone()));
        assert!(matches!(extend(&world, new.id), Err(StoreError::Conflict { .. })), "once");
        let handled = handle(&world, new.id).unwrap();
        let answered = PersonRequest { handled: Some(handled), destroy_after: ago(-300), ..longer };
        assert_eq!(find(&world, new.id), Some(answered));
        assert!(matches!(handle(&world, new.id), Err(StoreError::Conflict { .. })), "once");
    }

    fn an_answered_request_is_given_no_more_time(database: &Database) {
        let world = World::new(database);
        let id = registered(&world).id;
        handle(&world, id).unwrap();
        assert!(matches!(extend(&world, id), Err(StoreError::Conflict { .. })));
    }

    fn requests_belong_to_one_municipality_and_die_when_due_with_their_key(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let request = registered(&world);
        let (id, half) = (request.id, request.half.id);
        assert_eq!(find(&other, id), None);
        assert!(other.read(person_requests::list).is_empty());
        assert!(matches!(handle(&other, id), Err(StoreError::Conflict { .. })));
        assert!(!other.write(move |tx, scope| person_requests::delete(tx, scope, id)).unwrap());
        let due = |minutes| world.read(|conn, scope| person_requests::due(conn, scope, ago(minutes), 9));
        assert!(due(0).is_empty());
        assert_eq!(due(-900).iter().map(|due| (due.id, due.half)).collect::<Vec<_>>(), [(id, half)]);
        let used = |world: &World| world.read(|conn, scope| person_requests::halves_in_use(conn, scope, &[half]));
        assert_eq!((used(&world), used(&other)), (vec![half], Vec::new()));
        assert!(world.write(move |tx, scope| person_requests::delete(tx, scope, id)).unwrap());
        assert!(world.read(person_requests::list).is_empty());
    }
}
