//! Retention terms: two people, what counts from when, and what becomes of what lies there.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    Act, LongerGround, RecordId, RetentionClass, Role, Term, TermOutcome, add_calendar_months,
};
use poortwacht_store::cases::Case;
use poortwacht_store::{Scope, redating, retention_terms as rows};

use super::world::{PLATE, World};
use crate::legal_holds::{self, HoldAnswer, HoldForm};
use crate::retention_terms::{self, Effect, TermAnswer, TermForm, Terms};
use crate::{Actor, Flaw, Parts, ServiceError, Services, compliance, municipalities, retention};

const DAY: i64 = 24 * 3_600;
const REASON: &str = "korter is genoeg, zie het advies van de FG";

/// Two who may set terms, and a case of half an hour ago.
struct Scene {
    world: World,
    privacy: Actor,
    security: Actor,
    case: Case,
}

impl Scene {
    async fn begin() -> Self {
        let world = World::new().await;
        let privacy = world.actor("fg", Role::PrivacyOfficer).await;
        let security = world.actor("ciso", Role::SecurityOfficer).await;
        let case = world.add_case(PLATE, 30).await;
        Self { world, privacy, security, case }
    }

    fn services(&self) -> &Services {
        &self.world.services
    }

    /// At a moment of its own: what was proposed at the same moment has no order.
    async fn propose(&self, class: &str, amount: &str, ground: &str) -> Result<RecordId, ServiceError> {
        self.world.wait(1);
        let form = TermForm {
            class: class.to_owned(),
            amount: amount.to_owned(),
            ground: ground.to_owned(),
            reason: REASON.to_owned(),
        };
        retention_terms::propose(self.services(), &self.privacy, &form).await
    }

    async fn says(&self, by: &Actor, id: RecordId, answer: TermAnswer) -> Result<(), ServiceError> {
        retention_terms::answer(self.services(), by, id, answer).await
    }

    /// Proposed by one, confirmed by the other.
    async fn set(&self, class: &str, amount: &str, ground: &str) {
        let id = self.propose(class, amount, ground).await.unwrap();
        self.says(&self.security, id, TermAnswer::Confirm).await.unwrap();
    }

    async fn show(&self, reader: &Actor) -> Terms {
        retention_terms::show(self.services(), reader).await.unwrap()
    }

    async fn run(&self) {
        retention::run(self.services(), self.services().now(), false).await.unwrap();
    }

    async fn dies(&self, case: &Case) -> Timestamp {
        self.world.case(case.id).await.retention.destroy_after
    }

    fn own_term(&self, class: RetentionClass) -> Term {
        self.services().terms(self.world.municipality).term(class)
    }

    async fn under_way(&self) -> usize {
        let lines = self.world.read(rows::all).await;
        lines.iter().filter(|line| line.counts_since().is_some() && line.carried_out_at.is_none()).count()
    }
}

/// Another process on the same database, which has not read the terms.
fn started_anew(services: &Services) -> Services {
    Services::new(Parts {
        store: services.store().clone(),
        keys: services.keys(),
        clock: services.clock(),
        rng: services.rng(),
        config: services.config().clone(),
    })
}

#[tokio::test]
async fn a_term_counts_once_a_second_person_confirms_it() {
    let scene = Scene::begin().await;
    let length = scene.world.log().await.len();
    let id = scene.propose("undecided", "1", "").await.unwrap();
    assert_eq!(scene.own_term(RetentionClass::Undecided), Term::Months(2), "nothing changed yet");
    let alone = scene.says(&scene.privacy, id, TermAnswer::Confirm).await;
    assert!(matches!(alone, Err(ServiceError::Refused(_))), "not by who proposed it");
    let other = scene.says(&scene.security, id, TermAnswer::Withdraw).await;
    assert!(matches!(other, Err(ServiceError::Refused(_))), "only who proposed it withdraws");
    scene.says(&scene.security, id, TermAnswer::Confirm).await.unwrap();
    assert_eq!(scene.world.acts_since(length).await, [Act::TermProposed, Act::TermConfirmed]);
    assert_eq!(scene.own_term(RetentionClass::Undecided), Term::Months(1));
    let again = scene.says(&scene.security, id, TermAnswer::Refuse).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
    let entries = scene.world.log().await;
    assert_eq!(entries[length], (Act::TermProposed, Some("undecided".to_owned())));
}

