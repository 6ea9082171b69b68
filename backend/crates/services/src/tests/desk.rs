//! Claiming, showing, skipping, pictures.

use poortwacht_domain::{Act, CaseRef, Role};

use super::world::{PLATE, World};
use crate::pictures::{self, OpenedPicture, Rendition};
use crate::review::{self, Desk, DeskCase, DeskView, DismissRequest, ReviewRefusal};
use crate::{Actor, ServiceError, testing};

pub fn on_desk(view: DeskView) -> DeskCase {
    match view.desk {
        Desk::Case(case) => *case,
        Desk::Idle => panic!("idle"),
        Desk::Empty => panic!("empty"),
        Desk::NotAuthorised => panic!("not authorised"),
    }
}

pub async fn claim(world: &World, actor: &Actor) -> DeskCase {
    on_desk(testing::claim_next(&world.services, actor, None).await.unwrap())
}

async fn claimed_reference(world: &World, actor: &Actor) -> CaseRef {
    claim(world, actor).await.reference
}

#[tokio::test]
async fn a_claimed_case_is_logged_as_claimed_and_shown_and_then_open() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    let length = world.log().await.len();
    let shown = claim(&world, &officer).await;
    assert_eq!(world.acts_since(length).await, [Act::CaseClaimed, Act::CaseShown]);
    assert_eq!((&shown.reference, shown.plate.plate.as_str()), (&case.reference, PLATE));
    assert_eq!(shown.vehicle.kind.as_deref(), Some("bestelauto"));
    assert_eq!(shown.dossier.inspected_on, Some(jiff::civil::date(2026, 11, 2)));
    assert_eq!(shown.proposal.offence_code, shown.offences.first().cloned());
    assert_eq!(shown.proposal.grounds, "Ik zag op de beelden");
    assert!(shown.windscreen_asked.is_none() && !shown.plate_masked && !shown.incomplete);
}

#[tokio::test]
async fn a_case_can_be_claimed_ahead_and_is_logged_as_shown_only_when_it_is() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    let length = world.log().await.len();
    review::claim(&world.services, &officer, None).await.unwrap();
    review::claim(&world.services, &officer, None).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::CaseClaimed]);
    let shown = on_desk(review::show(&world.services, &officer).await.unwrap());
    assert_eq!(shown.reference, case.reference);
    assert_eq!(world.acts_since(length + 1).await, [Act::CaseShown]);
}

#[tokio::test]
async fn showing_the_desk_again_logs_again_and_an_empty_desk_logs_nothing() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let length = world.log().await.len();
    assert!(matches!(review::show(&world.services, &officer).await.unwrap().desk, Desk::Empty));
    world.add_case(PLATE, 30).await;
    let idle = review::show(&world.services, &officer).await.unwrap();
    assert!(matches!(idle.desk, Desk::Idle) && idle.waiting == 1 && !idle.more_waiting);
    assert_eq!(world.acts_since(length).await, [Act::CaseReceived]);
    claim(&world, &officer).await;
    let again = review::show(&world.services, &officer).await.unwrap();
    assert_eq!(again.waiting, 0);
    on_desk(again);
    assert_eq!(world.acts_since(length + 3).await, [Act::CaseShown]);
}

#[tokio::test]
async fn without_an_authorisation_nothing_is_claimed_and_nothing_is_opened() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    world.clock.set("2027-01-01T00:00:00+01:00".parse().unwrap());
    let case = world.add_case(PLATE, 5).await;
    let length = world.log().await.len();
    let view = testing::claim_next(&world.services, &officer, None).await.unwrap();
    assert!(matches!(view.desk, Desk::NotAuthorised));
    assert_eq!(world.acts_since(length).await, []);
    assert_eq!(world.case(case.id).await.claim, None);
}

