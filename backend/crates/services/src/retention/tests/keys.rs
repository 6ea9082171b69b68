//! Keys die with what they open.

use jiff::SignedDuration;
use poortwacht_evidence::keystore::{IndexClass, IndexKeyName};
use poortwacht_ledger::Actor;
use poortwacht_store::batches;

use super::purge;
use crate::export::run_with;
use crate::retention::sweep;
use crate::testing::{Cjib, World, days, start};

#[tokio::test]
async fn an_index_key_dies_with_its_last_case_once_the_month_is_over() {
    let world = World::new().await;
    world.case(start() - days(61)).await;
    let last = world.case(start() - days(60)).await;
    let key = IndexKeyName::new(world.municipality, start() - days(61), IndexClass::Undecided);
    let exists = || world.services.keys().index_key(&key, false).unwrap().is_some();
    // 24 and 25 September; the first is due on 24 November, the second a day later.
    purge(&world, start() + days(1)).await;
    assert!(world.find(last).await.is_some() && exists());
    let report = purge(&world, start() + days(2)).await;
    assert_eq!((report.of("cases"), report.index_keys, exists()), (1, 1, false));
}

#[tokio::test]
async fn an_index_key_of_a_month_that_may_still_get_cases_stays() {
    let world = World::new().await;
    world.case(start()).await;
    let key = IndexKeyName::new(world.municipality, start(), IndexClass::Kept);
    world.services.keys().index_key(&key, true).unwrap();
    assert_eq!(purge(&world, start() + days(1)).await.index_keys, 0);
    assert!(world.services.keys().index_key(&key, false).unwrap().is_some());
}

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
