//! Keys die with what they open.

use jiff::SignedDuration;
use poortwacht_domain::{CaseId, RetentionClass};
use poortwacht_ledger::Actor;
use poortwacht_store::batches;
use poortwacht_store::cases::{self, Retention};

use crate::export::run_with;
use crate::retention::{run, shred, sweep};
use crate::testing::{Cjib, World, start};

#[tokio::test]
async fn the_sweep_spares_every_half_that_has_a_subject() {
    let world = World::new().await;
    let keys = world.services.keys();
    let case = world.confirmed(start()).await;
    let exemption = world.exempt("AE34UI").await;
    let unused = keys.take_half().unwrap().id;
    run_with(&world.services, &Actor::Operator, None, Some(&Cjib::default())).await.unwrap();
    let case = world.find(case).await.unwrap();
    let batch = case.batch.unwrap();
    let file = world.read(move |conn, scope| batches::sealed_file(conn, scope, batch)).await.unwrap().0.id;
    assert_eq!(sweep(&world.services).await.unwrap().destroyed, 0);
    world.clock.advance(SignedDuration::from_mins(61));
    let swept = sweep(&world.services).await.unwrap();
    assert_eq!(swept.attached, 3);
    assert!(swept.destroyed > 0 && keys.half(unused).unwrap().is_none());
    for half in [case.half.id, exemption, file] {
        assert!(keys.half(half).unwrap().is_some());
    }
    assert_eq!(sweep(&world.services).await.unwrap(), crate::retention::sweep::Swept::default());
}

#[tokio::test]
async fn what_is_due_becomes_unreadable_before_its_rows_go() {
    let world = World::new().await;
    let ids = world.confirmed_all(&[start(); 3]).await;
    let [due, held, alive] = ids[..] else { panic!("{ids:?}") };
    term(&world, due, RetentionClass::Confirmed).await;
    term(&world, held, RetentionClass::LegalHold).await;
    let mut halves = Vec::new();
    for id in [due, held, alive] {
        halves.push(world.find(id).await.unwrap().half.id);
    }
    assert_eq!(shred::cases(&world.services, start()).await.unwrap(), 1);
    let keys = world.services.keys();
    let there: Vec<bool> = halves.into_iter().map(|half| keys.half(half).unwrap().is_some()).collect();
    assert_eq!(there, [false, true, true]);
    assert!(world.find(due).await.is_some(), "its row goes with the register and the ledger");
    assert_eq!(run(&world.services, start(), false).await.unwrap().of("cases"), 1);
    assert!(world.find(due).await.is_none());
}

/// Gives the case a term that ends at the start.
async fn term(world: &World, id: CaseId, class: RetentionClass) {
    let over = Retention { class, destroy_after: start() };
    world.write(move |tx, scope| cases::reclass(tx, scope, id, &over)).await;
}