#[tokio::test]
async fn two_officers_never_get_one_case() {
    let world = World::new().await;
    let (one, other) = (world.actor("boa", Role::Officer).await, world.actor("boa-2", Role::Officer).await);
    world.add_case(PLATE, 30).await;
    world.add_case("IO34AE", 20).await;
    let first = claimed_reference(&world, &one).await;
    let second = claimed_reference(&world, &other).await;
    assert_ne!(first, second);
    assert_eq!(claimed_reference(&world, &one).await, first, "who has a case gets that one");
    let dismissal = DismissRequest {
        case: first.as_str().to_owned(),
        reason: "duplicate".to_owned(),
        ..DismissRequest::default()
    };
    let stolen = review::dismiss(&world.services, &other, dismissal).await;
    assert!(matches!(stolen, Err(ReviewRefusal::NoLongerYours)));
}

#[tokio::test]
async fn a_location_can_be_asked_for() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let square = world.add_location("plein").await;
    world.add_case(PLATE, 30).await;
    let there = world.add_case_at(square, "IO34AE", 5).await;
    let view = testing::claim_next(&world.services, &officer, Some("plein")).await.unwrap();
    assert_eq!(on_desk(view).reference, there.reference);
    let other = world.actor("boa-2", Role::Officer).await;
    let unknown = testing::claim_next(&world.services, &other, Some("nergens")).await;
    assert!(matches!(unknown, Err(ReviewRefusal::Invalid(problems)) if problems[0].field == "location"));
}

#[tokio::test]
async fn a_skipped_case_comes_back_last_and_for_a_colleague_in_its_place() {
    let world = World::new().await;
    let (one, other) = (world.actor("boa", Role::Officer).await, world.actor("boa-2", Role::Officer).await);
    let oldest = world.add_case(PLATE, 30).await.reference;
    let middle = world.add_case("IO34AE", 20).await.reference;
    let newest = world.add_case("UA56OE", 10).await.reference;
    for expected in [&oldest, &middle, &newest, &oldest] {
        assert_eq!(&claimed_reference(&world, &one).await, expected);
        review::skip(&world.services, &one, expected.as_str()).await.unwrap();
        world.wait(1);
    }
    assert_eq!(claimed_reference(&world, &other).await, oldest);
    review::skip(&world.services, &other, oldest.as_str()).await.unwrap();
    world.wait(3600);
    assert_eq!(claimed_reference(&world, &one).await, oldest, "after an hour it stands in its place again");
    let twice = review::skip(&world.services, &other, oldest.as_str()).await;
    assert!(matches!(twice, Err(ReviewRefusal::NoLongerYours)));
}

#[tokio::test]
async fn a_granted_picture_opens_in_its_session_while_the_case_is_on_the_desk() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    world.add_case(PLATE, 30).await;
    let shown = claim(&world, &officer).await;
    let forms: Vec<_> =
        shown.pictures.iter().map(|picture| (picture.rendition, picture.width, picture.height)).collect();
    assert_eq!(forms, [(Rendition::Overview, 320, 180), (Rendition::Plate, 256, 128)]);
    for picture in &shown.pictures {
        let jpeg = pictures::open(&world.services, &officer, &picture.token).await.unwrap();
        let decoded = image::load_from_memory(jpeg.as_ref()).unwrap();
        // The page enlarges the plate; what is sent are the camera's own pixels.
        let scale = if picture.rendition == Rendition::Plate { 4 } else { 1 };
        assert_eq!((decoded.width() * scale, decoded.height() * scale), (picture.width, picture.height));
    }
    let token = &shown.pictures[0].token;
    let is_worthless =
        |opened: Result<OpenedPicture, ServiceError>| matches!(opened, Err(ServiceError::NotFound(_)));
    let other_session = Actor { session_hash: "0".repeat(64), ..officer.clone() };
    assert!(is_worthless(pictures::open(&world.services, &other_session, token).await));
    assert!(is_worthless(pictures::open(&world.services, &officer, "geraden").await));
    review::skip(&world.services, &officer, shown.reference.as_str()).await.unwrap();
    assert!(is_worthless(pictures::open(&world.services, &officer, token).await));
}
