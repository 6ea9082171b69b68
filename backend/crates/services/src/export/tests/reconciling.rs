//! The CJIB's own list of a month against ours, told by a CJIB that forgets, doubles and alters.

use poortwacht_domain::DifferenceField::{Count, Digest, Oin, Outcome, Receipt};
use poortwacht_domain::{Act, CaseId, CaseRef, DifferenceField, DifferenceKind, Month, Role};
use poortwacht_ledger::Actor;
use poortwacht_store::batches::{self, Answer};

use super::building::export;
use crate::export::reconcile::run_with;
use crate::export::{
    CaseAnswer, CjibProfile, Difference, ListedBatch, Period, ReconcileReport, Wanted, deliveries, poll_with,
};
use crate::testing::{Cjib, World, days, start};

fn november() -> Month {
    "2026-11".parse().unwrap()
}

/// Two batches of two cases, all answered; the second case came back.
async fn answered() -> (World, Cjib, Vec<CaseId>) {
    let (world, cjib) = (World::new().await, Cjib::default());
    let mut ids = Vec::new();
    for night in [0, 1] {
        for hours in [3, 2] {
            let at = start() - days(night) - jiff::SignedDuration::from_hours(hours);
            ids.push(world.confirmed(at).await);
        }
        world.clock.set(start() + days(night));
        export(&world, &cjib).await;
    }
    cjib.judge(vec![world.find(ids[1]).await.unwrap().reference]);
    poll_with(&world.services, &Actor::Operator, &cjib).await.unwrap();
    (world, cjib, ids)
}

async fn list(cjib: &Cjib) -> Vec<ListedBatch> {
    let whole = Period { from: jiff::Timestamp::MIN, until: jiff::Timestamp::MAX };
    cjib.list(whole).await.unwrap()
}

async fn reconciled(world: &World, cjib: &Cjib) -> ReconcileReport {
    let wanted = Wanted { month: Some(november()), ..Wanted::default() };
    run_with(&world.services, &Actor::Operator, wanted, cjib).await.unwrap()
}

fn findings(report: &ReconcileReport) -> Vec<(DifferenceKind, Option<CaseRef>, Option<DifferenceField>)> {
    let [month] = report.months.as_slice() else { panic!("{report:?}") };
    month.findings.iter().map(|found| (found.kind, found.case.clone(), found.field)).collect()
}

#[tokio::test]
async fn lists_that_are_the_same_are_kept_and_leave_an_entry_and_no_alarm() {
    let (world, cjib, _) = answered().await;
    let report = reconciled(&world, &cjib).await;
    assert_eq!(findings(&report), []);
    assert_eq!((report.months[0].batches, report.months[0].cases), (2, 4));
    assert_eq!(world.alarms().await, Vec::<String>::new());
    assert_eq!(world.times(Act::BatchesReconciled.as_str()).await, 1);
    let coordinator = super::returning::actor(&world, Role::Coordinator);
    let months = deliveries(&world.services, &coordinator).await.unwrap().months;
    assert_eq!((months.len(), months[0].month, months[0].differences), (1, november(), 0));
}

#[tokio::test]
async fn a_forgotten_batch_and_a_forgotten_case_are_missing_there() {
    let (world, cjib, _) = answered().await;
    let mut told = list(&cjib).await;
    let gone = told.remove(0);
    let lost = told[0].cases.as_mut().unwrap().remove(0).reference;
    // It does not know the batch when it is asked for it, either.
    let forgetful = Cjib::default();
    forgetful.list_instead(told.clone());
    let report = reconciled(&world, &forgetful).await;
    let missing = |case: Option<CaseRef>| (DifferenceKind::MissingThere, case, None);
    let mut expected = vec![missing(Some(lost)), missing(None)];
    expected.extend(gone.cases.unwrap().into_iter().map(|case| missing(Some(case.reference))));
    assert_eq!(findings(&report), expected);
    assert_eq!(world.alarms().await, ["cjib_reconciliation"]);
    let coordinator = super::returning::actor(&world, Role::Coordinator);
    let months = deliveries(&world.services, &coordinator).await.unwrap().months;
    assert_eq!((months[0].differences, months[0].findings.len()), (4, 4));
    // Mended: the same month is the same, and the alarm is over.
    assert_eq!(findings(&reconciled(&world, &cjib).await), []);
    assert_eq!(world.alarms().await, Vec::<String>::new());
    assert_eq!(deliveries(&world.services, &coordinator).await.unwrap().months.len(), 1);
}

