use tlog_tiles::Tile;

use super::server::{Leaves, name};
use super::*;

fn flipped(mut tile: Vec<u8>, place: usize) -> Vec<u8> {
    tile[place] ^= 1;
    tile
}

async fn grown_from(old: u64, new: u64) -> (Server, Memory) {
    let mut server = Server::sized(new);
    server.shown = Some(old);
    let memory = seen(&server).await;
    server.shown = None;
    (server, memory)
}

#[tokio::test]
async fn a_changed_hash_in_any_tile_that_is_read_is_found() {
    for (old, new) in [(100, 300), (255, 257), (300, 700), (100, 65_539), (65_535, 65_537), (65_600, 66_000)]
    {
        let (mut server, mut memory) = grown_from(old, new).await;
        see(&server, &mut memory.clone(), 1).await.unwrap();
        let read = server.read.lock().unwrap().clone();
        for (level, index, width) in read {
            let tile = server.leaves(&name("2025-2")).tile(level, index, width);
            for place in [0, tile.len() - 1] {
                server.tiles = [((level, index), flipped(tile.clone(), place))].into();
                let found = lie(&server, &mut memory).await;
                assert_eq!(found.kind, LieKind::TileDiffers, "{old} to {new}, {level}/{index}");
            }
        }
    }
}

/// A tile and its parent forged together fit each other. With 65,539 entries the root needs three hashes of two tiles,
/// and the tile reader of the library leaves the parent unauthenticated.
#[tokio::test]
async fn a_tile_forged_together_with_its_parent_is_found() {
    let (mut server, mut memory) = grown_from(100, 65_539).await;
    let leaves: &Leaves = server.leaves(&name("2025-2"));
    let child = flipped(leaves.tile(0, 0, 256), 0);
    let mut parent = leaves.tile(1, 0, 256);
    parent[..32].copy_from_slice(&Tile::subtree_hash(&child).0);
    server.tiles = [((0, 0), child), ((1, 0), parent)].into();
    let found = lie(&server, &mut memory).await;
    assert_eq!(found.kind, LieKind::TileDiffers);
    assert!(found.detail.contains("tile/1/000"), "{}", found.detail);
}

#[tokio::test]
async fn a_tile_of_another_length_is_found_and_kept() {
    let (mut server, mut memory) = grown_from(100, 300).await;
    for length in [0, 31, 32 * 255, 32 * 257] {
        server.tiles = [((0, 0), vec![7; length])].into();
        let found = lie(&server, &mut memory).await;
        assert_eq!(found.kind, LieKind::TileDiffers, "{length}");
        assert!(
            found.papers.iter().any(|paper| paper.label == "tile" && paper.text.starts_with("tile/0/000 "))
        );
    }
}

#[tokio::test]
async fn a_missing_tile_is_trouble_and_not_a_lie() {
    let (mut server, mut memory) = grown_from(100, 300).await;
    server.dropped.insert(name("2025-2"));
    assert_eq!(see(&server, &mut memory, 1).await.unwrap_err().severity(), Severity::Passing);
    assert_eq!(see(&server, &mut memory, 16).await.unwrap_err().severity(), Severity::Stopped);
}
