//! Rows and keys that lost each other. What a bucket loses is tested with a bucket.

use poortwacht_store::cases::Case;
use poortwacht_store::picture_places::number_empty;

use super::{ALARM_CLOSED, Reconciliation, run};
use crate::tests::world::{PLATE, World};
use crate::{ServiceError, alarms, retention};

async fn settled() -> (World, Case, Case) {
    let world = World::new().await;
    let (first, second) = (world.add_case(PLATE, 5).await, world.add_case("AE34UI", 5).await);
    world.wait(3700);
    retention::sweep(&world.services).await.unwrap();
    (world, first, second)
}

fn numbers(report: &Reconciliation) -> [u64; 4] {
    [report.cases_without_key, report.keys_without_case, report.empty, report.overdue]
}

async fn is_alarmed(world: &World) -> bool {
    alarms::open(&world.services).await.unwrap().iter().any(|alarm| alarm.kind == ALARM_CLOSED)
}

#[tokio::test]
async fn what_belongs_together_is_sound_and_raises_nothing() {
    let (world, ..) = settled().await;
    let report = run(&world.services, false).await.unwrap();
    assert_eq!(numbers(&report), [0; 4], "{report}");
    assert!(report.is_sound() && !is_alarmed(&world).await);
}

#[tokio::test]
async fn a_case_without_its_key_is_alarmed_and_kept() {
    let (world, first, _) = settled().await;
    world.services.keys().destroy_halves(&[first.half.id]).unwrap();
    assert_eq!(numbers(&run(&world.services, true).await.unwrap()), [1, 0, 0, 0]);
    assert!(!is_alarmed(&world).await);
    let report = run(&world.services, false).await.unwrap();
    assert!(!report.is_sound() && is_alarmed(&world).await, "{report}");
    assert_eq!(world.case(first.id).await.id, first.id);
}

#[tokio::test]
async fn a_key_without_a_case_is_destroyed() {
    let (world, first, second) = settled().await;
    let id = first.id;
    world.write(move |tx, scope| poortwacht_store::cases::delete(tx, scope, id)).await;
    let keys = world.services.keys();
    let report = run(&world.services, true).await.unwrap();
    assert_eq!(numbers(&report), [0, 1, 0, 0], "{report}");
    assert!(keys.half(first.half.id).unwrap().is_some());
    assert_eq!(numbers(&run(&world.services, false).await.unwrap()), [0, 1, 0, 0]);
    assert!(keys.half(first.half.id).unwrap().is_none() && keys.half(second.half.id).unwrap().is_some());
    assert_eq!(numbers(&run(&world.services, false).await.unwrap()), [0; 4]);
}

#[tokio::test]
async fn what_is_past_its_date_is_named_until_it_is_destroyed() {
    let (world, ..) = settled().await;
    world.wait(70 * 24 * 3600);
    let report = run(&world.services, true).await.unwrap();
    assert!(report.overdue > 0 && !report.is_sound() && report.is_whole(), "{report}");
    retention::run(&world.services, world.services.now(), false).await.unwrap();
    assert_eq!(numbers(&run(&world.services, false).await.unwrap()), [0; 4]);
}

#[tokio::test]
async fn nothing_is_compared_with_an_older_database() {
    let (world, ..) = settled().await;
    world.services.keys().withhold(true);
    let refused = run(&world.services, false).await;
    assert!(matches!(refused, Err(ServiceError::DatabaseBehind)), "{refused:?}");
    assert_eq!(world.read(number_empty).await, 0);
}
