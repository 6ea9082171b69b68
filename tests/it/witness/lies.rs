//! Each lie is told by the server itself, from a database that somebody tampered with: found, named, kept, and told.

use super::forger::{self, Copy};
use super::room::{On, Room, Round};

/// What somebody does to the database while the server is down.
type Tampering = fn(&mut Room);

/// The witness follows the log; then somebody tampers.
async fn after(on: On, tampering: Tampering) -> (Room, Round) {
    let mut room = Room::open(on).await;
    let size = room.first().await.size();
    room.grow(3);
    room.until(size + 3).await;
    room.running.world.stop().await.unwrap();
    tampering(&mut room);
    room.running.world.start().await.unwrap();
    let round = room.settled(&[]).await;
    (room, round)
}

/// The alarm is raised once by every way, and the evidence is kept.
fn is_told(room: &Room, round: &Round, lie: &str) {
    assert_eq!(round.code, 1, "{lie}: {round:?}");
    let evidence = room.evidence();
    assert!(evidence.iter().any(|name| name.ends_with("-alarm.txt")), "{lie}: {evidence:?}");
    assert!(evidence.len() > 1, "{lie}: the papers are kept too: {evidence:?}");
    let (mails, hooks) = (room.letterbox.mails(), room.letterbox.hooks());
    assert_eq!((mails.len(), hooks.len()), (1, 1), "{lie}: {mails:?} {hooks:?}");
    assert!(mails[0].contains("privacy@waterstad.example") && mails[0].contains("beheer@waterstad.example"));
    assert!(mails[0].contains(&format!("Subject: [poortwacht] {lie}")), "{}", mails[0]);
    let document: serde_json::Value = serde_json::from_str(&hooks[0]).unwrap();
    assert_eq!((document["alarm"].as_str(), document["severity"].as_str()), (Some(lie), Some("lie")));
}

/// The alarm stays, without another mail, until somebody acknowledges it; what is still a lie is found again.
fn stays(room: &Room, lie: &str) {
    let again = room.alarmed(&[]);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.complained.contains("Nobody acknowledged"), "{again:?}");
    assert_eq!(room.letterbox.mails().len(), 1, "{lie}");
    let acknowledged = room.alarmed(&["--acknowledge"]);
    assert!(acknowledged.said.contains("acknowledged"), "{acknowledged:?}");
    assert_eq!(acknowledged.code, 1, "{acknowledged:?}");
    assert_eq!((room.letterbox.mails().len(), room.letterbox.hooks().len()), (2, 2), "{lie}");
}

async fn a_rewritten_tree_under_the_same_key_is_a_fork(on: On) {
    let (room, round) = after(on, |room| {
        let (shard, mut entries) = forger::entries(room);
        let text = String::from_utf8(entries[1].clone()).unwrap();
        entries[1] = text.replacen("\"operator\"", "\"system\"", 1).into_bytes();
        assert_ne!(entries[1], text.as_bytes());
        forger::rewrite(room, &shard, &entries);
    })
    .await;
    is_told(&room, &round, "fork");
    stays(&room, "fork");
}

async fn an_entry_inserted_or_moved_in_the_past_is_a_fork(on: On) {
    let (room, round) = after(on, |room| {
        let (shard, mut entries) = forger::entries(room);
        let last = entries.last().unwrap().clone();
        entries.swap(0, 1);
        entries.push(last);
        forger::rewrite(room, &shard, &entries);
    })
    .await;
    is_told(&room, &round, "fork");
}

async fn a_log_cut_short_is_rolled_back(on: On) {
    let (room, round) = after(on, |room| {
        let (shard, mut entries) = forger::entries(room);
        entries.truncate(entries.len() - 2);
        forger::rewrite(room, &shard, &entries);
    })
    .await;
    is_told(&room, &round, "rolled-back");
}

async fn a_shard_added_beside_the_log_is_parallel(on: On) {
    let (room, round) = after(on, |room| {
        let (shard, _) = forger::entries(room);
        forger::add_shard(room, &shard);
    })
    .await;
    is_told(&room, &round, "parallel-shard");
}

/// A copy of the database, three entries after it that the witness saw, and the copy put back.
async fn put_back(on: On) -> Room {
    let mut room = Room::open(on).await;
    let size = room.first().await.size();
    room.running.world.stop().await.unwrap();
    let older: Copy = forger::copy(&room);
    room.running.world.start().await.unwrap();
    room.grow(3);
    room.until(size + 3).await;
    room.running.world.stop().await.unwrap();
    forger::restore(&mut room, older);
    room
}

async fn an_older_copy_that_is_silently_put_back_is_rolled_back(on: On) {
    let mut room = put_back(on).await;
    room.running.world.start().await.unwrap();
    let round = room.settled(&[]).await;
    is_told(&room, &round, "rolled-back");
}

async fn another_history_after_the_last_witnessed_state_is_a_fork(on: On) {
    let mut room = put_back(on).await;
    room.grow(5);
    room.running.world.start().await.unwrap();
    let round = room.settled(&[]).await;
    is_told(&room, &round, "fork");
}

macro_rules! on_both_databases {
    ($($story:ident)+) => {$(
        mod $story {
            use super::On;

            #[tokio::test]
            async fn on_sqlite() {
                super::$story(On::Sqlite).await;
            }

            #[tokio::test]
            async fn on_postgresql() {
                super::$story(On::Postgres).await;
            }
        }
    )+};
}

on_both_databases! {
    a_rewritten_tree_under_the_same_key_is_a_fork
    an_entry_inserted_or_moved_in_the_past_is_a_fork
    a_log_cut_short_is_rolled_back
    a_shard_added_beside_the_log_is_parallel
    an_older_copy_that_is_silently_put_back_is_rolled_back
    another_history_after_the_last_witnessed_state_is_a_fork
}
