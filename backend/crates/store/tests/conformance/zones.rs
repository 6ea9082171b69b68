//! Zones: members by the moment, versions, and the exemptions that name them.

use poortwacht_domain::{Area, ExemptionCategory, ExemptionId, ExemptionRule, HalfId, LocationId, ZoneId};
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::{self, NewExemption};
use poortwacht_store::locations::{self, NewLocation};
use poortwacht_store::zones::{self, Content, NewZone, ZoneChange};
use poortwacht_store::{Insertion, Scope, StoreError, municipalities};

use crate::support::now;
use crate::town::{Town, dossier, minutes, rng};

fn change(minute: i64) -> ZoneChange {
    let before_dies = minutes(minute + 1_000);
    ZoneChange { at: minutes(minute), by: None, reason: "a decree".to_owned(), before_dies }
}

fn content(name: &str, locations: &[LocationId]) -> Content {
    Content { name: name.to_owned(), locations: locations.to_vec() }
}

fn make(town: &Town, name: &str, locations: &[LocationId]) -> Result<(ZoneId, Insertion), StoreError> {
    let id = ZoneId::random(&rng());
    let new = NewZone { id, municipality: town.id, content: content(name, locations) };
    let made = town.write(move |tx, scope| zones::insert(tx, scope, &new, &change(0)))?;
    Ok((id, made))
}

fn revise(town: &Town, id: ZoneId, seen: i64, minute: i64, locations: &[LocationId]) -> Option<i64> {
    let content = content("Centrum", locations);
    town.write(move |tx, scope| zones::revise(tx, scope, (id, seen), &content, &change(minute))).unwrap()
}

/// A second location of the town.
fn elsewhere(town: &Town) -> LocationId {
    let (id, municipality) = (LocationId::random(&rng()), town.id);
    let new = NewLocation { id, municipality, dossier: dossier("brugweg") };
    town.write(move |tx, scope| locations::upsert(tx, scope, &new, now(), now())).unwrap();
    id
}

fn exemption(town: &Town, plate: u8, zone: ZoneId) -> NewExemption {
    NewExemption {
        id: ExemptionId::random(&rng()),
        municipality: town.id,
        rule: ExemptionRule {
            category: ExemptionCategory::Resident,
            from: now(),
            until: minutes(60),
            windows: Vec::new(),
            area: Area::Zone(zone),
        },
        half: DatabaseHalf { id: HalfId::random(&rng()), half: [3; 32] },
        plate_index: [plate; 32],
        index_generation: 1,
        sealed_plate: vec![1, 2, 3],
        sealed_holder: vec![4, 5, 6],
        created_at: now(),
        created_by: None,
        destroy_after: minutes(120),
        provisional: None,
        follows: None,
    }
}

fn grant(town: &Town, plate: u8, zone: ZoneId) -> Result<ExemptionId, StoreError> {
    let new = exemption(town, plate, zone);
    let id = new.id;
    town.write(move |tx, scope| exemptions::insert(tx, scope, &new))?;
    Ok(id)
}

fn covers(town: &Town, plate: u8, minute: i64, location: LocationId) -> bool {
    let found = town.read(|conn, scope| exemptions::by_plate_indexes(conn, scope, &[[plate; 32]]));
    found.iter().any(|found| found.covers(minutes(minute), location))
}

fn listed(town: &Town, location: LocationId) -> usize {
    let found = town
        .read(|conn, scope| exemptions::valid_for_location(conn, scope, location, minutes(20), minutes(30)));
    found.len()
}

fn version(town: &Town) -> u64 {
    town.read(|conn, scope| municipalities::exemption_version(conn, scope, town.id))
}

