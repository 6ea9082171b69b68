//! What an entry pins: revision and digest of each part that its act wrote.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{CaseId, CaseRef, LocationDossier, LocationId, MunicipalityId, UnitId};
use poortwacht_ledger::Entry;
use poortwacht_store::cases::{Case, DatabaseHalf, NewCase};
use poortwacht_store::fields::SealedField;
use poortwacht_store::pictures::{NewPicture, Picture};

use crate::ServiceError;

/// Names the construction in every digest.
const DIGEST: &[u8] = b"poortwacht pin v1";

/// Prefixes of the members of an entry's detail.
pub(super) const REVISION: &str = "revision.";
pub(super) const SEALED: &str = "sealed.";
pub(super) const RECORD: &str = "record.";

/// Names of what is pinned besides sealed fields, which are pinned by their own name.
pub(super) const CASE: &str = "case";
pub(super) const KEY: &str = "key";

/// Revisions and digests to be written into the entry of the act that sealed something.
///
/// Digests of sealed bytes cost time: gather them before the transaction, and put them [onto](Self::onto) the entry in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pins(BTreeMap<String, String>);

impl Pins {
    /// What a case pins whose sealed parts were all written: at intake, or anew under another key. The sealed bytes must
    /// still be in `pictures`.
    pub(crate) fn of(
        case: CaseId,
        revision: i64,
        half: &DatabaseHalf,
        fields: &[SealedField],
        pictures: &[NewPicture],
    ) -> Self {
        let mut pins = Self::default();
        pins.put(RECORD, KEY, key_digest(case, half));
        pins.put(REVISION, CASE, revision.to_string());
        for field in fields {
            pins.sealed(case, &field.field, field.revision, &field.sealed);
        }
        for new in pictures {
            let name = picture_name(new.picture.ordinal);
            pins.put(RECORD, &name, picture_digest(case, &new.picture));
            pins.sealed(case, &name, new.picture.revision, &new.sealed);
        }
        pins
    }

    /// What a field pins that was written under the case's next revision.
    pub(crate) fn of_field(case: CaseId, field: &SealedField) -> Self {
        let mut pins = Self::default();
        pins.put(REVISION, CASE, field.revision.to_string());
        pins.sealed(case, &field.field, field.revision, &field.sealed);
        pins
    }

    /// The same with the row of a new case, as it is stored.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] for a dossier that JSON cannot express.
    pub(crate) fn with_row(mut self, case: &NewCase) -> Result<Self, ServiceError> {
        self.put(RECORD, CASE, row_digest(&RowFacts::from(case))?);
        Ok(self)
    }

    /// The entry with all that is pinned.
    pub(crate) fn onto(&self, entry: Entry) -> Entry {
        self.0.iter().fold(entry, |entry, (member, value)| entry.detail(member, value))
    }

    fn sealed(&mut self, case: CaseId, name: &str, revision: i64, bytes: &[u8]) {
        self.put(REVISION, name, revision.to_string());
        self.put(SEALED, name, sealed_digest(case, name, revision, bytes));
    }

    fn put(&mut self, prefix: &str, name: &str, value: String) {
        self.0.insert(format!("{prefix}{name}"), value);
    }
}

/// Whether a member of an entry's detail pins something.
pub(super) fn is_pin(member: &str) -> bool {
    [REVISION, SEALED, RECORD].iter().any(|prefix| member.starts_with(prefix))
}

/// The name under which a picture is pinned: the ledger takes no slash.
pub(super) fn picture_name(ordinal: u32) -> String {
    format!("picture.{ordinal}")
}

/// SHA-256 in hexadecimal, for example of a public key.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}

/// Digest of a part's ciphertext. It is random to whoever lacks the key, so the ledger may keep it.
pub(super) fn sealed_digest(case: CaseId, name: &str, revision: i64, bytes: &[u8]) -> String {
    digest_of(&[b"sealed", case.as_uuid().as_bytes(), name.as_bytes(), &revision.to_be_bytes(), bytes])
}

/// Digest of what stands beside a picture's ciphertext. Where the bytes lie is left out: they may move.
pub(super) fn picture_digest(case: CaseId, picture: &Picture) -> String {
    digest_of(&[
        b"picture",
        case.as_uuid().as_bytes(),
        &picture.ordinal.to_be_bytes(),
        picture.kind.as_str().as_bytes(),
        &picture.width.to_be_bytes(),
        &picture.height.to_be_bytes(),
        &picture.captured_at.as_microsecond().to_be_bytes(),
        picture.received_sha256.as_bytes(),
        picture.sealed_sha256.as_bytes(),
        picture.manifest.as_bytes(),
    ])
}

/// Digest of the database's half of the key and the name of the other half.
pub(super) fn key_digest(case: CaseId, half: &DatabaseHalf) -> String {
    digest_of(&[b"key", case.as_uuid().as_bytes(), half.id.as_uuid().as_bytes(), &half.half])
}

/// What never changes in a case's row.
pub(super) struct RowFacts<'a> {
    id: CaseId,
    municipality: MunicipalityId,
    reference: &'a CaseRef,
    location: LocationId,
    unit: UnitId,
    captured_at: Timestamp,
    received_at: Timestamp,
    dossier: &'a LocationDossier,
}

macro_rules! row_facts {
    ($row:ty) => {
        impl<'a> From<&'a $row> for RowFacts<'a> {
            fn from(case: &'a $row) -> Self {
                Self {
                    id: case.id,
                    municipality: case.municipality,
                    reference: &case.reference,
                    location: case.location,
                    unit: case.unit,
                    captured_at: case.captured_at,
                    received_at: case.received_at,
                    dossier: &case.dossier,
                }
            }
        }
    };
}
row_facts!(Case);
row_facts!(NewCase);

pub(super) fn row_digest(row: &RowFacts<'_>) -> Result<String, ServiceError> {
    let dossier = serde_json::to_vec(row.dossier)
        .map_err(|_| ServiceError::Damaged("a case's dossier cannot be written".to_owned()))?;
    Ok(digest_of(&[
        b"case",
        row.id.as_uuid().as_bytes(),
        row.municipality.as_uuid().as_bytes(),
        row.reference.as_str().as_bytes(),
        row.location.as_uuid().as_bytes(),
        row.unit.as_uuid().as_bytes(),
        &row.captured_at.as_microsecond().to_be_bytes(),
        &row.received_at.as_microsecond().to_be_bytes(),
        &dossier,
    ]))
}

/// SHA-256 over the parts, each behind its length: no two lists of parts give the same bytes.
fn digest_of(parts: &[&[u8]]) -> String {
    let mut context = Context::new(&SHA256);
    context.update(DIGEST);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    hex::encode(context.finish())
}
