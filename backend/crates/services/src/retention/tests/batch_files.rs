//! A batch's file dies, its summary stays, and later dies too.

use poortwacht_domain::{RetentionClass, add_calendar_months};
use poortwacht_ledger::Actor;
use poortwacht_store::batches;

use super::purge;
use crate::export::{poll_with, run_with};
use crate::testing::{Cjib, World, days, start};

#[tokio::test]
async fn the_file_dies_after_thirty_days_and_the_summary_after_five_years() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let case = world.confirmed(start()).await;
    run_with(&world.services, &Actor::Operator, None, Some(&cjib)).await.unwrap();
    cjib.judge(Vec::new());
    poll_with(&world.services, &Actor::Operator, &cjib).await.unwrap();
    let id = world.find(case).await.unwrap().batch.unwrap();
    let half = world.read(move |conn, scope| batches::sealed_file(conn, scope, id)).await.unwrap().0.id;
    assert_eq!(purge(&world, start() + days(29)).await.of("batch files"), 0);
    assert_eq!(purge(&world, start() + days(30)).await.of("batch files"), 1);
    assert!(world.services.keys().half(half).unwrap().is_none());
    assert!(world.read(move |conn, scope| batches::sealed_file(conn, scope, id)).await.is_none());
    let batch = world.read(move |conn, scope| batches::find(conn, scope, id)).await.unwrap();
    assert_eq!((batch.case_count, batch.receipt_number.is_some()), (1, true));
    assert_eq!(batch.retention.class, RetentionClass::BatchSummary);
    assert_eq!(batch.retention.destroy_after, add_calendar_months(start(), 60));
    let report = purge(&world, add_calendar_months(start(), 60)).await;
    assert_eq!((report.of("batch files"), report.of("cases")), (1, 1));
    assert!(world.read(move |conn, scope| batches::find(conn, scope, id)).await.is_none());
}
