//! Entries die after their term, their tree does not.

use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::ledger_rows;
use poortwacht_store::{Plan, Tx};

use super::purge;
use crate::testing::{World, days};
use crate::{ServiceError, checkpoints, ledger_heads};

/// Appends entries to the system's log, which concern no case.
async fn append(world: &World, count: u32) {
    let own = world.services.clone();
    let write = move |tx: &mut Tx<'_>| {
        let entry = Entry::new(Actor::Operator, Act::EvidenceReconciled);
        (0..count).try_for_each(|_| Ok::<_, ServiceError>(own.record(tx, &LogName::system(), &entry)?))
    };
    world.services.store().write(Plan::new().log(LogName::system()), write).await.unwrap().into_inner();
}

async fn shards(world: &World) -> Vec<ledger_rows::Shard> {
    world.read(|conn, _| ledger_rows::shards_of(conn, &LogName::system())).await
}

/// How many entries of the system's log still say something.
async fn readable(world: &World) -> usize {
    world.read(|conn, _| ledger_rows::log_entries(conn, &LogName::system(), None, 10_000)).await.len()
}

async fn assert_sound(world: &World) {
    let report = ledger_heads::verify(&world.services, Vec::new()).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[tokio::test]
async fn after_their_term_entries_are_destroyed_and_the_tree_still_verifies() {
    let world = World::bare(None);
    append(&world, 300).await;
    checkpoints::sign_now(&world.services).await.unwrap();
    let kept = ledger_heads::heads(&world.services).await.unwrap();
    // The entry about the first, whole bundle opens a new half year, so the rest of the old one can go in the same run.
    world.clock.advance(days(5 * 366));
    let report = purge(&world, world.services.now()).await;
    assert_eq!((report.of("ledger bundles"), report.of("ledger shards")), (2, 1), "{report}");
    assert_sound(&world).await;
    let heads = ledger_heads::verify(&world.services, kept).await.unwrap();
    assert!(heads.is_sound(), "{heads:?}");
    let first = shards(&world).await.remove(0);
    assert!(first.dropped_at.is_some());
    assert_eq!(first.checkpoint.unwrap().size, first.end.size);
}

#[tokio::test]
async fn a_day_before_its_term_nothing_is_destroyed() {
    let world = World::bare(None);
    append(&world, 300).await;
    let before = readable(&world).await;
    world.clock.advance(days(5 * 365 - 1));
    let report = purge(&world, world.services.now()).await;
    assert_eq!(report.of("ledger bundles"), 0, "{report}");
    assert!(readable(&world).await >= before);
    assert_sound(&world).await;
}
