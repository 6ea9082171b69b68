//! Keys die with what they open.

use jiff::SignedDuration;
use poortwacht_ledger::Actor;
use poortwacht_store::batches;

use crate::export::run_with;
use crate::retention::sweep;
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
