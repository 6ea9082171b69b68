//! `evidence verify` on a case that came in over the wire.

use poortwacht_domain::Act;
use poortwacht_store::Backend;

use super::room::Room;
use crate::custody::{ALARM_ALTERED, chain, open_cases, verify};

async fn names(room: &Room, reference: &str) -> Vec<String> {
    let verification = verify(&room.world.services, reference).await.unwrap();
    assert_eq!(verification.first_fault(), None);
    verification.checks.into_iter().map(|check| check.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_a_sound_case_is_checked_and_holds() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let room = Room::on(backend).await;
        let case = room.case("AE-12-UI", 1).await;
        let reference = room.find(case).await.reference;
        let checked = names(&room, reference.as_str()).await;
        assert_eq!(
            checked,
            [
                "ledger entries",
                "case",
                "key",
                "packet",
                "plate",
                "signature",
                "statement",
                "facts",
                "facts and packet",
                "plate and packet",
                "plate index",
                "signature and packet",
                "picture.0",
                "picture.0 hash",
                "picture.0 manifest",
                "picture.0 received",
            ]
        );
        assert_eq!(open_cases(&room.world.services, room.world.municipality).await.unwrap(), [reference]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_first_is_named_logged_and_alarmed() {
    let room = Room::on(Backend::Sqlite).await;
    let case = room.case("AE-12-UI", 1).await;
    let reference = room.find(case).await.reference;
    room.set_picture(case, "received_sha256", &format!("'{}'", "0".repeat(64)));
    let verification = verify(&room.world.services, reference.as_str()).await.unwrap();
    let fault = verification.first_fault().unwrap();
    assert_eq!(
        (fault.name.as_str(), fault.fault.as_deref()),
        ("picture.0", Some("is not what the ledger recorded"))
    );
    let alarms = crate::alarms::open(&room.world.services).await.unwrap();
    assert!(alarms.iter().any(|alarm| alarm.kind == ALARM_ALTERED && alarm.subject == case.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_and_index_that_differ_from_the_packet_are_named() {
    let room = Room::on(Backend::Sqlite).await;
    let case = room.case("AE-12-UI", 1).await;
    let other = room.find(room.case("IO-34-AE", 2).await).await;
    let reference = room.find(case).await.reference;
    room.set_case(case, "facts", "replace(facts, '\"lane\":1', '\"lane\":2')");
    let found = verify(&room.world.services, reference.as_str()).await.unwrap();
    assert_eq!(found.first_fault().unwrap().name, "facts and packet");
    room.set_case(case, "facts", "replace(facts, '\"lane\":2', '\"lane\":1')");
    room.set_case(case, "plate_index", &room.literal(&other.plate.0));
    let found = verify(&room.world.services, reference.as_str()).await.unwrap();
    assert_eq!(found.first_fault().unwrap().name, "plate index");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signing_key_that_was_exchanged_afterwards_is_named() {
    let room = Room::on(Backend::Sqlite).await;
    let case = room.case("AE-12-UI", 1).await;
    let reference = room.find(case).await.reference;
    room.execute("UPDATE unit_signing_keys SET public_key = x'00'");
    let found = verify(&room.world.services, reference.as_str()).await.unwrap();
    assert_eq!(found.first_fault().unwrap().name, "signature and packet");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_tells_hashes_signature_and_hands_oldest_first_and_no_pins() {
    let room = Room::on(Backend::Sqlite).await;
    let case = room.case("AE-12-UI", 1).await;
    room.show(case).await.unwrap();
    let (stored, scope, services) = (room.find(case).await, room.scope(), room.world.services.clone());
    let chain = services.store().read_blocking(|conn| chain(conn, &services, &scope, &stored)).unwrap();
    assert_eq!(chain.pictures.len(), 1);
    assert_eq!(chain.pictures[0].received_sha256.len(), 64);
    assert!(chain.signature.verified_at_intake && chain.signature.signing_key.len() == 64);
    let acts: Vec<Act> = chain.entries.iter().map(|entry| entry.act).collect();
    assert_eq!(acts, [Act::CaseReceived, Act::CaseConfirmed, Act::CaseShown]);
    assert_eq!(chain.entries[0].by, "north");
    let members = chain.entries.iter().flat_map(|entry| entry.detail.keys());
    assert!(members.clone().all(|member| !member.contains('.')), "{:?}", members.collect::<Vec<_>>());
}
