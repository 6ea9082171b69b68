//! The view log: append-only, hash-linked, written in the same transaction as the act it records.
//!
//! [`append`] gives a [`Pending`]; only a commit of the store makes it `Committed`; only that becomes a [`Receipt`]; and
//! only a receipt opens sealed evidence. So a view that is not in the log did not happen. A page that shows pictures
//! leaves [grants](issue_grant) behind, which its picture routes [`redeem`] for a receipt of the same entry.
//!
//! Each log is cut into shards of half a year; a shard is a Merkle tree as in RFC 6962, kept in the tiles and bundles of
//! C2SP tlog-tiles, so that other people's tools can check it. [`verify`](verify()) recomputes all of it and compares it
//! with signed checkpoints and with heads that were kept elsewhere, which is what shows a cut tail or a rewritten past.

mod append;
pub mod checkpoint;
mod commitment;
mod entry;
pub mod export;
mod grant;
mod kept_head;
pub mod prove;
mod receipt;
mod record;
mod scan;
mod screen;
mod standing;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod verify;
pub mod witness;

pub use poortwacht_store::ledger_rows::{EntryPlace, LogName, ShardName};

pub use self::append::{LedgerError, Pending, append, begin_after_loss};
pub use self::commitment::{CommitmentSalt, TextCommitment, commit};
pub use self::entry::{Actor, Entry, Outcome};
pub use self::grant::{GrantTerms, RedeemError, Redeemed, issue_grant, redeem};
pub use self::kept_head::{KeptHead, KeptHeadError, current_heads, head, head_of};
pub use self::receipt::{Receipt, optional_receipt, receipts};
pub use self::record::{Facts, Record, RecordError};
pub use self::screen::TextRefusal;
pub use self::standing::{Loss, begun_after, heads_of, losses};
pub use self::verify::{Fault, Finding, Report, ShardReport, verify};
