//! What an exemption with a start in the past dismisses: it waits, is looked at twice, and can be stopped.

use poortwacht_domain::{Act, CaseState, Check, DismissalReason, RecordId, RetentionClass, Role};
use poortwacht_ledger::Actor as InLedger;
use poortwacht_store::cases::Case;

use super::desk::claim;
use super::world::{PLATE, World};
use crate::exemptions::{self, AddExemption, LateOrder};
use crate::export::{self, GateFinding};
use crate::quality::{self, Disagreement, LookRequest, LookResult, SecondLookSettings};
use crate::review::{self, ConfirmRequest, DismissRequest};
use crate::{Actor, ServiceError, ServicesConfig, case_view};

const HOURS: i64 = 3_600;

/// A municipality in which a late exemption covers a case; no other decision is drawn.
struct Scene {
    world: World,
    boa: Actor,
    second: Actor,
    proposer: Actor,
    other: Actor,
    late: RecordId,
    case: Case,
}

impl Scene {
    /// The case is confirmed, and the start in the past was agreed to.
    async fn confirmed() -> Self {
        let scene = Self::begin().await;
        scene.confirm().await;
        scene.agreed().await
    }

    async fn begin() -> Self {
        let second_look = SecondLookSettings { percent: 0, ..SecondLookSettings::default() };
        let world = World::with(ServicesConfig { second_look, ..ServicesConfig::default() }).await;
        let boa = world.actor("boa", Role::Officer).await;
        let second = world.actor("boa-2", Role::Officer).await;
        let proposer = world.actor("beheer", Role::Administrator).await;
        let other = world.actor("collega", Role::Administrator).await;
        let case = world.add_case(PLATE, 60).await;
        let late = RecordId::random(world.services.rng().as_ref());
        Self { world, boa, second, proposer, other, late, case }
    }

    async fn confirm(&self) {
        claim(&self.world, &self.boa).await;
        let request = ConfirmRequest {
            case: self.case.reference.to_string(),
            offence_code: "R559".to_owned(),
            vehicle_category: "1".to_owned(),
            grounds: "Ik zag op de beelden dat het voertuig inreed.".to_owned(),
            seen: Check::ALL.to_vec(),
            corrections: String::new(),
        };
        review::confirm(&self.world.services, &self.boa, request).await.unwrap();
    }

    async fn agreed(mut self) -> Self {
        let form = AddExemption {
            plate: PLATE.to_owned(),
            category: "supplier".to_owned(),
            holder: "Bakkerij De Brug".to_owned(),
            valid_from: "2026-11-20".to_owned(),
            valid_until: "2026-12-31".to_owned(),
            document: "besluit 2026-17".to_owned(),
            late_reason: "aanvraag bleef liggen".to_owned(),
            seen: true,
            ..AddExemption::default()
        };
        exemptions::add(&self.world.services, &self.proposer, form).await.unwrap();
        let open = exemptions::late_starts(&self.world.services, &self.other).await.unwrap();
        self.late = open[0].id;
        exemptions::decide(&self.world.services, &self.other, self.late, true).await.unwrap();
        self
    }

    async fn now(&self) -> Case {
        self.world.case(self.case.id).await
    }

    /// A night passes at the gate; what it found of the case.
    async fn gate(&self) -> Vec<String> {
        let services = &self.world.services;
        export::run_with(services, &InLedger::Operator, None, None).await.unwrap();
        let found = GateFinding::parse_all(&self.now().await.gate_findings).unwrap();
        found.iter().map(|finding| finding.condition.as_str().to_owned()).collect()
    }

    async fn listed(&self) -> usize {
        quality::list(&self.world.services, &self.second).await.unwrap().lines.len()
    }

    async fn judge(&self, outcome: &str) -> Result<LookResult, ServiceError> {
        let explanation = "de ontheffing is voor een ander voertuig".to_owned();
        let request = LookRequest { outcome: outcome.to_owned(), explanation };
        quality::judge(&self.world.services, &self.second, self.case.reference.as_str(), &request).await
    }

    async fn pending(&self) -> Option<exemptions::PendingDismissal> {
        let shown = case_view::show(&self.world.services, &self.boa, self.case.reference.as_str()).await;
        shown.unwrap().pending
    }

    async fn waiting(&self, reader: &Actor) -> Vec<exemptions::LateDismissals> {
        exemptions::late_dismissals(&self.world.services, reader).await.unwrap()
    }

    async fn settle(&self, by: &Actor, order: LateOrder) -> Result<(), ServiceError> {
        exemptions::settle_late(&self.world.services, by, self.late, order).await
    }
}