#[tokio::test]
async fn a_proposal_can_be_refused_or_withdrawn_and_then_another_one_made() {
    let scene = Scene::begin().await;
    let first = scene.propose("warned", "3", "").await.unwrap();
    let second = scene.propose("warned", "2", "").await;
    assert!(matches!(second, Err(ServiceError::Conflict(_))), "one waits for each class: {second:?}");
    scene.says(&scene.privacy, first, TermAnswer::Withdraw).await.unwrap();
    let second = scene.propose("warned", "2", "").await.unwrap();
    scene.says(&scene.security, second, TermAnswer::Refuse).await.unwrap();
    assert_eq!(scene.own_term(RetentionClass::Warned), Term::Months(4));
    let shown = scene.show(&scene.security).await;
    let outcomes: Vec<TermOutcome> = shown.past.iter().map(|past| past.decided.0).collect();
    assert_eq!(outcomes, [TermOutcome::Refused, TermOutcome::Withdrawn], "the newest first");
    assert!(shown.waiting.is_empty());
}

#[tokio::test]
async fn every_mistake_in_the_form_is_named_with_its_field() {
    let scene = Scene::begin().await;
    let flaws = |class: &'static str, amount: &'static str, ground: &'static str| {
        let scene = &scene;
        async move {
            let Err(ServiceError::Invalid(problems)) = scene.propose(class, amount, ground).await else {
                panic!("{class} {amount} {ground} was accepted")
            };
            problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect::<Vec<_>>()
        }
    };
    let one = |field: &str, flaw| vec![(field.to_owned(), flaw)];
    let empty = flaws("", "", "zomaar").await;
    assert_eq!(empty.len(), 3, "all at once: {empty:?}");
    assert_eq!(flaws("ledger_text", "60", "").await, one("term_class", Flaw::NotAChoice));
    assert_eq!(flaws("undecided", "twee", "").await, one("term_amount", Flaw::NotInRange { min: 1, max: 4 }));
    assert_eq!(flaws("undecided", "5", "").await, one("term_amount", Flaw::NotInRange { min: 1, max: 4 }));
    assert_eq!(flaws("undecided", "2", "").await, one("term_amount", Flaw::TermUnchanged));
    assert_eq!(flaws("sanctioned", "61", "").await, one("term_ground", Flaw::TermNeedsGround { max: 60 }));
    assert_eq!(
        flaws("sanctioned", "48", "statute").await,
        one("term_ground", Flaw::TermNeedsNoGround { max: 60 })
    );
    let clash = Flaw::TermClashes { min: 24, max: 70 };
    assert_eq!(flaws("sanctioned", "84", "statute").await, one("term_amount", clash));
}

#[tokio::test]
async fn a_plate_in_the_reason_is_refused_and_others_may_not_propose() {
    let scene = Scene::begin().await;
    let form = TermForm {
        class: "warned".to_owned(),
        amount: "3".to_owned(),
        reason: "om AE-12-UI".to_owned(),
        ..TermForm::default()
    };
    let proposed = retention_terms::propose(scene.services(), &scene.privacy, &form).await;
    let Err(ServiceError::Invalid(problems)) = proposed else { panic!("{proposed:?}") };
    assert_eq!((problems[0].field.as_str(), problems[0].flaw), ("term_reason", Some(Flaw::ContainsPlate)));
    for role in [Role::Administrator, Role::Coordinator, Role::Auditor] {
        let actor = Actor { role, ..scene.privacy.clone() };
        let refused = retention_terms::propose(scene.services(), &actor, &form).await;
        assert!(matches!(refused, Err(ServiceError::Refused(_))), "{role}");
    }
}

#[tokio::test]
async fn a_second_person_sees_first_what_a_change_does() {
    let scene = Scene::begin().await;
    scene.world.wait(40 * DAY);
    scene.world.add_case("UO73EA", 30).await;
    scene.propose("undecided", "1", "").await.unwrap();
    scene.propose("login_attempt", "12", "authority").await.unwrap();
    let length = scene.world.log().await.len();
    let shown = scene.show(&scene.security).await;
    assert_eq!(scene.world.acts_since(length).await, [Act::TermsShown]);
    let [shorter, longer] = shown.waiting.as_slice() else { panic!("{:?}", shown.waiting) };
    assert_eq!(shorter.effect, Effect { moved: 2, soon: 1, held: 0 }, "one of two is over with a month");
    assert_eq!((shorter.before, shorter.term), (Term::Months(2), Term::Months(1)));
    assert_eq!((shorter.reason.as_str(), shorter.is_own), (REASON, false));
    assert_eq!(shorter.proposed.0, "Naam fg");
    assert_eq!((longer.effect, longer.ground), (Effect::default(), Some(LongerGround::Authority)));
    assert!(scene.show(&scene.privacy).await.waiting[0].is_own);
}

