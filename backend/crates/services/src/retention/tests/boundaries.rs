//! Not a microsecond early, and with everything that has to be written down.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseState, DismissalReason, RetentionClass, add_calendar_months};
use poortwacht_store::cases::{self, Retention, StateChange};
use poortwacht_store::{destruction, statistics};

use super::purge;
use crate::retention::run;
use crate::testing::{PLATE, World, days, start};

const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);

/// A confirmed case that came to this end.
async fn ended(
    world: &World,
    path: &'static [CaseState],
    reason: Option<DismissalReason>,
    retention: Retention,
) -> poortwacht_domain::CaseId {
    let id = world.confirmed(start()).await;
    world
        .write(move |tx, scope| {
            let mut from = CaseState::Confirmed;
            for to in path {
                let dismissal_reason = reason.filter(|_| *to == CaseState::Dismissed);
                cases::set_state(
                    tx,
                    scope,
                    id,
                    &StateChange { from, to: *to, at: start(), dismissal_reason },
                )?;
                from = *to;
            }
            cases::reclass(tx, scope, id, &retention)
        })
        .await;
    id
}

async fn dies_at(world: &World, id: poortwacht_domain::CaseId, due: Timestamp) {
    assert_eq!(purge(world, due - MICROSECOND).await.of("cases"), 0);
    assert!(world.find(id).await.is_some());
    assert_eq!(purge(world, due).await.of("cases"), 1);
    assert!(world.find(id).await.is_none());
}

#[tokio::test]
async fn an_undecided_case_dies_two_calendar_months_after_its_capture() {
    let world = World::new().await;
    let id = world.case(start()).await;
    dies_at(&world, id, "2027-01-24T12:00:00+01:00".parse().unwrap()).await;
}

#[tokio::test]
async fn a_case_that_is_not_fined_dies_with_the_sanction_limit() {
    let world = World::new().await;
    let id = world.confirmed(start()).await;
    dies_at(&world, id, "2027-03-24T12:00:00+01:00".parse().unwrap()).await;
}

#[tokio::test]
async fn a_dismissed_case_dies_a_day_later_and_a_sanctioned_one_after_five_years() {
    let world = World::new().await;
    let dismissed = Retention { class: RetentionClass::Dismissed, destroy_after: start() + days(1) };
    let reason = Some(DismissalReason::EmergencyVehicle);
    let id = ended(&world, &[CaseState::Dismissed], reason, dismissed).await;
    dies_at(&world, id, start() + days(1)).await;
    let after = add_calendar_months(start(), 60);
    let sanctioned = Retention { class: RetentionClass::Sanctioned, destroy_after: after };
    let path = &[CaseState::Ready, CaseState::InBatch, CaseState::Delivered, CaseState::Accepted];
    let id = ended(&world, path, None, sanctioned).await;
    dies_at(&world, id, after).await;
}

#[tokio::test]
async fn a_destroyed_case_leaves_a_number_a_line_in_the_register_and_an_entry() {
    let world = World::new().await;
    let reason = Some(DismissalReason::EmergencyVehicle);
    let retention = Retention { class: RetentionClass::Dismissed, destroy_after: start() };
    let dismissed = ended(&world, &[CaseState::Dismissed], reason, retention).await;
    world.case(start() - days(100)).await;
    let report = purge(&world, start()).await;
    assert_eq!(report.to_string(), "destroyed: 2 cases");
    let tallies = world.read(statistics::list).await;
    let outcomes: Vec<_> = tallies.iter().map(|(tally, number)| (tally.outcome.as_str(), *number)).collect();
    assert_eq!(outcomes, [("expired", 1), ("dismissed:emergency_vehicle", 1)]);
    let register = world.read(|conn, scope| destruction::list(conn, scope, Timestamp::MAX, 10)).await;
    let mut kinds: Vec<_> = register.iter().map(|line| (line.subject_kind.as_str(), line.class)).collect();
    kinds.sort();
    assert_eq!(kinds, [("case", RetentionClass::Undecided), ("case", RetentionClass::Dismissed)]);
    assert!(register.iter().any(|line| line.subject_id == dismissed.to_string()));
    assert_eq!(world.times("destroyed").await, 2);
}

#[tokio::test]
async fn an_exemption_dies_four_months_after_its_end() {
    let world = World::new().await;
    let half = world.exempt(PLATE).await;
    assert_eq!(purge(&world, start() + days(124) - MICROSECOND).await.of("exemptions"), 0);
    assert_eq!(purge(&world, start() + days(124)).await.of("exemptions"), 1);
    assert!(world.services.keys().half(half).unwrap().is_none());
}

#[tokio::test]
async fn more_than_one_batch_of_cases_goes_in_one_run() {
    let world = World::new().await;
    let acts: Vec<_> = (0..401).map(|second| start() + SignedDuration::from_secs(second)).collect();
    world.confirmed_all(&acts).await;
    assert_eq!(purge(&world, start() + days(365)).await.of("cases"), 401);
}

#[tokio::test]
async fn a_dry_run_counts_and_destroys_nothing() {
    let world = World::new().await;
    let id = world.case(start()).await;
    let report = run(&world.services, start() + days(365), true).await.unwrap();
    assert_eq!(report.of("cases"), 1);
    assert_eq!(report.to_string(), "would be destroyed: 1 cases");
    assert!(world.find(id).await.is_some());
    assert_eq!(world.acts().await, ["case_received"]);
}
