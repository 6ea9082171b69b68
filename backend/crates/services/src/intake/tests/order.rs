//! Who is let in, what is checked first, and that every fault is told at once.

use jiff::SignedDuration;
use poortwacht_domain::PacketOutcome;
use poortwacht_store::alarms;
use poortwacht_store::emergency::{self, EmergencyStop, Listener};
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::{Plan, Scope, StoreError, units};

use super::world::{Draft, FINGERPRINT, World, dossier, picture, start};
use crate::ServiceError;
use crate::intake::{ALARM_AUTHENTICITY, IntakeRefusal, accept, identify};

#[tokio::test]
async fn an_unknown_certificate_and_a_revoked_unit_are_refused() {
    let world = World::new().await;
    let stranger = identify(&world.services, "somebody else").await;
    assert!(matches!(stranger, Err(IntakeRefusal::UnknownUnit)));
    let unit = world.unit;
    world.write(move |tx, scope| units::revoke(tx, scope, unit, start())).await;
    assert!(matches!(identify(&world.services, FINGERPRINT).await, Err(IntakeRefusal::RevokedUnit)));
}

#[tokio::test]
async fn the_emergency_stop_refuses_everybody_until_it_is_lifted() {
    let world = World::new().await;
    let stop = EmergencyStop {
        listener: Listener::Intake,
        closed_at: start(),
        reason: "oefening".to_owned(),
        incident: None,
    };
    let close = move |tx: &mut poortwacht_store::Tx<'_>| emergency::close(tx, &stop);
    world.services.store().write(Plan::new(), close).await.unwrap();
    let closed = identify(&world.services, FINGERPRINT).await.unwrap_err();
    assert!(matches!(closed, IntakeRefusal::Closed));
    let reopen = |tx: &mut poortwacht_store::Tx<'_>| emergency::reopen(tx, Listener::Intake);
    world.services.store().write::<_, StoreError, _>(Plan::new(), reopen).await.unwrap();
    assert!(identify(&world.services, FINGERPRINT).await.is_ok());
}

#[tokio::test]
async fn faults_of_document_parts_and_signature_come_together() {
    let world = World::new().await;
    let mut draft = Draft::now().with("/images/0/part", "absent");
    draft.parts.push(("extra".to_owned(), vec![1]));
    draft.resigned = true;
    let expected = [
        ("/images/0/part", "part_missing"),
        ("", "part_unknown"),
        ("", "part_unknown"),
        ("", "signature_invalid"),
    ];
    assert_eq!(world.faults(draft).await, expected.map(|(place, code)| (place.to_owned(), code)));
}

#[tokio::test]
async fn faults_of_the_document_come_with_what_the_listener_found() {
    let world = World::new().await;
    let mut submission = Draft::now().with("/lane", 0).with("/plate/confidence", 2).sign(&world.signer);
    submission.faults.push(crate::intake::PacketFault::of_request("part_type", "…"));
    submission.signature = None;
    let refused = accept(&world.services, &world.identity().await, submission).await;
    let Err(IntakeRefusal::Invalid(faults)) = refused else { panic!("not refused") };
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["part_type", "out_of_range", "out_of_range", "part_missing"]);
}

#[tokio::test]
async fn other_bytes_than_declared_are_refused() {
    let world = World::new().await;
    let mut draft = Draft::now();
    draft.parts[0].1 = picture(9);
    assert_eq!(world.faults(draft).await, [("/images/0/sha256".to_owned(), "hash_mismatch")]);
}

#[tokio::test]
async fn a_forged_packet_is_an_entry_in_the_ledger_and_an_alarm() {
    let world = World::new().await;
    let draft = Draft { resigned: true, ..Draft::now() };
    assert_eq!(world.faults(draft).await, [(String::new(), "signature_invalid")]);
    let log = LogName::municipality(world.municipality);
    let entries = world.read(move |conn, _| ledger_rows::log_entries(conn, &log, None, 10)).await;
    assert_eq!(entries.len(), 1);
    let open = world.read(alarms::open).await;
    assert_eq!(open.iter().map(|alarm| alarm.kind.as_str()).collect::<Vec<_>>(), [ALARM_AUTHENTICITY]);
}

