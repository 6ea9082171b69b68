//! The check that does not share the job's mistakes.

use jiff::SignedDuration;
use poortwacht_domain::RetentionClass;
use poortwacht_store::cases::{self, Retention};

use super::purge;
use crate::retention::check_overdue;
use crate::testing::{World, days, start};

#[tokio::test]
async fn what_the_job_passed_over_is_an_alarm_until_it_is_gone() {
    let world = World::new().await;
    world.case(start() - days(100)).await;
    assert_eq!(check_overdue(&world.services).await.unwrap(), 3);
    assert_eq!(world.alarms().await, ["retention_overdue"; 3]);
    purge(&world, start()).await;
    assert_eq!(check_overdue(&world.services).await.unwrap(), 0);
    assert_eq!(world.alarms().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_row_that_is_due_since_less_than_two_hours_is_not_overdue_yet() {
    let world = World::new().await;
    let case = world.case(start()).await;
    let due = world.find(case).await.unwrap().retention.destroy_after;
    world.clock.set(due + SignedDuration::from_mins(119));
    assert_eq!(check_overdue(&world.services).await.unwrap(), 0);
    world.clock.set(due + SignedDuration::from_mins(120));
    assert_eq!(check_overdue(&world.services).await.unwrap(), 3);
}

#[tokio::test]
async fn a_purge_that_finds_nothing_although_something_is_overdue_is_an_alarm() {
    let world = World::new().await;
    let case = world.case(start()).await;
    let retention = Retention { class: RetentionClass::LegalHold, destroy_after: start() };
    world.write(move |tx, scope| cases::reclass(tx, scope, case, &retention)).await;
    assert!(purge(&world, start()).await.is_empty());
    assert!(world.find(case).await.is_some(), "a legal hold ends with a review, not with destruction");
    assert!(world.alarms().await.contains(&"retention_found_nothing".to_owned()));
}
