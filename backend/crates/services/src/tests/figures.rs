//! Figures: counted by week and location, small counts hidden.

use jiff::civil::date;
use poortwacht_domain::{Act, PacketOutcome, Role};
use poortwacht_store::counters::{self, Counter};

use super::desk::claim;
use super::world::{PLATE, World};
use crate::figures::{self, Count, Figures, FiguresRequest};
use crate::review::{self, DismissRequest};
use crate::{Actor, ServiceError};

async fn passed(world: &World, day: jiff::civil::Date, outcome: PacketOutcome, by: u64) {
    let counter = Counter { municipality: world.municipality, location: world.location, day, outcome };
    world.write(move |tx, scope| counters::increment(tx, scope, counter, by)).await;
}

/// Six cases dismissed, each after ten seconds, one of which is taken back.
async fn dismisses(world: &World, officer: &Actor) {
    for number in 0..7 {
        let case = world.add_case(PLATE, 60 - number).await;
        claim(world, officer).await;
        world.wait(10);
        let request = DismissRequest {
            case: case.reference.as_str().to_owned(),
            reason: "duplicate".to_owned(),
            ..DismissRequest::default()
        };
        review::dismiss(&world.services, officer, request).await.unwrap();
        if number == 6 {
            review::undo(&world.services, officer, case.reference.as_str()).await.unwrap();
        }
    }
}

async fn shown(world: &World, actor: &Actor, location: &str) -> Figures {
    let request = FiguresRequest { weeks: "4".to_owned(), location: location.to_owned() };
    figures::figures(&world.services, actor, &request).await.unwrap().figures
}

#[tokio::test]
async fn weeks_and_locations_are_counted_and_small_counts_are_hidden() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let coordinator = world.actor("leiding", Role::Coordinator).await;
    world.add_location("markt").await;
    for (day, outcome, by) in [
        (date(2026, 11, 24), PacketOutcome::Accepted, 6),
        (date(2026, 11, 24), PacketOutcome::Exempt, 30),
        (date(2026, 11, 23), PacketOutcome::Duplicate, 9),
        (date(2026, 11, 22), PacketOutcome::Accepted, 3),
        (date(2026, 10, 1), PacketOutcome::Accepted, 50),
    ] {
        passed(&world, day, outcome, by).await;
    }
    dismisses(&world, &officer).await;
    let found = shown(&world, &coordinator, "").await;
    assert_eq!((found.from, found.until), (date(2026, 11, 2), date(2026, 11, 29)));
    let [.., last, this] = found.weeks.as_slice() else { panic!("{:?}", found.weeks) };
    assert_eq!((last.passages, last.violations), (Count::Few, Count::Few));
    assert_eq!((this.passages, this.violations), (Count::Told(36), Count::Told(6)));
    assert_eq!((this.confirmed, this.dismissed), (Count::Told(0), Count::Told(6)));
    assert_eq!(this.review.map(|took| took.as_secs()), Some(10));
    let places: Vec<_> = found.locations.iter().map(|place| (place.name.as_str(), place.passages)).collect();
    assert_eq!(
        places,
        [("Straat brug", Count::Between { least: 37, most: 40 }), ("Straat markt", Count::Told(0))]
    );
    assert_eq!(found.locations[0].dismissed, Count::Told(6));
    assert!(shown(&world, &coordinator, "markt").await.is_empty());
    assert_eq!(world.log().await.last().unwrap().0, Act::FiguresShown);
}

#[tokio::test]
async fn the_file_says_what_the_page_says() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    passed(&world, date(2026, 11, 24), PacketOutcome::Accepted, 3).await;
    let request = FiguresRequest { weeks: "4".to_owned(), ..FiguresRequest::default() };
    let (name, bytes) = figures::file(&world.services, &administrator, &request).await.unwrap();
    assert_eq!(name, "cijfers-2026-11-02-2026-11-29.csv");
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("\"week\";\"2026-11-23\";\"violations\";\"< 5\""), "{text}");
    assert!(text.contains("\"location\";\"Straat brug\";\"confirmed\";\"0\""), "{text}");
    assert!(!text.contains("\"3\""), "{text}");
}

#[tokio::test]
async fn figures_are_for_coordinator_and_administrator_and_wrong_choices_are_told_by_field() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let refused = figures::figures(&world.services, &officer, &FiguresRequest::default()).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
    let coordinator = Actor { role: Role::Coordinator, ..officer };
    let wrong = FiguresRequest { weeks: "5".to_owned(), location: "elders".to_owned() };
    let Err(ServiceError::Invalid(problems)) = figures::figures(&world.services, &coordinator, &wrong).await
    else {
        panic!("refused by field")
    };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["weeks", "location"]);
}
