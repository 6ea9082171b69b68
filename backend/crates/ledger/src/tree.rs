//! The Merkle tree of RFC 6962, as far as appending and recomputing need it: its right edge.

use aws_lc_rs::digest::{Context, SHA256};
use poortwacht_store::ledger_rows::Hash;

/// Says what is hashed, so that no leaf can pass for a node (RFC 6962, section 2.1).
const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// The hash of an entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    digest(&[LEAF, entry])
}

/// The hash of two subtrees side by side.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    digest(&[NODE, left, right])
}

fn digest(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// A tree that only grows: its size, and the roots of the complete subtrees at its right edge, the largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    edge: Vec<Hash>,
}

impl Tree {
    /// The tree with this edge; `None` when a tree of this size has another number of subtrees.
    #[must_use]
    pub fn new(size: u64, edge: Vec<Hash>) -> Option<Self> {
        let fits = u32::try_from(edge.len()).is_ok_and(|subtrees| subtrees == size.count_ones());
        fits.then_some(Self { size, edge })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees at the right edge, the largest first.
    #[must_use]
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Adds a leaf. Answers the roots of the complete subtrees of 256, 65,536, … leaves that it ends, the smallest first.
    pub fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut subtrees = Vec::new();
        let mut root = leaf;
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.edge.pop() else { break };
            root = node_hash(&left, &root);
            if height % 8 == 0 {
                subtrees.push(root);
            }
        }
        self.edge.push(root);
        self.size += 1;
        subtrees
    }

    /// The root: SHA-256 of nothing for an empty tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut subtrees = self.edge.iter().rev();
        let Some(last) = subtrees.next() else { return digest(&[]) };
        subtrees.fold(*last, |right, left| node_hash(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::tlog;

    use super::*;

    /// The inputs and roots of the reference implementation of RFC 6962.
    #[test]
    fn roots_are_those_of_the_reference_implementation() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        assert_eq!(hex::encode(tree.root()), roots[0]);
        for (leaf, root) in leaves.iter().zip(&roots[1..]) {
            tree.push(leaf_hash(&hex::decode(leaf).unwrap()));
            assert_eq!(hex::encode(tree.root()), *root);
        }
    }

    #[test]
    fn a_leaf_that_ends_a_subtree_of_a_tile_gives_its_root() {
        let mut tree = Tree::default();
        let ended = (0..65_536_u32).map(|number| tree.push(leaf_hash(&number.to_be_bytes())).len());
        let ended: Vec<usize> = ended.collect();
        for (position, count) in (1..).zip(&ended) {
            let expected = if position == 65_536 { 2 } else { usize::from(position % 256 == 0) };
            assert_eq!(*count, expected, "after {position} leaves");
        }
        assert_eq!(tree.push([0; 32]), Vec::<Hash>::new());
    }

    #[test]
    fn an_edge_of_another_size_is_no_tree() {
        assert_eq!(Tree::new(3, vec![[1; 32]]), None);
        assert!(Tree::new(3, vec![[1; 32], [2; 32]]).is_some());
    }

    proptest! {
        #[test]
        fn roots_are_those_of_an_independent_implementation(size in 1_u64..700) {
            let mut tree = Tree::default();
            let mut stored: Vec<tlog::Hash> = Vec::new();
            for number in 0..size {
                let entry = number.to_be_bytes();
                tree.push(leaf_hash(&entry));
                let reader = Stored(&stored);
                let hashes = tlog::stored_hashes(number, &entry, &reader).unwrap();
                stored.extend(hashes);
            }
            let root = tlog::tree_hash(size, &Stored(&stored)).unwrap();
            prop_assert_eq!(tree.root(), root.0);
        }
    }

    struct Stored<'a>(&'a [tlog::Hash]);

    impl tlog::HashReader for Stored<'_> {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
            Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
        }
    }
}
