//! What hangs below a case: pictures, sealed fields, timeline and grants; and the texts beside the ledger.

use poortwacht_domain::{LocationId, Month, RecordId, RetentionClass, TextId};
use poortwacht_store::destruction::{self, Destruction};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::grants::{self, Grant};
use poortwacht_store::ledger_rows::EntryPlace;
use poortwacht_store::statistics::{self, Tally};
use poortwacht_store::texts::{self, SealedText};
use poortwacht_store::{Scope, StoreError, cases, fields, pictures};

use crate::casework::{World, ago, field, half, officer, picture, retention, rng};
use crate::support::now;

fn place() -> EntryPlace {
    "system/2026-2/7".parse().unwrap()
}

fn event(kind: &str) -> NewEvent {
    NewEvent {
        at: now(),
        kind: kind.to_owned(),
        account: Some(officer()),
        detail: "{}".to_owned(),
        ledger_entry: Some(place()),
    }
}

fn grant(world: &World, token: &str) -> Grant {
    Grant {
        token_hash: token.to_owned(),
        session_hash: "session".to_owned(),
        account: officer(),
        municipality: world.municipality,
        case: world.case(5),
        ordinal: 1,
        rendition: "work".to_owned(),
        needs_claim: true,
        ledger_entry: place(),
        expires_at: now(),
    }
}

