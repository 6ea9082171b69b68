//! The second look, and what a coordinator watches.

use poortwacht_domain::{Act, CaseState, Check, DismissalReason, RetentionClass, Role};
use poortwacht_store::cases::Case;

use super::desk::claim;
use super::world::{PLATE, World};
use crate::quality::{self, Disagreement, LookRequest, LookResult, SampleFigures, SecondLookSettings};
use crate::review::{self, ConfirmRequest, DismissRequest};
use crate::{Actor, Flaw, ServiceError, ServicesConfig};

/// Where every decision is drawn.
async fn world() -> World {
    let second_look = SecondLookSettings { percent: 100, ..SecondLookSettings::default() };
    World::with(ServicesConfig { second_look, ..ServicesConfig::default() }).await
}

pub(super) async fn confirmed(world: &World, officer: &Actor) -> Case {
    let case = world.add_case(PLATE, 30).await;
    claim(world, officer).await;
    let request = ConfirmRequest {
        case: case.reference.as_str().to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: "Ik zag op de beelden dat het voertuig inreed.".to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: String::new(),
    };
    review::confirm(&world.services, officer, request).await.unwrap();
    case
}

pub(super) async fn dismissed(world: &World, officer: &Actor) -> Case {
    let case = world.add_case(PLATE, 30).await;
    claim(world, officer).await;
    let request = DismissRequest {
        case: case.reference.as_str().to_owned(),
        reason: "plate_unreadable".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, officer, request).await.unwrap();
    case
}

fn says(outcome: &str, explanation: &str) -> LookRequest {
    LookRequest { outcome: outcome.to_owned(), explanation: explanation.to_owned() }
}

#[tokio::test]
async fn a_colleagues_decision_is_opened_once_logged_and_agreed_with() {
    let world = world().await;
    let (boa, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("twee", Role::Officer).await);
    let case = confirmed(&world, &boa).await;
    let reference = case.reference.as_str();
    assert!(quality::list(&world.services, &boa).await.unwrap().lines.is_empty(), "one's own decision");
    let listed = quality::list(&world.services, &colleague).await.unwrap();
    assert_eq!(listed.lines.iter().map(|line| &line.reference).collect::<Vec<_>>(), [&case.reference]);
    let length = world.log().await.len();
    let own = quality::show(&world.services, &boa, reference).await;
    assert!(matches!(own, Err(ServiceError::NotFound(_))));
    let view = quality::show(&world.services, &colleague, reference).await.unwrap();
    assert!(view.disagreement == Disagreement::BackToDesk && view.case.plate.is_some());
    assert_eq!(world.log().await[length..], [(Act::SecondLook, Some("second_look".to_owned()))]);
    let judged = quality::judge(&world.services, &colleague, reference, &says("agrees", "")).await.unwrap();
    assert_eq!((judged, world.case(case.id).await.state), (LookResult::Agreed, CaseState::Confirmed));
    let again = quality::judge(&world.services, &colleague, reference, &says("agrees", "")).await;
    assert!(matches!(again, Err(ServiceError::NotFound(_))), "once");
    assert!(quality::list(&world.services, &colleague).await.unwrap().lines.is_empty());
}

#[tokio::test]
async fn a_disagreement_needs_words_and_puts_a_confirmation_back_on_the_desk() {
    let world = world().await;
    let (boa, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("twee", Role::Officer).await);
    let case = confirmed(&world, &boa).await;
    let judge = |request: LookRequest| {
        let (world, colleague, case) = (&world, &colleague, &case);
        async move { quality::judge(&world.services, colleague, case.reference.as_str(), &request).await }
    };
    for (request, field, flaw) in [
        (says("", ""), "outcome", Flaw::Required),
        (says("maybe", ""), "outcome", Flaw::NotAChoice),
        (says("disagrees", " "), "explanation", Flaw::Required),
        (says("disagrees", "het is AE-12-UI"), "explanation", Flaw::ContainsPlate),
    ] {
        let Err(ServiceError::Invalid(problems)) = judge(request).await else { panic!("{field}") };
        assert_eq!((problems[0].field.as_str(), problems[0].flaw), (field, Some(flaw)));
    }
    let length = world.log().await.len();
    let judged = judge(says("disagrees", "het bord is niet te zien")).await.unwrap();
    assert_eq!(judged, LookResult::BackToDesk);
    assert_eq!(world.acts_since(length).await, [Act::SecondLookJudged, Act::CaseSentBack]);
    let back = world.case(case.id).await;
    assert_eq!((back.state, back.retention.class), (CaseState::AwaitingReview, RetentionClass::Undecided));
    let coordinator = world.actor("leiding", Role::Coordinator).await;
    let overview = quality::overview(&world.services, &coordinator).await.unwrap();
    assert_eq!(overview.sample, SampleFigures { drawn: 1, disagreed: 1, ..SampleFigures::default() });
    assert_eq!(claim(&world, &boa).await.reference, case.reference);
}

