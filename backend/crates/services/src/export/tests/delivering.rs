//! A batch is sent until it is acknowledged, and is always the same one.

use jiff::SignedDuration;
use poortwacht_domain::CaseState;
use poortwacht_ledger::Actor;
use poortwacht_store::batches::{self, Batch, BatchState};

use super::building::export;
use crate::export::{PollReport, poll_with};
use crate::testing::{Cjib, Fault, World, start};

async fn only_batch(world: &World) -> Batch {
    world.read(|conn, scope| batches::list(conn, scope, 10)).await.remove(0)
}

async fn polled(world: &World, cjib: &Cjib, actor: Actor) -> PollReport {
    poll_with(&world.services, &actor, cjib).await.unwrap()
}

#[tokio::test]
async fn a_lost_answer_is_made_good_with_the_same_key_and_bytes() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Lost, Fault::AnswerLost]));
    let case = world.confirmed(start()).await;
    assert_eq!(export(&world, &cjib).await.deliveries.failed, 1);
    let before = only_batch(&world).await;
    assert_eq!((before.state, before.attempts, before.last_error.is_some()), (BatchState::Built, 1, true));
    assert_eq!(world.state(case).await, CaseState::InBatch);
    assert_eq!(export(&world, &cjib).await.deliveries.failed, 1);
    assert_eq!(export(&world, &cjib).await.deliveries.acknowledged, 1);
    let sent = cjib.sent();
    assert!(sent.len() == 3 && sent.iter().all(|delivery| *delivery == sent[0]));
    assert_eq!((cjib.cases().len(), world.state(case).await), (1, CaseState::Delivered));
    let after = only_batch(&world).await;
    assert_eq!((after.sha256, after.attempts, after.last_error), (before.sha256, 3, None));
    // Every time it left was a disclosure.
    assert_eq!(world.times("batch_delivered").await, 3);
    assert_eq!(world.times("batch_acknowledged").await, 1);
}

#[tokio::test]
async fn a_refusal_alarms_at_once_and_silence_at_the_third_time() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Refused]));
    world.confirmed(start()).await;
    export(&world, &cjib).await;
    assert_eq!(world.alarms().await, ["cjib_delivery"]);
    export(&world, &cjib).await;
    assert_eq!(world.alarms().await, Vec::<String>::new());

    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Lost; 3]));
    world.confirmed(start()).await;
    for alarms in [0, 0, 1] {
        export(&world, &cjib).await;
        assert_eq!(world.alarms().await.len(), alarms);
    }
}

#[tokio::test]
async fn the_poll_repeats_a_delivery_only_after_a_pause() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Lost]));
    world.confirmed(start()).await;
    export(&world, &cjib).await;
    let job = || Actor::Job("cjib-poll".to_owned());
    assert_eq!(polled(&world, &cjib, job()).await.deliveries.acknowledged, 0);
    world.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(polled(&world, &cjib, job()).await.deliveries.acknowledged, 1);
}

#[tokio::test]
async fn a_batch_that_was_acknowledged_and_forgotten_is_sent_again() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Forgotten]));
    let case = world.confirmed(start()).await;
    assert_eq!(export(&world, &cjib).await.deliveries.acknowledged, 1);
    assert_eq!(cjib.cases().len(), 0);
    assert_eq!(only_batch(&world).await.receipt_number.as_deref(), Some("MOCK-FORGOTTEN"));
    polled(&world, &cjib, Actor::Operator).await;
    let sent = cjib.sent();
    assert_eq!((sent.len(), sent[0] == sent[1], cjib.cases().len()), (2, true, 1));
    cjib.judge(Vec::new());
    assert_eq!(polled(&world, &cjib, Actor::Operator).await.accepted, 1);
    assert_eq!(world.state(case).await, CaseState::Accepted);
    // The number of the delivery that it kept, not of the one that it forgot.
    assert_eq!(only_batch(&world).await.receipt_number.as_deref(), Some("MOCK-1"));
}

#[tokio::test]
async fn an_altered_file_is_never_sent() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Lost]));
    world.confirmed(start()).await;
    export(&world, &cjib).await;
    let batch = only_batch(&world).await;
    let halves = world.read(move |conn, scope| batches::sealed_file(conn, scope, batch.id)).await.unwrap().0;
    world.services.keys().destroy_halves(&[halves.id]).unwrap();
    let outcome = crate::export::run_with(&world.services, &Actor::Operator, None, Some(&cjib)).await;
    assert!(outcome.is_err());
    assert_eq!(cjib.sent().len(), 1);
}
