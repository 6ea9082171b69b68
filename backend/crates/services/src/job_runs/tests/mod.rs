//! Each run once, recorded however it ends.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::calendar::local;
use poortwacht_store::job_runs as rows;

use super::{Attempt, TABLE, due, list, run_due, run_now};
use crate::testing::{World, start};
use crate::{CjibConfig, ServiceError};

fn unusable() -> CjibConfig {
    let file = std::path::PathBuf::from("missing.pem");
    CjibConfig {
        profile: "other".to_owned(),
        url: "https://localhost".to_owned(),
        ca_file: file.clone(),
        certificate_file: file.clone(),
        private_key_file: file,
        timeout: std::time::Duration::from_secs(60),
        reconcile_day: 2,
    }
}

#[tokio::test]
async fn every_job_of_the_table_runs_and_is_listed_with_its_outcome() {
    let world = World::new().await;
    for job in TABLE {
        let outcome = run_now(&world.services, job.name).await.unwrap();
        assert!(!outcome.is_empty() && !outcome.contains('\n'), "{}", job.name);
    }
    for line in list(&world.services).await.unwrap() {
        assert_eq!(line.last_started, Some(start()), "{}", line.name);
        assert!(line.last_outcome.unwrap().starts_with("succeeded: "), "{}", line.name);
    }
}

#[tokio::test]
async fn a_run_happens_once_whoever_asks_and_however_often() {
    let world = World::new().await;
    let run = |owner: &'static str| run_due(&world.services, "retention", start(), owner);
    assert!(matches!(run("one").await.unwrap(), Attempt::Ran(Ok(_))));
    assert!(matches!(run("one").await.unwrap(), Attempt::Finished));
    assert!(matches!(run("two").await.unwrap(), Attempt::Finished));
}

#[tokio::test]
async fn a_run_of_a_process_that_died_is_taken_over_when_its_lease_is_over() {
    let world = World::new().await;
    let id = poortwacht_domain::RunId::random(world.services.rng().as_ref());
    let lease_until = start() + SignedDuration::from_mins(5);
    let bid = move |tx: &mut poortwacht_store::Tx<'_>, _: &_| {
        let bid = rows::Bid {
            id,
            job: "retention",
            scheduled_for: start(),
            owner: "dead",
            at: start(),
            lease_until,
        };
        rows::acquire(tx, &super::scope(), &bid)
    };
    assert!(world.write(bid).await.is_some());
    let run = || run_due(&world.services, "retention", start(), "heir");
    assert!(matches!(run().await.unwrap(), Attempt::Elsewhere));
    world.clock.set(lease_until);
    assert!(matches!(run().await.unwrap(), Attempt::Ran(Ok(_))));
}

#[tokio::test]
async fn a_job_that_fails_is_recorded_and_alarms_until_it_succeeds() {
    let world = World::configured(Some(unusable())).await;
    let failed = run_due(&world.services, "export", start(), "one").await.unwrap();
    assert!(matches!(failed, Attempt::Ran(Err(ServiceError::Invalid(_)))));
    assert_eq!(world.alarms().await, ["job_failed"]);
    let line = list(&world.services).await.unwrap().into_iter().find(|line| line.name == "export").unwrap();
    assert!(line.last_outcome.unwrap().starts_with("failed: "));
}

#[tokio::test]
async fn an_unknown_name_is_refused_with_the_known_ones() {
    let world = World::new().await;
    let Err(ServiceError::Invalid(problems)) = run_now(&world.services, "exprot").await else { panic!() };
    assert!(problems[0].message.contains("export, cjib-poll, cjib-reconcile, retention"));
}

#[test]
fn what_was_missed_is_caught_up_once_across_both_nights_of_the_clock() {
    let nightly = |now: &str| {
        let now: Timestamp = now.parse().unwrap();
        let due = due(now).unwrap();
        assert_eq!(due.len(), TABLE.len());
        let (_, at) = due.into_iter().find(|(job, _)| job.name == "cjib-reconcile").unwrap();
        local(at).strftime("%Y-%m-%d %H:%M %:z").to_string()
    };
    // Off for three days around each change of the clock: one run, the latest.
    assert_eq!(nightly("2026-03-30T02:00:00+02:00"), "2026-03-29 05:15 +02:00");
    assert_eq!(nightly("2026-10-26T02:00:00+01:00"), "2026-10-25 05:15 +01:00");
    assert_eq!(nightly("2026-10-25T05:14:59+01:00"), "2026-10-24 05:15 +02:00");
}
