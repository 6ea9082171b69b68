//! Legal holds: two people, six months, and what becomes of one that nobody reviews.

use jiff::Timestamp;
use poortwacht_domain::{
    Act, CaseState, HoldGround, RetentionClass, Role, add_calendar_months, destroy_after,
};
use poortwacht_store::cases::{self, Case};

use super::desk::claim;
use super::world::{PLATE, World};
use crate::legal_holds::{self, HoldAnswer, HoldForm};
use crate::review::{self, DismissRequest};
use crate::{Actor, Flaw, ServiceError, alarms, case_view, retention};

const DAY: i64 = 24 * 3_600;

/// A case, and the two who hold it.
struct Scene {
    world: World,
    coordinator: Actor,
    privacy: Actor,
    case: Case,
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        let coordinator = world.actor("leiding", Role::Coordinator).await;
        let privacy = world.actor("fg", Role::PrivacyOfficer).await;
        let case = world.add_case(PLATE, 30).await;
        Self { world, coordinator, privacy, case }
    }

    /// The coordinator asked, the privacy officer agreed.
    async fn held() -> Self {
        let scene = Self::begin().await;
        scene.ask(&scene.coordinator).await.unwrap();
        scene.says(&scene.privacy, HoldAnswer::Agree).await.unwrap();
        scene
    }

    async fn ask(&self, by: &Actor) -> Result<(), ServiceError> {
        let form = HoldForm { ground: "appeal".to_owned(), explanation: "beroep 2026/118".to_owned() };
        legal_holds::ask(&self.world.services, by, self.case.reference.as_str(), &form).await
    }

    async fn says(&self, by: &Actor, answer: HoldAnswer) -> Result<(), ServiceError> {
        legal_holds::answer(&self.world.services, by, self.case.reference.as_str(), answer).await
    }

    /// The hourly run at this moment; the case, if it is still there.
    async fn after_run(&self) -> Option<Case> {
        retention::run(&self.world.services, self.world.services.now(), false).await.unwrap();
        let id = self.case.id;
        self.world.read(move |conn, scope| cases::find(conn, scope, id)).await
    }

    async fn hold(&self) -> Option<legal_holds::HoldView> {
        let reference = self.case.reference.as_str();
        case_view::show(&self.world.services, &self.coordinator, reference).await.unwrap().hold
    }

    /// What the timeline tells of holds, further.
    async fn told(&self) -> Vec<Option<String>> {
        let reference = self.case.reference.as_str();
        let view = case_view::show(&self.world.services, &self.coordinator, reference).await.unwrap();
        let holds = view.timeline.into_iter().filter(|entry| entry.act != Act::CaseReceived);
        holds.map(|entry| entry.detail).collect()
    }

    async fn alarms(&self) -> Vec<String> {
        let open = alarms::open(&self.world.services).await.unwrap();
        open.into_iter().map(|alarm| alarm.kind).filter(|kind| kind != "job_late").collect()
    }

    /// Goes to a moment.
    fn go_to(&self, at: Timestamp) {
        self.world.wait(at.duration_since(self.world.services.now()).as_secs());
    }
}

#[tokio::test]
async fn a_case_is_kept_once_a_second_person_agrees() {
    let scene = Scene::begin().await;
    let length = scene.world.log().await.len();
    scene.ask(&scene.coordinator).await.unwrap();
    let own = scene.says(&scene.coordinator, HoldAnswer::Agree).await;
    assert!(matches!(own, Err(ServiceError::Refused(_))), "not by who asked");
    assert_eq!(scene.world.case(scene.case.id).await.retention.class, RetentionClass::Undecided);
    scene.says(&scene.privacy, HoldAnswer::Agree).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::HoldAsked, Act::HoldPlaced]);
    let kept = scene.world.case(scene.case.id).await.retention;
    let review = destroy_after(RetentionClass::LegalHold, scene.world.services.now());
    assert_eq!((kept.class, kept.destroy_after), (RetentionClass::LegalHold, review));
    let hold = scene.hold().await.unwrap();
    assert_eq!((hold.ground, hold.asked_by.as_str()), (HoldGround::Appeal, "Naam leiding"));
    assert_eq!(hold.otherwise, Some(scene.case.retention.destroy_after));
    assert_eq!(scene.told().await, [Some("appeal".to_owned()), Some("appeal".to_owned())]);
    let again = scene.ask(&scene.privacy).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
}

#[tokio::test]
async fn every_mistake_in_the_form_is_named_and_others_may_not_ask() {
    let scene = Scene::begin().await;
    let reference = scene.case.reference.as_str();
    let form = HoldForm { ground: "zomaar".to_owned(), explanation: "om AE-12-UI".to_owned() };
    let asked = legal_holds::ask(&scene.world.services, &scene.coordinator, reference, &form).await;
    let Err(ServiceError::Invalid(problems)) = asked else { panic!("{asked:?}") };
    let found: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.flaw)).collect();
    let expected = [("hold_ground", Some(Flaw::NotAChoice)), ("hold_explanation", Some(Flaw::ContainsPlate))];
    assert_eq!(found, expected);
    let officer = scene.world.actor("boa", Role::Officer).await;
    assert!(matches!(scene.ask(&officer).await, Err(ServiceError::Refused(_))));
    let nothing = scene.says(&scene.privacy, HoldAnswer::Agree).await;
    assert!(matches!(nothing, Err(ServiceError::Conflict(_))), "nothing was asked");
}