#[tokio::test]
async fn a_shorter_term_brings_forward_what_lies_there_with_a_days_notice() {
    let scene = Scene::begin().await;
    scene.world.wait(40 * DAY);
    let young = scene.world.add_case("UO73EA", 30).await;
    scene.set("undecided", "1", "").await;
    let new = scene.world.add_case("AE47IO", 10).await;
    let month = |case: &Case| add_calendar_months(case.captured_at, 1);
    assert_eq!(scene.own_term(RetentionClass::Undecided), Term::Months(1));
    let before = scene.services().now();
    scene.run().await;
    assert_eq!(scene.dies(&young).await, month(&young));
    assert_eq!(scene.dies(&scene.case).await, before + SignedDuration::from_hours(24), "a day's notice");
    assert!(scene.dies(&new).await >= month(&new), "the fixture dates by the configuration");
    assert_eq!(scene.under_way().await, 1, "another process may not know yet");
    scene.world.wait(3_600);
    scene.run().await;
    assert_eq!(scene.under_way().await, 0);
    assert_eq!(scene.dies(&new).await, month(&new), "the second walk takes what was dated wrongly since");
    assert_eq!(scene.dies(&scene.case).await, before + SignedDuration::from_hours(24), "not put off again");
    scene.world.wait(DAY);
    scene.run().await;
    let id = scene.case.id;
    let gone = scene.world.read(move |conn, scope| poortwacht_store::cases::find(conn, scope, id)).await;
    assert_eq!(gone, None);
}

#[tokio::test]
async fn a_longer_term_puts_nothing_off_that_lies_there() {
    let scene = Scene::begin().await;
    let before = scene.dies(&scene.case).await;
    scene.set("undecided", "4", "").await;
    scene.world.wait(3_600);
    scene.run().await;
    assert_eq!(scene.dies(&scene.case).await, before);
    let terms = scene.services().terms(scene.world.municipality);
    assert_eq!(terms.destroy_after(RetentionClass::Undecided, scene.case.captured_at), before);
    let now = scene.services().now();
    assert_eq!(terms.destroy_after(RetentionClass::Undecided, now), add_calendar_months(now, 4));
    assert_eq!(scene.under_way().await, 0, "there was nothing to do");
}

#[tokio::test]
async fn a_hold_stays_and_what_waits_under_it_is_brought_forward() {
    let scene = Scene::begin().await;
    let reference = scene.case.reference.as_str();
    let form = HoldForm { ground: "appeal".to_owned(), explanation: "beroep 2026/118".to_owned() };
    legal_holds::ask(scene.services(), &scene.privacy, reference, &form).await.unwrap();
    let coordinator =
        Actor { account: scene.security.account, role: Role::Coordinator, ..scene.security.clone() };
    legal_holds::answer(scene.services(), &coordinator, reference, HoldAnswer::Agree).await.unwrap();
    let kept = scene.world.case(scene.case.id).await.retention;
    scene.propose("undecided", "1", "").await.unwrap();
    let waiting = scene.show(&scene.security).await.waiting;
    assert_eq!(waiting[0].effect, Effect { moved: 0, soon: 0, held: 1 });
    scene.says(&scene.security, waiting[0].id, TermAnswer::Confirm).await.unwrap();
    scene.run().await;
    assert_eq!(scene.world.case(scene.case.id).await.retention, kept, "class and review are the hold's");
    let held = scene.world.read(redating::held).await;
    assert_eq!(held[0].under.destroy_after, add_calendar_months(scene.case.captured_at, 1));
    assert_eq!(held[0].under.class, RetentionClass::Undecided);
}

