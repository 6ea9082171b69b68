//! A file as it lies in the database: in sealed pieces under a key of its own.

use poortwacht_domain::{MunicipalityId, RecordId};
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, RecordKind, open_record};
use poortwacht_ledger::Receipt;
use poortwacht_store::Scope;
use poortwacht_store::exemptions::imports::{self, Import};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::exemptions::source::{Piece, Source};
use crate::{ServiceError, Services};

/// A piece is written once.
const REVISION: i64 = 1;

/// Name of a piece, to which it is bound: no piece opens in another one's place.
pub(super) fn field(ordinal: u64) -> String {
    format!("file/{ordinal}")
}

pub(super) const fn binding(municipality: MunicipalityId, file: RecordId, field: &str) -> Binding<'_> {
    Binding { municipality, subject: file.as_uuid(), field, revision: REVISION }
}

/// A file opened against the receipt of an entry.
pub(super) struct SealedFile<'a> {
    pub(super) services: &'a Services,
    pub(super) receipt: &'a Receipt,
    pub(super) import: &'a Import,
}

impl Source for SealedFile<'_> {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<Piece, ServiceError>> + '_> {
        Box::new((0..self.import.chunks).map(|ordinal| self.piece(ordinal)))
    }
}

impl SealedFile<'_> {
    fn piece(&self, ordinal: u64) -> Result<Piece, ServiceError> {
        let import = self.import;
        let scope = Scope::municipality(import.municipality);
        let sealed = self
            .services
            .store()
            .read_blocking(|conn| Ok::<_, ServiceError>(imports::chunk(conn, &scope, import.id, ordinal)?))?;
        let sealed = sealed.ok_or(ServiceError::NotFound("import file"))?;
        let name = field(ordinal);
        let binding = binding(import.municipality, import.id, &name);
        let halves = CaseHalves::from(&import.half);
        let keys = self.services.keys();
        match open_record(self.receipt, keys.as_ref(), RecordKind::ImportFile, &halves, &binding, &sealed) {
            Ok(opened) => Ok(Zeroizing::new(opened.expose_secret().clone())),
            Err(OpenError::Destroyed) => Err(ServiceError::NotFound("import file")),
            Err(error) => Err(error.into()),
        }
    }
}