#[tokio::test]
async fn the_gate_holds_it_for_72_hours_shows_why_and_then_dismisses_it() {
    let scene = Scene::confirmed().await;
    let pending = scene.pending().await.unwrap();
    assert_eq!(pending.due.duration_since(scene.world.services.now()).as_hours(), 72);
    assert!(scene.gate().await.contains(&"late_exemption".to_owned()));
    scene.world.wait(72 * HOURS - 1);
    assert!(scene.gate().await.contains(&"late_exemption".to_owned()));
    assert_eq!(scene.now().await.state, CaseState::Confirmed);
    scene.world.wait(1);
    let length = scene.world.log().await.len();
    assert_eq!(scene.gate().await[0], "exempt", "whatever else holds it back");
    let gone = scene.now().await;
    assert_eq!((gone.state, gone.dismissal_reason), (CaseState::Dismissed, Some(DismissalReason::Exemption)));
    assert!(scene.world.acts_since(length).await.contains(&Act::CaseDismissed));
    assert_eq!(scene.listed().await, 1, "what nobody looked at is still to be looked at");
}

#[tokio::test]
async fn it_is_always_looked_at_twice_and_agreeing_changes_nothing() {
    let scene = Scene::confirmed().await;
    assert_eq!(scene.listed().await, 1);
    assert_eq!(quality::list(&scene.world.services, &scene.boa).await.unwrap().lines.len(), 0);
    let view = quality::show(&scene.world.services, &scene.second, scene.case.reference.as_str()).await;
    let view = view.unwrap();
    assert_eq!(view.disagreement, Disagreement::StopsDismissal);
    assert!(view.pending.is_some());
    assert_eq!(scene.judge("agrees").await.unwrap(), LookResult::Agreed);
    assert_eq!(scene.listed().await, 0);
    scene.world.wait(72 * HOURS);
    scene.gate().await;
    assert_eq!((scene.now().await.state, scene.listed().await), (CaseState::Dismissed, 0));
}

#[tokio::test]
async fn a_disagreement_stops_it_until_the_start_is_kept_by_somebody_else() {
    let scene = Scene::confirmed().await;
    assert_eq!(scene.judge("disagrees").await.unwrap(), LookResult::DismissalStopped);
    scene.world.wait(200 * HOURS);
    assert!(scene.gate().await.contains(&"late_exemption".to_owned()));
    assert_eq!(scene.now().await.state, CaseState::Confirmed);
    assert!(scene.pending().await.unwrap().objected_at.is_some());
    let (own, theirs) = (scene.waiting(&scene.proposer).await, scene.waiting(&scene.other).await);
    assert_eq!((own[0].cases, own[0].objections), (1, 1));
    assert_eq!((own[0].may_keep, theirs[0].may_keep), (false, true));
    let refused = scene.settle(&scene.proposer, LateOrder::Keep).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "not who proposed it");
    let length = scene.world.log().await.len();
    scene.settle(&scene.other, LateOrder::Keep).await.unwrap();
    assert_eq!(scene.world.log().await[length..], [(Act::LateStartSettled, Some("kept".to_owned()))]);
    scene.gate().await;
    assert_eq!(scene.now().await.state, CaseState::Dismissed);
    let again = scene.settle(&scene.other, LateOrder::Keep).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "nothing waits any more");
}

#[tokio::test]
async fn a_start_that_is_withdrawn_holds_from_the_agreement_and_the_case_goes_its_way() {
    let scene = Scene::confirmed().await;
    let without = scene.settle(&scene.other, LateOrder::Keep).await;
    assert!(matches!(without, Err(ServiceError::Conflict(_))), "nobody objects");
    let agreed_at = scene.waiting(&scene.proposer).await[0].agreed_at.unwrap();
    scene.world.wait(HOURS);
    let before = scene.gate().await;
    scene.settle(&scene.proposer, LateOrder::Withdraw).await.unwrap();
    assert_eq!((scene.pending().await, scene.waiting(&scene.other).await.len()), (None, 0));
    let after = scene.gate().await;
    assert!(before.contains(&"late_exemption".to_owned()));
    assert!(!after.contains(&"late_exemption".to_owned()) && !after.contains(&"exempt".to_owned()));
    assert_eq!((scene.now().await.state, scene.listed().await), (CaseState::Confirmed, 0));
    let listed = exemptions::list(&scene.world.services, &scene.proposer, Default::default()).await.unwrap();
    assert_eq!(listed.rows[0].valid_from, agreed_at);
}

#[tokio::test]
async fn a_disagreement_with_an_officers_dismissal_puts_the_case_back_on_the_desk() {
    let scene = Scene::begin().await.agreed().await;
    claim(&scene.world, &scene.boa).await;
    let request = DismissRequest {
        case: scene.case.reference.to_string(),
        reason: "exemption".to_owned(),
        explanation: String::new(),
    };
    review::dismiss(&scene.world.services, &scene.boa, request).await.unwrap();
    assert_eq!(scene.listed().await, 1);
    assert_eq!(scene.judge("disagrees").await.unwrap(), LookResult::BackToDesk);
    let back = scene.now().await;
    assert_eq!((back.state, back.retention.class), (CaseState::AwaitingReview, RetentionClass::Undecided));
    assert_eq!((back.dismissal_reason, back.decided), (None, None));
    scene.confirm().await;
    scene.world.wait(100 * HOURS);
    assert!(scene.gate().await.contains(&"late_exemption".to_owned()), "the objection stands");
}
