//! What the listener shows to whom: a witness reads its own log's signed states and hashes, and a unit nothing of it.

use poortwacht_tests::ledger::Records;
use poortwacht_tests::pki::Identity;
use poortwacht_tests::sender::client;
use poortwacht_tests::wire::{Answer, send};
use reqwest::Method;

use super::room::{On, Room};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
const UNITS: [&str; 3] = ["/v1/violation-packets", "/v1/heartbeats", "/v1/exemption-list"];

async fn ask(room: &Room, identity: &Identity, method: &str, path: &str) -> Answer {
    let client = client(room.world(), Some(identity)).unwrap();
    let url = format!("https://{}{path}", room.world().addresses().unwrap().intake);
    send(client.request(Method::from_bytes(method.as_bytes()).unwrap(), url)).await.unwrap()
}

async fn status(room: &Room, identity: &Identity, method: &str, path: &str) -> u16 {
    let answer = ask(room, identity, method, path).await;
    for (name, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store")] {
        assert_eq!(answer.header(name), Some(value), "{method} {path}: {name}");
    }
    answer.status.as_u16()
}

/// The routes of the ledger with their own method, for the municipality's open shard.
async fn ledger(room: &Room) -> (String, Vec<(String, &'static str)>) {
    let shards = ask(room, &room.witness, "GET", "/ledger/shards").await;
    assert_eq!(shards.header("content-type"), Some("text/plain; charset=utf-8"), "{}", shards.body);
    let shard = shards.body.lines().last().unwrap().to_owned();
    let routes = vec![
        ("/ledger/shards".to_owned(), "GET"),
        (format!("/ledger/{shard}/checkpoint"), "GET"),
        (format!("/ledger/{shard}/tile/0/000.p/1"), "GET"),
        (format!("/ledger/{shard}/cosignature"), "POST"),
    ];
    (shard, routes)
}

#[tokio::test]
async fn a_unit_sees_nothing_of_the_ledger_and_a_witness_nothing_else() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    let (_, routes) = ledger(&room).await;
    let written = || Records::open(room.world()).unwrap().written().unwrap().len();
    let before = written();
    for (path, own) in &routes {
        let refused = [401, 403, 404].contains(&status(&room, &room.witness, own, path).await);
        assert!(!refused, "{own} {path}");
    }
    assert_eq!(written(), before, "reading signed states and hashes leaves no entry");
    let mut refused = 0;
    let unknown = room.world().authority.client("vreemd").unwrap();
    for (path, own) in &routes {
        for method in METHODS {
            for stranger in [&room.running.town.harbour.identity, &unknown] {
                assert_eq!(status(&room, stranger, method, path).await, 403, "{method} {path}");
                refused += 1;
            }
            if method != *own {
                assert_eq!(status(&room, &room.witness, method, path).await, 405, "{method} {path}");
            }
        }
    }
    for path in UNITS.iter().chain(&["/", "/ledger", "/login"]) {
        for method in METHODS {
            assert_eq!(status(&room, &room.witness, method, path).await, 403, "{method} {path}");
            refused += 1;
        }
    }
    assert_eq!(
        written(),
        before + refused,
        "each refused certificate leaves its entry, and nothing else does"
    );
}

#[tokio::test]
async fn entries_other_logs_and_other_spellings_do_not_exist_for_a_witness() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    let (shard, _) = ledger(&room).await;
    let tile = ask(&room, &room.witness, "GET", &format!("/ledger/{shard}/tile/0/000.p/1")).await;
    assert_eq!(tile.header("content-type"), Some("application/octet-stream"));
    assert_eq!(tile.status.as_u16(), 200);
    let period = shard.rsplit('/').next().unwrap();
    for path in [
        format!("/ledger/{shard}/tile/entries/000.p/1"),
        format!("/ledger/{shard}/tile/0/000"),
        format!("/ledger/{shard}/tile/00/000.p/1"),
        format!("/ledger/{shard}/tile/0/x000/000.p/1"),
        format!("/ledger/{shard}/tile/0/000.p/01"),
        format!("/ledger/system/{period}/checkpoint"),
        format!("/ledger/system/{period}/tile/0/000.p/1"),
        "/ledger/nothing".to_owned(),
    ] {
        assert_eq!(status(&room, &room.witness, "GET", &path).await, 404, "{path}");
    }
}

#[tokio::test]
async fn the_emergency_stop_closes_intake_and_leaves_the_witness_its_view() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    room.world().command(&["emergency", "close", "intake", "--reason", "oefening"]).unwrap();
    let unit = &room.running.town.harbour.identity;
    assert_eq!(status(&room, unit, "GET", "/v1/exemption-list").await, 503);
    assert_eq!(room.round(&[]).code, 0);
}

#[tokio::test]
async fn a_revoked_witness_is_refused_from_its_next_request_on() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    let revoke = ["ledger", "witness-revoke", "--log", "waterstad", "--name", "stadhuis"];
    room.world().command(&revoke).unwrap();
    let round = room.round(&[]);
    assert_eq!(round.code, 2, "{round:?}");
    assert!(round.complained.contains("revoked"), "{round:?}");
    assert!(room.world().command(&revoke).is_err(), "twice");
    let acts = Records::open(room.world()).unwrap().acts().unwrap();
    assert_eq!((acts["witness_registered"], acts["witness_revoked"]), (1, 1));
}