#[tokio::test]
async fn a_batch_that_was_received_in_another_month_is_not_missing() {
    let (world, cjib, _) = answered().await;
    cjib.list_instead(list(&cjib).await.split_off(1));
    let report = reconciled(&world, &cjib).await;
    assert_eq!((findings(&report), report.months[0].batches), (vec![], 1), "the CJIB knows it when asked");
}

#[tokio::test]
async fn what_is_there_twice_or_there_alone_is_named_for_each_case() {
    let (world, cjib, _) = answered().await;
    let mut told = list(&cjib).await;
    let accepted = |batch: &ListedBatch| {
        let all = batch.cases.as_ref().unwrap();
        all.iter().find(|case| case.answer == Answer::Accepted).unwrap().clone()
    };
    let (first, second) = (accepted(&told[0]), accepted(&told[1]));
    // Once more in its own batch, and once more in one that we never made.
    told[0].cases.as_mut().unwrap().push(first.clone());
    let rng = world.services.rng();
    let stranger = CaseAnswer { reference: CaseRef::random(rng.as_ref()), answer: Answer::Accepted };
    told.push(ListedBatch {
        batch: poortwacht_domain::BatchId::random(rng.as_ref()),
        cases: Some(vec![second.clone(), stranger.clone()]),
        ..told[0].clone()
    });
    cjib.list_instead(told);
    let report = reconciled(&world, &cjib).await;
    let expected = [
        (DifferenceKind::Twice, Some(first.reference), None),
        (DifferenceKind::MissingHere, None, None),
        (DifferenceKind::Twice, Some(second.reference), None),
        (DifferenceKind::MissingHere, Some(stranger.reference), None),
    ];
    assert_eq!(findings(&report), expected);
}

#[tokio::test]
async fn every_field_that_was_altered_is_named_with_both_values() {
    let (world, cjib, _) = answered().await;
    let mut told = list(&cjib).await;
    let altered = &mut told[0];
    altered.sha256 = "0".repeat(64);
    altered.count += 1;
    altered.receipt.number = "AE-12-UI".to_owned();
    altered.oin = "00000001009999999000".to_owned();
    for case in altered.cases.as_mut().unwrap() {
        case.answer = match &case.answer {
            Answer::Accepted => Answer::Returned { code: "U05".parse().unwrap(), text: String::new() },
            Answer::Returned { .. } => Answer::Accepted,
        };
    }
    cjib.list_instead(told);
    let report = reconciled(&world, &cjib).await;
    let fields: Vec<_> = findings(&report).into_iter().map(|(_, _, field)| field.unwrap()).collect();
    assert_eq!(fields, [Digest, Oin, Count, Receipt, Outcome, Outcome]);
    let receipt = &report.months[0].findings[3];
    assert_eq!(receipt.there.as_deref(), Some("withheld"), "what reads as a plate is not kept");
    let outcome = &report.months[0].findings[4];
    assert_ne!(outcome.here, outcome.there);
}

#[tokio::test]
async fn what_is_open_here_and_judged_there_differs_and_what_is_open_on_both_sides_does_not() {
    let (world, cjib) = (World::new().await, Cjib::default());
    world.confirmed(start()).await;
    export(&world, &cjib).await;
    assert_eq!(findings(&reconciled(&world, &cjib).await), []);
    cjib.judge(Vec::new());
    let report = reconciled(&world, &cjib).await;
    let found = findings(&report);
    let [(kind, Some(_), field)] = found.as_slice() else { panic!("{report:?}") };
    assert_eq!((*kind, *field), (DifferenceKind::Differs, Some(DifferenceField::Outcome)));
}

#[tokio::test]
async fn batches_in_a_number_of_nobody_here_are_counted_and_alarm_the_operator() {
    let (world, cjib, _) = answered().await;
    let mut told = list(&cjib).await;
    let batch = poortwacht_domain::BatchId::random(world.services.rng().as_ref());
    told.push(ListedBatch { batch, oin: "00000001009999999000".to_owned(), ..told[0].clone() });
    cjib.list_instead(told);
    let report = reconciled(&world, &cjib).await;
    assert_eq!((report.strangers, findings(&report)), (1, vec![]));
    assert_eq!(world.alarms().await, ["cjib_reconciliation"]);
}

#[tokio::test]
async fn findings_survive_the_row() {
    let (world, ..) = answered().await;
    let ours = world.read(|conn, scope| batches::list(conn, scope, 10)).await;
    let found = reconciled(&world, &Cjib::default()).await.months.remove(0).findings;
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Difference>>(&text).unwrap(), found);
    assert_eq!(found.len(), ours.len() + 4);
}
