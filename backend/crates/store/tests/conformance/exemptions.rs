//! Exemptions: found by plate index, listed for a location, ended early, counted by version.

use poortwacht_domain::{
    Area, ExemptionCategory, ExemptionId, ExemptionRule, HalfId, LocationId, RecordId, TextId,
};
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::imports::{self, NewImport};
use poortwacht_store::exemptions::late::{self, Agreement, NewLateStart};
use poortwacht_store::exemptions::{
    self, End, ExemptionFilter, Generations, IndexedPlate, NewExemption, Page, Provisional,
};
use poortwacht_store::{StoreError, municipalities};

use crate::support::{everything, now};
use crate::town::{Town, minutes, rng};

fn exemption(town: &Town, plate: u8) -> NewExemption {
    NewExemption {
        id: ExemptionId::random(&rng()),
        municipality: town.id,
        rule: ExemptionRule {
            category: ExemptionCategory::Resident,
            from: now(),
            until: minutes(60),
            windows: Vec::new(),
            area: Area::Everywhere,
        },
        half: DatabaseHalf { id: HalfId::random(&rng()), half: [3; 32] },
        plate_index: [plate; 32],
        index_generation: 1,
        sealed_plate: vec![1, 2, 3],
        sealed_holder: vec![4, 5, 6],
        created_at: now(),
        created_by: Some(town.officer),
        destroy_after: minutes(120),
        provisional: None,
        follows: None,
    }
}

fn insert(town: &Town, exemption: &NewExemption) -> ExemptionId {
    let new = exemption.clone();
    town.write(move |tx, scope| exemptions::insert(tx, scope, &new)).unwrap();
    exemption.id
}

fn ended(at: i64, destroy_after: i64) -> End {
    End { at: minutes(at), by: None, destroy_after: minutes(destroy_after) }
}

fn version(town: &Town) -> u64 {
    town.read(|conn, scope| municipalities::exemption_version(conn, scope, town.id))
}

fn on_plates(town: &Town, plates: &[u8]) -> Vec<ExemptionId> {
    let indexes: Vec<[u8; 32]> = plates.iter().map(|&plate| [plate; 32]).collect();
    let found = town.read(|conn, scope| exemptions::by_plate_indexes(conn, scope, &indexes));
    found.into_iter().map(|found| found.id).collect()
}

fn listed(town: &Town, location: LocationId, from: i64, until: i64) -> usize {
    town.read(|conn, scope| {
        exemptions::valid_for_location(conn, scope, location, minutes(from), minutes(until))
    })
    .len()
}

