//! What becomes of a passage: a case, or a counter and nothing else.

use jiff::SignedDuration;
use poortwacht_domain::{CaseState, LocationId, PacketOutcome, local_day};
use poortwacht_store::{cases, counters};
use serde_json::json;

use super::world::{Draft, PLATE, World, dossier, picture, start};
use crate::intake::{CaseFacts, accept};

async fn counted(world: &World) -> Vec<(PacketOutcome, u64)> {
    let day = local_day(start());
    let counted = world.read(move |conn, scope| counters::day(conn, scope, day)).await;
    counted.into_iter().map(|counted| (counted.counter.outcome, counted.count)).collect()
}

#[tokio::test]
async fn a_passage_in_force_becomes_a_case_that_waits_for_review() {
    let world = World::new().await;
    let answer = world.send(Draft::now()).await.unwrap();
    assert!(answer.may_erase && answer.outcome == PacketOutcome::Accepted);
    let reference = answer.case_reference.unwrap();
    let case =
        world.read(move |conn, scope| cases::find_by_reference(conn, scope, &reference)).await.unwrap();
    assert_eq!(case.state, CaseState::AwaitingReview);
    assert_eq!(case.charge.as_ref().map(|charge| charge.offence_code.as_str()), Some("R559"));
    assert_eq!(case.retention.destroy_after, "2027-01-24T11:00:00Z".parse().unwrap());
    let facts: CaseFacts = serde_json::from_str(&case.facts).unwrap();
    assert!(!facts.incomplete && facts.windscreen_undeclared);
    assert_eq!(counted(&world).await, [(PacketOutcome::Accepted, 1)]);
}

#[tokio::test]
async fn an_overview_without_regions_makes_an_incomplete_case() {
    let world = World::new().await;
    world.send(Draft::now().with("/images/0/regions", json!([]))).await.unwrap();
    let case = world.cases().await[0].id;
    let case = world.read(move |conn, scope| cases::find(conn, scope, case)).await.unwrap();
    let facts: CaseFacts = serde_json::from_str(&case.facts).unwrap();
    assert!(facts.incomplete && !facts.windscreen_undeclared);
}

#[tokio::test]
async fn an_exempt_vehicle_leaves_a_counter_and_no_trace_of_its_plate() {
    let world = World::new().await;
    world.exempt(PLATE, None).await;
    let answer = world.send(Draft::now()).await.unwrap();
    assert_eq!(
        (answer.outcome, answer.may_erase, answer.case_reference),
        (PacketOutcome::Exempt, true, None)
    );
    assert!(world.cases().await.is_empty());
    assert_eq!(counted(&world).await, [(PacketOutcome::Exempt, 1)]);
    let bytes = world.bytes_on_disk();
    assert!(
        !bytes.windows(6).any(|window| window == b"AE12UI")
            && !bytes.windows(8).any(|window| window == b"AE-12-UI")
    );
}

#[tokio::test]
async fn an_exempt_vehicle_need_not_show_a_sound_picture() {
    let world = World::new().await;
    world.exempt(PLATE, None).await;
    let answer = world.send(Draft::now().showing(b"not looked at".to_vec())).await.unwrap();
    assert_eq!(answer.outcome, PacketOutcome::Exempt);
}

#[tokio::test]
async fn exemptions_elsewhere_and_of_plates_alike_are_told_to_the_officer() {
    let world = World::new().await;
    world.exempt(PLATE, Some(LocationId::random(world.services.rng().as_ref()))).await;
    world.exempt("AE-12-U1", None).await;
    world.exempt("EU-99-OA", None).await;
    world.send(Draft::now()).await.unwrap();
    let case = world.cases().await[0].id;
    let case = world.read(move |conn, scope| cases::find(conn, scope, case)).await.unwrap();
    // The kind and nothing that leads to the exemption: it outlives the case, and its plate would tell the case's.
    assert_eq!(case.exemption.result, r#"{"elsewhere":["resident"],"near":["resident"]}"#);
}

#[tokio::test]
async fn outside_the_window_and_in_its_pardon_nothing_is_kept() {
    let mut place = dossier();
    place["windows"] = json!([{"days": ["tuesday"], "from": "11:57:00", "until": "18:00:00"}]);
    let world = World::at(place).await;
    let answer = world.send(Draft::now()).await.unwrap();
    assert_eq!((answer.outcome, answer.may_erase), (PacketOutcome::OutsideHours, true));
    let later = start() + SignedDuration::from_mins(2);
    world.clock.set(later);
    assert_eq!(world.send(Draft::at(later)).await.unwrap().outcome, PacketOutcome::Accepted);
}

#[tokio::test]
async fn a_location_that_does_not_enforce_yet_keeps_nothing() {
    let mut place = dossier();
    place["active_from"] = "2026-11-24T11:00:01Z".into();
    let world = World::at(place).await;
    assert_eq!(world.send(Draft::now()).await.unwrap().outcome, PacketOutcome::LocationInactive);
    assert!(world.cases().await.is_empty());
}

#[tokio::test]
async fn the_same_passage_in_a_second_packet_is_a_duplicate_for_ten_seconds() {
    let world = World::new().await;
    let seconds = |count| start() + SignedDuration::from_secs(count);
    world.clock.set(seconds(60));
    world.send(Draft::now()).await.unwrap();
    for (after, outcome) in [(9, PacketOutcome::Duplicate), (11, PacketOutcome::Accepted)] {
        let draft = Draft::at(seconds(after)).showing(picture(2));
        assert_eq!(world.send(draft).await.unwrap().outcome, outcome, "{after}");
    }
    let other = Draft::at(seconds(1)).with("/plate/raw", "EU-99-OA");
    assert_eq!(world.send(other).await.unwrap().outcome, PacketOutcome::Accepted);
    assert_eq!(world.cases().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_packets_of_one_passage_at_once_make_one_case() {
    let world = World::new().await;
    world.clock.set(start() + SignedDuration::from_secs(60));
    let unit = world.identity().await;
    let sends = (0..8_u8).map(|number| {
        let at = start() + SignedDuration::from_millis(number.into());
        let draft = Draft::at(at).showing(picture(number)).with("/unitSequence", number);
        let (services, unit, submission) = (world.services.clone(), unit.clone(), draft.sign(&world.signer));
        tokio::spawn(async move { accept(&services, &unit, submission).await.unwrap().outcome })
    });
    let mut outcomes = Vec::new();
    for sent in sends.collect::<Vec<_>>() {
        outcomes.push(sent.await.unwrap());
    }
    let accepted = outcomes.iter().filter(|outcome| **outcome == PacketOutcome::Accepted).count();
    let duplicate = outcomes.iter().filter(|outcome| **outcome == PacketOutcome::Duplicate).count();
    assert_eq!((accepted, duplicate, world.cases().await.len()), (1, 7, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_vehicles_at_once_are_as_many_cases() {
    let world = World::new().await;
    world.clock.set(start() + SignedDuration::from_secs(60));
    let unit = world.identity().await;
    let sends = (0..8_u8).map(|number| {
        let draft = Draft::at(start()).showing(picture(number)).with("/unitSequence", number);
        let draft = draft.with("/plate/raw", format!("EU-{number}9-OA"));
        let (services, unit, submission) = (world.services.clone(), unit.clone(), draft.sign(&world.signer));
        tokio::spawn(async move { accept(&services, &unit, submission).await.unwrap().outcome })
    });
    for sent in sends.collect::<Vec<_>>() {
        assert_eq!(sent.await.unwrap(), PacketOutcome::Accepted);
    }
    assert_eq!(world.cases().await.len(), 8);
}
