//! What the ledger says about the parts of a case: the last revision and digest of each.

use std::collections::{BTreeMap, BTreeSet};

use poortwacht_domain::{CaseId, EvidencePart};
use poortwacht_ledger::{Outcome, Record};
use poortwacht_store::cases::Case;
use poortwacht_store::fields::SealedField;
use poortwacht_store::ledger_rows::{self, StoredEntry};
use poortwacht_store::pictures::{Picture, SealedPicture};
use poortwacht_store::{Connection, Scope};

use super::alteration::{Alteration, Deviation};
use super::pins::{
    CASE, KEY, RECORD, REVISION, RowFacts, SEALED, key_digest, picture_digest, picture_name, row_digest,
    sealed_digest,
};
use crate::ServiceError;

/// What was recorded of a case. There is one only for a case whose own row and key half are as recorded, so whoever opens
/// a part with it has compared these.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    case: CaseId,
    members: BTreeMap<String, String>,
}

impl Recorded {
    /// Reads the entries of the case and compares its row and key half with them. One query; `case` must come from the
    /// same snapshot.
    ///
    /// # Errors
    /// [`ServiceError::Altered`] naming the case's row, its key half or the ledger itself.
    pub(crate) fn load(conn: &mut Connection, scope: &Scope, case: &Case) -> Result<Self, ServiceError> {
        let recorded = Self::read(conn, scope, case.id)?;
        recorded.check_case(case)?;
        recorded.check_key(case)?;
        Ok(recorded)
    }

    /// As [`Recorded::load`], comparing nothing yet: for a verification that goes on after the first difference.
    pub(super) fn read(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Self, ServiceError> {
        let mut recorded = Self { case, members: BTreeMap::new() };
        for stored in ledger_rows::entries_of_case(conn, scope, case)? {
            if mentions_pins(&stored) {
                recorded.take(&stored)?;
            }
        }
        Ok(recorded)
    }

    /// Later entries replace what earlier ones pinned; a revision that does not go up is nobody's doing but a forger's.
    fn take(&mut self, stored: &StoredEntry) -> Result<(), ServiceError> {
        let differs = || self.altered(EvidencePart::Ledger, Deviation::Differs);
        let record = Record::of_stored(stored).map_err(|_| differs())?;
        if record.entry.outcome != Outcome::Done {
            return Ok(());
        }
        for (member, value) in record.entry.detail {
            if member.starts_with(REVISION) && !self.goes_up(&member, &value) {
                return Err(self.altered(EvidencePart::Ledger, Deviation::Differs).into());
            }
            if super::pins::is_pin(&member) {
                self.members.insert(member, value);
            }
        }
        Ok(())
    }

    fn goes_up(&self, member: &str, value: &str) -> bool {
        let before = self.members.get(member).map(|value| value.parse::<i64>());
        match (before, value.parse::<i64>()) {
            (None, Ok(_)) => true,
            (Some(Ok(before)), Ok(now)) => before < now,
            _ => false,
        }
    }

    /// The case's own row.
    pub(super) fn check_case(&self, case: &Case) -> Result<(), ServiceError> {
        self.revision(EvidencePart::Case, CASE, case.revision)?;
        Ok(self.digest(EvidencePart::Case, RECORD, CASE, &row_digest(&RowFacts::from(case))?)?)
    }

    /// The database's half of the case's key.
    pub(super) fn check_key(&self, case: &Case) -> Result<(), Alteration> {
        self.digest(EvidencePart::Key, RECORD, KEY, &key_digest(case.id, &case.half))
    }

    /// A sealed field as the database holds it.
    pub(crate) fn check_field(&self, field: &SealedField) -> Result<(), Alteration> {
        let part = part_of(&field.field);
        self.revision(part, &field.field, field.revision)?;
        let digest = sealed_digest(self.case, &field.field, field.revision, &field.sealed);
        self.digest(part, SEALED, &field.field, &digest)
    }

    /// What stands beside a picture's bytes.
    pub(crate) fn check_record(&self, picture: &Picture) -> Result<(), Alteration> {
        let (part, name) = (EvidencePart::Picture(picture.ordinal), picture_name(picture.ordinal));
        self.revision(part, &name, picture.revision)?;
        self.digest(part, RECORD, &name, &picture_digest(self.case, picture))
    }

    /// A picture with its sealed bytes.
    pub(crate) fn check_picture(&self, picture: &SealedPicture) -> Result<(), Alteration> {
        let SealedPicture { picture, sealed } = picture;
        self.check_record(picture)?;
        let name = picture_name(picture.ordinal);
        let digest = sealed_digest(self.case, &name, picture.revision, sealed);
        self.digest(EvidencePart::Picture(picture.ordinal), SEALED, &name, &digest)
    }

    /// All pictures of the case, without their bytes: each as recorded, and none missing.
    pub(crate) fn check_records(&self, pictures: &[Picture]) -> Result<(), Alteration> {
        let there: BTreeSet<u32> = pictures.iter().map(|picture| picture.ordinal).collect();
        if let Some(missing) = self.pictures().find(|ordinal| !there.contains(ordinal)) {
            return Err(self.altered(EvidencePart::Picture(missing), Deviation::Missing));
        }
        pictures.iter().try_for_each(|picture| self.check_record(picture))
    }

    /// A field that the database does not hold must not be known to the ledger either.
    pub(crate) fn check_absent(&self, field: &str) -> Result<(), Alteration> {
        match self.members.contains_key(&format!("{REVISION}{field}")) {
            true => Err(self.altered(part_of(field), Deviation::Missing)),
            false => Ok(()),
        }
    }

    /// The sealed fields and the pictures that the ledger knows of.
    pub(super) fn sealed_names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().filter_map(|member| member.strip_prefix(SEALED))
    }

    pub(super) fn pictures(&self) -> impl Iterator<Item = u32> {
        self.sealed_names().filter_map(|name| name.strip_prefix("picture.")?.parse().ok())
    }

    pub(crate) fn altered(&self, part: EvidencePart, deviation: Deviation) -> Alteration {
        Alteration { case: self.case, part, deviation }
    }

    fn revision(&self, part: EvidencePart, name: &str, found: i64) -> Result<(), Alteration> {
        let recorded = self.members.get(&format!("{REVISION}{name}")).and_then(|value| value.parse().ok());
        let recorded = recorded.ok_or_else(|| self.altered(part, Deviation::Unrecorded))?;
        match recorded == found {
            true => Ok(()),
            false => Err(self.altered(part, Deviation::Revision { found, recorded })),
        }
    }

    fn digest(&self, part: EvidencePart, kind: &str, name: &str, found: &str) -> Result<(), Alteration> {
        match self.members.get(&format!("{kind}{name}")) {
            None => Err(self.altered(part, Deviation::Unrecorded)),
            Some(recorded) if recorded == found => Ok(()),
            Some(_) => Err(self.altered(part, Deviation::Differs)),
        }
    }
}

/// Most entries of a case are views, which pin nothing: they need not be read.
fn mentions_pins(stored: &StoredEntry) -> bool {
    stored.entry.contains("\"revision.") || stored.entry.contains("\"record.")
}

/// A field that no part stands for belongs to the case as a whole.
fn part_of(field: &str) -> EvidencePart {
    EvidencePart::of_field(field).unwrap_or(EvidencePart::Case)
}
