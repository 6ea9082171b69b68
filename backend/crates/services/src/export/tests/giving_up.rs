//! A batch whose file dies with its first case, before the CJIB had it, does not take its younger cases along.

use jiff::SignedDuration;
use poortwacht_domain::{Act, CaseId, CaseState, add_calendar_months, local_day};
use poortwacht_ledger::Actor;
use poortwacht_store::batches::{self, Batch, BatchState};
use poortwacht_store::events;
use poortwacht_store::locations::{self, NewLocation};

use super::building::export;
use crate::export::{ItemAnswer, PollReport, batch, poll_with};
use crate::retention;
use crate::testing::{Cjib, Fault, World, days, dossier, start};

/// The second case is that much younger than the first.
const YOUNGER: i64 = 89;

/// A batch of two cases that is not acknowledged, on the day on which the first one dies.
async fn file_died(fault: Fault) -> (World, Cjib, [CaseId; 2]) {
    let (world, cjib) = (World::new().await, Cjib::failing([fault]));
    let ids = [world.confirmed(start()).await, world.confirmed(start() + days(YOUNGER)).await];
    world.clock.set(start() + days(YOUNGER) + SignedDuration::from_hours(1));
    inspect(&world).await;
    assert_eq!(export(&world, &cjib).await.batched, 2);
    world.clock.set(add_calendar_months(start(), 4));
    let now = world.services.now();
    retention::run_some(&world.services, &Actor::Operator, now, &["cases", "batch files"]).await.unwrap();
    assert!(world.find(ids[0]).await.is_none(), "its term is over");
    assert_eq!(world.state(ids[1]).await, CaseState::InBatch);
    (world, cjib, ids)
}

/// The signs, every other week until now.
async fn inspect(world: &World) {
    let mut dossier = dossier();
    let weeks = (0..20).map(|fortnight| local_day(world.services.now() - days(14 * fortnight)));
    dossier.inspections = weeks.collect();
    let new = NewLocation { id: world.location, municipality: world.municipality, dossier };
    let now = world.services.now();
    world.write(move |tx, scope| locations::upsert(tx, scope, &new, now, now).map(drop)).await;
}

async fn polled(world: &World, cjib: &Cjib) -> PollReport {
    poll_with(&world.services, &Actor::Operator, cjib).await.unwrap()
}

async fn all_batches(world: &World) -> Vec<Batch> {
    world.read(|conn, scope| batches::list(conn, scope, 10)).await
}

#[tokio::test]
async fn younger_cases_of_a_batch_that_never_arrived_go_out_in_another_one() {
    let (world, cjib, [_, younger]) = file_died(Fault::Lost).await;
    assert_eq!(polled(&world, &cjib).await.given_up, 1);
    assert_eq!(world.state(younger).await, CaseState::Ready);
    let [old] = all_batches(&world).await.try_into().unwrap();
    assert_eq!((old.state, old.processed_at), (BatchState::GivenUp, None));
    inspect(&world).await;
    let report = export(&world, &cjib).await;
    assert_eq!((report.batched, report.deliveries.acknowledged), (1, 1));
    assert_eq!(world.state(younger).await, CaseState::Delivered);
    cjib.judge(Vec::new());
    assert_eq!(polled(&world, &cjib).await.accepted, 1);
    assert_eq!(cjib.cases(), [world.find(younger).await.unwrap().reference.to_string()], "once");
    // The old one is told of, and left alone.
    let coordinator = super::returning::actor(&world, poortwacht_domain::Role::Coordinator);
    let shown = batch(&world.services, &coordinator, &old.id.to_string()).await.unwrap();
    assert!(shown.items.iter().all(|item| matches!(item.answer, ItemAnswer::Unsent(_))));
    let timeline = world.read(move |conn, scope| events::of_case(conn, scope, younger)).await;
    let told = timeline.iter().filter(|event| event.event.kind == Act::BatchGivenUp.as_str()).count();
    assert_eq!(told, 1, "the case tells of it");
    assert_eq!(cjib.sent().len(), 2);
}

#[tokio::test]
async fn a_batch_that_arrived_and_whose_answer_was_lost_is_not_sent_in_another_one() {
    for judged in [false, true] {
        let (world, cjib, [_, younger]) = file_died(Fault::AnswerLost).await;
        if judged {
            cjib.judge(Vec::new());
        }
        let report = polled(&world, &cjib).await;
        assert_eq!((report.given_up, report.accepted), (0, 2 * u64::from(judged)));
        let expected = if judged { CaseState::Accepted } else { CaseState::Delivered };
        assert_eq!(world.state(younger).await, expected);
        assert_eq!(export(&world, &cjib).await.batched, 0);
        let [only] = all_batches(&world).await.try_into().unwrap();
        assert_eq!((only.receipt_number.as_deref(), only.attempts), (Some("MOCK-2"), 1));
        assert_eq!(cjib.cases().len(), 2);
    }
}

#[tokio::test]
async fn while_a_delivery_may_be_under_way_nothing_is_given_up() {
    let (world, cjib, [_, younger]) = file_died(Fault::Lost).await;
    let [batch] = all_batches(&world).await.try_into().unwrap();
    let now = world.services.now();
    world.write(move |tx, scope| batches::begin_attempt(tx, scope, batch.id, now)).await;
    assert_eq!(polled(&world, &cjib).await.given_up, 0);
    assert_eq!(world.state(younger).await, CaseState::InBatch);
    world.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(polled(&world, &cjib).await.given_up, 1);
    assert_eq!(polled(&world, &cjib).await.given_up, 0, "once");
}