on_both_databases! {
    fn pictures_are_listed_without_bytes_and_read_one_at_a_time(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let listed = world.read(|conn, scope| pictures::of_case(conn, scope, id));
        assert_eq!(listed, [picture(0).picture, picture(1).picture]);
        let sealed = world.read(|conn, scope| pictures::sealed(conn, scope, id, 1)).unwrap();
        assert_eq!((sealed.picture, sealed.sealed), (picture(1).picture, picture(1).sealed));
        assert_eq!(world.read(|conn, scope| pictures::sealed(conn, scope, id, 2)), None);
        let other = World::in_store(world.store.clone(), "GM0002");
        let foreign = other.store.read_blocking(|conn| pictures::sealed(conn, &other.scope, id, 1));
        assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    }

    fn a_picture_masked_further_replaces_the_one_before(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let mut masked = picture(1);
        masked.sealed = b"less".to_vec();
        masked.picture.revision = 2;
        let again = masked.clone();
        world.write(move |tx, scope| pictures::reseal(tx, scope, id, &again)).unwrap();
        let sealed = world.read(|conn, scope| pictures::sealed(conn, scope, id, 1)).unwrap();
        assert_eq!((sealed.picture, sealed.sealed), (masked.picture, masked.sealed));
        let missing = world.write(move |tx, scope| pictures::reseal(tx, scope, id, &picture(5)));
        assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    }

    fn a_field_is_written_new_or_again(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        world
            .write(move |tx, scope| {
                fields::put(tx, scope, id, &field("plate", b"corrected"))?;
                fields::put(tx, scope, id, &field("grounds", b"seen"))
            })
            .unwrap();
        let all = world.read(|conn, scope| fields::of_case(conn, scope, id));
        assert_eq!(all, [field("grounds", b"seen"), field("plate", b"corrected")]);
        let plate = world.read(|conn, scope| fields::get(conn, scope, id, "plate"));
        assert_eq!(plate, Some(field("plate", b"corrected")));
        assert_eq!(world.read(|conn, scope| fields::get(conn, scope, id, "packet")), None);
        let other = World::in_store(world.store.clone(), "GM0002");
        let foreign = other.write(move |tx, scope| fields::put(tx, scope, id, &field("plate", b"x")));
        assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    }

    fn the_timeline_keeps_its_order_whichever_server_writes(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let servers = [world.store.clone(), database.open()];
        std::thread::scope(|threads| {
            for server in &servers {
                let scope = &world.scope;
                threads.spawn(move || {
                    for _ in 0..20 {
                        let scope = scope.clone();
                        let append = move |tx: &mut poortwacht_store::Tx<'_>| events::append(tx, &scope, id, &event("shown"));
                        server.write_blocking(poortwacht_store::Plan::new(), append).unwrap().into_inner();
                    }
                });
            }
        });
        let timeline = world.read(|conn, scope| events::of_case(conn, scope, id));
        let positions: Vec<i64> = timeline.iter().map(|event| event.position).collect();
        assert_eq!(positions, (1..=40).collect::<Vec<i64>>());
        assert_eq!((timeline[0].event.kind.as_str(), timeline[0].event.ledger_entry.clone()), ("shown", Some(place())));
    }

    fn what_an_account_did_lately_is_found_the_latest_first(database: &Database) {
        let world = World::new(database);
        let (one, two, officer) = (world.case(20), world.case(10), officer());
        for (id, kind, minutes) in [(one, "case_skipped", 30), (two, "case_skipped", 20), (two, "case_claimed", 10)] {
            let happened = NewEvent { at: ago(minutes), account: Some(officer), ..event(kind) };
            world.write(move |tx, scope| events::append(tx, scope, id, &happened)).unwrap();
        }
        let skipped = |account, since| {
            world.read(|conn, scope| events::cases_of_account(conn, scope, account, "case_skipped", since))
        };
        assert_eq!((skipped(officer, ago(30)), skipped(officer, ago(29))), (vec![two, one], vec![two]));
        let colleague = poortwacht_domain::AccountId::random(&rng());
        assert_eq!(skipped(colleague, ago(30)), []);
    }

    fn a_grant_is_found_by_its_token_until_it_is_swept_or_its_case_dies(database: &Database) {
        let world = World::new(database);
        let (swept, orphan) = (grant(&world, "one"), grant(&world, "two"));
        for new in [swept.clone(), Grant { expires_at: ago(-10), ..orphan.clone() }] {
            world.write(move |tx, scope| grants::insert(tx, scope, &new)).unwrap();
        }
        let find = |token: &str| world.read(|conn, scope| grants::find(conn, scope, token));
        assert_eq!(find("one"), Some(swept));
        assert_eq!(find("three"), None);
        assert_eq!(world.write(|tx, _| grants::delete_expired(tx, &Scope::job("sweep"), now())).unwrap(), 1);
        assert_eq!(find("one"), None);
        assert!(find("two").is_some());
        let case = orphan.case;
        world.write(move |tx, scope| cases::delete(tx, scope, case)).unwrap();
        assert_eq!(find("two"), None);
    }

    fn a_text_dies_alone(database: &Database) {
        let world = World::new(database);
        let text = SealedText {
            id: TextId::random(&rng()),
            municipality: world.municipality,
            half: half(),
            sealed: b"sealed reason".to_vec(),
            retention: retention(RetentionClass::LedgerText, ago(1)),
        };
        let (new, id, half) = (text.clone(), text.id, text.half.id);
        world.write(move |tx, scope| texts::insert(tx, scope, &new)).unwrap();
        assert_eq!(world.read(|conn, scope| texts::get(conn, scope, id)), Some(text));
        let due = world.read(|conn, scope| texts::due(conn, scope, now(), 10));
        assert_eq!(due.iter().map(|due| (due.id, due.half)).collect::<Vec<_>>(), [(id, half)]);
        assert!(world.read(|conn, scope| texts::due(conn, scope, ago(2), 10)).is_empty());
        assert_eq!(world.read(|conn, scope| texts::halves_in_use(conn, scope, &[half])), [half]);
        assert!(world.write(move |tx, scope| texts::delete(tx, scope, id)).unwrap());
        assert!(!world.write(move |tx, scope| texts::delete(tx, scope, id)).unwrap());
    }

    fn the_destruction_register_counts_and_lists_a_municipality_s_own(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let entry = |world: &World, minutes| Destruction {
            id: RecordId::random(&rng()),
            municipality: world.municipality,
            subject_kind: "case".to_owned(),
            subject_id: officer().to_string(),
            class: RetentionClass::Dismissed,
            due_at: ago(minutes + 5),
            destroyed_at: ago(minutes),
        };
        let (old, young, foreign) = (entry(&world, 60), entry(&world, 10), entry(&other, 20));
        for new in [old.clone(), young.clone(), foreign] {
            let job = Scope::job("retention");
            world.write(move |tx, _| destruction::register(tx, &job, &new)).unwrap();
        }
        assert_eq!(world.read(|conn, scope| destruction::list(conn, scope, now(), 10)), [young, old.clone()]);
        assert_eq!(world.read(|conn, scope| destruction::list(conn, scope, ago(10), 10)), [old]);
        assert_eq!(world.read(|conn, scope| destruction::count(conn, scope, ago(60), ago(10))), 1);
        assert_eq!(world.read(|conn, _| destruction::count(conn, &Scope::job("all"), ago(60), now())), 3);
    }

    fn destroyed_cases_are_counted_by_place_month_and_outcome(database: &Database) {
        let world = World::new(database);
        let tally = |location: LocationId, outcome: &str| Tally {
            municipality: world.municipality,
            location,
            month: Month::of(now()),
            outcome: outcome.to_owned(),
        };
        let (dismissed, accepted) = (tally(world.location, "dismissed"), tally(world.location, "accepted"));
        for (tally, number) in [(dismissed.clone(), 2), (accepted.clone(), 1), (dismissed.clone(), 3)] {
            world.write(move |tx, scope| statistics::add(tx, scope, &tally, number)).unwrap();
        }
        assert_eq!(world.read(statistics::list), [(accepted, 1), (dismissed, 5)]);
    }
}
