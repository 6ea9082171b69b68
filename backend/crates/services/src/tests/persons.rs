//! Requests of persons: found under a request only, told with an entry for each case, answered once, then forgotten.

use jiff::Timestamp;
use poortwacht_domain::{
    Act, Regime, RequestOutcome, RestrictionGround, RetentionClass, Role, destroy_after,
};
use poortwacht_store::cases::Case;
use poortwacht_store::person_requests as rows;

use super::desk::claim;
use super::world::{PLATE, World};
use crate::persons::{self, AnswerForm, ExtendForm, RequestForm, RequestView};
use crate::review::{self, DismissRequest, ReviewRefusal};
use crate::{Actor, Flaw, ServiceError, case_view, retention, stock};

const DAY: i64 = 24 * 3_600;

/// The privacy officer, two cases of a plate, and one of another.
struct Scene {
    world: World,
    privacy: Actor,
    case: Case,
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        let privacy = world.actor("fg", Role::PrivacyOfficer).await;
        let case = world.add_case(PLATE, 30).await;
        world.add_case("IO34AE", 20).await;
        Self { world, privacy, case }
    }

    async fn register(&self, kind: &str, plate: &str) -> String {
        let form = form(kind, plate, "2026-11-20");
        persons::register(&self.world.services, &self.privacy, &form).await.unwrap().to_string()
    }

    async fn show(&self, id: &str) -> RequestView {
        persons::show(&self.world.services, &self.privacy, id).await.unwrap()
    }

    async fn answer(&self, id: &str, outcome: &str) -> Result<(), ServiceError> {
        let form = AnswerForm { outcome: outcome.to_owned(), words: "Overzicht gegeven".to_owned() };
        persons::answer(&self.world.services, &self.privacy, id, &form).await
    }

    async fn extend(&self, id: &str, reason: &str) -> Result<(), ServiceError> {
        let form = ExtendForm { reason: reason.to_owned() };
        persons::extend(&self.world.services, &self.privacy, id, &form).await
    }
}

fn form(kind: &str, plate: &str, received_on: &str) -> RequestForm {
    RequestForm {
        kind: kind.to_owned(),
        plate: plate.to_owned(),
        identity: "counter".to_owned(),
        note: "paspoort gezien, zaak 118".to_owned(),
        received_on: received_on.to_owned(),
    }
}

