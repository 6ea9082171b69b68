//! Changing, finding and exporting exemptions, and what a unit hears of each change.

use poortwacht_domain::{ExemptionId, Plate, Role};

use super::world::{PLATE, World};
use crate::exemptions::{self, AddExemption, Added, ExemptionListQuery, ExportRequest, Field, Show, find};
use crate::intake::{ExemptionListReply, UnitIdentity, exemption_list};
use crate::{Actor, ServiceError};

fn form() -> AddExemption {
    AddExemption {
        plate: PLATE.to_owned(),
        category: "supplier".to_owned(),
        holder: "Bakkerij De Brug".to_owned(),
        valid_from: "2026-11-24".to_owned(),
        valid_until: "2026-12-31".to_owned(),
        ..AddExemption::default()
    }
}

async fn add(world: &World, actor: &Actor, form: AddExemption) -> ExemptionId {
    match exemptions::add(&world.services, actor, form).await.unwrap() {
        Added::Counts(id) => id,
        other => panic!("{other:?}"),
    }
}

/// The list as the unit gets it: its tag and how many entries.
async fn list_of_unit(world: &World) -> (String, usize) {
    let unit = world.unit;
    let unit = world.read(move |conn, scope| poortwacht_store::units::by_id(conn, scope, unit)).await;
    let unit = UnitIdentity { unit: unit.unwrap(), origin: None, trace: None };
    match exemption_list(&world.services, &unit, None).await.unwrap() {
        ExemptionListReply::List { etag, list } => (etag, list.entries.len()),
        ExemptionListReply::Unchanged { .. } => panic!("nothing was asked for"),
    }
}

fn covers(world: &World, minutes_ago: i64) -> bool {
    let (keys, plates) = (world.services.keys(), [Plate::parse(PLATE).unwrap()]);
    let at = world.services.now() - jiff::SignedDuration::from_mins(minutes_ago);
    let found = world
        .services
        .store()
        .read_blocking(|conn| find(conn, keys.as_ref(), world.municipality, &plates))
        .unwrap();
    found.iter().any(|(_, exemption)| exemption.covers(at, world.location))
}

#[tokio::test]
async fn a_change_leaves_the_past_as_it_was_and_is_told_in_the_history() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let first = add(&world, &actor, form()).await;
    world.wait(3_600);
    let elsewhere = world.add_location("plein").await;
    let changed =
        AddExemption { locations: vec!["plein".to_owned()], holder: "Nieuwe naam".to_owned(), ..form() };
    let second = match exemptions::change(&world.services, &actor, first, changed).await.unwrap() {
        Added::Counts(id) => id,
        other => panic!("{other:?}"),
    };
    assert!(covers(&world, 30) && !covers(&world, 0), "exempt here until the change");
    assert_ne!(elsewhere, world.location);
    for id in [first, second] {
        let view = exemptions::show(&world.services, &actor, id).await.unwrap();
        let [new, old] = &view.versions[..] else { panic!("{} versions", view.versions.len()) };
        assert_eq!((new.row.id, old.row.id), (second, first));
        assert_eq!(new.changed, [Field::Holder, Field::Locations]);
        assert_eq!(
            (new.entered_by.as_deref(), old.ended_by.as_deref()),
            (Some("Naam beheer"), Some("Naam beheer"))
        );
        assert_eq!((old.row.holder.as_str(), new.row.holder.as_str()), ("Bakkerij De Brug", "Nieuwe naam"));
    }
    let again = exemptions::change(&world.services, &actor, first, form()).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "what is over does not change");
}

#[tokio::test]
async fn a_unit_hears_of_every_kind_of_change_at_once() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let mut tags = vec![list_of_unit(&world).await];
    let id = add(&world, &actor, form()).await;
    tags.push(list_of_unit(&world).await);
    let changed = AddExemption { holder: "Nieuwe naam".to_owned(), ..form() };
    let Added::Counts(id) = exemptions::change(&world.services, &actor, id, changed).await.unwrap() else {
        panic!("a change that counts")
    };
    tags.push(list_of_unit(&world).await);
    exemptions::end(&world.services, &actor, id).await.unwrap();
    tags.push(list_of_unit(&world).await);
    let file =
        super::exemption_imports::upload(&world, &actor, "IO34AE;A;taxi;24-11-2026;31-12-2026;;\n").await;
    tags.push(list_of_unit(&world).await);
    exemptions::commit(&world.services, &actor, file, exemptions::CommitRequest::default()).await.unwrap();
    tags.push(list_of_unit(&world).await);
    let counts: Vec<usize> = tags.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [0, 1, 1, 0, 0, 1]);
    let news: Vec<bool> = tags.windows(2).map(|pair| pair[0].0 != pair[1].0).collect();
    assert_eq!(news, [true, true, true, false, true], "an upload that nobody imported is no news");
}