#[tokio::test]
async fn a_disagreement_with_a_dismissal_is_only_counted() {
    let world = world().await;
    let (boa, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("twee", Role::Officer).await);
    let coordinator = world.actor("leiding", Role::Coordinator).await;
    let case = dismissed(&world, &boa).await;
    let view = quality::show(&world.services, &colleague, case.reference.as_str()).await.unwrap();
    assert!(
        view.disagreement == Disagreement::Counted && view.case.plate.is_some(),
        "a dismissed case opens for a second look"
    );
    let request = says("disagrees", "het kenteken is goed te lezen");
    let judged =
        quality::judge(&world.services, &colleague, case.reference.as_str(), &request).await.unwrap();
    assert_eq!((judged, world.case(case.id).await.state), (LookResult::Counted, CaseState::Dismissed));
    let overview = quality::overview(&world.services, &coordinator).await.unwrap();
    assert_eq!(overview.sample, SampleFigures { drawn: 1, disagreed: 1, ..SampleFigures::default() });
    let [camera] = overview.cameras.as_slice() else { panic!("{:?}", overview.cameras) };
    assert_eq!((camera.decided, camera.misread, camera.dismissed), (1, 1, 1));
    assert_eq!(camera.reasons, [(DismissalReason::PlateUnreadable, 1)]);
}

#[tokio::test]
async fn a_confirmation_that_the_gate_holds_can_be_looked_at_however_late() {
    let world = world().await;
    let (boa, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("twee", Role::Officer).await);
    let case = confirmed(&world, &boa).await;
    world.clock.advance(jiff::SignedDuration::from_hours(24 * 40));
    let list = quality::list(&world.services, &colleague).await.unwrap();
    let listed: Vec<_> = list.lines.iter().map(|line| &line.reference).collect();
    assert_eq!(listed, [&case.reference]);
    let agreed = says("agrees", "");
    quality::judge(&world.services, &colleague, case.reference.as_str(), &agreed).await.unwrap();
    assert!(quality::list(&world.services, &colleague).await.unwrap().lines.is_empty());
}

#[tokio::test]
async fn a_coordinator_takes_a_case_off_a_desk_and_the_next_officer_gets_it() {
    let world = World::new().await;
    let (boa, colleague) =
        (world.actor("boa", Role::Officer).await, world.actor("twee", Role::Officer).await);
    let coordinator = world.actor("leiding", Role::Coordinator).await;
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &boa).await;
    let overview = quality::overview(&world.services, &coordinator).await.unwrap();
    let [line] = overview.claims.as_slice() else { panic!("{:?}", overview.claims) };
    assert_eq!((&line.reference, line.officer.as_str()), (&case.reference, "Naam boa"));
    quality::release(&world.services, &coordinator, case.reference.as_str()).await.unwrap();
    assert_eq!(world.log().await.last().unwrap().0, Act::ClaimReleased);
    let again = quality::release(&world.services, &coordinator, case.reference.as_str()).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    assert_eq!(claim(&world, &colleague).await.reference, case.reference);
}

#[tokio::test]
async fn what_the_gate_holds_is_listed_by_condition_for_the_coordinator_alone() {
    let world = World::new().await;
    let (boa, coordinator) =
        (world.actor("boa", Role::Officer).await, world.actor("leiding", Role::Coordinator).await);
    let case = confirmed(&world, &boa).await;
    crate::export::run(&world.services, None).await.unwrap();
    let overview = quality::overview(&world.services, &coordinator).await.unwrap();
    let held: Vec<_> = overview.held.iter().map(|line| (line.condition, line.effect, &line.cases)).collect();
    for condition in ["no_oin", "no_consent", "not_inspected"] {
        let line = (condition, crate::export::Effect::Curable, &vec![case.reference.clone()]);
        assert!(held.contains(&line), "{condition}: {held:?}");
    }
    let stock = crate::stock::list(&world.services, &coordinator).await.unwrap();
    assert_eq!(stock.follow_up.map(|waits| (waits.held, waits.returned)), Some((1, 0)));
    assert_eq!(crate::stock::list(&world.services, &boa).await.unwrap().follow_up, None);
    for role in [Role::Officer, Role::Administrator, Role::Auditor] {
        let actor = Actor { role, ..coordinator.clone() };
        assert!(matches!(quality::overview(&world.services, &actor).await, Err(ServiceError::Refused(_))));
    }
    let looking = quality::list(&world.services, &coordinator).await;
    assert!(matches!(looking, Err(ServiceError::Refused(_))), "looking again is an officer's work");
}
