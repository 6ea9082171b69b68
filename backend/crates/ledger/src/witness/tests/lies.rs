use super::server::{Leaves, key, name};
use super::*;
use crate::checkpoint::Checkpoint;

fn entries(size: u64) -> Vec<String> {
    (0..size).map(|number| format!("entry {number}")).collect()
}

async fn kind_after(old: u64, rewritten: Vec<String>) -> LieKind {
    let mut memory = seen(&Server::sized(old)).await;
    lie(&Server::of(Leaves::of(rewritten)), &mut memory).await.kind
}

#[tokio::test]
async fn a_changed_entry_is_a_fork_at_every_place() {
    for (old, place) in [(1, 0), (256, 0), (257, 255), (257, 256), (600, 599), (600, 1)] {
        let mut rewritten = entries(old + 300);
        rewritten[place] = "edited".to_owned();
        assert_eq!(kind_after(old, rewritten).await, LieKind::Fork, "{place} of {old}");
    }
}

#[tokio::test]
async fn deleting_inserting_and_reordering_are_forks() {
    let mut deleted = entries(600);
    deleted.remove(17);
    let mut inserted = entries(600);
    inserted.insert(17, "inserted".to_owned());
    let mut reordered = entries(600);
    reordered.swap(17, 18);
    for rewritten in [deleted, inserted, reordered] {
        assert_eq!(kind_after(300, rewritten).await, LieKind::Fork);
    }
}

#[tokio::test]
async fn another_root_of_the_same_size_is_a_fork() {
    let mut rewritten = entries(300);
    rewritten[299] = "edited".to_owned();
    assert_eq!(kind_after(300, rewritten).await, LieKind::Fork);
}

#[tokio::test]
async fn a_cut_tail_or_a_restored_copy_is_a_rollback() {
    assert_eq!(kind_after(300, entries(299)).await, LieKind::RolledBack);
    assert_eq!(kind_after(300, entries(0)).await, LieKind::RolledBack);
}

#[tokio::test]
async fn a_restored_copy_that_grew_on_is_a_fork() {
    let mut rewritten = entries(250);
    rewritten.extend((0..100).map(|number| format!("after the restore {number}")));
    assert_eq!(kind_after(300, rewritten).await, LieKind::Fork);
}

#[tokio::test]
async fn a_fork_after_the_last_round_is_found_in_the_next() {
    let mut memory = seen(&Server::sized(300)).await;
    see(&Server::sized(310), &mut memory, 1).await.unwrap();
    let mut rewritten = entries(400);
    rewritten[305] = "edited".to_owned();
    let found = lie(&Server::of(Leaves::of(rewritten)), &mut memory).await;
    assert_eq!(found.kind, LieKind::Fork);
    assert!(found.to_string().contains("the first 310 of its 400 entries"), "{found}");
}

#[tokio::test]
async fn both_checkpoints_are_kept_as_evidence_of_a_fork() {
    let old = Server::sized(300);
    let mut memory = seen(&old).await;
    let mut rewritten = entries(300);
    rewritten[0] = "edited".to_owned();
    let found = lie(&Server::of(Leaves::of(rewritten)), &mut memory).await;
    let labels: Vec<_> = found.papers.iter().map(|paper| paper.label.as_str()).collect();
    assert_eq!(labels, ["kept-checkpoint", "shown-checkpoint"]);
    let origin = log().origin(&name("2025-2"));
    let [kept, shown] = &found.papers[..] else { panic!() };
    let opened = |note: &str| Checkpoint::open(note, &origin, &key().public()).unwrap().0;
    assert_eq!(opened(&kept.text), old.state(&name("2025-2")));
    assert_ne!(opened(&kept.text).root, opened(&shown.text).root);
}

#[tokio::test]
async fn a_checkpoint_signed_by_another_key_is_not_taken() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    let state = server.state(&name("2025-2"));
    let other = state.sign(&SigningKey::from_seed([9; 32])).unwrap();
    let cosigned_only = state.sign(&key()).unwrap();
    let line = cosigner().cosign(&cosigned_only, at(0)).unwrap();
    for note in
        [other, format!("{}\n{line}\n", state.body()), state.body(), "<html>".to_owned(), String::new()]
    {
        server.notes = [(name("2025-2"), note)].into();
        assert_eq!(lie(&server, &mut memory).await.kind, LieKind::BadSignature);
    }
}

#[tokio::test]
async fn a_checkpoint_of_another_log_or_part_is_not_taken() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    let state = server.state(&name("2025-2"));
    let foreign = Log { database: Uuid::from_u128(8), ..log() };
    for origin in [foreign.origin(&name("2025-2")), log().origin(&name("2026-1"))] {
        let note = Checkpoint { origin, ..state.clone() }.sign(&key()).unwrap();
        server.notes = [(name("2025-2"), note)].into();
        assert_eq!(lie(&server, &mut memory).await.kind, LieKind::WrongOrigin);
    }
}

#[tokio::test]
async fn an_absurd_size_is_refused_and_does_no_harm() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    for size in [(1 << 40) + 1, u64::MAX - 1, u64::MAX] {
        let state = Checkpoint { size, ..server.state(&name("2025-2")) };
        server.notes = [(name("2025-2"), state.sign(&key()).unwrap())].into();
        assert_eq!(lie(&server, &mut memory).await.kind, LieKind::BadSignature);
    }
    let state = Checkpoint { size: 1 << 40, ..server.state(&name("2025-2")) };
    server.notes = [(name("2025-2"), state.sign(&key()).unwrap())].into();
    server.tiles = (0..=5).map(|level| ((level, 0), vec![7; 32])).collect();
    assert_eq!(lie(&server, &mut memory).await.kind, LieKind::TileDiffers);
}

#[test]
fn every_lie_has_its_own_name_and_words() {
    let all = LieKind::ALL;
    let names: std::collections::BTreeSet<_> = all.iter().map(|kind| kind.name()).collect();
    let words: std::collections::BTreeSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!((names.len(), words.len()), (all.len(), all.len()));
}
