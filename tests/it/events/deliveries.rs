//! The receiver refuses, is slow, sends elsewhere, forgets to answer; the server dies. Every event arrives all the same,
//! at least once, always under the same id.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_store::{Plan as WritePlan, Scope, event_outbox};
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::hook::{Hook, Manner};
use poortwacht_tests::keys;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::town::EXEMPT_PLATES;
use poortwacht_tests::world::{MUNICIPALITY, MUNICIPALITY_OIN, Plan, World};
use tempfile::TempDir;

use crate::setup::Running;

/// Never issued.
const PLATE: &str = "CE48AU";

#[derive(Clone, Copy)]
enum On {
    Sqlite,
    Postgres,
}

struct Room {
    running: Running,
    hook: Hook,
    _database: Option<TestDatabase>,
    _folder: TempDir,
}

impl Room {
    async fn open(on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hook = Hook::start(folder.path(), MUNICIPALITY).unwrap();
        let database = matches!(on, On::Postgres).then(poortwacht_test_postgres::database);
        let url = database.as_ref().map(|database| database.url.clone());
        let plan = Plan { database: url, extra: hook.sections(), ..Plan::default() };
        Self { running: Running::start(plan).await, hook, _database: database, _folder: folder }
    }

    fn world(&self) -> &World {
        &self.running.world
    }

    /// One figure of `events status`.
    fn status(&self, what: &str) -> String {
        let said = self.world().command(&["events", "status"]).unwrap();
        let line = said.lines().find(|line| line.starts_with("zaaksysteem\t")).unwrap().to_owned();
        let found = line.split('\t').find_map(|part| part.strip_prefix(&format!("{what} ")));
        found.unwrap_or_else(|| panic!("{what} is not told: {said}")).to_owned()
    }

    fn waiting(&self) -> usize {
        self.status("waiting").parse().unwrap()
    }

    /// Sends what waits from the command line; whether the receiver took it.
    fn send(&self) -> bool {
        self.world().server_command(&["events", "send"]).unwrap().output().unwrap().status.success()
    }

    async fn until_delivered(&self) {
        let mut pause = tokio::time::interval(Duration::from_millis(500));
        for _ in 0..180 {
            if self.waiting() == 0 {
                return;
            }
            pause.tick().await;
        }
        panic!("{} events still wait: {}", self.waiting(), self.status("reason"));
    }

    /// The events that the receiver holds, each once: type by id.
    fn distinct(&self) -> BTreeMap<String, String> {
        let text = |event: &serde_json::Value, name: &str| event[name].as_str().unwrap().to_owned();
        let kept = self.hook.kept().into_iter();
        kept.map(|kept| (text(&kept.event, "id"), text(&kept.event, "type"))).collect()
    }

    /// Something happens without a server.
    fn act(&self) {
        let csv = "kenteken;houder;categorie;van;tot;locaties;tijden\n\
                   EI87AU;Houder;resident;01-01-2099;31-12-2099;;\n";
        self.world().import_exemptions(MUNICIPALITY, csv).unwrap();
    }
}

