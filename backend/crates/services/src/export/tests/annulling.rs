//! A sanction that was taken back: the case lives three months more, and no longer.

use poortwacht_domain::{AnnulmentGround, CaseId, CaseState, RetentionClass, Role, add_calendar_months};
use poortwacht_ledger::Actor as InLedger;
use poortwacht_store::events;

use super::building::export;
use super::returning::actor;
use crate::export::{AnnulForm, annul, poll_with};
use crate::testing::{Cjib, World, days, start};
use crate::{Flaw, ServiceError, retention};

/// A case that the CJIB accepted.
async fn accepted() -> (World, CaseId) {
    let (world, cjib) = (World::new().await, Cjib::default());
    let id = world.confirmed(start()).await;
    export(&world, &cjib).await;
    cjib.judge(Vec::new());
    poll_with(&world.services, &InLedger::Operator, &cjib).await.unwrap();
    assert_eq!(world.state(id).await, CaseState::Accepted);
    (world, id)
}

async fn annulled(world: &World, id: CaseId, role: Role) -> Result<(), ServiceError> {
    let reference = world.find(id).await.unwrap().reference;
    let ground = AnnulmentGround::AppealUpheld.as_str().to_owned();
    let form = AnnulForm { ground, document: "beslissing 118".to_owned() };
    annul(&world.services, &actor(world, role), reference.as_str(), &form).await
}

#[tokio::test]
async fn a_case_whose_sanction_was_taken_back_dies_three_months_later() {
    let (world, id) = accepted().await;
    world.clock.advance(days(200));
    annulled(&world, id, Role::Coordinator).await.unwrap();
    let (case, now) = (world.find(id).await.unwrap(), world.services.now());
    assert_eq!((case.state, case.retention.class), (CaseState::Annulled, RetentionClass::Annulled));
    assert_eq!(case.retention.destroy_after, add_calendar_months(now, 3));
    assert_eq!(world.acts().await.last().unwrap(), "case_annulled");
    let events = world.read(move |conn, scope| events::of_case(conn, scope, id)).await;
    let told = &events.last().unwrap().event.detail;
    assert!(told.contains("appeal_upheld") && told.contains("beslissing 118"), "{told}");
    world.clock.set(add_calendar_months(now, 3));
    retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert!(world.find(id).await.is_none());
}

#[tokio::test]
async fn a_case_never_lives_longer_because_its_sanction_was_taken_back() {
    let (world, id) = accepted().await;
    let sanctioned = world.find(id).await.unwrap().retention.destroy_after;
    world.clock.set(sanctioned - days(10));
    annulled(&world, id, Role::Coordinator).await.unwrap();
    assert_eq!(world.find(id).await.unwrap().retention.destroy_after, sanctioned);
}

#[tokio::test]
async fn it_is_noted_once_of_what_was_accepted_and_by_a_coordinator() {
    let (world, id) = accepted().await;
    let open = world.confirmed(start()).await;
    let early = annulled(&world, open, Role::Coordinator).await;
    assert!(matches!(early, Err(ServiceError::Conflict(_))), "nothing was sent: {early:?}");
    for role in [Role::Officer, Role::Administrator, Role::PrivacyOfficer] {
        let refused = annulled(&world, id, role).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role}: {refused:?}");
    }
    annulled(&world, id, Role::Coordinator).await.unwrap();
    let again = annulled(&world, id, Role::Coordinator).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
    assert_eq!(world.times("case_annulled").await, 1);
}

#[tokio::test]
async fn every_mistake_in_the_form_is_named() {
    let (world, id) = accepted().await;
    let reference = world.find(id).await.unwrap().reference;
    let form = AnnulForm { ground: String::new(), document: "over AE-12-UI".to_owned() };
    let refused = annul(&world.services, &actor(&world, Role::Coordinator), reference.as_str(), &form).await;
    let Err(ServiceError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    let found: Vec<_> = problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect();
    let expected =
        [("annulment_ground", Some(Flaw::Required)), ("annulment_document", Some(Flaw::ContainsPlate))];
    assert_eq!(found, expected.map(|(field, flaw)| (field.to_owned(), flaw)));
    assert_eq!(world.state(id).await, CaseState::Accepted);
}
