//! What an officer, the ledger and the operator get to see when evidence was altered.

use poortwacht_domain::{Act, EvidencePart, Role};

use crate::custody::{ALARM_ALTERED, MayBeAltered as _};
use crate::review::Desk;
use crate::tests::world::{PLATE, World};
use crate::{ServiceError, alarms, case_view, pictures, testing};

/// Puts another revision into the picture's row.
async fn alter(world: &World, case: poortwacht_domain::CaseId) {
    let path = world.folder.path().join("poortwacht.sqlite").display().to_string();
    let sql = format!("UPDATE case_pictures SET manifest = '[]' WHERE case_id = '{case}'");
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    diesel::SqliteConnection::establish(&path).unwrap().batch_execute(&sql).unwrap();
}

async fn assert_reported(world: &World, case: poortwacht_domain::CaseId) {
    let open = alarms::open(&world.services).await.unwrap();
    let subject = case.to_string();
    assert!(open.iter().any(|alarm| alarm.kind == ALARM_ALTERED && alarm.subject == subject), "{open:?}");
    let log = world.log().await;
    assert!(log.iter().any(|(_, reason)| reason.as_deref() == Some("evidence_altered")));
}

#[tokio::test]
async fn the_page_of_a_case_shows_nothing_and_names_the_picture() {
    let world = World::new().await;
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let case = world.add_case(PLATE, 30).await;
    let reference = case.reference.as_str();
    assert!(case_view::show(&world.services, &coordinator, reference).await.is_ok());
    alter(&world, case.id).await;
    let refused = case_view::show(&world.services, &coordinator, reference).await.err().unwrap();
    assert_eq!(refused.alteration().unwrap().part, EvidencePart::Picture(0));
    assert_reported(&world, case.id).await;
}

#[tokio::test]
async fn the_desk_names_the_picture_once_and_then_goes_on_with_the_next_case() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    let next = world.add_case("IO34AE", 20).await;
    alter(&world, case.id).await;
    let refused = testing::claim_next(&world.services, &officer, None).await.err().unwrap();
    assert_eq!(refused.alteration().unwrap().part, EvidencePart::Picture(0));
    assert_reported(&world, case.id).await;
    let shown = testing::claim_next(&world.services, &officer, None).await.unwrap();
    assert!(matches!(shown.desk, Desk::Case(shown) if shown.reference == next.reference));
}

#[tokio::test]
async fn a_picture_that_was_altered_after_its_page_was_made_is_not_sent() {
    let world = World::new().await;
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let case = world.add_case(PLATE, 30).await;
    let view = case_view::show(&world.services, &coordinator, case.reference.as_str()).await.unwrap();
    let case_view::CasePictures::Granted(granted) = view.pictures else { panic!("sealed") };
    assert!(pictures::open(&world.services, &coordinator, &granted[0].token).await.is_ok());
    alter(&world, case.id).await;
    let refused = pictures::open(&world.services, &coordinator, &granted[0].token).await.err().unwrap();
    assert!(
        matches!(refused, ServiceError::Altered(alteration) if alteration.part == EvidencePart::Picture(0))
    );
    assert_eq!(world.log().await.last().unwrap().0, Act::PictureShown);
    assert_reported(&world, case.id).await;
}
