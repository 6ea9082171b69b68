//! The view log: append-only, hash-linked, written in the same transaction as the act it records.
//!
//! [`append`] gives a [`Pending`]; only a commit of the store makes it `Committed`; only that becomes a [`Receipt`]; and
//! only a receipt opens sealed evidence. So a view that is not in the log did not happen. A page that shows pictures
//! leaves [grants](issue_grant) behind, which its picture routes [`redeem`] for a receipt of the same entry.
//!
//! Each entry's hash is SHA-256 over `0x00 ‖ hash of the one before ‖ canonical JSON`. [`verify`] recomputes all of them
//! and compares the end of each log with a head that was kept elsewhere, which is what shows a cut tail.

mod append;
mod commitment;
mod entry;
mod grant;
mod kept_head;
mod receipt;
mod record;
mod screen;
#[cfg(test)]
mod tests;
mod verify;

pub use poortwacht_store::ledger_rows::LogName;

pub use self::append::{LedgerError, Pending, append};
pub use self::commitment::{CommitmentSalt, TextCommitment, commit};
pub use self::entry::{Actor, Entry, Outcome};
pub use self::grant::{GrantTerms, RedeemError, Redeemed, issue_grant, redeem};
pub use self::kept_head::{KeptHead, KeptHeadError, current_heads};
pub use self::receipt::{Receipt, optional_receipt, receipts};
pub use self::record::{Record, RecordError};
pub use self::screen::TextRefusal;
pub use self::verify::{Fault, Finding, LogReport, Report, verify};