#[tokio::test]
async fn hours_that_the_form_has_no_room_for_stay_when_something_else_changes() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let line = "AE12UI;A;supplier;24-11-2026;31-12-2026;;\"ma-vr 07:00-11:00, za 08:00-09:00\"\n";
    let file = super::exemption_imports::upload(&world, &actor, line).await;
    exemptions::commit(&world.services, &actor, file, exemptions::CommitRequest::default()).await.unwrap();
    let query = ExemptionListQuery { page: 1, show: Show::All, plate: String::new() };
    let listed = exemptions::list(&world.services, &actor, query).await.unwrap();
    let changed = AddExemption {
        days: vec![poortwacht_domain::Weekday::Monday],
        time_from: "07:00".to_owned(),
        time_until: "12:00".to_owned(),
        ..form()
    };
    let changed = exemptions::change(&world.services, &actor, listed.rows[0].id, changed).await.unwrap();
    let Added::Counts(id) = changed else { panic!("a change that counts") };
    let view = exemptions::show(&world.services, &actor, id).await.unwrap();
    let hours: Vec<_> = view.versions[0].row.windows.iter().map(|window| window.until.hour()).collect();
    assert_eq!(hours, [12, 9]);
}

#[tokio::test]
async fn a_day_ticket_is_for_one_day_and_needs_no_last_one() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let ticket = AddExemption {
        category: "day_ticket".to_owned(),
        valid_from: "2026-11-25".to_owned(),
        valid_until: String::new(),
        ..form()
    };
    let id = add(&world, &actor, ticket.clone()).await;
    let view = exemptions::show(&world.services, &actor, id).await.unwrap();
    assert_eq!(view.versions[0].row.valid_until.to_string(), "2026-11-25T22:59:59Z");
    let two = AddExemption { valid_until: "2026-11-26".to_owned(), ..ticket };
    let Err(ServiceError::Invalid(problems)) = exemptions::add(&world.services, &actor, two).await else {
        panic!("two days")
    };
    assert_eq!(problems[0].flaw, Some(crate::Flaw::MoreThanOneDay));
}

#[tokio::test]
async fn exemptions_are_found_by_plate_and_those_that_end_soon_are_told() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    add(&world, &actor, AddExemption { valid_until: "2026-12-20".to_owned(), ..form() }).await;
    add(
        &world,
        &actor,
        AddExemption { plate: "IO34AE".to_owned(), valid_until: "2027-06-30".to_owned(), ..form() },
    )
    .await;
    let ask = async |show, plate: &str| {
        let query = ExemptionListQuery { page: 1, show, plate: plate.to_owned() };
        exemptions::list(&world.services, &actor, query).await
    };
    let found = ask(Show::All, "io-34-ae").await.unwrap();
    assert_eq!(found.rows.iter().map(|row| row.plate.as_str()).collect::<Vec<_>>(), ["IO34AE"]);
    assert!(ask(Show::All, "UA-56-OE").await.unwrap().rows.is_empty());
    assert!(matches!(ask(Show::All, "?").await, Err(ServiceError::Invalid(_))));
    let ending = ask(Show::Ending, "").await.unwrap();
    assert_eq!(ending.rows.iter().map(|row| row.plate.as_str()).collect::<Vec<_>>(), [PLATE]);
    assert_eq!((ending.ending, ask(Show::Standing, "").await.unwrap().total), (1, 2));
}

#[tokio::test]
async fn the_list_leaves_as_a_file_that_no_spreadsheet_runs_and_an_import_reads() {
    let world = World::new().await;
    let actor = world.actor("beheer", Role::Administrator).await;
    let form = AddExemption { holder: "=1+1".to_owned(), locations: vec!["brug".to_owned()], ..form() };
    add(&world, &actor, form).await;
    let asked = ExportRequest::default();
    assert!(matches!(
        exemptions::export(&world.services, &actor, asked).await,
        Err(ServiceError::Invalid(_))
    ));
    let asked = ExportRequest { reason: "other".to_owned(), explanation: "jaarlijkse controle".to_owned() };
    let file = exemptions::export(&world.services, &actor, asked).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    let row = "\"AE12UI\";\"'=1+1\";\"supplier\";\"24-11-2026\";\"31-12-2026\";\"brug\";\"\"";
    assert_eq!(text.lines().nth(1), Some(row));
    let other = World::new().await;
    let imported = exemptions::import(&other.services, other.municipality, text.as_bytes()).await.unwrap();
    assert_eq!(imported, 1);
}
