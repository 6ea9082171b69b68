//! Opening the sealed fields of a case: only here, only against a receipt, and only what is as the ledger recorded it.

use poortwacht_domain::{CaseId, EvidencePart, ViolationPacket};
use poortwacht_evidence::SecretBytes;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, open_case_field};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::pictures::SealedPicture;
use poortwacht_store::{Connection, Scope};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use super::{PlateReading, Statement};
use crate::ServiceError;
use crate::custody::{Deviation, Recorded};
use crate::intake::{PlateRecord, SignatureRecord};

/// Opens what belongs to one case. Blocks: the key store is asked for every field.
pub(crate) struct Opener<'a> {
    receipt: &'a Receipt,
    keys: &'a dyn KeyStore,
    case: Case,
    recorded: Recorded,
}

impl<'a> Opener<'a> {
    /// For a case as it stands in this snapshot; its row and key half are compared with the ledger.
    ///
    /// # Errors
    /// [`ServiceError::Altered`], or [`ServiceError::NotFound`] for a case that is gone.
    pub(crate) fn load(
        conn: &mut Connection,
        receipt: &'a Receipt,
        keys: &'a dyn KeyStore,
        scope: &Scope,
        case: CaseId,
    ) -> Result<Self, ServiceError> {
        let case = cases::find(conn, scope, case)?.ok_or(ServiceError::NotFound("case"))?;
        let recorded = Recorded::load(conn, scope, &case)?;
        Ok(Self::new(receipt, keys, case, recorded))
    }

    /// For a case and what was recorded of it, from one snapshot.
    pub(crate) fn new(receipt: &'a Receipt, keys: &'a dyn KeyStore, case: Case, recorded: Recorded) -> Self {
        Self { receipt, keys, case, recorded }
    }

    /// The case as it stands in the snapshot.
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    /// What the ledger recorded of the case.
    pub(crate) fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// A sealed field from the same snapshot, to be opened by one of the functions below. `None` when the case never had
    /// it; one that was taken away is an alteration.
    pub(crate) fn field(
        &self,
        conn: &mut Connection,
        name: &str,
    ) -> Result<Option<SealedField>, ServiceError> {
        let found = fields::get(conn, &Scope::municipality(self.case.municipality), self.case.id, name)?;
        if found.is_none() {
            self.recorded.check_absent(name)?;
        }
        Ok(found)
    }

    /// A sealed field that every case has.
    pub(crate) fn mandatory(&self, conn: &mut Connection, name: &str) -> Result<SealedField, ServiceError> {
        let found = self.field(conn, name)?;
        found.ok_or_else(|| ServiceError::Damaged(format!("a case without its field {name}")))
    }

    /// The plate as it was read, and as it was corrected.
    pub(crate) fn plate(&self, sealed: &SealedField) -> Result<PlateReading, ServiceError> {
        PlateReading::of(self.plate_record(sealed)?)
    }

    /// The same as it is sealed.
    pub(crate) fn plate_record(&self, sealed: &SealedField) -> Result<PlateRecord, ServiceError> {
        self.json(sealed)
    }

    /// The packet as the unit sent it.
    pub(crate) fn packet(&self, sealed: &SealedField) -> Result<ViolationPacket, ServiceError> {
        self.json(sealed)
    }

    /// The packet's signature with the key that verified it.
    pub(crate) fn signature(&self, sealed: &SealedField) -> Result<SignatureRecord, ServiceError> {
        self.json(sealed)
    }

    /// What the officer wrote with the decision.
    pub(crate) fn statement(&self, sealed: &SealedField) -> Result<Statement, ServiceError> {
        self.json(sealed)
    }

    /// A redacted picture.
    pub(crate) fn picture(&self, picture: &SealedPicture) -> Result<SecretBytes, ServiceError> {
        self.recorded.check_picture(picture)?;
        let ordinal = picture.picture.ordinal;
        let field = format!("picture/{ordinal}");
        self.open(EvidencePart::Picture(ordinal), &field, picture.picture.revision, &picture.sealed)
    }

    fn json<T: DeserializeOwned>(&self, sealed: &SealedField) -> Result<T, ServiceError> {
        let opened = self.bytes(sealed)?;
        // serde's own message could repeat what it read.
        serde_json::from_slice(opened.expose_secret())
            .map_err(|_| damaged("a sealed field is not in its form"))
    }

    /// A sealed field in clear.
    pub(crate) fn bytes(&self, sealed: &SealedField) -> Result<SecretBytes, ServiceError> {
        self.recorded.check_field(sealed)?;
        let part = EvidencePart::of_field(&sealed.field).unwrap_or(EvidencePart::Case);
        self.open(part, &sealed.field, sealed.revision, &sealed.sealed)
    }

    fn open(
        &self,
        part: EvidencePart,
        field: &str,
        revision: i64,
        sealed: &[u8],
    ) -> Result<SecretBytes, ServiceError> {
        let binding = Binding {
            municipality: self.case.municipality,
            subject: self.case.id.as_uuid(),
            field,
            revision,
        };
        let halves = CaseHalves::from(&self.case.half);
        open_case_field(self.receipt, self.keys, &halves, &binding, sealed).map_err(|error| match error {
            OpenError::DoesNotOpen => self.recorded.altered(part, Deviation::DoesNotOpen).into(),
            other => other.into(),
        })
    }
}

fn damaged(what: &str) -> ServiceError {
    ServiceError::Damaged(what.to_owned())
}
