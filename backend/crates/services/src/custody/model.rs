//! What the chain of custody says. No plate, nothing sealed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{Act, ImageKind, Role};
use poortwacht_ledger::EntryPlace;

/// The chain of custody of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Its pictures, in the order of the packet.
    pub pictures: Vec<PictureCustody>,
    /// Who vouched for them.
    pub signature: SignatureCustody,
    /// Everything the ledger says about the case, oldest first.
    pub entries: Vec<CustodyEntry>,
}

/// One picture, from the camera to what is sealed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureCustody {
    /// Its place in the packet, from 0.
    pub ordinal: u32,
    /// What it shows.
    pub kind: ImageKind,
    /// SHA-256 of the picture as the unit sent it, hexadecimal.
    pub received_sha256: String,
    /// SHA-256 of the redacted picture that is sealed now, hexadecimal.
    pub sealed_sha256: String,
    /// The case's revision it was sealed under: above 1 once more of it was masked.
    pub revision: i64,
}

/// The unit's signature over the packet, which names the SHA-256 of each picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureCustody {
    /// SHA-256 of the unit's signing key (SubjectPublicKeyInfo), hexadecimal.
    pub signing_key: String,
    /// SHA-256 of the public key of the unit's client certificate, hexadecimal.
    pub certificate: String,
    /// From when the unit may sign with that key.
    pub valid_from: Timestamp,
    /// Whether the signature was verified before the packet was taken; without that no packet is.
    pub verified_at_intake: bool,
}

/// An entry of the ledger about the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// Whether it was done; `false` where it was refused or failed.
    pub done: bool,
    /// By whom, as far as there is a name: a person's, a unit's, a job's. Empty for the operator and the system, and once
    /// an account's name is gone.
    pub by: String,
    /// In which capacity.
    pub hand: Hand,
    /// The reason's code.
    pub reason: Option<String>,
    /// Further codes and counts, without what the entry pins.
    pub detail: BTreeMap<String, String>,
    /// Where it stands.
    pub ledger: LedgerPlace,
}

/// In which capacity somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A person, in this role.
    Person(Role),
    /// A roadside unit.
    Unit,
    /// A scheduled job.
    Job,
    /// Whoever runs the command line.
    Operator,
    /// The server itself.
    System,
}

/// The place of an entry in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPlace {
    /// Its shard and its index there, from 0.
    pub entry: EntryPlace,
    /// Its leaf in the shard's tree, hexadecimal.
    pub hash: String,
}