#[tokio::test]
async fn what_was_confirmed_before_the_process_died_is_carried_out_by_the_next_run() {
    let scene = Scene::begin().await;
    scene.set("undecided", "1", "").await;
    // Here the process dies: nothing that lies there has its date yet.
    let after = started_anew(scene.services());
    let municipality = scene.world.municipality;
    assert_eq!(after.terms(municipality).term(RetentionClass::Undecided), Term::Months(2), "not read yet");
    retention::run(&after, after.now(), false).await.unwrap();
    assert_eq!(after.terms(municipality).term(RetentionClass::Undecided), Term::Months(1));
    assert_eq!(scene.dies(&scene.case).await, add_calendar_months(scene.case.captured_at, 1));
    let loaded = started_anew(scene.services());
    tokio::task::spawn_blocking(move || {
        retention_terms::load(&loaded).unwrap();
        assert_eq!(loaded.terms(municipality).term(RetentionClass::Undecided), Term::Months(1));
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_walk_that_was_cut_off_is_ended_by_the_next_one_and_counts_nothing_twice() {
    let scene = Scene::begin().await;
    for _ in 0..3 {
        scene.world.add_case("UO73EA", 30).await;
    }
    scene.set("undecided", "1", "").await;
    let source = redating::SOURCES.iter().find(|source| source.class == RetentionClass::Undecided).unwrap();
    let to = add_calendar_months(scene.case.captured_at, 1);
    // The first transaction of a walk; then the process dies.
    let begun = move |tx: &mut poortwacht_store::Tx<'_>, scope: &Scope| {
        let page = redating::page(tx, scope, source, &(Timestamp::UNIX_EPOCH, String::new()), 2)?;
        for row in &page {
            assert!(redating::bring_forward(tx, scope, source, row, to)?);
        }
        Ok(page.len())
    };
    assert_eq!(scene.world.write(begun).await, 2);
    let length = scene.world.log().await.len();
    scene.run().await;
    assert_eq!(
        scene.world.acts_since(length).await,
        [Act::TermCarriedOut],
        "the other two, in one transaction"
    );
    scene.world.wait(3_600);
    let length = scene.world.log().await.len();
    scene.run().await;
    assert!(!scene.world.acts_since(length).await.contains(&Act::TermCarriedOut), "nothing is left to do");
}

#[tokio::test]
async fn another_municipality_keeps_its_own_terms() {
    let scene = Scene::begin().await;
    let new = municipalities::NewMunicipality {
        code: "duinstad".to_owned(),
        name: "Duinstad".to_owned(),
        oin: None,
    };
    let other = municipalities::add(scene.services(), new).await.unwrap();
    let id = scene.propose("undecided", "1", "").await.unwrap();
    let stranger = Actor { municipality: other, ..scene.security.clone() };
    let answered = scene.says(&stranger, id, TermAnswer::Confirm).await;
    assert!(matches!(answered, Err(ServiceError::NotFound(_))));
    scene.says(&scene.security, id, TermAnswer::Confirm).await.unwrap();
    let terms: Arc<_> = scene.services().terms(other);
    assert_eq!(terms.term(RetentionClass::Undecided), Term::Months(2));
    let theirs = retention_terms::of_municipality(scene.services(), "duinstad").await.unwrap();
    assert!(theirs.iter().all(|row| row.since.is_none()));
    let own = retention_terms::of_municipality(scene.services(), "voorbeeld").await.unwrap();
    let row = own.iter().find(|row| row.class == RetentionClass::Undecided).unwrap();
    assert_eq!(row.by, Some(("Naam fg".to_owned(), "Naam ciso".to_owned())));
    assert_eq!(row.term, Term::Months(1));
}

#[tokio::test]
async fn what_the_other_terms_forbid_by_then_is_not_confirmed() {
    let scene = Scene::begin().await;
    let longer = scene.propose("undecided", "4", "").await.unwrap();
    scene.set("confirmed", "3", "").await;
    let confirmed = scene.says(&scene.security, longer, TermAnswer::Confirm).await;
    assert!(matches!(confirmed, Err(ServiceError::Conflict(_))));
    assert_eq!(scene.own_term(RetentionClass::Undecided), Term::Months(2));
}

#[tokio::test]
async fn the_page_naleving_turns_red_while_a_confirmed_term_is_not_carried_out() {
    let scene = Scene::begin().await;
    let broken = || async {
        let report = compliance::report(scene.services(), scene.world.municipality).await.unwrap();
        let broken: Vec<_> = report.broken().map(|line| line.promise).collect();
        broken.contains(&poortwacht_domain::Promise::NothingOverdue)
    };
    assert!(!broken().await);
    scene.set("undecided", "1", "").await;
    assert!(!broken().await, "the job has its time");
    scene.world.wait(3 * 3_600);
    assert!(broken().await, "confirmed three hours ago and not carried out");
    scene.run().await;
    assert!(!broken().await);
}

#[tokio::test]
async fn the_page_naleving_judges_by_the_term_in_force_and_not_by_the_date_in_the_row() {
    let scene = Scene::begin().await;
    scene.world.wait(61 * DAY);
    let id = scene.case.id;
    let put_off = move |tx: &mut poortwacht_store::Tx<'_>, scope: &Scope| {
        let far = poortwacht_store::cases::Retention {
            class: RetentionClass::Undecided,
            destroy_after: "2030-01-01T00:00:00Z".parse().unwrap(),
        };
        poortwacht_store::cases::reclass(tx, scope, id, &far)
    };
    scene.world.write(put_off).await;
    scene.world.wait(2 * DAY);
    let report = compliance::report(scene.services(), scene.world.municipality).await.unwrap();
    let line = &report.promises[0];
    assert_eq!(line.standing, poortwacht_domain::Standing::Broken);
    let beyond = (poortwacht_domain::Fact::BeyondTerm, poortwacht_domain::Finding::Number(1));
    assert!(line.facts.contains(&beyond), "{:?}", line.facts);
}
