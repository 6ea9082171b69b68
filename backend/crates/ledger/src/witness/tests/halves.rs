use super::server::{Leaves, name};
use super::*;
use crate::checkpoint::Checkpoint;

/// Three half years; the witness has seen them all.
async fn three() -> (Server, Memory) {
    let mut server = Server::sized(300);
    server.close_with("2026-1", 400);
    server.close_with("2026-2", 20);
    let memory = seen(&server).await;
    (server, memory)
}

#[tokio::test]
async fn a_new_half_year_begins_with_the_last_checkpoint_of_the_one_before() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.grow_to(517);
    server.close_with("2026-1", 2);
    let found = see(&server, &mut memory, 1).await.unwrap();
    let sizes: Vec<_> = found.shards.iter().map(|shard| (shard.before, shard.checkpoint.size)).collect();
    assert_eq!(sizes, [(Some(300), 517), (None, 2)]);
    let cosigned: Vec<_> = found.cosigned.iter().map(|cosigned| cosigned.shard.clone()).collect();
    assert_eq!(cosigned, [name("2025-2"), name("2026-1")], "also the end that no later round cosigns");
    let next = see(&server, &mut memory, 2).await.unwrap();
    assert_eq!(next.cosigned.len(), 1);
}

#[tokio::test]
async fn openings_are_proven_in_trees_of_every_size() {
    for size in [1, 2, 255, 256, 257, 65_536, 65_539] {
        let mut server = Server::sized(3);
        server.close_with("2026-1", size);
        assert_eq!(seen(&server).await.shards().len(), 2, "{size}");
    }
}

#[tokio::test]
async fn several_half_years_may_pass_between_two_rounds() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.close_with("2026-1", 300);
    server.close_with("2026-2", 300);
    see(&server, &mut memory, 1).await.unwrap();
    assert_eq!(memory.shards().len(), 3);
}

#[tokio::test]
async fn a_half_year_that_begins_otherwise_is_a_broken_chain() {
    for leaves in [Leaves::numbered(1), Leaves::numbered(300), Leaves::default()] {
        let mut server = Server::sized(300);
        let mut memory = seen(&server).await;
        server.shards.push((name("2026-1"), leaves));
        assert_eq!(lie(&server, &mut memory).await.kind, LieKind::BadOpening);
    }
}

#[tokio::test]
async fn a_chain_that_was_broken_before_the_first_round_is_found_in_it() {
    let mut server = Server::sized(300);
    server.shards.push((name("2026-1"), Leaves::numbered(300)));
    assert_eq!(lie(&server, &mut blank()).await.kind, LieKind::BadOpening);
}

#[tokio::test]
async fn an_opening_with_an_older_checkpoint_is_a_broken_chain() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.grow_to(310);
    server.close_with("2026-1", 2);
    server.shards[0].1 = Leaves::numbered(320);
    assert_eq!(lie(&server, &mut memory).await.kind, LieKind::BadOpening);
}

#[tokio::test]
async fn a_half_year_that_grew_after_its_successor_began_is_found() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.close_with("2026-1", 2);
    server.shards[0].1 = Leaves::numbered(301);
    let found = lie(&server, &mut memory).await;
    assert_eq!((found.kind, found.shard.as_str()), (LieKind::ShardGrewAfterClosing, "system/2025-2"));
}

#[tokio::test]
async fn nothing_of_a_closed_half_year_may_change() {
    let (mut server, mut memory) = three().await;
    let mut edited: Vec<_> = (0..300).map(|number| format!("entry {number}")).collect();
    edited[5] = "edited".to_owned();
    for (leaves, kind) in [
        (Leaves::numbered(301), LieKind::ShardGrewAfterClosing),
        (Leaves::numbered(299), LieKind::RolledBack),
        (Leaves::of(edited), LieKind::Fork),
    ] {
        server.shards[0].1 = leaves;
        let found = lie(&server, &mut memory).await;
        assert_eq!((found.kind, found.shard.as_str()), (kind, "system/2025-2"));
    }
}

#[tokio::test]
async fn a_whole_chain_rewritten_with_the_same_key_is_a_fork() {
    let (_, mut memory) = three().await;
    let mut rewritten: Vec<_> = (0..300).map(|number| format!("entry {number}")).collect();
    rewritten[5] = "edited".to_owned();
    let mut server = Server::of(Leaves::of(rewritten));
    server.close_with("2026-1", 400);
    server.close_with("2026-2", 20);
    assert_eq!(lie(&server, &mut memory).await.kind, LieKind::Fork);
}

#[tokio::test]
async fn a_dropped_half_year_that_was_seen_needs_no_hashes() {
    let (mut server, mut memory) = three().await;
    server.dropped = [name("2025-2"), name("2026-1")].into();
    server.grow_to(40);
    see(&server, &mut memory, 1).await.unwrap();
}

#[tokio::test]
async fn a_first_round_tells_of_a_dropped_half_year_whose_opening_cannot_be_read() {
    let (mut server, _) = three().await;
    server.dropped = [name("2025-2"), name("2026-1")].into();
    let found = see(&server, &mut blank(), 0).await.unwrap();
    let dropped: Vec<_> = found.shards.iter().map(|shard| shard.opening_dropped).collect();
    assert_eq!(dropped, [false, true, false]);
    server.dropped.insert(name("2026-2"));
    let refused = see(&server, &mut blank(), 0).await.unwrap_err();
    assert_eq!(refused.severity(), Severity::Passing, "the open half year cannot have been dropped");
}

#[tokio::test]
async fn a_later_round_takes_no_new_half_year_whose_opening_cannot_be_read() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.close_with("2026-1", 300);
    server.close_with("2026-2", 300);
    server.dropped = [name("2026-1")].into();
    assert_eq!(see(&server, &mut memory, 1).await.unwrap_err().severity(), Severity::Passing);
    assert_eq!(memory.shards().len(), 1);
}

#[test]
fn the_opening_entry_is_the_unsigned_body() {
    let server = Server::sized(3);
    let state: Checkpoint = server.state(&name("2025-2"));
    assert!(state.body().starts_with("poortwacht/00000000-0000-0000-0000-000000000007/system/2025-2\n3\n"));
}
