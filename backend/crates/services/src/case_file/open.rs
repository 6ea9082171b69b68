//! Opening the sealed fields of a case: only here, only against a receipt.

use poortwacht_domain::{Plate, ViolationPacket};
use poortwacht_evidence::SecretBytes;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, open_case_field};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::Case;
use poortwacht_store::fields::SealedField;
use poortwacht_store::pictures::SealedPicture;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use super::{PlateReading, Statement};
use crate::ServiceError;
use crate::intake::PlateRecord;

/// Opens what belongs to one case. Blocks: the key store is asked for every field.
pub(crate) struct Opener<'a> {
    receipt: &'a Receipt,
    keys: &'a dyn KeyStore,
    case: &'a Case,
}

impl<'a> Opener<'a> {
    pub(crate) fn new(receipt: &'a Receipt, keys: &'a dyn KeyStore, case: &'a Case) -> Self {
        Self { receipt, keys, case }
    }

    /// The plate as it was read.
    pub(crate) fn plate(&self, sealed: &SealedField) -> Result<PlateReading, ServiceError> {
        let record: PlateRecord = self.json(sealed)?;
        let plate = Plate::parse(&record.plate);
        Ok(PlateReading {
            plate: plate.map_err(|_| damaged("a case's plate is no plate"))?,
            country: record.country,
            raw: record.raw,
            confidence: record.confidence,
        })
    }

    /// The packet as the unit sent it.
    pub(crate) fn packet(&self, sealed: &SealedField) -> Result<ViolationPacket, ServiceError> {
        self.json(sealed)
    }

    /// What the officer wrote with the decision.
    pub(crate) fn statement(&self, sealed: &SealedField) -> Result<Statement, ServiceError> {
        self.json(sealed)
    }

    /// A redacted picture.
    pub(crate) fn picture(&self, picture: &SealedPicture) -> Result<SecretBytes, ServiceError> {
        let field = format!("picture/{}", picture.picture.ordinal);
        Ok(self.open(&field, picture.picture.revision, &picture.sealed)?)
    }

    fn json<T: DeserializeOwned>(&self, sealed: &SealedField) -> Result<T, ServiceError> {
        let opened = self.open(&sealed.field, sealed.revision, &sealed.sealed)?;
        // serde's own message could repeat what it read.
        serde_json::from_slice(opened.expose_secret())
            .map_err(|_| damaged("a sealed field is not in its form"))
    }

    fn open(&self, field: &str, revision: i64, sealed: &[u8]) -> Result<SecretBytes, OpenError> {
        let binding = Binding {
            municipality: self.case.municipality,
            subject: self.case.id.as_uuid(),
            field,
            revision,
        };
        open_case_field(self.receipt, self.keys, &CaseHalves::from(&self.case.half), &binding, sealed)
    }
}

fn damaged(what: &str) -> ServiceError {
    ServiceError::Damaged(what.to_owned())
}
