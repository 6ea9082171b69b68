//! A unit's condition, and the alarms that come and go with it.

use jiff::SignedDuration;
use poortwacht_store::alarms;
use serde_json::{Value, json};

use super::world::{Draft, World, start};
use crate::intake::{ALARM_CLOCK, ALARM_GAP, ALARM_QUEUE, IntakeRefusal, heartbeat};

fn good() -> Value {
    json!({
        "time": start().to_string(), "clockOffsetMs": 3, "queueLength": 0, "passages": 40, "noHits": 38,
        "softwareVersion": "1.2.3"
    })
}

async fn beat(world: &World, document: &Value) -> Result<(), IntakeRefusal> {
    heartbeat(&world.services, &world.identity().await, document.to_string().as_bytes()).await
}

async fn alarms(world: &World) -> Vec<String> {
    let mut kinds: Vec<_> = world.read(alarms::open).await.into_iter().map(|alarm| alarm.kind).collect();
    kinds.sort();
    kinds
}

#[tokio::test]
async fn a_heartbeat_is_recorded_and_its_counts_add_up() {
    let world = World::new().await;
    beat(&world, &good()).await.unwrap();
    beat(&world, &good()).await.unwrap();
    let health = world.identity().await.unit.health;
    assert_eq!((health.passages, health.no_hits, health.last_heartbeat_at), (80, 76, Some(start())));
    assert!(alarms(&world).await.is_empty());
}

#[tokio::test]
async fn drift_gap_and_an_old_queue_are_alarms_until_they_are_over() {
    let world = World::new().await;
    world.send(Draft::now()).await.unwrap();
    world.send(Draft::at(start() - SignedDuration::from_mins(5)).with("/unitSequence", 3)).await.unwrap();
    let mut bad = good();
    bad["clockOffsetMs"] = (-10_001).into();
    bad["queueLength"] = 2.into();
    bad["oldestQueuedAt"] = (start() - SignedDuration::from_hours(40)).to_string().into();
    beat(&world, &bad).await.unwrap();
    beat(&world, &bad).await.unwrap();
    assert_eq!(alarms(&world).await, [ALARM_CLOCK, ALARM_QUEUE, ALARM_GAP]);
    world.send(Draft::at(start() - SignedDuration::from_mins(9)).with("/unitSequence", 2)).await.unwrap();
    beat(&world, &good()).await.unwrap();
    assert!(alarms(&world).await.is_empty());
}

#[tokio::test]
async fn a_clock_that_says_it_is_right_is_compared_with_ours() {
    let world = World::new().await;
    let mut ahead = good();
    ahead["time"] = (start() + SignedDuration::from_secs(42)).to_string().into();
    beat(&world, &ahead).await.unwrap();
    assert_eq!(alarms(&world).await, [ALARM_CLOCK]);
}

#[tokio::test]
async fn every_fault_of_a_heartbeat_is_named() {
    let world = World::new().await;
    let Err(IntakeRefusal::Invalid(faults)) = beat(&world, &json!({"time": 1, "extra": 2})).await else {
        panic!("not refused")
    };
    assert!(faults.len() >= 6, "{faults:?}");
}
