//! The page of a case, and the work stock.

use poortwacht_domain::{Act, CaseState, Check, Role};

use super::desk::claim;
use super::world::{PLATE, World};
use crate::case_view::{self, CasePictures, Sealed, Who};
use crate::review::{self, ConfirmRequest, Decision, DismissRequest};
use crate::{Actor, ServiceError, pictures, stock};

async fn confirm(world: &World, officer: &Actor, reference: &str) {
    let request = ConfirmRequest {
        case: reference.to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: "Gezien.".to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: String::new(),
    };
    review::confirm(&world.services, officer, request).await.unwrap();
}

#[tokio::test]
async fn the_page_tells_what_happened_who_saw_it_and_what_was_written() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let case = world.add_case(PLATE, 30).await;
    let reference = case.reference.as_str();
    claim(&world, &officer).await;
    confirm(&world, &officer, reference).await;
    let view = case_view::show(&world.services, &coordinator, reference).await.unwrap();
    assert_eq!((view.state, view.may_undo), (CaseState::Confirmed, false));
    assert_eq!(view.plate.as_ref().unwrap().plate.as_str(), PLATE);
    assert_eq!(view.decision.grounds.as_deref(), Some("Gezien."));
    assert_eq!(view.decision.officer_number.as_deref(), Some("1234567"));
    let acts: Vec<_> = view.timeline.iter().map(|entry| entry.act).collect();
    assert_eq!(acts, [Act::CaseClaimed, Act::CaseConfirmed]);
    let viewers: Vec<_> = view.viewings.iter().map(|viewing| viewing.who.clone()).collect();
    assert_eq!(viewers, ["Naam coordinator", "Naam boa"].map(|name| Who::Person(name.to_owned())));
    let CasePictures::Granted(granted) = view.pictures else { panic!("sealed") };
    assert!(pictures::open(&world.services, &coordinator, &granted[0].token).await.is_ok());
    assert!(case_view::show(&world.services, &officer, reference).await.unwrap().may_undo);
}

#[tokio::test]
async fn a_privacy_officer_sees_who_saw_the_case_but_neither_plate_nor_pictures() {
    let world = World::new().await;
    let privacy_officer = world.actor("fg", Role::PrivacyOfficer).await;
    let case = world.add_case(PLATE, 30).await;
    let length = world.log().await.len();
    let view = case_view::show(&world.services, &privacy_officer, case.reference.as_str()).await.unwrap();
    assert!(view.plate.is_none());
    assert!(matches!(view.pictures, CasePictures::Sealed(Sealed::Role)));
    assert_eq!(world.acts_since(length).await, [Act::CaseShown]);
    assert_eq!(view.viewings.len(), 1);
}

#[tokio::test]
async fn a_dismissed_case_stays_sealed_but_for_whoever_can_take_the_dismissal_back() {
    let world = World::new().await;
    let (officer, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("boa-2", Role::Officer).await);
    let case = world.add_case(PLATE, 30).await;
    let reference = case.reference.as_str();
    claim(&world, &officer).await;
    let request = DismissRequest {
        case: reference.to_owned(),
        reason: "exemption".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, &officer, request).await.unwrap();
    let is_sealed = async |actor: &Actor| {
        let view = case_view::show(&world.services, actor, reference).await.unwrap();
        matches!(view.pictures, CasePictures::Sealed(Sealed::Dismissed)) && view.plate.is_none()
    };
    assert!(is_sealed(&colleague).await && !is_sealed(&officer).await);
    world.wait(15 * 60);
    assert!(is_sealed(&officer).await);
}

#[tokio::test]
async fn what_is_no_case_here_is_not_found_and_not_logged() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let length = world.log().await.len();
    let unknown = poortwacht_domain::CaseRef::random(world.services.rng().as_ref());
    for reference in ["geen nummer", unknown.as_str()] {
        let found = case_view::show(&world.services, &officer, reference).await;
        assert!(matches!(found, Err(ServiceError::NotFound(_))), "{reference}");
    }
    assert_eq!(world.acts_since(length).await, []);
}

#[tokio::test]
async fn the_stock_counts_by_location_and_names_own_decisions() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    world.add_location("plein").await;
    let case = world.add_case(PLATE, 30).await;
    world.add_case("IO34AE", 20).await;
    claim(&world, &officer).await;
    let view = stock::list(&world.services, &officer).await.unwrap();
    let rows: Vec<_> = view.rows.iter().map(|row| (row.code.as_str(), row.waiting)).collect();
    assert_eq!(rows, [("brug", 2), ("plein", 0)]);
    assert!(view.case_open && view.may_review && view.recent.is_empty());
    confirm(&world, &officer, case.reference.as_str()).await;
    let view = stock::list(&world.services, &officer).await.unwrap();
    assert!(!view.case_open);
    assert_eq!(view.recent[0].decision, Decision::Confirmed);
    assert_eq!(world.log().await.last().unwrap().0, Act::StockListed);
}
