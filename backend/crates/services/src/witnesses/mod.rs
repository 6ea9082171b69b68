//! Witnesses of the ledger: registered, served with signed states and hash tiles, and thanked for their cosignatures.
//!
//! A witness reads no entry. Signed states and hashes hold no personal data, and a witness asks for them every minute:
//! reading them leaves no ledger entry. Registering and revoking a witness does,
//! and so does refusing a certificate that is revoked or that nobody registered.

mod cosign;
mod identity;
mod keys;
mod last;
mod registration;
mod shown;
mod stranger;
#[cfg(test)]
mod tests;

pub use cosign::take_cosignature;
pub use identity::{WitnessIdentity, WitnessRefusal, identify};
pub use keys::{LogKeys, log_keys, log_named};
pub(crate) use last::watched;
pub use last::{LastWitnessed, LogWitnessed, OVERDUE_AFTER, all_logs, last_witnessed, measure};
pub use registration::{NewWitness, WitnessLine, list, register, revoke};
pub use shown::{checkpoint, shards, tile};
pub use stranger::note_stranger;
