//! Where a shard stood, kept outside the database: what shows that its end was cut off or its past rewritten.

use std::fmt;
use std::str::FromStr;

use poortwacht_store::ledger_rows::{self, Hash, ShardName};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::tree::Tree;

/// Size and root of a shard's tree at one moment. Text form: `<shard> <size> <64 hexadecimal digits>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    /// The shard.
    pub shard: ShardName,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

impl fmt::Display for KeptHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.shard, self.size, hex::encode(self.root))
    }
}

/// Not a head in its text form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a ledger head: expected `<shard> <size> <64 hexadecimal digits>`")]
pub struct KeptHeadError;

impl FromStr for KeptHead {
    type Err = KeptHeadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or(KeptHeadError)
    }
}

fn parse(text: &str) -> Option<KeptHead> {
    let mut parts = text.trim_end_matches(['\r', '\n']).split(' ');
    let shard = parts.next()?.parse().ok()?;
    let size = parts.next()?.parse().ok()?;
    let mut root = [0; 32];
    hex::decode_to_slice(parts.next()?, &mut root).ok()?;
    parts.next().is_none().then_some(KeptHead { shard, size, root })
}

/// The heads of all shards that still hold something, to be kept.
///
/// # Errors
/// Those of the store; a shard whose row holds no tree is [`StoreError::Corrupt`].
pub fn current_heads(conn: &mut Connection) -> Result<Vec<KeptHead>, StoreError> {
    let heads = ledger_rows::heads(conn, &Scope::auditor("keeping the ledger's heads"))?;
    heads.into_iter().map(|head| head_of(head.end)).collect()
}

/// Where a shard stands now; `None` for one that was never appended to.
///
/// # Errors
/// As [`current_heads`].
pub fn head(conn: &mut Connection, shard: &ShardName) -> Result<Option<KeptHead>, StoreError> {
    ledger_rows::shard(conn, shard)?.map(|shard| head_of(shard.end)).transpose()
}

/// Where a shard ends, as a head.
///
/// # Errors
/// [`StoreError::Corrupt`] for a row that holds no tree.
pub fn head_of(end: ledger_rows::ShardEnd) -> Result<KeptHead, StoreError> {
    let tree = Tree::new(end.size, end.edge).ok_or_else(|| StoreError::Corrupt {
        table: "ledger_shards",
        column: "edge",
        row: end.name.to_string(),
        detail: "another number of hashes than a tree of this size has".to_owned(),
    })?;
    Ok(KeptHead { shard: end.name, size: tree.size(), root: tree.root() })
}