#[tokio::test]
async fn on_sqlite_every_event_arrives_however_the_receiver_and_the_server_fail() {
    story(On::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql_every_event_arrives_however_the_receiver_and_the_server_fail() {
    story(On::Postgres).await;
}

async fn story(on: On) {
    let mut room = Room::open(on).await;
    room.until_delivered().await;
    survives_an_outage_and_a_killed_server(&mut room).await;
    is_told_what_happened_and_nothing_of_a_person(&room);
    room.running.world.stop().await.unwrap();
    believes_nothing_but_that_it_was_taken(&room);
    sends_again_under_the_same_id(&room);
    gives_up_and_says_so(&room);
}

/// The receiver refuses everything while a case comes in; the server is killed; both come back.
async fn survives_an_outage_and_a_killed_server(room: &mut Room) {
    room.hook.behave(Manner::Status(503));
    let (status, answer) = room.running.sender().send(&Draft::valid(PLATE, 1)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    assert_eq!(room.waiting(), 1);
    room.running.world.kill().await.unwrap();
    assert_eq!(room.waiting(), 1, "a killed server loses nothing");
    room.hook.behave(Manner::Good);
    room.running.world.start().await.unwrap();
    room.until_delivered().await;
    assert_eq!(room.status("failures"), "0");
    let url = format!("http://{}/metrics", room.world().addresses().unwrap().management);
    let metrics = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("poortwacht_events_waiting{receiver=\"zaaksysteem\"} 0"), "{metrics}");
}

fn is_told_what_happened_and_nothing_of_a_person(room: &Room) {
    let types: BTreeSet<String> = room.distinct().into_values().collect();
    let expected = ["exemptions.imported", "unit.registered", "case.received"];
    for name in expected {
        assert!(types.contains(&format!("nl.poortwacht.{name}")), "no {name}: {types:?}");
    }
    let known = room.world().command(&["events", "types"]).unwrap();
    assert!(types.iter().all(|kind| known.lines().any(|line| line == kind)), "{types:?}");
    for kept in room.hook.kept() {
        let source = format!("urn:nld:oin:{MUNICIPALITY_OIN}:systeem:poortwacht");
        assert_eq!(kept.event["source"], source.as_str());
        assert!((kept.signed_at - keys::now().as_second()).abs() < 600, "{kept:?}");
        for plate in EXEMPT_PLATES.iter().chain([&PLATE]) {
            assert!(!kept.body.contains(plate), "{}", kept.body);
        }
    }
}

fn believes_nothing_but_that_it_was_taken(room: &Room) {
    room.act();
    let kept = room.hook.kept().len();
    for manner in [500, 400, 404, 410, 429, 304].map(Manner::Status).into_iter().chain([Manner::Redirect]) {
        room.hook.behave(manner);
        let asked = room.hook.asked();
        assert!(!room.send(), "{manner:?} was taken for a yes");
        assert_eq!((room.waiting(), room.hook.asked()), (1, asked + 1), "{manner:?}");
    }
    assert_eq!((room.hook.kept().len(), room.hook.strayed()), (kept, 0), "a redirect was followed");
    assert_ne!(room.status("failures"), "0");
    assert!(room.status("reason").contains("redirect"), "{}", room.status("reason"));
}

fn sends_again_under_the_same_id(room: &Room) {
    let (kept, distinct) = (room.hook.kept().len(), room.distinct().len());
    for manner in [Manner::Slow, Manner::KeepAndFail] {
        room.hook.behave(manner);
        assert!(!room.send(), "{manner:?}");
        assert_eq!(room.waiting(), 1, "{manner:?}");
    }
    room.hook.behave(Manner::Good);
    assert!(room.send(), "{}", room.status("reason"));
    assert_eq!((room.waiting(), room.status("failures")), (0, "0".to_owned()));
    let all = room.hook.kept();
    assert_eq!(all.len(), kept + 3, "it came three times");
    assert_eq!(room.distinct().len(), distinct + 1, "always under the same id");
    let bodies: BTreeSet<&str> = all[kept..].iter().map(|kept| kept.body.as_str()).collect();
    assert_eq!(bodies.len(), 1, "and word for word the same");
}

fn gives_up_and_says_so(room: &Room) {
    room.act();
    let later = keys::now() + SignedDuration::from_hours(1);
    let give_up = move |tx: &mut poortwacht_store::Tx<'_>| {
        event_outbox::give_up(tx, &Scope::job("a test"), "zaaksysteem", later, Timestamp::UNIX_EPOCH)
    };
    let records = Records::open(room.world()).unwrap();
    assert_eq!(records.store().write_blocking(WritePlan::new(), give_up).unwrap().into_inner(), 1);
    assert!(room.send(), "what was given up is not sent again by itself");
    assert_eq!((room.waiting(), room.status("given up")), (0, "1".to_owned()));
    let doctor = room.world().server_command(&["doctor"]).unwrap().output().unwrap();
    let doctor = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.contains("1 events for zaaksysteem were given up"), "{doctor}");
    room.world().command(&["events", "retry"]).unwrap();
    assert!(room.send());
    assert_eq!((room.waiting(), room.status("given up")), (0, "0".to_owned()));
}
