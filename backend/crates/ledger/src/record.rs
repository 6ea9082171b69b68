//! An entry at its place in a log, as canonical JSON: members sorted, absent ones left out, no white space.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::ids::CaseId;
use poortwacht_store::ledger_rows::{EntryPlace, Hash, StoredEntry};
use serde::{Deserialize, Serialize};

use crate::entry::{Actor, Entry, Outcome};
use crate::scan::scan;
use crate::tree::leaf_hash;

/// Version of the canonical form.
const VERSION: u8 = 1;

/// An entry with its place, time and nonce: what is hashed and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub place: EntryPlace,
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

/// A text that borrows from what it was read from, unless it held an escape.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Members in alphabetical order: serde writes them as they stand here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    act: Text<'a>,
    #[serde(borrow)]
    actor: Text<'a>,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(borrow, default, skip_serializing_if = "BTreeMap::is_empty")]
    detail: BTreeMap<Text<'a>, Text<'a>>,
    #[serde(borrow)]
    nonce: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<IpAddr>,
    outcome: Outcome,
    position: u64,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    reason: Option<Text<'a>>,
    #[serde(borrow)]
    shard: Text<'a>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    text: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    trace: Option<Text<'a>>,
    version: u8,
}

/// What verification needs of an entry; read without copying its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The shard it says it belongs to.
    pub shard: Cow<'a, str>,
    /// The index it says it has.
    pub position: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who acted.
    pub actor: Actor,
    /// What was done.
    pub act: Act,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// How it ended.
    pub outcome: Outcome,
    /// Its reason code.
    pub reason: Option<Cow<'a, str>>,
    /// The batch that its details name.
    pub batch: Option<Cow<'a, str>>,
    /// The state of the case that its details name.
    pub state: Option<Cow<'a, str>>,
}

impl Record {
    /// The canonical JSON.
    ///
    /// # Errors
    /// [`RecordError`] when JSON cannot express it, which no checked entry is.
    pub fn canonical(&self) -> Result<String, RecordError> {
        let entry = &self.entry;
        let wire = Wire {
            act: Text(entry.act.as_str().into()),
            actor: Text(entry.actor.to_string().into()),
            at: self.at,
            case: entry.case,
            detail: entry.detail.iter().map(|(key, value)| (borrowed(key), borrowed(value))).collect(),
            nonce: borrowed(&self.nonce),
            origin: entry.origin,
            outcome: entry.outcome,
            position: self.place.position,
            reason: entry.reason.as_deref().map(borrowed),
            shard: Text(self.place.shard.to_string().into()),
            text: entry.text_commitment.map(|commitment| Text(commitment.to_string().into())),
            trace: entry.trace.as_deref().map(borrowed),
            version: VERSION,
        };
        serde_json::to_string(&wire).map_err(|_| RecordError)
    }

    /// Reads stored text.
    ///
    /// # Errors
    /// [`RecordError`] when the text does not parse or is spelled in any other than the canonical way.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        let record = Self::from_wire(read(text)?)?;
        if record.canonical()? == text { Ok(record) } else { Err(RecordError) }
    }

    /// Reads a stored entry, when its text, its place and its leaf belong together.
    ///
    /// # Errors
    /// [`RecordError`] when one of them was altered. Whether the tree holds the leaf is for
    /// [`verify`](crate::verify()) to say.
    pub fn of_stored(stored: &StoredEntry) -> Result<Self, RecordError> {
        let record = Self::parse(&stored.entry)?;
        let belongs = record.place == stored.place && leaf_hash(stored.entry.as_bytes()) == stored.leaf;
        if belongs { Ok(record) } else { Err(RecordError) }
    }

    /// Its leaf hash.
    ///
    /// # Errors
    /// As [`Record::canonical`].
    pub fn leaf(&self) -> Result<Hash, RecordError> {
        Ok(leaf_hash(self.canonical()?.as_bytes()))
    }

    fn from_wire(wire: Wire<'_>) -> Result<Self, RecordError> {
        let text_commitment = wire.text.map(|text| text.0.parse()).transpose().map_err(|_| RecordError)?;
        let entry = Entry {
            actor: wire.actor.0.parse::<Actor>().map_err(|_| RecordError)?,
            act: wire.act.0.parse().map_err(|_| RecordError)?,
            case: wire.case,
            reason: wire.reason.map(owned),
            outcome: wire.outcome,
            origin: wire.origin,
            trace: wire.trace.map(owned),
            text_commitment,
            detail: wire.detail.into_iter().map(|(key, value)| (owned(key), owned(value))).collect(),
        };
        let shard = wire.shard.0.parse().map_err(|_| RecordError)?;
        let place = EntryPlace { shard, position: wire.position };
        Ok(Self { place, at: wire.at, nonce: owned(wire.nonce), entry })
    }
}

