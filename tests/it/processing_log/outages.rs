//! The collector goes away, lies, refuses; the server dies. No line is lost, and one that comes twice is the same one.

use poortwacht_tests::town::EXEMPT_PLATES;
use poortwacht_tests::world::MUNICIPALITY;

use super::room::{On, Room, receive};

#[tokio::test]
async fn on_sqlite_no_line_is_lost_however_the_collector_and_the_server_fail() {
    story(On::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql_no_line_is_lost_however_the_collector_and_the_server_fail() {
    story(On::Postgres).await;
}

async fn story(on: On) {
    let mut room = Room::open(on).await;
    survives_an_outage_and_a_killed_server(&mut room).await;
    room.running.world.stop().await.unwrap();
    believes_nothing_but_a_confirmation(&room);
    sends_again_under_the_same_spans(&room);
    keeps_what_is_rejected(&room);
}

/// The collector is away while cases come in and are looked at; the server is killed; both come back.
async fn survives_an_outage_and_a_killed_server(room: &mut Room) {
    room.log.kill().await.unwrap();
    let sender = room.running.sender();
    for number in 0..3 {
        receive(&sender, number).await;
    }
    let officer = room.world().enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let browser = officer.browser(room.world()).await.unwrap();
    let stock = browser.get("/stock").await.unwrap();
    browser.submit(&stock, "/review", &[]).await.unwrap();
    let waiting = room.waiting();
    assert_eq!(waiting, room.about_cases().len());
    room.running.world.kill().await.unwrap();
    assert_eq!(room.waiting(), waiting, "a killed server loses nothing");
    room.log.start_again().await.unwrap();
    room.running.world.start().await.unwrap();
    room.until_confirmed().await;
    assert_eq!(room.one_line_per_entry(), Vec::new());
    let metrics = metrics(room).await;
    assert!(metrics.contains("poortwacht_processing_lines_waiting 0"), "{metrics}");
    assert!(metrics.contains("poortwacht_processing_oldest_line_seconds"), "{metrics}");
}

async fn metrics(room: &Room) -> String {
    let url = format!("http://{}/metrics", room.world().addresses().unwrap().management);
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

/// An act about each case, without a server.
fn act(room: &Room) -> usize {
    room.world().command(&["evidence", "verify", "--all", "--municipality", MUNICIPALITY]).unwrap();
    room.waiting()
}

fn believes_nothing_but_a_confirmation(room: &Room) {
    let waiting = act(room);
    assert!(waiting >= 3, "{waiting}");
    for fault in ["refuse", "garble", "plain-page", "cut"] {
        room.log.misbehave(fault).unwrap();
        assert!(!room.send(), "{fault} was taken for a confirmation");
        assert_eq!(room.waiting(), waiting, "{fault}");
    }
    assert_ne!(room.status("failures"), "0");
    assert_ne!(room.status("reason"), "-");
}

fn sends_again_under_the_same_spans(room: &Room) {
    let (waiting, held) = (room.waiting(), room.distinct().len());
    for fault in ["cut-after", "hang"] {
        room.log.misbehave(fault).unwrap();
        assert!(!room.send(), "{fault}");
        assert_eq!(room.waiting(), waiting, "{fault}");
    }
    room.log.misbehave("").unwrap();
    assert!(room.send(), "{}", room.status("reason"));
    assert_eq!(room.waiting(), 0);
    assert_eq!(room.log.lines().unwrap().len(), held + 3 * waiting, "each line came three times");
    assert_eq!(room.distinct().len(), held + waiting, "always under the same span");
    assert_eq!(room.status("failures"), "0");
}

fn keeps_what_is_rejected(room: &Room) {
    let waiting = act(room);
    // Another kind of line in the same batch, so that the collector takes some and not others.
    receive_holder(room);
    room.log.misbehave("reject evidence_verified").unwrap();
    assert!(room.send(), "{}", room.status("reason"));
    assert_eq!((room.waiting(), room.status("rejected")), (0, waiting.to_string()));
    let doctor = room.world().server_command(&["doctor"]).unwrap().output().unwrap();
    let doctor = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.contains(&format!("rejected {waiting} lines")), "{doctor}");
    room.log.misbehave("").unwrap();
    assert!(room.send(), "a rejected line is not sent again by itself");
    assert_eq!(room.status("rejected"), waiting.to_string());
    room.world().command(&["processing-log", "retry"]).unwrap();
    assert!(room.send());
    assert_eq!((room.waiting(), room.status("rejected")), (0, "0".to_owned()));
    assert_eq!(room.one_line_per_entry(), Vec::new());
    assert_eq!(room.holders().len(), EXEMPT_PLATES.len() + 1);
    everything_bad_is_set_aside(room);
}

fn receive_holder(room: &Room) {
    let csv =
        "kenteken;houder;categorie;van;tot;locaties;tijden\nEI87AU;Houder;resident;01-01-2099;31-12-2099;;\n";
    room.world().import_exemptions(MUNICIPALITY, csv).unwrap();
}

/// A collector that calls every request malformed gets each line on its own before it is set aside.
fn everything_bad_is_set_aside(room: &Room) {
    let waiting = act(room);
    room.log.misbehave("refuse-everything-as-bad").unwrap();
    room.send();
    assert_eq!((room.waiting(), room.status("rejected")), (0, waiting.to_string()));
    room.log.misbehave("").unwrap();
    room.world().command(&["processing-log", "retry"]).unwrap();
    assert!(room.send());
    assert_eq!(room.status("rejected"), "0");
}
