//! The question about an undeclared windscreen: asked before the first decision, and never again.

use poortwacht_domain::{Act, Rect, Role};
use poortwacht_store::cases::Case;

use super::desk::{claim, on_desk};
use super::world::{PLATE, World};
use crate::masking::{self, MaskRequest};
use crate::review::{self, ConfirmRequest, DismissRequest, ReviewRefusal};
use crate::{Actor, Flaw};

async fn asked() -> (World, Actor, Case) {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case_without_windscreen(PLATE, 30).await;
    assert_eq!(claim(&world, &officer).await.windscreen_asked, Some(0));
    (world, officer, case)
}

fn dismissal(case: &Case) -> DismissRequest {
    DismissRequest {
        case: case.reference.as_str().to_owned(),
        reason: "duplicate".to_owned(),
        ..DismissRequest::default()
    }
}

fn told<T: std::fmt::Debug>(refused: Result<T, ReviewRefusal>) -> Vec<(String, Flaw)> {
    let Err(ReviewRefusal::Invalid(problems)) = refused else { panic!("{refused:?}") };
    problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
}

#[tokio::test]
async fn no_decision_is_taken_before_the_question_is_answered() {
    let (world, officer, case) = asked().await;
    let length = world.log().await.len();
    let unanswered = ("windscreen".to_owned(), Flaw::NotAnswered);
    let empty = ConfirmRequest { case: case.reference.as_str().to_owned(), ..ConfirmRequest::default() };
    let confirmed = told(review::confirm(&world.services, &officer, empty).await);
    assert_eq!(confirmed.first(), Some(&unanswered));
    assert_eq!(confirmed.len(), 8, "everything else that is wrong is told too");
    assert_eq!(told(review::dismiss(&world.services, &officer, dismissal(&case)).await), [unanswered]);
    assert_eq!(world.acts_since(length).await, []);
    assert!(Flaw::NotAnswered.to_string().contains("mask it"), "the error says what to do");
}

#[tokio::test]
async fn nobody_recognisable_is_written_down_once_and_counts_for_every_officer() {
    let (world, officer, case) = asked().await;
    let reference = case.reference.as_str();
    let length = world.log().await.len();
    for _ in 0..2 {
        review::nobody_recognisable(&world.services, &officer, reference).await.unwrap();
    }
    let written = world.log().await.split_off(length);
    assert_eq!(written, [(Act::WindscreenJudged, Some("nobody_recognisable".to_owned()))]);
    review::skip(&world.services, &officer, reference).await.unwrap();
    let colleague = world.actor("boa-2", Role::Officer).await;
    assert_eq!(claim(&world, &colleague).await.windscreen_asked, None);
    let late = review::nobody_recognisable(&world.services, &officer, reference).await;
    assert!(matches!(late, Err(ReviewRefusal::NoLongerYours)));
    review::dismiss(&world.services, &colleague, dismissal(&case)).await.unwrap();
    review::undo(&world.services, &colleague, reference).await.unwrap();
    let again = on_desk(review::show(&world.services, &colleague).await.unwrap());
    assert_eq!(again.windscreen_asked, None, "an undone decision does not ask again");
}

#[tokio::test]
async fn masking_what_is_behind_the_windscreen_answers_and_masking_something_else_does_not() {
    let (world, officer, case) = asked().await;
    let request = |reason: &str| MaskRequest {
        case: case.reference.as_str().to_owned(),
        ordinal: 0,
        areas: vec![Rect { x: 96, y: 48, width: 32, height: 16 }],
        reason: reason.to_owned(),
    };
    masking::mask(&world.services, &officer, request("other_plate_readable")).await.unwrap();
    let shown = on_desk(review::show(&world.services, &officer).await.unwrap());
    assert_eq!(shown.windscreen_asked, Some(0));
    let length = world.log().await.len();
    masking::mask(&world.services, &officer, request("behind_windscreen")).await.unwrap();
    let written = world.log().await.split_off(length);
    assert_eq!(written.last(), Some(&(Act::WindscreenJudged, Some("masked".to_owned()))));
    let shown = on_desk(review::show(&world.services, &officer).await.unwrap());
    assert_eq!(shown.windscreen_asked, None);
    let acts: Vec<_> = crate::case_view::show(&world.services, &officer, case.reference.as_str())
        .await
        .unwrap()
        .timeline
        .iter()
        .map(|entry| (entry.act, entry.detail.clone()))
        .collect();
    assert!(acts.contains(&(Act::EvidenceMasked, Some("behind_windscreen".to_owned()))), "{acts:?}");
    assert!(acts.contains(&(Act::WindscreenJudged, Some("masked".to_owned()))), "{acts:?}");
}
