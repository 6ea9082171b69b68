//! Good rounds.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use poortwacht_tests::programs::{Program, program};
use poortwacht_tests::sender::client;

use super::room::{On, Room};

async fn a_witness_follows_the_log_and_its_cosignature_arrives(on: On) {
    let mut room = Room::open(on).await;
    assert!(room.world().command(&["ledger", "witnesses"]).unwrap().contains("last cosigned never"));
    let first = room.first().await;
    room.grow(2);
    let second = room.until(first.size() + 2).await;
    assert!(second.complained.is_empty(), "{second:?}");
    let listed = room.world().command(&["ledger", "witnesses"]).unwrap();
    let line = listed.lines().find(|line| line.contains("stadhuis")).unwrap();
    assert!(line.contains("registered") && !line.contains("never"), "{line}");
    let metrics = format!("http://{}/metrics", room.world().addresses().unwrap().management);
    let metrics =
        client(room.world(), None).unwrap().get(metrics).send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("poortwacht_ledger_witnessed_timestamp_seconds{log=\"municipality/"),
        "{metrics}"
    );
    room.world().command(&["ledger", "verify"]).unwrap();
    assert_eq!(room.letterbox.mails().len() + room.letterbox.hooks().len(), 0);
}

#[tokio::test]
async fn on_sqlite() {
    a_witness_follows_the_log_and_its_cosignature_arrives(On::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql() {
    a_witness_follows_the_log_and_its_cosignature_arrives(On::Postgres).await;
}

#[tokio::test]
async fn a_witness_that_stays_does_round_after_round_and_ends_well_when_asked() {
    let mut room = Room::open(On::Sqlite).await;
    room.first().await;
    let mut command = Command::new(program("poortwacht-under-test").unwrap());
    command.args(room.words()).args(["--interval", "1s"]);
    let log = room.folder.path().join("witness.log");
    let mut witness = Program::start("witness", command, &log).unwrap();
    witness.says(&log, "entries, 0 new").await.unwrap();
    let before = grown(&log);
    room.grow(1);
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    while grown(&log) == before {
        pause.tick().await;
    }
    assert_eq!(room.round(&[]).code, 64, "two witnesses in one folder");
    assert_eq!(witness.stop().await.unwrap().code(), Some(0));
}

/// How many rounds found something new; the server may enter something of its own at any time.
fn grown(log: &Path) -> usize {
    let told = std::fs::read_to_string(log).unwrap_or_default();
    told.matches(" new").count() - told.matches(", 0 new").count()
}
