//! The CJIB's answers.

use poortwacht_domain::{BatchId, CaseId, CaseState, RetentionClass, add_calendar_months};
use poortwacht_ledger::Actor;
use poortwacht_store::batches::{self, BatchState};
use poortwacht_store::cases::{self, StateChange};

use super::building::export;
use crate::export::{PollReport, poll_with};
use crate::testing::{Cjib, World, days, start};

async fn polled(world: &World, cjib: &Cjib) -> PollReport {
    poll_with(&world.services, &Actor::Operator, cjib).await.unwrap()
}

/// Two delivered cases, of which the second comes back.
async fn answered() -> (World, Cjib, [CaseId; 2], BatchId) {
    let (world, cjib) = (World::new().await, Cjib::default());
    let ids =
        [world.confirmed(start()).await, world.confirmed(start() + jiff::SignedDuration::from_secs(1)).await];
    export(&world, &cjib).await;
    let second = world.find(ids[1]).await.unwrap();
    cjib.judge(vec![second.reference]);
    (world, cjib, ids, second.batch.unwrap())
}

#[tokio::test]
async fn an_accepted_case_lives_five_years_and_a_returned_one_is_free_for_another_batch() {
    let (world, cjib, [accepted, returned], _) = answered().await;
    let report = polled(&world, &cjib).await;
    assert_eq!((report.accepted, report.returned, report.processed), (1, 1, 1));
    let case = world.find(accepted).await.unwrap();
    assert_eq!((case.state, case.retention.class), (CaseState::Accepted, RetentionClass::Sanctioned));
    assert_eq!(case.retention.destroy_after, add_calendar_months(start(), 60));
    let case = world.find(returned).await.unwrap();
    assert_eq!((case.state, case.retention.class), (CaseState::Returned, RetentionClass::Confirmed));
    assert_eq!(case.batch, None);
}

#[tokio::test]
async fn an_answer_counts_once() {
    let (world, cjib, _, _) = answered().await;
    polled(&world, &cjib).await;
    let acts = world.acts().await;
    assert_eq!(polled(&world, &cjib).await, PollReport::default());
    assert_eq!(world.acts().await, acts);
}

#[tokio::test]
async fn a_batch_file_lives_thirty_days_after_the_last_answer() {
    let (world, cjib, _, id) = answered().await;
    polled(&world, &cjib).await;
    let batch = world.read(move |conn, scope| batches::find(conn, scope, id)).await.unwrap();
    assert_eq!((batch.state, batch.retention.class), (BatchState::Processed, RetentionClass::BatchFile));
    assert_eq!(batch.retention.destroy_after, start() + days(30));
}

#[tokio::test]
async fn a_corrected_case_goes_out_in_another_batch() {
    let (world, cjib, [_, returned], first) = answered().await;
    polled(&world, &cjib).await;
    world
        .write(move |tx, scope| {
            let change = StateChange {
                from: CaseState::Returned,
                to: CaseState::Ready,
                at: start(),
                dismissal_reason: None,
            };
            cases::set_state(tx, scope, returned, &change)
        })
        .await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    let batch = world.find(returned).await.unwrap().batch.unwrap();
    assert_ne!(batch, first);
}

#[tokio::test]
async fn an_answer_for_a_case_that_has_died_closes_the_batch_all_the_same() {
    let (world, cjib, [accepted, _], id) = answered().await;
    world.write(move |tx, scope| cases::delete(tx, scope, accepted)).await;
    let report = polled(&world, &cjib).await;
    assert_eq!((report.processed, world.alarms().await.len()), (1, 0));
    let items = world.read(move |conn, scope| batches::items(conn, scope, id)).await;
    assert!(items.iter().all(|item| item.answer.is_some()));
}