fn flaws<T>(result: Result<T, ServiceError>) -> Vec<(String, Option<Flaw>)> {
    match result {
        Err(ServiceError::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
        }
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_is_held_about_a_plate_is_found_under_its_request_and_nothing_of_another() {
    let scene = Scene::begin().await;
    let length = scene.world.log().await.len();
    let id = scene.register("access", "AE-12-UI").await;
    assert_eq!(scene.world.acts_since(length).await, [Act::PersonDataFound, Act::PersonRequestRegistered]);
    let length = scene.world.log().await.len();
    let view = scene.show(&id).await;
    let looked = [Act::PersonRequestShown, Act::PersonDataFound, Act::PersonDataFound];
    assert_eq!(scene.world.acts_since(length).await, looked, "once for the look, once for the case");
    assert_eq!((view.plate.as_str(), view.note.as_str()), (PLATE, "paspoort gezien, zaak 118"));
    let found: Vec<_> = view.cases.iter().map(|case| (case.reference.clone(), case.views)).collect();
    assert_eq!(found, [(scene.case.reference.clone(), 1)], "this look is told too");
    assert_eq!((view.regime, view.due_at), (Regime::Avg, at("2026-12-20T23:00:00Z")));
    assert!(view.may_extend && view.exemptions.is_empty() && view.answer.is_none());
}

#[tokio::test]
async fn every_mistake_in_the_form_is_named_and_nobody_else_may_look() {
    let scene = Scene::begin().await;
    let length = scene.world.log().await.len();
    let wrong = RequestForm { note: String::new(), ..form("alles", "", "2026-11-25") };
    let expected = [
        ("kind", Flaw::NotAChoice),
        ("plate", Flaw::Required),
        ("note", Flaw::Required),
        ("received_on", Flaw::InTheFuture),
    ];
    let expected = expected.map(|(field, flaw)| (field.to_owned(), Some(flaw)));
    assert_eq!(flaws(persons::register(&scene.world.services, &scene.privacy, &wrong).await), expected);
    assert!(scene.world.acts_since(length).await.is_empty(), "nothing was looked for");
    for role in [Role::Officer, Role::Coordinator, Role::Administrator, Role::Auditor] {
        let other = scene.world.actor(role.as_str(), role).await;
        let asked =
            persons::register(&scene.world.services, &other, &form("access", PLATE, "2026-11-20")).await;
        assert!(matches!(asked, Err(ServiceError::Refused(_))), "{role}");
    }
}

#[tokio::test]
async fn an_answer_that_gives_access_is_a_disclosure_of_each_case() {
    let scene = Scene::begin().await;
    let id = scene.register("access", PLATE).await;
    let nothing = scene.answer(&id, "nothing_held").await;
    assert_eq!(flaws(nothing), [("outcome".to_owned(), Some(Flaw::SomethingHeld))]);
    let length = scene.world.log().await.len();
    scene.answer(&id, "granted").await.unwrap();
    let acts = scene.world.acts_since(length).await;
    assert_eq!(acts[acts.len() - 2..], [Act::PersonRequestHandled, Act::PersonAnswerIssued]);
    assert!(matches!(scene.answer(&id, "granted").await, Err(ServiceError::Conflict(_))), "once");
    let length = scene.world.log().await.len();
    let view = scene.show(&id).await;
    assert_eq!(
        scene.world.acts_since(length).await,
        [Act::PersonRequestShown],
        "nothing is looked for any more"
    );
    assert!(view.cases.is_empty() && !view.may_extend);
    let answer = view.answer.unwrap();
    assert_eq!((answer.outcome, answer.words.as_str()), (RequestOutcome::Granted, "Overzicht gegeven"));
}

#[tokio::test]
async fn a_request_that_asks_something_else_discloses_no_case() {
    let scene = Scene::begin().await;
    let id = scene.register("erasure", PLATE).await;
    let length = scene.world.log().await.len();
    scene.answer(&id, "refused").await.unwrap();
    assert!(!scene.world.acts_since(length).await.contains(&Act::PersonAnswerIssued));
    let other = scene.register("access", "UO73EA").await;
    scene.answer(&other, "nothing_held").await.unwrap();
}

#[tokio::test]
async fn the_avg_gives_more_time_once_and_in_time() {
    let scene = Scene::begin().await;
    let id = scene.register("access", PLATE).await;
    assert_eq!(flaws(scene.extend(&id, "").await), [("extension".to_owned(), Some(Flaw::Required))]);
    scene.extend(&id, "complex").await.unwrap();
    assert!(matches!(scene.extend(&id, "complex").await, Err(ServiceError::Conflict(_))), "once");
    assert_eq!(scene.show(&id).await.due_at, at("2027-02-20T23:00:00Z"));
    let late = scene.register("access", PLATE).await;
    scene.world.wait(40 * DAY);
    let privacy = scene.world.actor("fg2", Role::PrivacyOfficer).await;
    let form = ExtendForm { reason: "complex".to_owned() };
    let asked = persons::extend(&scene.world.services, &privacy, &late, &form).await;
    assert!(matches!(asked, Err(ServiceError::Conflict(_))), "too late");
    let listed = persons::list(&scene.world.services, &privacy).await.unwrap();
    assert_eq!(
        listed.iter().map(|row| row.is_late).collect::<Vec<_>>(),
        [true, false],
        "the late one on top"
    );
}

#[tokio::test]
async fn a_request_dies_with_its_key_six_months_after_the_answer() {
    let scene = Scene::begin().await;
    let id = scene.register("access", PLATE).await;
    scene.answer(&id, "granted").await.unwrap();
    let request = scene.world.read(rows::list).await.remove(0);
    let due = destroy_after(RetentionClass::PersonRequest, scene.world.services.now());
    assert_eq!(request.destroy_after, due);
    scene.world.wait(due.duration_since(scene.world.services.now()).as_secs());
    retention::run(&scene.world.services, scene.world.services.now(), false).await.unwrap();
    assert!(scene.world.read(rows::list).await.is_empty());
    assert!(scene.world.services.keys().half(request.half.id).unwrap().is_none(), "and its key with it");
}

#[tokio::test]
async fn a_case_is_left_alone_until_somebody_says_why_it_may_be_used() {
    let scene = Scene::begin().await;
    let (services, reference) = (&scene.world.services, scene.case.reference.as_str());
    let nothing = persons::restrict(services, &scene.privacy, reference, "").await;
    assert_eq!(flaws(nothing), [("restriction_ground".to_owned(), Some(Flaw::Required))]);
    let length = scene.world.log().await.len();
    persons::restrict(services, &scene.privacy, reference, "unlawful").await.unwrap();
    let again = persons::restrict(services, &scene.privacy, reference, "unlawful").await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    let shown = case_view::show(services, &scene.privacy, reference).await.unwrap();
    assert_eq!(shown.restriction.map(|found| found.ground), Some(RestrictionGround::Unlawful));
    assert!(shown.may_restrict);
    let officer = scene.world.actor("boa", Role::Officer).await;
    let refused = persons::lift(services, &officer, reference, "settled").await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))));
    assert_eq!(
        flaws(persons::lift(services, &scene.privacy, reference, "zomaar").await),
        [("lift_reason".to_owned(), Some(Flaw::NotAChoice))]
    );
    persons::lift(services, &scene.privacy, reference, "settled").await.unwrap();
    let acts = scene.world.acts_since(length).await;
    let marks: Vec<_> = acts.into_iter().filter(|act| act.as_str().contains("restrict")).collect();
    assert_eq!(marks, [Act::CaseRestricted, Act::RestrictionLifted]);
    let shown = case_view::show(services, &scene.privacy, reference).await.unwrap();
    assert!(shown.restriction.is_none());
}

#[tokio::test]
async fn a_case_that_is_left_alone_lies_on_no_desk_and_is_not_decided() {
    let scene = Scene::begin().await;
    let (services, reference) = (&scene.world.services, scene.case.reference.as_str());
    let officer = scene.world.actor("boa", Role::Officer).await;
    assert_eq!(claim(&scene.world, &officer).await.reference, scene.case.reference, "the oldest");
    persons::restrict(services, &scene.privacy, reference, "unlawful").await.unwrap();
    let request = DismissRequest {
        case: reference.to_owned(),
        reason: "other".to_owned(),
        explanation: "Overstekend paard".to_owned(),
    };
    let decided = review::dismiss(services, &officer, request.clone()).await;
    assert!(matches!(decided, Err(ReviewRefusal::NoLongerYours)), "it left the desk");
    assert_ne!(claim(&scene.world, &officer).await.reference, scene.case.reference);
    let waiting = || async { stock::list(services, &officer).await.unwrap().rows[0].waiting };
    assert_eq!(waiting().await, 1, "there is nothing to do about it");
    persons::lift(services, &scene.privacy, reference, "settled").await.unwrap();
    assert_eq!(waiting().await, 2);
    let colleague = scene.world.actor("boa2", Role::Officer).await;
    assert_eq!(claim(&scene.world, &colleague).await.reference, scene.case.reference);
    review::dismiss(services, &colleague, request).await.unwrap();
}