#[tokio::test]
async fn a_held_case_outlives_its_term_and_the_term_goes_on_below() {
    let scene = Scene::held().await;
    let boa = scene.world.actor("boa", Role::Officer).await;
    claim(&scene.world, &boa).await;
    let request = DismissRequest {
        case: scene.case.reference.as_str().to_owned(),
        reason: "plate_unreadable".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&scene.world.services, &boa, request).await.unwrap();
    scene.world.wait(70 * DAY);
    let kept = scene.after_run().await.unwrap();
    assert_eq!((kept.state, kept.retention.class), (CaseState::Dismissed, RetentionClass::LegalHold));
    let length = scene.world.log().await.len();
    scene.says(&scene.privacy, HoldAnswer::Release).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::HoldReleased]);
    scene.world.wait(DAY - 60);
    let released = scene.after_run().await.unwrap();
    assert_eq!(released.retention.class, RetentionClass::Dismissed, "a day to think again");
    scene.world.wait(60);
    assert_eq!(scene.after_run().await, None);
}

#[tokio::test]
async fn a_request_that_nobody_agrees_to_lapses_and_can_be_refused_or_withdrawn() {
    let scene = Scene::begin().await;
    for (who, answer) in [(&scene.privacy, HoldAnswer::Refuse), (&scene.coordinator, HoldAnswer::Withdraw)] {
        scene.ask(&scene.coordinator).await.unwrap();
        scene.says(who, answer).await.unwrap();
        assert!(scene.hold().await.is_none());
    }
    scene.ask(&scene.coordinator).await.unwrap();
    let others = scene.says(&scene.privacy, HoldAnswer::Withdraw).await;
    assert!(matches!(others, Err(ServiceError::Refused(_))));
    scene.world.wait(3 * DAY);
    let late = scene.says(&scene.privacy, HoldAnswer::Agree).await;
    assert!(matches!(late, Err(ServiceError::Conflict(_))));
    let length = scene.world.log().await.len();
    assert!(scene.after_run().await.is_some());
    assert_eq!(scene.world.acts_since(length).await, [Act::HoldRefused]);
    scene.ask(&scene.coordinator).await.unwrap();
}

#[tokio::test]
async fn a_review_is_warned_of_and_keeps_the_case_for_six_more_months() {
    let scene = Scene::held().await;
    let review = scene.hold().await.unwrap().review_at.unwrap();
    scene.go_to(review - jiff::SignedDuration::from_secs(31 * DAY));
    scene.after_run().await.unwrap();
    assert_eq!(scene.alarms().await, Vec::<String>::new());
    for (days, warnings) in [(30, 1), (7, 2)] {
        scene.go_to(review - jiff::SignedDuration::from_secs(days * DAY));
        scene.after_run().await.unwrap();
        assert_eq!(scene.alarms().await, vec!["legal_hold_review"; warnings], "{days} days before");
    }
    scene.says(&scene.coordinator, HoldAnswer::Confirm).await.unwrap();
    let next = destroy_after(RetentionClass::LegalHold, scene.world.services.now());
    assert_eq!(scene.after_run().await.unwrap().retention.destroy_after, next);
    assert_eq!(scene.alarms().await, Vec::<String>::new());
    assert!(next > add_calendar_months(review, 5));
}

#[tokio::test]
async fn a_hold_that_nobody_reviews_is_a_red_alarm_for_thirty_days_and_ends() {
    let scene = Scene::held().await;
    let review = scene.hold().await.unwrap().review_at.unwrap();
    for days in [0, 29] {
        scene.go_to(review + jiff::SignedDuration::from_secs(days * DAY));
        let kept = scene.after_run().await.unwrap();
        assert_eq!(kept.retention.class, RetentionClass::LegalHold, "{days} days after");
        assert!(scene.alarms().await.contains(&"retention_overdue".to_owned()), "{days} days after");
    }
    let length = scene.world.log().await.len();
    scene.go_to(review + jiff::SignedDuration::from_secs(30 * DAY));
    assert_eq!(scene.after_run().await, None, "its own term was over long ago");
    assert_eq!(scene.world.acts_since(length).await[..2], [Act::HoldReleased, Act::Destroyed]);
    assert!(!scene.alarms().await.contains(&"retention_overdue".to_owned()));
}

#[tokio::test]
async fn what_is_due_cannot_be_held_any_more() {
    let scene = Scene::begin().await;
    scene.go_to(scene.case.retention.destroy_after);
    assert!(matches!(scene.ask(&scene.coordinator).await, Err(ServiceError::Conflict(_))));
}

#[tokio::test]
async fn the_list_tells_what_waits_and_what_is_held_and_is_logged() {
    let scene = Scene::held().await;
    let other = scene.world.add_case("UO73EA", 20).await;
    let form = HoldForm { ground: "incident".to_owned(), explanation: "incident 12".to_owned() };
    let services = &scene.world.services;
    legal_holds::ask(services, &scene.privacy, other.reference.as_str(), &form).await.unwrap();
    let length = scene.world.log().await.len();
    let list = legal_holds::list(services, &scene.coordinator).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::HoldsListed]);
    assert_eq!(list.waiting[0].reference, other.reference);
    assert_eq!(list.waiting[0].hold.answers, [HoldAnswer::Agree, HoldAnswer::Refuse]);
    assert_eq!(list.held[0].reference, scene.case.reference);
    let own = legal_holds::list(services, &scene.privacy).await.unwrap();
    assert_eq!(own.waiting[0].hold.answers, [HoldAnswer::Withdraw]);
}
