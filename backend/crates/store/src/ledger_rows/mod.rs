//! The ledger's rows: logs cut into shards, their entries in bundles of 256, the hashes of their trees. What an entry says
//! and how hashes are made is the ledger crate's business.
//!
//! Appends gather in the batch's [`OpenLogs`] and are [written](flush) together just before its COMMIT: a few statements
//! for up to 256 entries. Reads on the same connection see them before that.
//!
//! A log belongs to one municipality or to the system, so its name is the scope; calls that look across logs take a
//! [`Scope`](crate::Scope).

mod append;
mod bundle;
mod entries;
mod expiry;
mod flush;
mod index;
mod name;
mod open;
mod search;
mod shards;
mod tail;
mod tiles;
mod whole;

pub use append::{append, begin_shard, open_shard};
pub use bundle::{BUNDLE, BundleError, split};
pub use entries::{StoredEntry, bundle, entries, entries_of_case, entry, log_entries};
pub use expiry::{DueBundles, drop_shard, due_bundles, empty_shards, expire_bundles};
pub use index::Indexed;
pub use name::{EntryPlace, HalfYear, LogName, ShardName};
pub use open::{NewEntry, ShardEnd};
pub use search::{EntryFilter, find, shard_positions};
pub use shards::{
    Head, Shard, StoredCheckpoint, database, heads, recovered_at, set_checkpoint, shard, shards, shards_of,
};
pub use tiles::tile;
pub use whole::IndexText;

pub(crate) use append::take;
pub(crate) use flush::flush;
pub(crate) use open::{Marks, OpenLogs};

/// A SHA-256 hash.
pub type Hash = [u8; 32];
