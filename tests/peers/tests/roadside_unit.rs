//! The simulator from outside.

use std::path::Path;

use serde_json::Value;

use super::{
    intake::{Intake, Rule},
    pki::Pki,
    program::Program,
};

fn start(pki: &Pki, intake: &Intake, extra: &[&str]) -> Program {
    let files = [
        ("--ca", "ca.pem"),
        ("--cert", "client.pem"),
        ("--key", "client.key.pem"),
        ("--signing-key", "signing.pem"),
        ("--spool", "spool"),
        ("--json-summary", "summary.json"),
    ];
    let mut args = vec!["--server".to_owned(), intake.base.clone()];
    args.extend(files.iter().flat_map(|(flag, file)| [(*flag).to_owned(), pki.text(file)]));
    args.extend(["--rate", "0", "--size", "640x360", "--backoff", "0.02"].map(str::to_owned));
    args.extend(extra.iter().map(|arg| (*arg).to_owned()));
    Program::start(env!("CARGO_BIN_EXE_roadside-unit"), &args)
}

fn summary(pki: &Pki) -> Value {
    serde_json::from_slice(&std::fs::read(pki.path("summary.json")).unwrap()).unwrap()
}

fn waiting(spool: &Path) -> usize {
    let names = std::fs::read_dir(spool).unwrap().map(|item| item.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().ends_with(".packet")).count()
}

#[actix_web::test]
async fn a_unit_killed_at_any_moment_delivers_each_packet_once_and_without_gaps() {
    let pki = Pki::new();
    let absent = Intake::start(&pki, |_| Rule::Busy);
    for kills in 1..=4 {
        let unit = start(&pki, &absent, &["--count", "50"]);
        absent.arrived(kills * 4).await;
        unit.kill().await;
    }
    let left = waiting(&pki.path("spool"));
    assert!(left > 0);
    let intake = Intake::start(&pki, |_| Rule::Take);
    let (status, line) = start(&pki, &intake, &["--count", "3"]).finish().await;
    assert!(status.success(), "{line}");
    let sequences: Vec<u64> = intake.accepted().into_keys().collect();
    let expected: Vec<u64> = (1..=left as u64 + 3).collect();
    assert_eq!(sequences, expected);
    assert_eq!(waiting(&pki.path("spool")), 0);
    assert_eq!(summary(&pki)["recovered"], left);
}

#[actix_web::test]
async fn busy_servers_and_lost_answers_lead_to_repetition_and_never_to_loss() {
    let pki = Pki::new();
    let intake = Intake::start(&pki, |number| match number % 3 {
        0 => Rule::Busy,
        1 => Rule::TakeAndFail,
        _ => Rule::Take,
    });
    let (status, line) = start(&pki, &intake, &["--count", "12", "--concurrency", "3"]).finish().await;
    assert!(status.success(), "{line}");
    assert_eq!(intake.accepted().len(), 12);
    assert!(summary(&pki)["attempts"].as_u64().unwrap() > 12);
    assert!(!intake.heartbeats().is_empty());
}

#[actix_web::test]
async fn refused_packets_stay_in_the_spool_and_are_named_in_the_summary() {
    let pki = Pki::new();
    let intake = Intake::start(&pki, |_| Rule::Take);
    let faults = [
        "bad-signature@1",
        "foreign-key@2",
        "wrong-hash@3",
        "missing-part@4",
        "duplicate@5",
        "changed-duplicate@6",
    ];
    let mut args = vec!["--count", "7"];
    args.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let (status, _) = start(&pki, &intake, &args).finish().await;
    assert_eq!(status.code(), Some(1));
    let summary = summary(&pki);
    assert_eq!(summary["refused"], serde_json::json!({"400": 2, "403": 2, "409": 1}));
    assert_eq!((&summary["acknowledged"], &summary["waiting"]), (&3.into(), &5.into()));
    assert_eq!(waiting(&pki.path("spool")), 5);
    assert!(summary["packets"].as_array().unwrap().iter().any(|packet| packet["sameAnswer"] == true));
}

#[actix_web::test]
async fn exempt_plates_are_used_and_no_plate_reaches_the_summary() {
    let pki = Pki::new();
    let intake = Intake::start(&pki, |_| Rule::Take);
    let args = ["--count", "6", "--exempt-share", "1", "--exempt-plates", "AE-12-UE"];
    let (status, _) = start(&pki, &intake, &args).finish().await;
    assert!(status.success());
    assert!(intake.accepted().values().all(|packet| packet["plate"]["raw"] == "AE12UE"));
    let summary = summary(&pki);
    assert!(summary["packets"].as_array().unwrap().iter().all(|packet| packet["exempt"] == true));
    assert!(!summary.to_string().contains("AE12UE"));
}

#[actix_web::test]
async fn a_stop_leaves_what_is_unsent_for_the_next_run() {
    let pki = Pki::new();
    let absent = Intake::start(&pki, |_| Rule::Busy);
    let unit = start(&pki, &absent, &["--backlog", "5"]);
    absent.arrived(3).await;
    let (status, _) = unit.stop().await;
    assert_eq!(status.code(), Some(1));
    let left = waiting(&pki.path("spool"));
    assert!(left > 0);
    let intake = Intake::start(&pki, |_| Rule::Take);
    let (status, _) = start(&pki, &intake, &["--count", "0"]).finish().await;
    assert!(status.success());
    assert_eq!(intake.accepted().len(), left);
}

#[actix_web::test]
async fn the_same_seed_sends_the_same_passages() {
    let mut plates = Vec::new();
    for _ in 0..2 {
        let pki = Pki::new();
        let intake = Intake::start(&pki, |_| Rule::Take);
        let (status, _) = start(&pki, &intake, &["--count", "4", "--seed", "77"]).finish().await;
        assert!(status.success());
        let of = |packet: &Value| (packet["plate"].clone(), packet["images"][0]["regions"].clone());
        plates.push(intake.accepted().values().map(of).collect::<Vec<_>>());
    }
    assert_eq!(plates[0], plates[1]);
}
