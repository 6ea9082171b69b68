//! By the clock: each municipality at its own time, once a day, and batches on its own days alone.

use jiff::Timestamp;
use poortwacht_domain::{CaseState, OnHolidays};
use poortwacht_ledger::Actor;
use poortwacht_store::municipalities;

use crate::export::{ExportReport, run_with};
use crate::municipalities::{DeliveryInput, set_delivery};
use crate::testing::{Cjib, Fault, World, days, start};

async fn ticked(world: &World, cjib: &Cjib) -> ExportReport {
    run_with(&world.services, &Actor::Job("export".to_owned()), None, Some(cjib)).await.unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn choose(world: &World, time: &str, holidays: &str) {
    let [time, holidays] = [time, holidays].map(|text| Some(text.to_owned()));
    let input = DeliveryInput { time, holidays, ..DeliveryInput::default() };
    set_delivery(&world.services, "GM9999", &input).await.unwrap();
}

#[tokio::test]
async fn a_municipality_is_exported_once_a_day_at_the_time_it_chose() {
    let (world, cjib) = (World::new().await, Cjib::default());
    choose(&world, "14:15", "as_other_days").await;
    let first = world.confirmed(start()).await;
    world.clock.set(at("2026-11-24T14:00:00+01:00"));
    assert_eq!(ticked(&world, &cjib).await, ExportReport::default());
    world.clock.set(at("2026-11-24T14:15:00+01:00"));
    assert_eq!(ticked(&world, &cjib).await.batched, 1);
    let second = world.confirmed(start() + jiff::SignedDuration::from_hours(2)).await;
    world.clock.set(at("2026-11-24T14:30:00+01:00"));
    assert_eq!(ticked(&world, &cjib).await, ExportReport::default());
    assert_eq!(world.state(second).await, CaseState::Confirmed);
    world.clock.set(at("2026-11-25T14:15:00+01:00"));
    assert_eq!(ticked(&world, &cjib).await.batched, 1);
    for case in [first, second] {
        assert_eq!(world.state(case).await, CaseState::Delivered);
    }
    assert_eq!(world.times("municipality_added").await, 1, "the choice stands in the ledger");
}

#[tokio::test]
async fn on_a_holiday_that_does_not_count_the_gate_judges_and_nothing_goes_out() {
    let (world, cjib) = (World::new().await, Cjib::default());
    choose(&world, "03:30", "not").await;
    let case = world.confirmed(start()).await;
    world.clock.set(at("2026-12-25T03:30:00+01:00"));
    let report = ticked(&world, &cjib).await;
    assert_eq!((report.passed + report.waiting, report.batched), (1, 0));
    assert_ne!(world.state(case).await, CaseState::InBatch);
    let id = world.municipality;
    let clock = world.read(move |conn, scope| municipalities::delivery_clock(conn, scope, id)).await;
    assert_eq!((clock.holidays, clock.gate_run_at), (OnHolidays::Not, Some(world.services.now())));
}

#[tokio::test]
async fn a_delivery_that_failed_is_the_polls_and_not_repeated_at_every_tick() {
    let (world, cjib) = (World::new().await, Cjib::failing([Fault::Lost]));
    world.confirmed(start()).await;
    assert_eq!(ticked(&world, &cjib).await.deliveries.failed, 1);
    world.clock.advance(jiff::SignedDuration::from_mins(15));
    assert_eq!(ticked(&world, &cjib).await, ExportReport::default());
    assert_eq!(cjib.sent().len(), 1);
    world.clock.advance(days(1));
    assert_eq!(ticked(&world, &cjib).await.deliveries.acknowledged, 1);
}
