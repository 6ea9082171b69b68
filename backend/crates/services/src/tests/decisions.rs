//! Confirming, dismissing, undoing.

use poortwacht_domain::{Act, CaseState, Check, RetentionClass, Role};
use poortwacht_store::cases::{self, Case, StateChange};
use poortwacht_store::fields;

use super::desk::{claim, on_desk};
use super::world::{PLATE, World};
use crate::review::{self, ConfirmRequest, Decision, DismissRequest, RecentDecision, ReviewRefusal};
use crate::{Actor, Flaw};

fn confirmation(reference: &str) -> ConfirmRequest {
    ConfirmRequest {
        case: reference.to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: "Ik zag op de beelden dat het voertuig inreed.".to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: String::new(),
    }
}

fn dismissal(reference: &str, reason: &str) -> DismissRequest {
    DismissRequest { case: reference.to_owned(), reason: reason.to_owned(), explanation: String::new() }
}

/// An officer with a case on the desk.
async fn at_work() -> (World, Actor, Case) {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &officer).await;
    (world, officer, case)
}

async fn confirmed() -> (World, Actor, Case) {
    let (world, officer, case) = at_work().await;
    review::confirm(&world.services, &officer, confirmation(case.reference.as_str())).await.unwrap();
    (world, officer, case)
}

async fn undo(world: &World, actor: &Actor, case: &Case) -> Result<(), ReviewRefusal> {
    review::undo(&world.services, actor, case.reference.as_str()).await
}

fn flaws<T>(outcome: Result<T, ReviewRefusal>) -> Vec<(String, Flaw)> {
    match outcome {
        Err(ReviewRefusal::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
        }
        _ => panic!("not refused for its fields"),
    }
}

#[tokio::test]
async fn a_confirmation_changes_state_charge_statement_term_and_ledger_together() {
    let (world, officer, before) = at_work().await;
    let length = world.log().await.len();
    let decided =
        review::confirm(&world.services, &officer, confirmation(before.reference.as_str())).await.unwrap();
    assert!(matches!(decided, RecentDecision { decision: Decision::Confirmed, undo_until: Some(_), .. }));
    let after = world.case(before.id).await;
    assert_eq!((after.state, after.claim), (CaseState::Confirmed, None));
    assert_eq!(after.retention.class, RetentionClass::Confirmed);
    let charge = after.charge.unwrap();
    assert_eq!((charge.vehicle_category.number(), charge.vehicle_category_source.as_str()), (1, "officer"));
    let statement = world.read(move |conn, scope| fields::get(conn, scope, before.id, "statement")).await;
    assert!(statement.is_some());
    assert_eq!(world.acts_since(length).await, [Act::CaseConfirmed]);
}

#[tokio::test]
async fn every_flaw_of_a_confirmation_is_told_at_once_and_nothing_changes() {
    let (world, officer, case) = at_work().await;
    let confirm = |request| review::confirm(&world.services, &officer, request);
    let empty = ConfirmRequest { case: case.reference.as_str().to_owned(), ..ConfirmRequest::default() };
    let unseen = Check::ALL.iter().map(|check| (check.as_str().to_owned(), Flaw::NotTicked));
    let required =
        ["offence_code", "vehicle_category", "grounds"].map(|field| (field.to_owned(), Flaw::Required));
    assert_eq!(flaws(confirm(empty).await), unseen.chain(required).collect::<Vec<_>>());
    let one = ConfirmRequest {
        seen: vec![Check::SignVisible, Check::SignPassed, Check::PlateReadable],
        ..confirmation(case.reference.as_str())
    };
    assert_eq!(flaws(confirm(one).await), [("no_priority_vehicle".to_owned(), Flaw::NotTicked)]);
    let elsewhere =
        ConfirmRequest { offence_code: "R550a".to_owned(), ..confirmation(case.reference.as_str()) };
    assert_eq!(flaws(confirm(elsewhere).await), [("offence_code".to_owned(), Flaw::NotAChoice)]);
    let bicycle =
        ConfirmRequest { vehicle_category: "8".to_owned(), ..confirmation(case.reference.as_str()) };
    assert_eq!(flaws(confirm(bicycle).await), [("offence_code".to_owned(), Flaw::OffenceDoesNotApply)]);
    assert_eq!(world.case(case.id).await.state, CaseState::AwaitingReview);
}

#[tokio::test]
async fn only_an_officer_whose_authorisation_holds_at_that_moment_decides() {
    let (world, officer, case) = at_work().await;
    world.clock.set("2027-01-01T00:00:00+01:00".parse().unwrap());
    let reference = case.reference.as_str();
    let confirmed = review::confirm(&world.services, &officer, confirmation(reference)).await;
    assert!(matches!(confirmed, Err(ReviewRefusal::NotAuthorised)));
    let dismissed = review::dismiss(&world.services, &officer, dismissal(reference, "duplicate")).await;
    assert!(matches!(dismissed, Err(ReviewRefusal::NotAuthorised)));
    assert_eq!(world.case(case.id).await.state, CaseState::AwaitingReview);
}

