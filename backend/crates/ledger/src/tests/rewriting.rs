//! What somebody with full access to the database can do to a log behind our back.

use poortwacht_store::{Backend, StoreError, ledger_rows};

use super::{Ledger, first_shard, municipality_log};
use crate::tree::{Tree, leaf_hash};

/// The entries of the log under test: one whole bundle, and a tail in one chunk.
pub(super) const ENTRIES: u64 = 300;
pub(super) const BUNDLE: usize = 256;

/// The row of the shard under test.
pub(super) const SHARD: &str =
    "shard_id = (SELECT id FROM ledger_shards WHERE name LIKE 'municipality/%a/2026-2')";

/// Entries one after the other, or hashes.
pub(super) type Parts = Vec<Vec<u8>>;

impl Ledger {
    pub(super) fn blob(&self, bytes: &[u8]) -> String {
        match self.store.backend() {
            Backend::Sqlite => format!("x'{}'", hex::encode(bytes)),
            Backend::Postgres => format!("decode('{}', 'hex')", hex::encode(bytes)),
        }
    }

    pub(super) fn parts(&self) -> Parts {
        let shard = first_shard(&municipality_log());
        let read = |number| {
            self.store.read_blocking::<_, StoreError, _>(|conn| ledger_rows::bundle(conn, &shard, number))
        };
        let bundles: Vec<Vec<u8>> = (0..2).map(|number| read(number).unwrap().unwrap()).collect();
        bundles
            .iter()
            .flat_map(|bundle| ledger_rows::split(bundle).unwrap().into_iter().map(<[u8]>::to_vec))
            .collect()
    }

    /// Puts these entries where the first bundle's and the tail's are, and leaves all hashes as they are.
    pub(super) fn put_entries(&self, first: &[Vec<u8>], tail: &[Vec<u8>]) {
        self.tamper(&format!(
            "UPDATE ledger_bundles SET entries = {} WHERE {SHARD}",
            self.blob(&bundled(first))
        ));
        self.tamper(&format!("UPDATE ledger_tail SET entries = {} WHERE {SHARD}", self.blob(&bundled(tail))));
    }

    /// Puts these entries' leaves where the first bundle's and the tail's are.
    pub(super) fn put_leaves(&self, first: &[Vec<u8>], tail: &[Vec<u8>]) {
        let hashes = |entries: &[Vec<u8>]| self.blob(&leaves(entries).concat());
        self.tamper(&format!(
            "UPDATE ledger_tiles SET hashes = {} WHERE level = 0 AND {SHARD}",
            hashes(first)
        ));
        self.tamper(&format!("UPDATE ledger_tail SET leaves = {} WHERE {SHARD}", hashes(tail)));
    }

    /// Changes entries one after the other and leaves all hashes as they are.
    pub(super) fn edit(&self, change: impl Fn(&mut Parts)) {
        let (first, tail) = self.edited(change);
        self.put_entries(&first, &tail);
    }

    /// Changes entries and their leaves.
    pub(super) fn edit_with_leaves(&self, change: impl Fn(&mut Parts)) {
        let (first, tail) = self.edited(change);
        self.put_entries(&first, &tail);
        self.put_leaves(&first, &tail);
    }

    /// What is before the end of the first bundle stays there, however many there are.
    fn edited(&self, change: impl Fn(&mut Parts)) -> (Parts, Parts) {
        let mut parts = self.parts();
        let boundary = parts[BUNDLE].clone();
        change(&mut parts);
        let at = parts.iter().position(|part| *part == boundary).unwrap_or(BUNDLE);
        let tail = parts.split_off(at);
        (parts, tail)
    }

    /// Changes entries and makes the whole tree sound again, up to the shard's row; 256 to 511 entries.
    pub(super) fn rewrite(&self, change: impl Fn(&mut Parts)) {
        let mut first = self.parts();
        change(&mut first);
        let mut tree = Tree::default();
        let ended: Vec<Vec<u8>> =
            leaves(&first).into_iter().flat_map(|leaf| tree.push(leaf)).map(Vec::from).collect();
        let tail = first.split_off(BUNDLE);
        self.put_entries(&first, &tail);
        self.put_leaves(&first, &tail);
        self.tamper(&format!(
            "UPDATE ledger_tiles SET hashes = {} WHERE level = 1 AND {SHARD}",
            self.blob(&ended.concat())
        ));
        self.tamper(&format!("DELETE FROM ledger_index WHERE position >= {} AND {SHARD}", tree.size()));
        self.tamper(&format!(
            "UPDATE ledger_shards SET size = {}, edge = {} WHERE {}",
            tree.size(),
            self.blob(&tree.edge().concat()),
            SHARD.replace("shard_id", "id"),
        ));
    }
}

fn leaves(entries: &[Vec<u8>]) -> Vec<[u8; 32]> {
    entries.iter().map(|entry| leaf_hash(entry)).collect()
}

fn bundled(entries: &[Vec<u8>]) -> Vec<u8> {
    let long = |entry: &Vec<u8>| u16::try_from(entry.len()).unwrap().to_be_bytes();
    entries.iter().flat_map(|entry| [long(entry).as_slice(), entry].concat()).collect()
}

/// The text with a detail that no index knows of changed.
pub(super) fn altered(entry: &[u8]) -> Vec<u8> {
    String::from_utf8(entry.to_vec()).unwrap().replace("\"number\":\"", "\"number\":\"9").into_bytes()
}