on_both_databases! {
    fn an_exemption_comes_back_as_it_was_given(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let mut new = exemption(&own, 1);
        new.rule.area = Area::Locations(vec![own.location]);
        let mondays = r#"[{"days": ["monday"], "from": "07:00:00", "until": "11:00:00"}]"#;
        new.rule.windows = serde_json::from_str(mondays).unwrap();
        let id = insert(&own, &new);
        let found = own.read(|conn, scope| exemptions::find(conn, scope, id)).unwrap();
        assert_eq!((found.rule, found.half, found.plate_index), (new.rule, new.half, new.plate_index));
        assert_eq!((found.sealed_plate, found.sealed_holder), (new.sealed_plate, new.sealed_holder));
        assert_eq!((found.created_by, found.ended_at), (Some(own.officer), None));
        assert_eq!(found.destroy_after, minutes(120));
        assert!(other.read(|conn, scope| exemptions::find(conn, scope, id)).is_none());
    }

    fn the_exemptions_of_some_plates_are_found_within_the_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let first = insert(&own, &exemption(&own, 1));
        let second = insert(&own, &exemption(&own, 2));
        insert(&own, &exemption(&own, 3));
        insert(&other, &exemption(&other, 1));
        let mut both = [first, second];
        both.sort_by_key(ToString::to_string);
        assert_eq!(on_plates(&own, &[1, 2, 9]), both);
        assert_eq!(on_plates(&own, &[9]), []);
        assert_eq!(on_plates(&own, &[]), []);
    }

    fn an_exemption_that_was_ended_still_covers_what_was_before(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let id = insert(&own, &exemption(&own, 1));
        let end = |town: &Town, at: i64| {
            town.write(move |tx, scope| exemptions::end(tx, scope, id, &ended(at, at + 90))).unwrap()
        };
        assert!(!end(&other, 10));
        assert!(end(&own, 30));
        assert!(!end(&own, 40));
        let matches = own.read(|conn, scope| exemptions::by_plate_indexes(conn, scope, &[[1; 32]]));
        let covers = |minute| matches[0].covers(minutes(minute), own.location);
        assert!(covers(29) && !covers(30));
        let found = own.read(|conn, scope| exemptions::find(conn, scope, id)).unwrap();
        assert_eq!((found.ended_at, found.destroy_after), (Some(minutes(30)), minutes(120)));
        assert!(found.covers(minutes(29), own.location, &[]) && !found.covers(minutes(30), own.location, &[]));
        assert_eq!((listed(&own, own.location, 29, 31), listed(&own, own.location, 30, 31)), (1, 0));
    }

    fn a_location_lists_what_holds_there_at_some_instant_of_the_period(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let elsewhere = LocationId::random(&rng());
        insert(&town, &exemption(&town, 1));
        let mut here = exemption(&town, 2);
        here.rule.area = Area::Locations(vec![elsewhere, town.location]);
        insert(&town, &here);
        let mut nowhere = exemption(&town, 3);
        nowhere.rule.area = Area::Locations(Vec::new());
        insert(&town, &nowhere);
        assert_eq!((listed(&town, town.location, 0, 60), listed(&town, elsewhere, 0, 60)), (2, 2));
        assert_eq!(listed(&town, LocationId::random(&rng()), 0, 60), 1);
        assert_eq!((listed(&town, town.location, -9, 0), listed(&town, town.location, -9, 1)), (0, 2));
        assert_eq!((listed(&town, town.location, 59, 90), listed(&town, town.location, 60, 90)), (2, 0));
    }

    fn every_change_moves_the_version(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let id = insert(&own, &exemption(&own, 1));
        assert_eq!(version(&own), 1);
        own.write(move |tx, scope| exemptions::end(tx, scope, id, &ended(1, 2))).unwrap();
        assert_eq!(version(&own), 2);
        own.write(move |tx, scope| exemptions::end(tx, scope, id, &ended(1, 2))).unwrap();
        assert_eq!(version(&own), 2);
        assert!(own.write(move |tx, scope| exemptions::delete(tx, scope, id)).unwrap());
        assert!(!own.write(move |tx, scope| exemptions::delete(tx, scope, id)).unwrap());
        assert_eq!((version(&own), version(&other)), (3, 0));
    }

    fn an_import_is_stored_whole_or_not_at_all_and_moves_the_version_once(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let import: Vec<_> = (0..300).map(|number| exemption(&town, (number % 256) as u8)).collect();
        let mut broken = import.clone();
        broken.push(import[0].clone());
        let refused = town.write(move |tx, scope| exemptions::insert_all(tx, scope, &broken));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        let all = ExemptionFilter::default();
        assert_eq!((town.read(|conn, scope| exemptions::count(conn, scope, &all)), version(&town)), (0, 0));
        town.write(move |tx, scope| exemptions::insert_all(tx, scope, &import)).unwrap();
        assert_eq!((town.read(|conn, scope| exemptions::count(conn, scope, &all)), version(&town)), (300, 1));
    }

    fn nobody_records_an_exemption_for_another_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let foreign = exemption(&other, 1);
        let refused = own.write(move |tx, scope| exemptions::insert(tx, scope, &foreign));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn the_list_is_filtered_and_paged(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let mut ids = Vec::new();
        for (plate, until) in [(1, 10), (2, 20), (3, 30)] {
            let mut new = exemption(&town, plate);
            new.rule.until = minutes(until);
            new.rule.category = if plate == 1 { ExemptionCategory::Taxi } else { ExemptionCategory::Care };
            ids.push(insert(&town, &new));
        }
        let list = |filter: &ExemptionFilter, offset, limit| -> Vec<ExemptionId> {
            let page = Page { offset, limit };
            let rows = town.read(|conn, scope| exemptions::list(conn, scope, filter, page));
            rows.into_iter().map(|row| row.id).collect()
        };
        let all = ExemptionFilter::default();
        assert_eq!(list(&all, 0, 2), [ids[2], ids[1]]);
        assert_eq!(list(&all, 2, 2), [ids[0]]);
        let taxis = ExemptionFilter { category: Some(ExemptionCategory::Taxi), ..all.clone() };
        let late = ExemptionFilter { valid_at: Some(minutes(20)), ..all.clone() };
        let plate = ExemptionFilter { plate_indexes: Some(vec![[2; 32]]), ..all };
        assert_eq!((list(&taxis, 0, 9), list(&late, 0, 9)), (vec![ids[0]], vec![ids[2]]));
        assert_eq!(list(&plate, 0, 9), [ids[1]]);
        let going_on = ExemptionFilter { not_over_at: Some(minutes(20)), ..ExemptionFilter::default() };
        assert_eq!(list(&going_on, 0, 9), [ids[2]]);
        assert_eq!(town.read(|conn, scope| exemptions::count(conn, scope, &late)), 1);
    }

    fn exemptions_are_due_when_their_time_has_come_the_oldest_first(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let mut ids = Vec::new();
        for (plate, due) in [(1, 30), (2, 20), (3, 31)] {
            let new = NewExemption { destroy_after: minutes(due), ..exemption(&own, plate) };
            ids.push((insert(&own, &new), new.half.id));
        }
        let stray = poortwacht_domain::HalfId::from_uuid(uuid::Uuid::from_u128(9));
        let used = own.read(|conn, scope| exemptions::halves_in_use(conn, scope, &[ids[0].1, stray]));
        assert_eq!(used, [ids[0].1]);
        insert(&other, &NewExemption { destroy_after: minutes(10), ..exemption(&other, 1) });
        let due = own.read(|conn, scope| exemptions::due(conn, scope, minutes(30), 9));
        let due: Vec<_> = due.into_iter().map(|due| (due.id, due.key_half_id)).collect();
        assert_eq!(due, [ids[1], ids[0]]);
        let first = own.read(|conn, _| exemptions::due(conn, &everything(), minutes(30), 1));
        assert_eq!((first.len(), first[0].municipality, first[0].destroy_after), (1, other.id, minutes(10)));
    }

    fn exemptions_move_to_a_new_generation_when_one_has_died_and_only_then(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (first, second) = (insert(&own, &exemption(&own, 1)), insert(&own, &exemption(&own, 2)));
        insert(&other, &exemption(&other, 3));
        let state = |town: &Town| town.read(|conn, scope| exemptions::generations(conn, scope, town.id));
        let in_use = |town: &Town| town.read(|conn, scope| exemptions::in_generations(conn, scope, town.id));
        let begin = |town: &Town| {
            let id = town.id;
            town.write(move |tx, scope| exemptions::begin_generation(tx, scope, id)).unwrap();
        };
        let fresh = Generations { current: 1, oldest: 1, stale: false };
        begin(&own);
        assert_eq!(state(&own), fresh);
        assert!(own.write(move |tx, scope| exemptions::delete(tx, scope, first)).unwrap());
        assert_eq!((state(&own), state(&other)), (Generations { stale: true, ..fresh }, fresh));
        begin(&own);
        begin(&own);
        assert_eq!(state(&own), Generations { current: 2, ..fresh });
        let late = exemption(&own, 4);
        let refused = own.write(move |tx, scope| exemptions::insert(tx, scope, &late));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        insert(&own, &NewExemption { index_generation: 2, ..exemption(&own, 5) });
        assert_eq!(in_use(&own), [1, 2]);
        let before = |town: &Town| {
            let found = town.read(|conn, scope| exemptions::indexed_before(conn, scope, town.id, 2, 10));
            found.into_iter().map(|exemption| exemption.id).collect::<Vec<_>>()
        };
        assert_eq!(before(&own), [second]);
        let moved = IndexedPlate { id: second, index: [7; 32], generation: 2 };
        let id = own.id;
        own.write(move |tx, scope| exemptions::move_index(tx, scope, id, &moved)).unwrap();
        let again = IndexedPlate { id: second, index: [8; 32], generation: 2 };
        own.write(move |tx, scope| exemptions::move_index(tx, scope, id, &again)).unwrap();
        assert_eq!((before(&own), in_use(&own), in_use(&other)), (vec![], vec![2], vec![1]));
        assert_eq!(on_plates(&own, &[7]), [second]);
        own.write(move |tx, scope| exemptions::finish_generation(tx, scope, id, 2)).unwrap();
        assert_eq!(state(&own), Generations { current: 2, oldest: 2, stale: false });
        own.write(exemptions::distrust_all).unwrap();
        assert!(state(&own).stale && !state(&other).stale);
    }

    fn what_is_staged_counts_for_nothing_until_all_of_it_does(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let (batch, before) = (RecordId::random(&rng()), version(&town));
        let provisional = Some(Provisional { batch, until: minutes(60) });
        let staged = [1, 2].map(|plate| NewExemption { provisional, ..exemption(&town, plate) });
        let ids = staged.clone().map(|new| new.id);
        town.write(move |tx, scope| exemptions::stage_all(tx, scope, &staged)).unwrap();
        let all = ExemptionFilter::default();
        let counted = |town: &Town| town.read(|conn, scope| exemptions::count(conn, scope, &all));
        assert_eq!((on_plates(&town, &[1, 2]).len(), listed(&town, town.location, 0, 60)), (0, 0));
        assert_eq!((counted(&town), version(&town)), (0, before));
        assert!(!town.write(move |tx, scope| exemptions::end(tx, scope, ids[0], &ended(1, 2))).unwrap());
        let waiting = town.read(|conn, scope| exemptions::of_batch(conn, scope, batch, 9));
        assert_eq!(waiting.len(), 2);
        let id = town.id;
        let number = town.write(move |tx, scope| exemptions::count_from_now(tx, scope, id, batch)).unwrap();
        assert_eq!((number, counted(&town), version(&town)), (2, 2, before + 1));
        assert_eq!(on_plates(&town, &[1, 2]).len(), 2);
        assert!(town.read(|conn, scope| exemptions::due(conn, scope, minutes(60), 9)).is_empty());
    }

    fn what_never_counted_is_due_when_it_lapses(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let batch = RecordId::random(&rng());
        let new = NewExemption {
            provisional: Some(Provisional { batch, until: minutes(60) }),
            ..exemption(&town, 1)
        };
        let (id, municipality) = (new.id, town.id);
        town.write(move |tx, scope| exemptions::stage_all(tx, scope, std::slice::from_ref(&new))).unwrap();
        let due = |minute| town.read(|conn, scope| exemptions::due(conn, scope, minutes(minute), 9));
        assert!(due(59).is_empty());
        assert_eq!(due(60).iter().map(|due| due.id).collect::<Vec<_>>(), [id]);
        town.write(move |tx, scope| exemptions::hold(tx, scope, municipality, batch, minutes(90))).unwrap();
        assert!(due(60).is_empty());
        town.write(move |tx, scope| exemptions::give_up(tx, scope, municipality, batch, minutes(5))).unwrap();
        assert_eq!(due(5).len(), 1);
    }

    fn a_change_is_followed_in_both_directions(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let first = insert(&own, &exemption(&own, 1));
        let second = insert(&own, &NewExemption { follows: Some(first), ..exemption(&own, 1) });
        let third = insert(&own, &NewExemption { follows: Some(second), ..exemption(&own, 1) });
        for id in [first, second, third] {
            let versions = own.read(|conn, scope| exemptions::versions(conn, scope, id));
            assert_eq!(versions.iter().map(|version| version.id).collect::<Vec<_>>(), [third, second, first]);
        }
        assert!(other.read(|conn, scope| exemptions::versions(conn, scope, first)).is_empty());
    }

    fn a_file_is_kept_in_pieces_imported_by_one_and_gone_as_a_whole(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let new = NewImport {
            id: RecordId::random(&rng()),
            municipality: own.id,
            created_by: own.officer,
            created_at: now(),
            half: DatabaseHalf { id: HalfId::random(&rng()), half: [3; 32] },
            destroy_after: minutes(30),
        };
        let (id, half) = (new.id, new.half.id);
        own.write(move |tx, scope| imports::insert(tx, scope, &new)).unwrap();
        for piece in [0_u8, 1] {
            own.write(move |tx, scope| imports::add_chunk(tx, scope, id, piece.into(), &[piece])).unwrap();
        }
        let foreign = other.write(move |tx, scope| imports::add_chunk(tx, scope, id, 2, &[2]));
        assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
        assert!(own.read(imports::waiting).is_empty(), "it is not there whole");
        own.write(move |tx, scope| imports::set_summary(tx, scope, id, "{}")).unwrap();
        let found = own.read(|conn, scope| imports::find(conn, scope, id)).unwrap();
        assert_eq!((found.chunks, found.summary.as_deref(), found.created_by), (2, Some("{}"), own.officer));
        let piece = |town: &Town, ordinal| town.read(|conn, scope| imports::chunk(conn, scope, id, ordinal));
        assert_eq!((piece(&own, 1), piece(&own, 2), piece(&other, 1)), (Some(vec![1]), None, None));
        let take = |at: i64| own.write(move |tx, scope| imports::take(tx, scope, id, minutes(at), minutes(at - 60)));
        assert_eq!((take(1).unwrap(), take(2).unwrap(), take(62).unwrap()), (true, false, true));
        let due = |minute| own.read(|conn, scope| imports::due(conn, scope, minutes(minute), 9));
        assert_eq!((due(29).len(), due(30)[0].half), (0, half));
        assert_eq!(own.read(|conn, scope| imports::halves_in_use(conn, scope, &[half])), [half]);
        assert!(!other.write(move |tx, scope| imports::delete(tx, scope, id)).unwrap());
        assert!(own.write(move |tx, scope| imports::delete(tx, scope, id)).unwrap());
        assert_eq!((piece(&own, 0), own.read(imports::waiting).len()), (None, 0));
    }

    fn a_late_start_is_decided_once_and_before_it_lapses(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let id = RecordId::random(&rng());
        let new = NewLateStart {
            id,
            municipality: own.id,
            proposed_by: None,
            proposed_at: now(),
            text: TextId::random(&rng()),
            exemptions: 3,
            lapses_at: minutes(30),
            destroy_after: minutes(60),
        };
        own.write(move |tx, scope| late::propose(tx, scope, &new)).unwrap();
        let open = |minute| own.read(|conn, scope| late::open(conn, scope, minutes(minute))).len();
        assert_eq!((open(29), open(30)), (1, 0));
        let by = own.officer;
        let say = |town: &Town, at: i64, agreed| {
            let agreement = Agreement { by, at: minutes(at), agreed };
            town.write(move |tx, scope| late::decide(tx, scope, id, &agreement)).unwrap()
        };
        assert!(!say(&other, 1, true) && !say(&own, 30, true) && say(&own, 1, true) && !say(&own, 2, false));
        let found = own.read(|conn, scope| late::find(conn, scope, id)).unwrap();
        assert_eq!(found.agreement, Some(Agreement { by, at: minutes(1), agreed: true }));
        assert_eq!((found.exemptions, open(1)), (3, 0));
        assert_eq!(own.write(move |tx, scope| late::delete_due(tx, scope, minutes(60), 9)).unwrap(), 1);
    }
}