#[tokio::test]
async fn nobody_decides_anew_what_was_decided() {
    let (world, officer, case) = confirmed().await;
    let again =
        review::dismiss(&world.services, &officer, dismissal(case.reference.as_str(), "duplicate")).await;
    assert!(matches!(again, Err(ReviewRefusal::NoLongerYours)));
    let invented = review::confirm(&world.services, &officer, confirmation("geen nummer")).await;
    assert!(matches!(invented, Err(ReviewRefusal::NoLongerYours)));
}

#[tokio::test]
async fn another_reason_needs_words_and_they_are_sealed() {
    let (world, officer, case) = at_work().await;
    let reference = case.reference.as_str();
    let bare = review::dismiss(&world.services, &officer, dismissal(reference, "other")).await;
    assert_eq!(flaws(bare), [("explanation".to_owned(), Flaw::Required)]);
    let unknown = review::dismiss(&world.services, &officer, dismissal(reference, "zomaar")).await;
    assert_eq!(flaws(unknown), [("reason".to_owned(), Flaw::NotAChoice)]);
    let told = DismissRequest { explanation: "Optocht".to_owned(), ..dismissal(reference, "other") };
    review::dismiss(&world.services, &officer, told).await.unwrap();
    let after = world.case(case.id).await;
    assert_eq!((after.state, after.retention.class), (CaseState::Dismissed, RetentionClass::Dismissed));
    assert_eq!(after.retention.destroy_after.duration_since(world.services.now()).as_hours(), 24);
    let statement =
        world.read(move |conn, scope| fields::get(conn, scope, case.id, "statement")).await.unwrap();
    assert!(!statement.sealed.windows(7).any(|window| window == b"Optocht"));
}

#[tokio::test]
async fn a_dismissal_can_be_taken_back_for_a_quarter_of_an_hour() {
    let (world, officer, case) = at_work().await;
    let dismiss = async || {
        let request = dismissal(case.reference.as_str(), "duplicate");
        review::dismiss(&world.services, &officer, request).await.unwrap();
    };
    dismiss().await;
    world.wait(15 * 60 - 1);
    undo(&world, &officer, &case).await.unwrap();
    let after = world.case(case.id).await;
    assert_eq!(
        (after.state, after.retention, after.decided),
        (CaseState::AwaitingReview, case.retention, None)
    );
    let desk = on_desk(review::show(&world.services, &officer).await.unwrap());
    assert_eq!(desk.reference, case.reference, "it lies on the desk again");
    dismiss().await;
    world.wait(15 * 60);
    assert!(matches!(undo(&world, &officer, &case).await, Err(ReviewRefusal::UndoTooLate)));
}

#[tokio::test]
async fn a_confirmation_can_be_taken_back_until_it_is_in_a_batch() {
    let (world, officer, before) = confirmed().await;
    world.wait(3600);
    undo(&world, &officer, &before).await.unwrap();
    let after = world.case(before.id).await;
    assert_eq!((after.state, after.retention), (CaseState::AwaitingReview, before.retention));
    assert_eq!(after.plate, before.plate, "back under the key of the undecided");
    let expected = (Act::DecisionUndone, Some("confirmed".to_owned()));
    assert_eq!(world.log().await.pop().unwrap(), expected);
    review::confirm(&world.services, &officer, confirmation(before.reference.as_str())).await.unwrap();
    for (from, to) in [(CaseState::Confirmed, CaseState::Ready), (CaseState::Ready, CaseState::InBatch)] {
        let at = world.services.now();
        let change = StateChange { from, to, at, dismissal_reason: None };
        world.write(move |tx, scope| cases::set_state(tx, scope, before.id, &change)).await;
    }
    assert!(matches!(undo(&world, &officer, &before).await, Err(ReviewRefusal::UndoTooLate)));
}

#[tokio::test]
async fn a_colleague_cannot_take_a_decision_back() {
    let (world, _, case) = confirmed().await;
    let colleague = world.actor("boa-2", Role::Officer).await;
    assert!(matches!(undo(&world, &colleague, &case).await, Err(ReviewRefusal::NotYourDecision)));
}

#[tokio::test]
async fn taking_back_puts_the_other_case_on_the_desk_into_the_queue() {
    let (world, officer, first) = confirmed().await;
    let other = world.add_case("IO34AE", 60).await;
    assert_eq!(claim(&world, &officer).await.reference, other.reference);
    undo(&world, &officer, &first).await.unwrap();
    assert_eq!(on_desk(review::show(&world.services, &officer).await.unwrap()).reference, first.reference);
    assert_eq!(world.case(other.id).await.claim, None);
}

#[tokio::test]
async fn taking_back_gives_what_lay_there_to_others_with_an_entry_for_each() {
    let (world, officer, decided) = confirmed().await;
    let (on_top, beside) = (world.add_case("IO34AE", 20).await, world.add_case("AE56IO", 10).await);
    assert_eq!(claim(&world, &officer).await.reference, on_top.reference);
    review::prefetch(&world.services, &officer, on_top.reference.as_str()).await.unwrap().unwrap();
    let length = world.log().await.len();
    undo(&world, &officer, &decided).await.unwrap();
    assert_eq!(
        world.acts_since(length).await,
        [Act::CaseReleased, Act::CaseReleased, Act::DecisionUndone],
        "the ledger tells where each case went"
    );
    for case in [on_top, beside] {
        assert_eq!(world.case(case.id).await.claim, None);
    }
}