on_both_databases! {
    fn an_exemption_in_a_zone_holds_where_the_zone_was_at_the_moment(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let other = elsewhere(&town);
        let (zone, _) = make(&town, "Centrum", &[town.location]).unwrap();
        grant(&town, 1, zone).unwrap();
        assert!(covers(&town, 1, 5, town.location) && !covers(&town, 1, 5, other));
        assert_eq!((listed(&town, town.location), listed(&town, other)), (1, 0));
        let before = version(&town);
        assert_eq!(revise(&town, zone, 1, 10, &[other]), Some(2));
        assert_eq!(version(&town), before + 1, "the units' lists are other lists now");
        assert!(covers(&town, 1, 9, town.location) && !covers(&town, 1, 10, town.location));
        assert!(!covers(&town, 1, 9, other) && covers(&town, 1, 10, other));
        assert_eq!((listed(&town, town.location), listed(&town, other)), (0, 1));
        assert_eq!(revise(&town, zone, 2, 15, &[town.location, other]), Some(3));
        assert!(!covers(&town, 1, 12, town.location) && covers(&town, 1, 15, town.location));
        let found = town.read(exemptions_of(1));
        assert_eq!(found, [Area::Zone(zone)]);
    }

    fn of_two_changes_at_once_only_one_is_taken(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (zone, _) = make(&own, "Centrum", &[own.location]).unwrap();
        assert_eq!(revise(&other, zone, 1, 5, &[]), None);
        assert_eq!(revise(&own, zone, 1, 5, &[]), Some(2));
        assert_eq!(revise(&own, zone, 1, 6, &[own.location]), None);
        let versions = own.read(|conn, scope| zones::versions(conn, scope, zone));
        let told: Vec<_> = versions.iter().map(|version| (version.number, version.content.locations.len())).collect();
        assert_eq!(told, [(2, 0), (1, 1)]);
        assert!(other.read(|conn, scope| zones::versions(conn, scope, zone)).is_empty());
        assert!(other.read(|conn, scope| zones::by_id(conn, scope, zone)).is_none());
    }

    fn a_name_is_one_zones_until_that_is_closed(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (zone, made) = make(&own, "Centrum", &[own.location]).unwrap();
        assert_eq!(made, Insertion::Inserted);
        assert_eq!(make(&own, "Centrum", &[own.location]).unwrap().1, Insertion::AlreadyThere);
        assert_eq!(make(&other, "Centrum", &[other.location]).unwrap().1, Insertion::Inserted);
        let closed = own.write(move |tx, scope| zones::close(tx, scope, (zone, 1), "Centrum", &change(5)));
        assert_eq!(closed.unwrap(), Some(2));
        assert_eq!(revise(&own, zone, 2, 6, &[own.location]), None);
        assert_eq!(make(&own, "Centrum", &[own.location]).unwrap().1, Insertion::Inserted);
        let (open, all) = (own.read(zones::open), own.read(zones::all));
        assert_eq!((open.len(), all.len()), (1, 2));
    }

    fn no_exemption_names_a_zone_that_is_closed_or_another_municipalitys(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let (zone, _) = make(&own, "Centrum", &[own.location]).unwrap();
        let (foreign, _) = make(&other, "Centrum", &[other.location]).unwrap();
        grant(&own, 1, zone).unwrap();
        let standing = |minute| own.read(|conn, scope| zones::standing_exemptions(conn, scope, zone, minutes(minute)));
        assert_eq!((standing(5), standing(60)), (1, 0));
        own.write(move |tx, scope| zones::close(tx, scope, (zone, 1), "Centrum", &change(5))).unwrap();
        for named in [zone, foreign] {
            let refused = grant(&own, 2, named);
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
        assert!(covers(&own, 1, 4, own.location) && !covers(&own, 1, 5, own.location));
    }

    fn a_version_that_was_replaced_dies_and_the_one_in_use_stays(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let (zone, _) = make(&town, "Centrum", &[town.location]).unwrap();
        revise(&town, zone, 1, 10, &[]);
        let sweep = |minute| {
            let everything = Scope::job("a test");
            town.write(move |tx, _| zones::delete_due(tx, &everything, minutes(minute), 10)).unwrap()
        };
        assert_eq!((sweep(1_009), sweep(1_010), sweep(1_000_000)), (0, 1, 0));
        let left = town.read(|conn, scope| zones::versions(conn, scope, zone));
        assert_eq!(left.iter().map(|version| version.number).collect::<Vec<_>>(), [2]);
        town.write(move |tx, scope| zones::close(tx, scope, (zone, 2), "Centrum", &change(20))).unwrap();
        assert_eq!((sweep(1_019), sweep(1_020)), (0, 2), "nothing takes the place of a closed zone");
    }
}

/// Where the exemptions of a plate hold.
fn exemptions_of(
    plate: u8,
) -> impl FnOnce(&mut poortwacht_store::Connection, &Scope) -> Result<Vec<Area>, StoreError> {
    move |conn, scope| {
        let found = exemptions::by_plate_indexes(conn, scope, &[[plate; 32]])?;
        Ok(found.into_iter().map(|found| found.rule.area).collect())
    }
}
