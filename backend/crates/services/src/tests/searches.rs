//! Search: the reason first, then the results.

use poortwacht_domain::{Act, CaseState, Role, SearchReason};
use poortwacht_ledger::Record;
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::texts;

use super::desk::claim;
use super::world::{PLATE, World};
use crate::review::{self, DismissRequest};
use crate::search::{self, SearchRequest};
use crate::{Flaw, ServiceError};

fn request() -> SearchRequest {
    SearchRequest {
        plate: PLATE.to_owned(),
        location: "brug".to_owned(),
        reason: "objection".to_owned(),
        explanation: "Bezwaarschrift van vorige week".to_owned(),
        ..SearchRequest::default()
    }
}

#[tokio::test]
async fn an_officer_finds_a_plate_among_open_cases_and_a_coordinator_among_all() {
    let world = World::new().await;
    let (officer, coordinator) =
        (world.actor("boa", Role::Officer).await, world.actor("coordinator", Role::Coordinator).await);
    let dismissed = world.add_case(PLATE, 60).await.reference;
    let open = world.add_case(PLATE, 30).await.reference;
    world.add_case("IO34AE", 20).await;
    assert_eq!(claim(&world, &officer).await.reference, dismissed);
    let dismissal = DismissRequest {
        case: dismissed.as_str().to_owned(),
        reason: "duplicate".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, &officer, dismissal).await.unwrap();
    let found = search::search(&world.services, &officer, request()).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| &row.reference).collect::<Vec<_>>(), [&open]);
    assert_eq!(
        (found.reason, found.truncated, found.rows[0].location.as_str()),
        (SearchReason::Objection, false, "Straat brug")
    );
    let anywhere = SearchRequest { location: String::new(), ..request() };
    let all = search::search(&world.services, &coordinator, anywhere).await.unwrap();
    let states: Vec<_> = all.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [CaseState::AwaitingReview, CaseState::Dismissed]);
}

#[tokio::test]
async fn a_plate_is_found_among_more_cases_than_are_compared_at_once_and_no_more_are_listed_than_a_hundred() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let oldest = world.add_case(PLATE, 900).await.reference;
    for minutes in 100..620 {
        world.add_case("IO34AE", minutes).await;
    }
    let found = search::search(&world.services, &officer, request()).await.unwrap();
    assert_eq!(found.rows.iter().map(|row| &row.reference).collect::<Vec<_>>(), [&oldest]);
    let other = SearchRequest { plate: "IO34AE".to_owned(), ..request() };
    let found = search::search(&world.services, &officer, other).await.unwrap();
    assert_eq!((found.rows.len(), found.truncated), (100, true));
    assert!(found.rows.is_sorted_by_key(|row| std::cmp::Reverse(row.captured_at)));
}

#[tokio::test]
async fn a_case_is_found_by_its_plate_until_its_key_is_destroyed() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    let found = || async { search::search(&world.services, &officer, request()).await.unwrap().rows.len() };
    assert_eq!(found().await, 1);
    world.services.keys().destroy_halves(&[case.half.id]).unwrap();
    assert_eq!(found().await, 0);
}

#[tokio::test]
async fn a_search_leaves_a_reason_a_commitment_and_a_sealed_text_and_never_the_plate() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    search::search(&world.services, &officer, request()).await.unwrap();
    let log = LogName::municipality(world.municipality);
    let last =
        world.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 1000)).await.pop().unwrap();
    assert!(!last.entry.contains("12UI") && !last.entry.contains("Bezwaarschrift"), "{}", last.entry);
    let entry = Record::parse(&last.entry).unwrap().entry;
    assert_eq!((entry.act, entry.reason.as_deref()), (Act::Searched, Some("objection")));
    assert_eq!(entry.detail["by"], "plate,location");
    assert!(entry.text_commitment.is_some());
    let id = entry.detail["text"].parse().unwrap();
    let text = world.read(move |conn, scope| texts::get(conn, scope, id)).await.unwrap();
    assert!(!text.sealed.windows(8).any(|window| window == b"Bezwaars"));
}

#[tokio::test]
async fn what_is_refused_is_not_logged_as_a_search() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let length = world.log().await.len();
    let unknown = SearchRequest { location: "nergens".to_owned(), ..request() };
    let Err(ServiceError::Invalid(problems)) = search::search(&world.services, &officer, unknown).await
    else {
        panic!("not refused")
    };
    assert_eq!((problems[0].field.as_str(), problems[0].flaw), ("location", Some(Flaw::NotAChoice)));
    assert_eq!(world.acts_since(length).await, []);
}
