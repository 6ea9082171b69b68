//! From confirmed cases to batches.

use poortwacht_domain::{CaseState, DismissalReason, RetentionClass};
use poortwacht_ledger::Actor;
use poortwacht_store::cases::{self, StateChange};
use poortwacht_store::{batches, municipalities};

use crate::export::{Condition, ExportReport, GateFinding, run_with};
use crate::testing::{Cjib, PLATE, World, days, start};

pub async fn export(world: &World, cjib: &Cjib) -> ExportReport {
    run_with(&world.services, &Actor::Operator, None, Some(cjib)).await.unwrap()
}

async fn findings(world: &World, id: poortwacht_domain::CaseId) -> Vec<Condition> {
    let text = world.find(id).await.unwrap().gate_findings;
    GateFinding::parse_all(&text).unwrap().into_iter().map(|finding| finding.condition).collect()
}

#[tokio::test]
async fn a_confirmed_case_goes_out_once_however_often_the_job_runs() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let case = world.confirmed(start()).await;
    let waiting = world.case(start()).await;
    let first = export(&world, &cjib).await;
    assert_eq!((first.batched, first.batches, first.deliveries.acknowledged), (1, 1, 1));
    assert_eq!(export(&world, &cjib).await, ExportReport::default());
    assert_eq!(world.state(case).await, CaseState::Delivered);
    assert_eq!(world.state(waiting).await, CaseState::AwaitingReview);
    assert_eq!(cjib.cases(), [world.find(case).await.unwrap().reference.to_string()]);
    assert_eq!(
        world.acts().await,
        [
            "case_received",
            "case_received",
            "gate_checked",
            "batch_built",
            "batch_built",
            "batch_delivered",
            "batch_acknowledged"
        ]
    );
}

#[tokio::test]
async fn an_exemption_known_now_ends_the_case() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let case = world.confirmed(start()).await;
    world.exempt(PLATE).await;
    assert_eq!(export(&world, &cjib).await.ended, 1);
    let found = world.find(case).await.unwrap();
    assert_eq!(
        (found.state, found.dismissal_reason),
        (CaseState::Dismissed, Some(DismissalReason::Exemption))
    );
    assert_eq!(found.retention.class, RetentionClass::Dismissed);
    assert_eq!(found.retention.destroy_after, start() + days(1));
    assert_eq!(findings(&world, case).await, [Condition::Exempt]);
    assert_eq!(cjib.sent(), []);
    assert_eq!(world.acts().await, ["case_received", "gate_checked", "case_dismissed"]);
}

#[tokio::test]
async fn what_can_be_cured_waits_unopened_and_goes_out_when_it_is() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let (municipality, case) = (world.municipality, world.confirmed(start()).await);
    world.write(move |tx, scope| municipalities::set_oin(tx, scope, municipality, "none")).await;
    for _ in 0..2 {
        assert_eq!(export(&world, &cjib).await.waiting, 1);
    }
    assert_eq!(world.state(case).await, CaseState::Confirmed);
    assert_eq!(findings(&world, case).await, [Condition::NoOin]);
    // One entry for the news, none for the second night, and none that would open a plate.
    assert_eq!(world.times("gate_checked").await, 1);
    world.write(move |tx, scope| municipalities::set_oin(tx, scope, municipality, crate::testing::OIN)).await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    assert_eq!(findings(&world, case).await, []);
}

#[tokio::test]
async fn a_value_that_the_schema_refuses_keeps_its_case_alone_back() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let good = world.confirmed(start()).await;
    let (mut case, officer) = (world.sealed_case("UO73EA", start()), world.officer);
    case.dossier.street = "x".repeat(201);
    let (bad, services) = (case.id, world.services.clone());
    world
        .write(move |tx, scope| {
            crate::custody::testing::receive(&services, tx, scope, &case)?;
            crate::testing::confirm(tx, scope, case.id, officer, case.captured_at)
        })
        .await;
    let report = export(&world, &cjib).await;
    assert_eq!((report.batched, report.waiting), (1, 1));
    assert_eq!(world.state(good).await, CaseState::Delivered);
    let text = world.find(bad).await.unwrap().gate_findings;
    assert_eq!(text, r#"[{"condition":"not_deliverable","effect":"curable","field":"street"}]"#);
}

#[tokio::test]
async fn a_case_past_ninety_days_expires_and_one_past_sixty_goes_out_with_a_warning() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let old = world.confirmed(start() - days(91)).await;
    let late = world.confirmed(start() - days(61)).await;
    let report = export(&world, &cjib).await;
    assert_eq!((report.batched, report.ended), (1, 1));
    assert_eq!(world.state(old).await, CaseState::Expired);
    assert_eq!(findings(&world, late).await, [Condition::NearLimit]);
}

#[tokio::test]
async fn batches_have_a_bounded_size() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let acts: Vec<_> = (0..502).map(|hour| start() - jiff::SignedDuration::from_hours(hour)).collect();
    world.confirmed_all(&acts).await;
    let report = export(&world, &cjib).await;
    assert_eq!((report.batched, report.batches), (502, 2));
    let mut held = cjib.cases();
    held.sort();
    held.dedup();
    assert_eq!(held.len(), 502);
    let scope = world.scope();
    let batches = world.read(move |conn, _| batches::list(conn, &scope, 10)).await;
    let mut sizes: Vec<u64> = batches.iter().map(|batch| batch.case_count).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [2, 500]);
}

#[tokio::test]
async fn a_ready_case_left_by_a_run_that_died_goes_out_with_the_next() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let case = world.confirmed(start()).await;
    world
        .write(move |tx, scope| {
            let change = StateChange {
                from: CaseState::Confirmed,
                to: CaseState::Ready,
                at: start(),
                dismissal_reason: None,
            };
            cases::set_state(tx, scope, case, &change)
        })
        .await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    assert_eq!(world.state(case).await, CaseState::Delivered);
}
