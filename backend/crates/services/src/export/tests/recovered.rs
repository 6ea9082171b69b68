//! An older database was put back after batches had gone out: nobody is fined twice, and what went out is taken over.

use jiff::SignedDuration;
use poortwacht_domain::{Act, BatchId, CaseId, CaseState, DifferenceKind, Month, RetentionClass, Role};
use poortwacht_ledger::{self as ledger, Actor, Entry, KeptHead, LogName};
use poortwacht_store::batches::{self, Answer, BatchState};
use poortwacht_store::{Plan, Tx};

use super::building::export;
use crate::export::reconcile::run_with;
use crate::export::{
    CaseAnswer, CjibProfile as _, Condition, GateFinding, Period, ReconcileReport, Wanted, poll_with,
    send_back,
};
use crate::testing::{Cjib, DATABASE, World, confirm, copy_database, days, start};
use crate::{ServiceError, doctor};

const COPY: &str = "copy.sqlite";

/// What both databases know: one case was confirmed when the copy was made, the other one was decided later.
struct Scene {
    world: World,
    cjib: Cjib,
    confirmed: CaseId,
    decided_later: CaseId,
}

impl Scene {
    /// Both went out, and then the copy came back.
    async fn sent_and_lost() -> Self {
        let mut scene = Self::copied().await;
        scene.decide().await;
        assert_eq!(export(&scene.world, &scene.cjib).await.batched, 2);
        scene.put_back().await;
        scene
    }

    async fn copied() -> Self {
        let (mut world, cjib) = (World::new().await, Cjib::default());
        let confirmed = world.confirmed(start() - SignedDuration::from_hours(3)).await;
        let decided_later = world.case(start()).await;
        world.restart(|folder| copy_database(&folder.join(DATABASE), &folder.join(COPY)));
        world.clock.set(start() + days(1));
        Self { world, cjib, confirmed, decided_later }
    }

    async fn decide(&self) {
        let (id, officer) = (self.decided_later, self.world.officer);
        self.world.write(move |tx, scope| confirm(tx, scope, id, officer, start())).await;
    }

    /// The copy comes back, and its log goes on in a shard of its own, as `recover` begins it.
    async fn put_back(&mut self) {
        let log = LogName::municipality(self.world.municipality);
        let seen = self.world.read(move |conn, _| ledger::heads_of(conn, &log)).await.pop().unwrap();
        self.world.restart(|folder| copy_database(&folder.join(COPY), &folder.join(DATABASE)));
        self.world.clock.set(start() + days(2));
        self.begin_shard(seen).await;
    }

    async fn begin_shard(&self, seen: KeptHead) {
        let services = self.world.services.clone();
        let plan = Plan::new().log(seen.shard.log().clone());
        let begin = move |tx: &mut Tx<'_>| {
            let entry = Entry::new(Actor::Operator, Act::LedgerRecovered);
            let (clock, rng) = (services.clock(), services.rng());
            ledger::begin_after_loss(tx, &seen, &entry, clock.as_ref(), rng.as_ref()).map(drop)?;
            Ok::<_, ServiceError>(())
        };
        self.world.services.store().write(plan, begin).await.unwrap();
    }

    async fn compared(&self, adopt: bool) -> ReconcileReport {
        let wanted = Wanted { adopt, ..Wanted::default() };
        run_with(&self.world.services, &Actor::Operator, wanted, &self.cjib).await.unwrap()
    }

    async fn polled(&self) -> u64 {
        poll_with(&self.world.services, &Actor::Operator, &self.cjib).await.unwrap().accepted
    }

    /// Whatever waits is judged by the gate, and nothing goes out.
    async fn held_back(&self, id: CaseId) -> Vec<Condition> {
        let sent = self.cjib.sent().len();
        let report = export(&self.world, &self.cjib).await;
        assert_eq!((report.batched, self.cjib.sent().len()), (0, sent));
        let text = self.world.find(id).await.unwrap().gate_findings;
        GateFinding::parse_all(&text).unwrap().into_iter().map(|finding| finding.condition).collect()
    }

    async fn is_sanctioned(&self, id: CaseId) -> bool {
        let case = self.world.find(id).await.unwrap();
        (case.state, case.retention.class) == (CaseState::Accepted, RetentionClass::Sanctioned)
    }

    async fn is_told_by_the_doctor(&self) -> bool {
        let found = doctor::examine(&self.world.services).await.unwrap();
        found.iter().any(|finding| finding.fix.contains("export reconcile --adopt"))
    }
}

