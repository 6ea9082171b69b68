//! The chain of custody, put together from the pictures' rows and the ledger.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, EvidencePart};
use poortwacht_ledger::{Actor, Outcome, Record};
use poortwacht_store::cases::Case;
use poortwacht_store::ledger_rows::{self, StoredEntry};
use poortwacht_store::pictures::{self, Picture};
use poortwacht_store::{Connection, Scope, accounts, units};

use super::alteration::Deviation;
use super::model::{Custody, CustodyEntry, Hand, LedgerPlace, PictureCustody, SignatureCustody};
use super::pins::is_pin;
use super::recorded::Recorded;
use crate::{ServiceError, Services};

/// Members of the entry of [`Act::CaseReceived`] that tell with which key the packet was signed.
pub(crate) const SIGNING_KEY: &str = "signing_key";
/// SHA-256 of the public key of the unit's client certificate.
pub(crate) const CERTIFICATE: &str = "certificate";
/// From when the signing key is valid, in seconds since 1970.
pub(crate) const SIGNING_KEY_FROM: &str = "signing_key_from";

/// The chain of custody of a case: nothing sealed is opened, no plate is in it. What it says of the pictures has been
/// compared with the ledger.
///
/// # Errors
/// [`ServiceError::Altered`] naming what is not as the ledger recorded it; those of the store.
pub fn chain(
    conn: &mut Connection,
    _services: &Services,
    scope: &Scope,
    case: &Case,
) -> Result<Custody, ServiceError> {
    let rows = pictures::of_case(conn, scope, case.id)?;
    Recorded::load(conn, scope, case)?.check_records(&rows)?;
    let stored = ledger_rows::entries_of_case(conn, scope, case.id)?;
    let records = stored.iter().map(|stored| record(stored, case)).collect::<Result<Vec<_>, _>>()?;
    let signature = records.iter().find_map(signature).ok_or_else(|| unrecorded(case))?;
    let names = Names::load(conn, scope, case)?;
    let both = records.into_iter().zip(&stored);
    let mut entries: Vec<_> = both.map(|(record, stored)| names.entry(record, stored)).collect();
    // Logs of several years, or the operator's, may stand in any order.
    entries.sort_by(|one, other| (one.at, &one.ledger.entry).cmp(&(other.at, &other.ledger.entry)));
    Ok(Custody { pictures: rows.into_iter().map(PictureCustody::from).collect(), signature, entries })
}

fn record(stored: &StoredEntry, case: &Case) -> Result<Record, ServiceError> {
    let altered =
        super::Alteration { case: case.id, part: EvidencePart::Ledger, deviation: Deviation::Differs };
    Record::of_stored(stored).map_err(|_| altered.into())
}

/// What the ledger recorded of the packet's signature.
pub(super) fn signature_of(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<Option<SignatureCustody>, ServiceError> {
    let stored = ledger_rows::entries_of_case(conn, scope, case.id)?;
    Ok(stored
        .iter()
        .filter_map(|stored| Record::of_stored(stored).ok())
        .find_map(|record| signature(&record)))
}

fn unrecorded(case: &Case) -> ServiceError {
    super::Alteration { case: case.id, part: EvidencePart::Signature, deviation: Deviation::Unrecorded }
        .into()
}

/// What the entry of the packet's arrival says of its signature. It was written only after the signature was verified.
fn signature(record: &Record) -> Option<SignatureCustody> {
    let entry = &record.entry;
    if entry.act != Act::CaseReceived || entry.outcome != Outcome::Done {
        return None;
    }
    let from = entry.detail.get(SIGNING_KEY_FROM)?.parse().ok()?;
    Some(SignatureCustody {
        signing_key: entry.detail.get(SIGNING_KEY)?.clone(),
        certificate: entry.detail.get(CERTIFICATE)?.clone(),
        valid_from: Timestamp::from_second(from).ok()?,
        verified_at_intake: true,
    })
}

impl From<Picture> for PictureCustody {
    fn from(picture: Picture) -> Self {
        Self {
            ordinal: picture.ordinal,
            kind: picture.kind,
            received_sha256: picture.received_sha256,
            sealed_sha256: picture.sealed_sha256,
            revision: picture.revision,
        }
    }
}

/// The names behind the identifiers, as far as the reader's scope reaches.
struct Names {
    accounts: BTreeMap<AccountId, String>,
    unit: String,
}

impl Names {
    fn load(conn: &mut Connection, scope: &Scope, case: &Case) -> Result<Self, ServiceError> {
        let accounts = accounts::list(conn, scope)?;
        Ok(Self {
            accounts: accounts.into_iter().map(|account| (account.id, account.display_name)).collect(),
            unit: units::by_id(conn, scope, case.unit)?.map(|unit| unit.name).unwrap_or_default(),
        })
    }

    fn entry(&self, record: Record, stored: &StoredEntry) -> CustodyEntry {
        let (by, hand) = self.hand(&record.entry.actor);
        CustodyEntry {
            at: record.at,
            act: record.entry.act,
            done: record.entry.outcome == Outcome::Done,
            by,
            hand,
            reason: record.entry.reason,
            detail: record.entry.detail.into_iter().filter(|(member, _)| !is_pin(member)).collect(),
            ledger: LedgerPlace { entry: record.place, hash: hex::encode(stored.leaf) },
        }
    }

    fn hand(&self, actor: &Actor) -> (String, Hand) {
        match actor {
            Actor::Account { id, role } => {
                (self.accounts.get(id).cloned().unwrap_or_default(), Hand::Person(*role))
            }
            Actor::Unit(_) => (self.unit.clone(), Hand::Unit),
            Actor::Job(name) => (name.clone(), Hand::Job),
            Actor::Operator => (String::new(), Hand::Operator),
            // A permit system has no act on a case.
            Actor::Client(_) | Actor::System => (String::new(), Hand::System),
        }
    }
}
