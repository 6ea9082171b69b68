//! One act, one sanction: that of its earliest case.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseId, CaseState, DismissalReason};
use poortwacht_store::cases::{self, StateChange};

use super::building::export;
use crate::custody::testing::receive;
use crate::export::GateFinding;
use crate::testing::{Cjib, PLATE, World, confirm, days, start};

async fn case_of(world: &World, plate: &str, at: Timestamp, confirmed: bool) -> CaseId {
    let (case, services, officer) = (world.sealed_case(plate, at), world.services.clone(), world.officer);
    let id = case.id;
    world
        .write(move |tx, scope| {
            receive(&services, tx, scope, &case)?;
            if confirmed { confirm(tx, scope, id, officer, at) } else { Ok(()) }
        })
        .await;
    id
}

fn minutes(number: i64) -> SignedDuration {
    SignedDuration::from_mins(number)
}

async fn findings(world: &World, id: CaseId) -> Vec<&'static str> {
    let found = GateFinding::parse_all(&world.find(id).await.unwrap().gate_findings).unwrap();
    found.into_iter().map(|finding| finding.condition.as_str()).collect()
}

#[tokio::test]
async fn of_one_continuing_act_the_earliest_goes_out_and_the_others_never() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let later = case_of(&world, PLATE, start() + minutes(60), true).await;
    let first = case_of(&world, PLATE, start(), true).await;
    let next_act = case_of(&world, PLATE, start() - minutes(61), true).await;
    let other_vehicle = case_of(&world, "UO73EA", start() + minutes(1), true).await;
    world.clock.advance(minutes(120));
    let report = export(&world, &cjib).await;
    assert_eq!((report.batched, report.ended), (3, 1));
    let double = world.find(later).await.unwrap();
    assert_eq!(
        (double.state, double.dismissal_reason),
        (CaseState::Dismissed, Some(DismissalReason::Duplicate))
    );
    for sent in [first, next_act, other_vehicle] {
        assert_eq!(world.state(sent).await, CaseState::Delivered);
    }
}

#[tokio::test]
async fn a_later_case_waits_as_long_as_an_earlier_one_may_still_go_out() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let first = case_of(&world, PLATE, start(), false).await;
    let later = case_of(&world, PLATE, start() + minutes(5), true).await;
    world.clock.advance(minutes(10));
    assert_eq!(export(&world, &cjib).await.waiting, 1);
    assert_eq!(findings(&world, later).await, ["earlier_open"]);
    let reason = Some(DismissalReason::PlateUnreadable);
    world
        .write(move |tx, scope| {
            let (from, to) = (CaseState::AwaitingReview, CaseState::Dismissed);
            cases::set_state(
                tx,
                scope,
                first,
                &StateChange { from, to, at: start(), dismissal_reason: reason },
            )
        })
        .await;
    assert_eq!(export(&world, &cjib).await.batched, 1);
    assert_eq!(world.state(later).await, CaseState::Delivered);
}

#[tokio::test]
async fn a_case_that_comes_to_light_after_the_sanction_of_its_act_never_goes_out() {
    let (world, cjib) = (World::new().await, Cjib::default());
    case_of(&world, PLATE, start(), true).await;
    export(&world, &cjib).await;
    let earlier = case_of(&world, PLATE, start() - minutes(30), true).await;
    assert_eq!(export(&world, &cjib).await.ended, 1);
    assert_eq!(findings(&world, earlier).await, ["double"]);
}

#[tokio::test]
async fn on_a_day_without_deliveries_what_passes_stays_and_goes_on_the_next_day_of_delivery() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let (case, municipality) = (world.confirmed(start()).await, world.municipality);
    // The start is a Tuesday.
    world
        .write(move |tx, scope| {
            let days = [poortwacht_domain::Weekday::Wednesday];
            poortwacht_store::municipalities::set_delivery_days(tx, scope, municipality, &days)
        })
        .await;
    let report = export(&world, &cjib).await;
    assert_eq!((report.passed, report.batched, report.batches), (1, 0, 0));
    assert_eq!(world.state(case).await, CaseState::Confirmed);
    world.clock.advance(days(1));
    assert_eq!(export(&world, &cjib).await.batched, 1);
}

#[test]
fn nothing_enters_a_batch_but_by_the_gate_or_from_the_cjibs_own_list() {
    // What stores a batch, or puts a case into one, is written where the pass is asked for, and where it went out before.
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    let mut folders = vec![crates.to_owned(), crates.parent().unwrap().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["tests", "target", "fuzz"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let uses = ["cases::enter_batch(", "batches::insert("];
                if uses.iter().any(|used| text.contains(used)) {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    assert_eq!(found, ["adopt.rs", "settle.rs"]);
}
