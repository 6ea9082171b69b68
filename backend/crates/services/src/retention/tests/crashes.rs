//! The process dies between the steps.

use poortwacht_ledger::Actor;
use poortwacht_store::destruction;

use super::purge;
use crate::retention::destroy::{destroy, destroy_keys, destroy_rows};
use crate::retention::subject::{Subject, cases as due_cases};
use crate::testing::{World, days, start};

async fn due(world: &World) -> Vec<Subject> {
    world.read(|conn, scope| due_cases(conn, scope, start() + days(365), 10)).await
}

async fn registered(world: &World) -> u64 {
    let (from, until) = (start() - days(1), start() + days(1));
    world.read(move |conn, scope| destruction::count(conn, scope, from, until)).await
}

#[tokio::test]
async fn a_case_whose_key_half_is_gone_already_is_finished_by_the_next_run() {
    let world = World::new().await;
    let id = world.case(start()).await;
    let half = world.find(id).await.unwrap().half.id;
    destroy_keys(&world.services, &due(&world).await).await.unwrap();
    // Here the process died: the case is unreadable, and still listed as due.
    assert!(world.services.keys().half(half).unwrap().is_none());
    assert!(world.find(id).await.is_some());
    assert_eq!(purge(&world, start() + days(365)).await.of("cases"), 1);
    assert!(world.find(id).await.is_none());
    assert_eq!((registered(&world).await, world.times("destroyed").await), (1, 1));
}

#[tokio::test]
async fn destroying_twice_writes_once() {
    let world = World::new().await;
    world.case(start()).await;
    let subjects = due(&world).await;
    assert_eq!(destroy(&world.services, &Actor::System, subjects.clone()).await.unwrap(), 1);
    assert_eq!(destroy(&world.services, &Actor::System, subjects.clone()).await.unwrap(), 0);
    assert_eq!(destroy_rows(&world.services, &Actor::System, subjects).await.unwrap(), 0);
    assert_eq!((registered(&world).await, world.times("destroyed").await), (1, 1));
}
