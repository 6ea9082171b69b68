//! Whatever goes wrong on the way: no server, no memory, no certificate, no letterbox.

use std::fs;
use std::time::Duration;

use super::room::{On, Room, Round, bare, once};

/// The words with another value for one of them.
fn with(room: &Room, name: &str, value: &str) -> Vec<String> {
    let mut words = room.words();
    let place = words.iter().position(|word| word == name).unwrap();
    words[place + 1] = value.to_owned();
    words
}

async fn stopped(words: &[String], options: &[String]) -> Round {
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let mut pause = tokio::time::interval(Duration::from_millis(300));
    for _ in 0..100 {
        let round = once(words, &[&options[..], &["--once", "--without-answer", "1s"]].concat());
        assert_eq!(round.code % 10, 2, "{round:?}");
        if round.complained.contains("STOPPED") {
            return round;
        }
        pause.tick().await;
    }
    panic!("it never counted as stopped");
}

#[tokio::test]
async fn a_server_that_is_down_is_an_alarm_after_the_limit_and_told_once() {
    let mut room = Room::open(On::Sqlite).await;
    room.first().await;
    let (words, options) = (room.words(), room.letterbox.options());
    room.running.world.stop().await.unwrap();
    let round = stopped(&words, &options).await;
    assert_eq!(round.code, 2, "{round:?}");
    assert_eq!((room.letterbox.mails().len(), room.letterbox.hooks().len()), (1, 1));
    stopped(&words, &options).await;
    assert_eq!(room.letterbox.mails().len(), 1, "only once");
    assert!(room.letterbox.mails()[0].contains("Subject: [poortwacht] stopped"));
    let again: Vec<String> =
        options.iter().cloned().chain(["--alarm-again".to_owned(), "1s".to_owned()]).collect();
    let mut pause = tokio::time::interval(Duration::from_millis(300));
    for _ in 0..100 {
        stopped(&words, &again).await;
        if room.letterbox.mails().len() > 1 {
            break;
        }
        pause.tick().await;
    }
    assert!(room.letterbox.mails().len() > 1, "never again");
    room.running.world.start().await.unwrap();
    assert_eq!(room.settled(&[]).await.code, 0);
}

#[tokio::test]
async fn an_alarm_that_cannot_be_sent_is_told_and_sent_later() {
    let mut room = Room::open(On::Sqlite).await;
    room.first().await;
    let (words, options) = (room.words(), room.letterbox.options());
    room.running.world.stop().await.unwrap();
    room.letterbox.refuse(true).unwrap();
    let round = stopped(&words, &options).await;
    assert_eq!(round.code, 12, "{round:?}");
    for way in ["mail", "webhook"] {
        assert!(round.complained.contains(&format!("could NOT be sent by {way}")), "{round:?}");
    }
    room.letterbox.refuse(false).unwrap();
    assert_eq!(stopped(&words, &options).await.code, 2);
    assert_eq!((room.letterbox.mails().len(), room.letterbox.hooks().len()), (1, 1));
    room.letterbox.kill().await.unwrap();
    fs::remove_file(room.path("state/alarm-sent.json")).unwrap();
    assert_eq!(stopped(&words, &options).await.code, 12);
}

#[tokio::test]
async fn a_witness_without_its_own_memory_never_begins_anew_by_itself() {
    let room = Room::open(On::Sqlite).await;
    let none = room.alarmed(&[]);
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.complained.contains("--first"), "{none:?}");
    room.first().await;
    let twice = room.round(&["--first"]);
    assert_eq!(twice.code, 64, "{twice:?}");
    assert!(twice.complained.contains("not a first start"), "{twice:?}");
    let memory = room.path("state/memory.json");
    let text = fs::read_to_string(&memory).unwrap();
    fs::write(&memory, text.replacen("format", "formaat", 1)).unwrap();
    let damaged = room.alarmed(&[]);
    assert_eq!(damaged.code, 2, "{damaged:?}");
    assert!(damaged.complained.contains("is damaged"), "{damaged:?}");
    assert!(room.letterbox.mails().last().unwrap().contains("Subject: [poortwacht] memory"));
}

#[tokio::test]
async fn another_key_or_log_is_refused_and_signs_nothing() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    let keys = room.world().command(&["ledger", "key"]).unwrap();
    let system = keys.lines().find_map(|line| line.strip_prefix("log\tsystem\t")).unwrap();
    let other = once(&with(&room, "--key", system), &["--once"]);
    assert_eq!(other.code, 64, "{other:?}");
    assert!(other.complained.contains("remembers the log"), "{other:?}");
    let mut log = room.log();
    log.key = poortwacht_ledger::checkpoint::SigningKey::from_seed([5; 32]).public();
    let mut words = with(&room, "--key", &log.to_string());
    let place = words.iter().position(|word| word == "--state").unwrap();
    words[place + 1] = room.path("other-state");
    let unsigned = once(&words, &["--once", "--first"]);
    assert_eq!(unsigned.code, 1, "{unsigned:?}");
    assert!(unsigned.complained.contains("NOT SIGNED"), "{unsigned:?}");
}

#[tokio::test]
async fn certificates_that_do_not_do_are_named() {
    let mut room = Room::open(On::Sqlite).await;
    room.first().await;
    let authority = &room.world().authority;
    let (expired, stranger) = (authority.expired_client("oud").unwrap(), authority.client("vreemd").unwrap());
    let own = std::mem::replace(&mut room.witness, expired);
    let round = room.round(&[]);
    assert_eq!(round.code, 2, "{round:?}");
    assert!(round.complained.to_lowercase().contains("expired"), "{round:?}");
    room.witness = stranger;
    let round = room.round(&[]);
    assert_eq!(round.code, 2, "{round:?}");
    assert!(round.complained.contains("403") && round.complained.contains("not registered"), "{round:?}");
    room.witness = own;
    let round = once(&with(&room, "--ca", &room.letterbox_authority()), &["--once"]);
    assert_eq!(round.code, 2, "{round:?}");
    assert!(round.complained.contains("UnknownIssuer"), "{round:?}");
    for (name, value) in
        [("--ca", "/nowhere.pem"), ("--certificate", "/etc/hostname"), ("--private-key", "/nowhere")]
    {
        let round = once(&with(&room, name, value), &["--once"]);
        assert_eq!(round.code, 64, "{round:?}");
        assert!(round.complained.contains(value), "{round:?}");
    }
}

#[tokio::test]
async fn a_cosignature_of_another_key_is_not_taken_and_told() {
    let room = Room::open(On::Sqlite).await;
    room.first().await;
    room.make_key("other.key");
    let round = once(&with(&room, "--cosigner-key-file", &room.path("other.key")), &["--once"]);
    assert_eq!(round.code, 2, "{round:?}");
    assert!(round.complained.contains("no true cosignature"), "{round:?}");
}

#[test]
fn a_wrong_command_line_has_an_exit_status_of_its_own() {
    let wrong = bare(&["ledger", "witness", "--once"]);
    assert_eq!(wrong.code, 64, "{wrong:?}");
    assert!(wrong.complained.contains("--url"), "{wrong:?}");
    let help = bare(&["ledger", "witness", "--help"]);
    assert_eq!(help.code, 0);
    assert!(help.said.contains("Exit status") && help.said.contains("ledger key"), "{}", help.said);
    assert_eq!(bare(&["ledger", "nothing"]).code, 2);
}
