//! What is done to a case leaves one line each; what is not a case leaves none; nobody who acts is ever named.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{RetentionTerms, add_calendar_months};
use poortwacht_tests::logboek::{Line, REGISTER};
use poortwacht_tests::peers::Cjib;
use poortwacht_tests::portal::Browser;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::town::EXEMPT_PLATES;
use poortwacht_tests::world::MUNICIPALITY;
use poortwacht_tests::{html, keys};

use super::room::{On, PLATES, Room, receive};

const OFFICER: &str = "boa-van-dienst";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

#[tokio::test]
async fn on_sqlite_each_act_about_a_case_leaves_one_line_that_names_nobody() {
    story(On::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql_each_act_about_a_case_leaves_one_line_that_names_nobody() {
    story(On::Postgres).await;
}

async fn story(on: On) {
    let mut room = Room::open(on).await;
    exempt_passages_are_only_counted(&room).await;
    let references = [receive_traced(&room).await, receive(&room.running.sender(), 1).await];
    let received = keys::now();
    judge(&room).await;
    room.running.world.stop().await.unwrap();
    deliver(&mut room).await;
    let pseudonym = told_pseudonym(&room, &references[1]);
    assert!(room.send(), "{}", room.status("reason"));
    destroy(&room, received);
    assert!(room.send(), "{}", room.status("reason"));
    assert_eq!(room.waiting(), 0);

    let lines = room.log.lines().unwrap();
    assert_eq!(room.distinct().len(), lines.len(), "a line came twice though nothing went wrong");
    let rest = room.one_line_per_entry();
    assert_eq!(names(&rest), BTreeSet::from(["batch_acknowledged", "batch_delivered"]), "{rest:?}");
    assert_eq!(rest.len(), 2 * references.len(), "a batch leaves a line for each of its cases: {rest:?}");
    assert_eq!(room.subjects().len(), references.len(), "each case has one pseudonym");
    assert!(room.subjects().contains(&pseudonym));
    acts_are_all_there(&lines);
    trace_is_followed(&lines);
    lines.iter().for_each(is_as_the_standard_says);
    nobody_is_named(&room, &references);
    room.world().command(&["ledger", "verify"]).unwrap();
}

async fn exempt_passages_are_only_counted(room: &Room) {
    let sender = room.running.sender();
    for (number, plate) in (10..).zip(EXEMPT_PLATES) {
        let (status, answer) = sender.send(&Draft::valid(plate, number)).await.unwrap();
        assert!(status.is_success() && answer["outcome"] == "exempt", "{answer}");
    }
    room.until_confirmed().await;
    assert!(room.about_cases().is_empty());
    assert_eq!(room.subjects(), BTreeSet::new(), "a passage without a case left a line");
    assert_eq!(room.holders().len(), EXEMPT_PLATES.len(), "matching an exemption left a line");
}

/// A packet whose unit says in which trace it is sent.
async fn receive_traced(room: &Room) -> String {
    let sender = room.running.sender();
    let form = sender.signed_form(&Draft::valid(PLATES[0], 1)).unwrap();
    let request = sender.client().post(sender.path("/v1/violation-packets")).multipart(form);
    let answer = request.header("traceparent", format!("00-{TRACE}-{CALLER}-00")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let answer: serde_json::Value = answer.json().await.unwrap();
    answer["caseReference"].as_str().unwrap().to_owned()
}

async fn judge(room: &Room) {
    let officer = room.world().enrolled(MUNICIPALITY, OFFICER, "officer").await.unwrap();
    let browser = officer.browser(room.world()).await.unwrap();
    let stock = browser.get("/stock").await.unwrap();
    let desk = browser.submit(&stock, "/review", &[]).await.unwrap();
    for path in html::pictures(&desk.body) {
        assert!(browser.bytes(&path).await.unwrap().0.is_success());
    }
    step(&browser, "/review/skip", &[]).await;
    step(&browser, "/review/dismiss", &[("reason", "plate_unreadable")]).await;
    step(&browser, "/review/undo", &[]).await;
    for _ in 0..2 {
        step(&browser, "/review/confirm", &CHARGE).await;
    }
    let found = browser.get("/search").await.unwrap();
    let wanted = [
        ("plate", PLATES[1]),
        ("location", "havenstraat"),
        ("reason", "objection"),
        ("explanation", "Bezwaar"),
    ];
    let found = browser.submit(&found, "/search", &wanted).await.unwrap();
    assert!(found.status.is_success(), "{}", found.body);
}

const CHARGE: [(&str, &str); 7] = [
    ("offence_code", "R559"),
    ("vehicle_category", "1"),
    ("sign_visible", "yes"),
    ("sign_passed", "yes"),
    ("plate_readable", "yes"),
    ("no_priority_vehicle", "yes"),
    ("grounds", "Ik zag het voertuig het bord passeren."),
];

async fn step(browser: &Browser, action: &str, fields: &[(&str, &str)]) {
    let desk = browser.get("/review").await.unwrap();
    let done = browser.submit(&desk, action, fields).await.unwrap();
    assert!(done.status.is_success(), "{action}: {}", done.body);
}

/// Through the gate, into a batch, to the CJIB and back.
async fn deliver(room: &mut Room) {
    let slow = ["--process-after", "3600"];
    let cjib = Cjib::start(room.world(), &slow).await.unwrap();
    room.running.world.deliver_to(&cjib.url).unwrap();
    room.world().command(&["export", "run"]).unwrap();
    cjib.stop().await.unwrap();
    let later = (keys::now() + SignedDuration::from_hours(2)).to_string();
    let cjib = Cjib::start(room.world(), &["--now", &later]).await.unwrap();
    room.running.world.deliver_to(&cjib.url).unwrap();
    room.world().command(&["jobs", "run", "cjib-poll"]).unwrap();
    cjib.stop().await.unwrap();
}

fn told_pseudonym(room: &Room, reference: &str) -> String {
    let arguments = ["processing-log", "subject", "--municipality", MUNICIPALITY, "--case", reference];
    room.world().command(&arguments).unwrap().trim().to_owned()
}

/// On the day on which cases die that were received before this instant; the lines of their destruction live on.
fn destroy(room: &Room, received: Timestamp) {
    let day = add_calendar_months(received, RetentionTerms::default().sanctioned_months);
    room.world().command(&["retention", "run", "--now", &day.to_string()]).unwrap();
}

fn names(lines: &[Line]) -> BTreeSet<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}

fn acts_are_all_there(lines: &[Line]) {
    let names = names(lines);
    for act in [
        "case_received",
        "case_claimed",
        "case_shown",
        "case_skipped",
        "case_dismissed",
        "decision_undone",
        "case_confirmed",
        "gate_checked",
        "batch_built",
        "batch_delivered",
        "batch_acknowledged",
        "case_accepted",
        "key_event",
        "destroyed",
    ] {
        assert!(names.contains(act), "no line for {act}: {names:?}");
    }
}

fn trace_is_followed(lines: &[Line]) {
    let traced: Vec<_> = lines.iter().filter(|line| line.trace_id == TRACE).collect();
    assert_eq!(traced.len(), 1, "{traced:?}");
    assert_eq!((traced[0].name.as_str(), traced[0].parent_span_id.as_str()), ("case_received", CALLER));
    assert!(lines.iter().filter(|line| line.trace_id != TRACE).all(|line| line.parent_span_id.is_empty()));
}

fn is_as_the_standard_says(line: &Line) {
    let keys: Vec<_> = line.attributes.keys().map(String::as_str).collect();
    let expected =
        ["dpl.core.data_subject_id", "dpl.core.data_subject_id_type", "dpl.core.processing_activity_id"];
    assert_eq!(keys, expected, "{line:?}");
    assert!(line.activity().starts_with(&format!("{REGISTER}/processing-activities/")), "{line:?}");
    assert_eq!(line.subject().len(), 64, "{line:?}");
    assert!(line.start > 0 && line.start <= line.end, "{line:?}");
    assert!((0..=2).contains(&line.status), "{line:?}");
    assert_eq!(line.resource["service.name"], "poortwacht");
    assert_eq!(line.resource["service.namespace"], MUNICIPALITY);
}

/// Everything that ever reached the collector, byte for byte.
fn nobody_is_named(room: &Room, references: &[String]) {
    let bodies = room.log.bodies().unwrap();
    let mut needles: Vec<String> =
        [OFFICER, "officer", "account", "session", "127.0.0.1", "unit-havenstraat", "operator"]
            .map(ToOwned::to_owned)
            .to_vec();
    for plate in PLATES.iter().chain(&EXEMPT_PLATES) {
        let dashed = format!("{}-{}-{}", &plate[..2], &plate[2..4], &plate[4..]);
        needles.extend([(*plate).to_owned(), plate.to_lowercase(), dashed]);
    }
    needles.extend(references.iter().cloned());
    let written = poortwacht_tests::ledger::Records::open(room.world()).unwrap().written().unwrap();
    for entry in written {
        needles.extend(entry.case);
        needles.extend(entry.actor.split(':').nth(1).filter(|id| id.len() == 36).map(ToOwned::to_owned));
    }
    for needle in needles {
        let found = memchr::memmem::find(&bodies, needle.as_bytes()).is_some();
        assert!(!found, "{needle} reached the collector");
        let Ok(id) = uuid::Uuid::parse_str(&needle) else { continue };
        assert!(
            memchr::memmem::find(&bodies, id.as_bytes()).is_none(),
            "{needle} reached the collector in bytes"
        );
    }
}
