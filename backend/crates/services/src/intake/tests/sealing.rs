//! What is on disk of a case, and what a receipt opens.

use poortwacht_domain::Act;
use poortwacht_evidence::jpeg::{Manifest, verify_manifest};
use poortwacht_evidence::seal::{Binding, CaseHalves, open_case_field};
use poortwacht_ledger::{self as ledger, Actor, Entry, LogName, Receipt};
use poortwacht_store::{Plan, cases, fields, pictures};
use secrecy::ExposeSecret;

use super::world::{Draft, World};
use crate::intake::{FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE, PlateRecord, SignatureRecord};

/// The case, its receipt, and a function that opens what is sealed.
async fn opened(world: &World, field: &str, sealed: &[u8]) -> Vec<u8> {
    let case = world.cases().await[0].id;
    let log = LogName::municipality(world.municipality);
    let entry = Entry::new(Actor::Operator, Act::CaseShown).case(case);
    let (plan, services) = (Plan::new().log(log.clone()), world.services.clone());
    let written = world.services.store().write(plan, move |tx| {
        ledger::append(tx, &log, &entry, services.clock().as_ref(), services.rng().as_ref())
    });
    let receipt = Receipt::from(written.await.unwrap());
    let case = world.read(move |conn, scope| cases::find(conn, scope, case)).await.unwrap();
    let halves = CaseHalves { half_id: case.half.id, db_half: case.half.half };
    let binding = Binding {
        municipality: case.municipality,
        subject: case.id.as_uuid(),
        field,
        revision: case.revision,
    };
    let opened =
        open_case_field(&receipt, world.services.keys().as_ref(), &halves, &binding, sealed).unwrap();
    opened.expose_secret().clone()
}

async fn field(world: &World, name: &'static str) -> Vec<u8> {
    let case = world.cases().await[0].id;
    let field = world.read(move |conn, scope| fields::get(conn, scope, case, name)).await.unwrap();
    opened(world, name, &field.sealed).await
}

#[tokio::test]
async fn plate_packet_and_signature_open_as_they_were_sent() {
    let world = World::new().await;
    let draft = Draft::now();
    world.send(draft.clone()).await.unwrap();
    let plate: PlateRecord = serde_json::from_slice(&field(&world, FIELD_PLATE).await).unwrap();
    assert_eq!((plate.plate.as_str(), plate.raw.as_str()), ("AE12UI", "AE-12-UI"));
    assert_eq!(field(&world, FIELD_PACKET).await, draft.document.to_string().into_bytes());
    let signature: SignatureRecord = serde_json::from_slice(&field(&world, FIELD_SIGNATURE).await).unwrap();
    assert!(!signature.signature.is_empty() && !signature.signing_key.is_empty());
}

#[tokio::test]
async fn the_stored_picture_is_the_redacted_one() {
    let world = World::new().await;
    world.send(Draft::now()).await.unwrap();
    let case = world.cases().await[0].id;
    let sealed = world.read(move |conn, scope| pictures::sealed(conn, scope, case, 0)).await.unwrap();
    let jpeg = opened(&world, "picture/0", &sealed.sealed).await;
    let manifest: Manifest = serde_json::from_str(&sealed.picture.manifest).unwrap();
    verify_manifest(&jpeg, &manifest).unwrap();
    assert_ne!(jpeg, Draft::now().parts[0].1);
}

#[tokio::test]
async fn neither_plate_nor_picture_is_readable_on_disk() {
    let world = World::new().await;
    let draft = Draft::now();
    world.send(draft.clone()).await.unwrap();
    let bytes = world.bytes_on_disk();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let picture = &draft.parts[0].1;
    assert!(!has(b"AE12UI") && !has(b"AE-12-UI") && !has(b"\xFF\xD8\xFF\xE0\x00\x10JFIF"));
    assert!(!has(&picture[picture.len() / 2..picture.len() / 2 + 24]));
}