impl<'a> Facts<'a> {
    /// Reads stored text as [`Record::parse`] does, keeping less. `scratch` is overwritten.
    ///
    /// # Errors
    /// As [`Record::parse`].
    pub fn parse(text: &'a str, scratch: &mut Vec<u8>) -> Result<Self, RecordError> {
        scan(text).map_or_else(|| Self::parse_slowly(text, scratch), Ok)
    }

    /// Writes the entry anew and compares.
    pub(crate) fn parse_slowly(text: &'a str, scratch: &mut Vec<u8>) -> Result<Self, RecordError> {
        let mut wire = read(text)?;
        scratch.clear();
        serde_json::to_writer(&mut *scratch, &wire).map_err(|_| RecordError)?;
        if scratch.as_slice() != text.as_bytes() {
            return Err(RecordError);
        }
        let mut detail = |name: &'static str| wire.detail.remove(&borrowed(name)).map(|text| text.0);
        Ok(Self {
            batch: detail("batch"),
            state: detail("state"),
            reason: wire.reason.map(|text| text.0),
            actor: wire.actor.0.parse().map_err(|_| RecordError)?,
            act: wire.act.0.parse().map_err(|_| RecordError)?,
            at: wire.at,
            case: wire.case,
            outcome: wire.outcome,
            position: wire.position,
            shard: wire.shard.0,
        })
    }
}

fn read(text: &str) -> Result<Wire<'_>, RecordError> {
    let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| RecordError)?;
    if wire.version == VERSION { Ok(wire) } else { Err(RecordError) }
}

fn borrowed(text: &str) -> Text<'_> {
    Text(Cow::Borrowed(text))
}

fn owned(text: Text<'_>) -> String {
    text.0.into_owned()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use poortwacht_domain::ids::AccountId;
    use poortwacht_domain::roles::Role;
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
            .detail("quoted", "\"\\\"")
            .detail("count", 1);
        Record {
            place: "system/2026-2/7".parse().unwrap(),
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
    fn the_facts_of_a_record_are_its_own() {
        let record = record();
        let text = record.canonical().unwrap();
        let facts = Facts::parse(&text, &mut Vec::new()).unwrap();
        assert_eq!(facts.shard, record.place.shard.to_string());
        assert_eq!((facts.position, facts.at, facts.act), (7, record.at, record.entry.act));
        assert_eq!(
            (facts.case, facts.actor, facts.outcome),
            (record.entry.case, record.entry.actor, Outcome::Done)
        );
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
            canonical.replace("\"act\":\"case_shown\"", "\"act\":\"case\\u005fshown\""),
            String::new(),
        ];
        for other in others {
            assert_eq!(Record::parse(&other), Err(RecordError), "{other}");
            assert_eq!(Facts::parse(&other, &mut Vec::new()), Err(RecordError), "{other}");
        }
    }

    #[test]
    fn an_altered_leaf_text_or_place_is_no_stored_record() {
        let record = record();
        let entry = record.canonical().unwrap();
        let stored = StoredEntry { place: record.place.clone(), leaf: leaf_hash(entry.as_bytes()), entry };
        assert_eq!(Record::of_stored(&stored), Ok(record));
        let elsewhere = StoredEntry { place: "system/2026-2/8".parse().unwrap(), ..stored.clone() };
        let other_leaf = StoredEntry { leaf: [0; 32], ..stored };
        assert!([elsewhere, other_leaf].iter().all(|stored| Record::of_stored(stored).is_err()));
    }
}