#[tokio::test]
async fn what_went_out_before_an_older_database_came_back_is_taken_over_and_not_sent_again() {
    let scene = Scene::sent_and_lost().await;
    let (confirmed, later) = (scene.confirmed, scene.decided_later);
    assert!(scene.is_told_by_the_doctor().await);
    assert_eq!(scene.held_back(confirmed).await, [Condition::NotReconciled]);
    scene.cjib.judge(Vec::new());
    let report = scene.compared(false).await;
    assert_eq!(report.months.len(), 5, "as far back as a case can be sent");
    let missing = report.months.iter().flat_map(|month| &month.findings);
    assert_eq!(missing.filter(|found| found.kind == DifferenceKind::MissingHere).count(), 3, "{report:?}");
    assert_eq!(
        scene.held_back(confirmed).await,
        [Condition::NotReconciled, Condition::DeliveredBefore],
        "looking alone mends nothing"
    );
    assert_eq!(scene.compared(true).await.adopted, 1);
    assert!(!scene.is_told_by_the_doctor().await);
    assert!(scene.is_sanctioned(confirmed).await);
    // The decision on the other one was lost. It is made again, and the fine is the one that there is.
    scene.decide().await;
    assert_eq!(scene.held_back(later).await, [Condition::DeliveredBefore]);
    assert_eq!(scene.compared(true).await.adopted, 1);
    assert!(scene.is_sanctioned(later).await);
    assert_eq!((scene.compared(true).await.adopted, scene.cjib.cases().len()), (0, 2));
    assert_eq!(scene.polled().await, 0, "nothing is left to be asked");
    assert_eq!(scene.world.alarms().await, Vec::<String>::new());
    let kept = scene.world.read(|conn, scope| batches::list(conn, scope, 10)).await;
    assert_eq!((kept.len(), kept[0].state, kept[0].case_count), (1, BatchState::Processed, 2));
}

#[tokio::test]
async fn a_batch_that_the_cjib_has_not_judged_holds_everything_back_until_it_has() {
    let scene = Scene::sent_and_lost().await;
    assert_eq!(scene.compared(true).await.adopted, 0, "nobody knows yet which cases are in it");
    assert_eq!(scene.held_back(scene.confirmed).await, [Condition::NotReconciled]);
    scene.cjib.judge(Vec::new());
    assert_eq!(scene.compared(true).await.adopted, 1);
}

#[tokio::test]
async fn where_nothing_went_out_the_comparison_alone_opens_the_gate_again() {
    let mut scene = Scene::copied().await;
    scene.put_back().await;
    assert_eq!(scene.held_back(scene.confirmed).await, [Condition::NotReconciled]);
    assert_eq!(scene.compared(false).await.adopted, 0);
    assert_eq!(export(&scene.world, &scene.cjib).await.batched, 1);
}

#[tokio::test]
async fn a_case_that_the_cjib_returned_comes_back_and_goes_out_in_another_batch() {
    let scene = Scene::sent_and_lost().await;
    let (id, officer) = (scene.confirmed, scene.world.officer);
    scene.cjib.judge(vec![scene.world.find(id).await.unwrap().reference]);
    assert_eq!(scene.compared(true).await.adopted, 1);
    assert_eq!(scene.world.state(id).await, CaseState::Returned);
    let coordinator = super::returning::actor(&scene.world, Role::Coordinator);
    let reference = scene.world.find(id).await.unwrap().reference;
    send_back(&scene.world.services, &coordinator, reference.as_str()).await.unwrap();
    let act = start() - SignedDuration::from_hours(3);
    scene.world.write(move |tx, scope| confirm(tx, scope, id, officer, act)).await;
    // The other case is still to be judged, so the batch is looked at again; this one is in it already.
    assert_eq!(scene.compared(true).await.adopted, 0);
    assert_eq!(export(&scene.world, &scene.cjib).await.batched, 1);
}

#[tokio::test]
async fn what_was_returned_first_and_accepted_later_is_taken_over_as_accepted() {
    let scene = Scene::sent_and_lost().await;
    let reference = scene.world.find(scene.confirmed).await.unwrap().reference;
    scene.cjib.judge(Vec::new());
    let all = Period { from: jiff::Timestamp::MIN, until: jiff::Timestamp::MAX };
    let accepted = scene.cjib.list(all).await.unwrap().remove(0);
    let mut returned = accepted.clone();
    returned.batch = BatchId::random(scene.world.services.rng().as_ref());
    let code = "U01".parse().unwrap();
    returned.cases =
        Some(vec![CaseAnswer { reference, answer: Answer::Returned { code, text: String::new() } }]);
    scene.cjib.list_instead(vec![returned, accepted]);
    assert_eq!(scene.compared(true).await.adopted, 1);
    assert!(scene.is_sanctioned(scene.confirmed).await);
}

#[tokio::test]
async fn without_a_recovery_nothing_is_taken_over() {
    let scene = Scene::copied().await;
    assert_eq!(export(&scene.world, &scene.cjib).await.batched, 1);
    scene.cjib.judge(Vec::new());
    let all = Period { from: jiff::Timestamp::MIN, until: jiff::Timestamp::MAX };
    let mut strange = scene.cjib.list(all).await.unwrap().remove(0);
    strange.batch = BatchId::random(scene.world.services.rng().as_ref());
    scene.cjib.list_instead(vec![strange]);
    let wanted = Wanted { month: Some(Month::of(start())), adopt: true, municipality: None };
    let compared = run_with(&scene.world.services, &Actor::Operator, wanted, &scene.cjib).await.unwrap();
    assert_eq!(compared.adopted, 0);
    assert!(compared.months[0].findings.iter().any(|found| found.kind == DifferenceKind::MissingHere));
    assert_eq!(scene.world.read(|conn, scope| batches::list(conn, scope, 10)).await.len(), 1);
}

#[tokio::test]
async fn after_four_months_a_recovery_holds_nothing_back_any_more() {
    let scene = Scene::sent_and_lost().await;
    assert_eq!(super::super::unsettled(&scene.world.services).await.unwrap().len(), 5);
    scene.world.clock.set(start() + days(130));
    assert!(super::super::unsettled(&scene.world.services).await.unwrap().is_empty());
}
