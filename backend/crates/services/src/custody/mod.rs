//! The chain of custody: what was received, how it was sealed, who had it in hands, and whether it still is what the
//! ledger says.
//!
//! ```text
//! whoever seals ─ Pins ─> the entry of that act            (revision and digest of each part)
//! whoever opens ─ Recorded <─ the entries of the case ─ compared with the rows, then opened
//! ```
//!
//! The rows of a case can be written by whoever can write the database; the ledger cannot without being found out. So
//! each sealed part's current revision and digest stand in the ledger, and nothing is opened that differs.

mod alteration;
mod chain;
mod model;
mod pins;
mod recorded;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verify;
mod watch;

pub use alteration::{Alteration, Deviation};
pub use chain::chain;
pub use model::{Custody, CustodyEntry, Hand, LedgerPlace, PictureCustody, SignatureCustody};
pub use verify::{Check, Verification, open_cases, verify};
pub use watch::ALARM_ALTERED;

pub(crate) use alteration::MayBeAltered;
pub(crate) use chain::{CERTIFICATE, SIGNING_KEY, SIGNING_KEY_FROM};
pub(crate) use pins::{Pins, fingerprint};
pub(crate) use recorded::Recorded;
pub(crate) use watch::watched;
