//! An entry at its place in a log, as canonical JSON: members sorted, absent ones left out, no white space.

use std::collections::BTreeMap;
use std::net::IpAddr;

use aws_lc_rs::digest::{Context, SHA256};
use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::ids::CaseId;
use poortwacht_store::ledger_rows::{LogName, StoredEntry};
use serde::{Deserialize, Serialize};

use crate::entry::{Actor, Entry, Outcome};

/// Version of the canonical form.
const VERSION: u8 = 1;
/// Says that a leaf is hashed, as RFC 6962 does.
const LEAF: &[u8] = &[0];

/// An entry with its place, time and nonce: what is hashed and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The log it belongs to.
    pub log: LogName,
    /// Its index in the log, from 0.
    pub position: u64,
    /// When it was written, to the microsecond.
    pub at: Timestamp,
    /// Sixteen random bytes in hexadecimal, so that nobody can guess an entry from its hash.
    pub nonce: String,
    /// The entry itself.
    pub entry: Entry,
}

/// Stored text that is not the canonical form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored entry is not in canonical form")]
pub struct RecordError;

/// Members in alphabetical order: serde writes them as they stand here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    act: Act,
    actor: String,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    detail: BTreeMap<String, String>,
    log: LogName,
    nonce: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<IpAddr>,
    outcome: Outcome,
    position: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    version: u8,
}

impl Record {
    /// The canonical JSON.
    ///
    /// # Errors
    /// [`RecordError`] when JSON cannot express it, which no checked entry is.
    pub fn canonical(&self) -> Result<String, RecordError> {
        let entry = &self.entry;
        let wire = Wire {
            act: entry.act,
            actor: entry.actor.to_string(),
            at: self.at,
            case: entry.case,
            detail: entry.detail.clone(),
            log: self.log.clone(),
            nonce: self.nonce.clone(),
            origin: entry.origin,
            outcome: entry.outcome,
            position: self.position,
            reason: entry.reason.clone(),
            text: entry.text_commitment.map(|commitment| commitment.to_string()),
            trace: entry.trace.clone(),
            version: VERSION,
        };
        serde_json::to_string(&wire).map_err(|_| RecordError)
    }

    /// Reads stored text.
    ///
    /// # Errors
    /// [`RecordError`] when the text does not parse or is spelled in any other than the canonical way.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        let wire: Wire = serde_json::from_str(text).map_err(|_| RecordError)?;
        let record = Self::from_wire(wire)?;
        if record.canonical()? == text { Ok(record) } else { Err(RecordError) }
    }

    /// Reads a stored entry, when its text, its columns and its hash belong together.
    ///
    /// # Errors
    /// [`RecordError`] when one of them was altered. Whether the entry stands in an unbroken chain is for
    /// [`verify`](crate::verify()) to say.
    pub fn of_stored(stored: &StoredEntry) -> Result<Self, RecordError> {
        let record = Self::parse(&stored.entry)?;
        let belongs = record.log == stored.log
            && record.position == stored.position
            && record.entry.case == stored.case
            && record.entry.actor.account() == stored.account
            && link(&stored.previous_hash, &stored.entry) == stored.hash;
        if belongs { Ok(record) } else { Err(RecordError) }
    }

    fn from_wire(wire: Wire) -> Result<Self, RecordError> {
        if wire.version != VERSION {
            return Err(RecordError);
        }
        let text_commitment = wire.text.map(|text| text.parse()).transpose().map_err(|_| RecordError)?;
        let entry = Entry {
            actor: wire.actor.parse::<Actor>().map_err(|_| RecordError)?,
            act: wire.act,
            case: wire.case,
            reason: wire.reason,
            outcome: wire.outcome,
            origin: wire.origin,
            trace: wire.trace,
            text_commitment,
            detail: wire.detail,
        };
        Ok(Self { log: wire.log, position: wire.position, at: wire.at, nonce: wire.nonce, entry })
    }
}

/// SHA-256 over `0x00 ‖ hash of the entry before ‖ canonical JSON`.
pub(crate) fn link(previous: &[u8; 32], canonical: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(LEAF);
    context.update(previous);
    context.update(canonical.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use poortwacht_domain::ids::AccountId;
    use poortwacht_domain::roles::Role;
    use poortwacht_store::ledger_rows::EMPTY_HASH;
    use uuid::Uuid;

    use super::*;
    use crate::commitment::{CommitmentSalt, commit};

    fn record() -> Record {
        let account = AccountId::from_uuid(Uuid::from_u128(1));
        let entry = Entry::new(Actor::Account { id: account, role: Role::Officer }, Act::CaseShown)
            .case(CaseId::from_uuid(Uuid::from_u128(2)))
            .reason("objection")
            .origin(IpAddr::V4(Ipv4Addr::LOCALHOST))
            .trace("4bf92f3577b34da6a3ce929d0e0e4736")
            .text(commit(&CommitmentSalt::from_bytes([3; 32]), "bezwaar"))
            .detail("pictures", 2)
            .detail("count", 1);
        Record {
            log: LogName::system(),
            position: 7,
            at: "2026-11-22T08:30:00.000001Z".parse().unwrap(),
            nonce: "00".repeat(16),
            entry,
        }
    }

    #[test]
    fn members_stand_in_alphabetical_order() {
        let canonical = record().canonical().unwrap();
        let sorted: serde_json::Value = serde_json::from_str(&canonical).unwrap();
        assert_eq!(canonical, serde_json::to_string(&sorted).unwrap());
        assert!(canonical.starts_with(
            r#"{"act":"case_shown","actor":"account:00000000-0000-0000-0000-000000000001:officer""#
        ));
    }

    #[test]
    fn a_record_survives_its_text() {
        let record = record();
        assert_eq!(Record::parse(&record.canonical().unwrap()), Ok(record));
    }

    #[test]
    fn any_other_spelling_is_refused() {
        let canonical = record().canonical().unwrap();
        let others = [
            canonical.replace(':', ": "),
            canonical.replace("\"position\":7", "\"position\":7.0"),
            canonical.replace("\"version\":1", "\"version\":2"),
            canonical.replace("{\"act\"", "{\"unknown\":1,\"act\""),
            canonical.replace("00.000001Z", "00.000001000Z"),
            String::new(),
        ];
        for other in others {
            assert_eq!(Record::parse(&other), Err(RecordError), "{other}");
        }
    }

    #[test]
    fn the_hash_depends_on_the_entry_and_on_the_one_before() {
        let canonical = record().canonical().unwrap();
        assert_ne!(link(&EMPTY_HASH, &canonical), link(&[1; 32], &canonical));
        assert_ne!(link(&EMPTY_HASH, &canonical), link(&EMPTY_HASH, &canonical.replace('7', "8")));
    }
}
