use super::server::{Leaves, key, name};
use super::*;
use crate::checkpoint::{Checkpoint, verify_cosignature};

const EDGES: [u64; 15] =
    [1, 2, 3, 128, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_539, 65_793, 100_000];

/// The test vectors of RFC 6962 implementations: the witness's log here is built as everybody builds it.
#[test]
fn the_tree_has_the_published_roots() {
    let entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let mut leaves = Leaves::default();
    for entry in entries {
        leaves.push(std::str::from_utf8(&hex::decode(entry).unwrap()).unwrap());
    }
    let root = |size| hex::encode(leaves.root(size));
    assert_eq!(root(1), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(root(2), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    assert_eq!(root(3), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
    assert_eq!(root(8), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

#[tokio::test]
async fn every_growth_across_tile_edges_is_proven() {
    let mut server = Server::sized(100_000);
    for old in EDGES {
        server.shown = Some(old);
        let memory = seen(&server).await;
        for new in EDGES.into_iter().filter(|new| *new >= old) {
            server.shown = Some(new);
            let found = see(&server, &mut memory.clone(), 1).await;
            assert_eq!(found.unwrap().shards[0].checkpoint.size, new, "{old} to {new}");
        }
    }
}

#[tokio::test]
async fn every_small_growth_is_proven() {
    let mut server = Server::sized(33);
    for old in 0..=33 {
        server.shown = Some(old);
        let memory = seen(&server).await;
        for new in old..=33 {
            server.shown = Some(new);
            let found = see(&server, &mut memory.clone(), 1).await;
            assert!(found.is_ok(), "{old} to {new}: {found:?}");
        }
    }
}

#[tokio::test]
async fn a_growth_of_many_entries_reads_few_tiles() {
    let mut server = Server::sized(100_000);
    server.shown = Some(70_001);
    let mut memory = seen(&server).await;
    server.shown = None;
    see(&server, &mut memory, 1).await.unwrap();
    let read = server.read.lock().unwrap().len();
    assert!((1..=6).contains(&read), "{read} tiles");
}

#[tokio::test]
async fn a_log_that_did_not_grow_reads_no_tiles_and_is_cosigned_again() {
    let server = Server::sized(300);
    let mut memory = seen(&server).await;
    let found = see(&server, &mut memory, 7).await.unwrap();
    assert_eq!((found.shards[0].before, found.cosigned.len()), (Some(300), 1));
    assert!(server.read.lock().unwrap().is_empty());
    assert_eq!((memory.seen_at(), memory.grown_at()), (Some(at(7)), Some(at(0))));
}

#[tokio::test]
async fn a_full_tile_serves_where_the_partial_one_is_gone() {
    let mut server = Server::sized(700);
    server.shown = Some(300);
    let mut memory = seen(&server).await;
    server.shown = Some(500);
    server.only_full = true;
    see(&server, &mut memory, 1).await.unwrap();
    let read = server.read.lock().unwrap().clone();
    assert!(read.contains(&(0, 1, 244)) && read.contains(&(0, 1, 256)), "{read:?}");
}

#[tokio::test]
async fn the_cosigned_checkpoint_carries_both_signatures_and_the_moment() {
    let server = Server::sized(300);
    let found = see(&server, &mut blank(), 3).await.unwrap();
    let note = &found.cosigned[0].note;
    let cosignature = verify_cosignature(note, &cosigner().public()).unwrap();
    assert_eq!((cosignature.witness.as_str(), cosignature.at), ("getuige.example", at(3)));
    let (checkpoint, _) = Checkpoint::open(note, &log().origin(&name("2025-2")), &key().public()).unwrap();
    assert_eq!(checkpoint, server.state(&name("2025-2")));
}

/// Otherwise an earlier moment would stand before the new one, and the note would grow by a line a minute.
#[tokio::test]
async fn cosignatures_that_the_server_hands_back_are_not_kept() {
    let mut server = Server::sized(300);
    let mut memory = blank();
    let first = see(&server, &mut memory, 0).await.unwrap();
    server.notes.insert(name("2025-2"), first.cosigned[0].note.clone());
    let second = see(&server, &mut memory, 9).await.unwrap();
    let note = &second.cosigned[0].note;
    assert_eq!(verify_cosignature(note, &cosigner().public()).unwrap().at, at(9));
    assert_eq!(note.lines().count(), 6, "{note}");
    assert_eq!(memory.shards()[0].note.lines().count(), 5);
}

#[tokio::test]
async fn a_log_without_entries_or_parts_is_no_lie() {
    let mut server = Server::sized(0);
    server.listing = Some(vec![]);
    let mut memory = blank();
    assert!(see(&server, &mut memory, 0).await.unwrap().cosigned.is_empty());
    server.listing = None;
    assert_eq!(see(&server, &mut memory, 1).await.unwrap().cosigned.len(), 1);
    server.grow_to(5);
    assert_eq!(see(&server, &mut memory, 2).await.unwrap().shards[0].before, Some(0));
}

#[tokio::test]
async fn no_answer_is_an_alarm_after_the_limit_only() {
    let mut server = Server::sized(5);
    let mut memory = seen(&server).await;
    server.down = true;
    let soon = see(&server, &mut memory, 15).await.unwrap_err();
    assert_eq!((soon.severity(), soon.name()), (Severity::Passing, "unreachable"));
    let late = see(&server, &mut memory, 16).await.unwrap_err();
    assert_eq!((late.severity(), late.name()), (Severity::Stopped, "stopped"));
    assert!(late.to_string().contains("2026-11-22T12:00:00Z: no connection"), "{late}");
    server.down = false;
    see(&server, &mut memory, 17).await.unwrap();
}

#[tokio::test]
async fn a_witness_that_never_had_an_answer_alarms_too() {
    let mut server = Server::sized(5);
    server.down = true;
    assert_eq!(see(&server, &mut blank(), 16).await.unwrap_err().name(), "stopped");
}

#[tokio::test]
async fn a_log_that_answers_but_does_not_grow_is_an_alarm_after_its_own_limit() {
    let mut server = Server::sized(5);
    let mut memory = seen(&server).await;
    let five_days = 5 * 24 * 60;
    see(&server, &mut memory, five_days).await.unwrap();
    let stopped = see(&server, &mut memory, five_days + 1).await.unwrap_err();
    assert_eq!((stopped.name(), memory.seen_at()), ("stopped", Some(at(five_days + 1))));
    let resting = Limits { without_growth: None, ..Limits::default() };
    round(&server, &mut memory, &cosigner(), &resting, at(five_days + 2)).await.unwrap();
    server.grow_to(6);
    see(&server, &mut memory, five_days + 3).await.unwrap();
}

#[tokio::test]
async fn a_round_can_run_on_any_thread() {
    let server = Server::sized(5);
    let task = tokio::spawn(async move { see(&server, &mut blank(), 0).await.map(drop) });
    task.await.unwrap().unwrap();
}