#[tokio::test]
async fn a_packet_from_before_the_first_key_has_no_key_to_be_signed_with() {
    let world = World::new().await;
    let early = "2026-10-30T10:00:00Z".parse().unwrap();
    assert_eq!(world.faults(Draft::at(early)).await, [("/capturedAt".to_owned(), "signing_key_unknown")]);
}

#[tokio::test]
async fn a_packet_older_than_48_hours_must_be_erased_and_its_number_has_arrived() {
    let world = World::new().await;
    let old = start() - SignedDuration::from_hours(48) - SignedDuration::from_secs(1);
    let refused = world.send(Draft::at(old).with("/unitSequence", 5)).await;
    assert!(matches!(refused, Err(IntakeRefusal::TooOld)));
    assert_eq!(world.identity().await.unit.last_sequence, Some(5));
    assert!(world.cases().await.is_empty());
    let just = start() - SignedDuration::from_hours(48);
    assert_eq!(world.send(Draft::at(just)).await.unwrap().outcome, PacketOutcome::Accepted);
}

#[tokio::test]
async fn a_forged_old_packet_is_not_told_to_be_erased() {
    let world = World::new().await;
    let old = start() - SignedDuration::from_hours(60);
    let draft = Draft { resigned: true, ..Draft::at(old) };
    assert_eq!(world.faults(draft).await, [(String::new(), "signature_invalid")]);
}

#[tokio::test]
async fn every_fault_of_every_picture_is_named() {
    let world = World::new().await;
    let mut draft = Draft::now().with("/images/0/regions/1/x", 150).with("/images/0/regions/2/width", 161);
    let mut second = draft.document["images"][0].clone();
    second["part"] = "plate".into();
    let text = b"no picture".to_vec();
    second["sha256"] = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &text)).into();
    draft.document["images"].as_array_mut().unwrap().push(second);
    draft.parts.push(("plate".to_owned(), text));
    let expected = [
        ("/images/0/regions/1", "region_outside"),
        ("/images/0/regions/2", "region_outside"),
        ("/images/1", "jpeg_not_jpeg"),
    ];
    assert_eq!(world.faults(draft).await, expected.map(|(place, code)| (place.to_owned(), code)));
    assert!(world.cases().await.is_empty());
}

#[tokio::test]
async fn without_a_key_store_the_packet_stays_with_the_unit() {
    let world = World::new().await;
    std::fs::remove_dir_all(world.folder.path().join("keys")).unwrap();
    let refused = world.send(Draft::now()).await.unwrap_err();
    assert!(matches!(refused, IntakeRefusal::Service(ServiceError::Unavailable(_))), "{refused}");
    assert!(world.cases().await.is_empty());
}

#[tokio::test]
async fn a_store_that_is_shut_down_takes_nothing() {
    let world = World::new().await;
    let store = world.services.store().clone();
    tokio::task::spawn_blocking(move || store.shutdown()).await.unwrap();
    let refused = world.send(Draft::now()).await.unwrap_err();
    assert!(matches!(refused, IntakeRefusal::Service(ServiceError::Unavailable(_))), "{refused}");
}

#[tokio::test]
async fn a_unit_of_one_municipality_leaves_nothing_in_another() {
    let world = World::at(dossier()).await;
    world.send(Draft::now()).await.unwrap();
    let other = Scope::municipality(poortwacht_domain::MunicipalityId::random(world.services.rng().as_ref()));
    let filter = poortwacht_store::cases::SearchFilter { limit: 5, ..Default::default() };
    let seen = world.read(move |conn, _| poortwacht_store::cases::search(conn, &other, &filter)).await;
    assert!(seen.is_empty());
}
