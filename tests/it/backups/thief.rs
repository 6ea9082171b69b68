//! Somebody with an old copy of the database and with everything that the server still has: key store, master key,
//! configuration, and the skill to write receipts into the copy.

use std::collections::BTreeMap;
use std::sync::Arc;

use poortwacht_domain::{Act, HalfId, Plate};
use poortwacht_evidence::index::IndexKey;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, RecordKind, open_case_field, open_record};
use poortwacht_ledger::{Actor, Entry, LedgerError, LogName, Receipt, append};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::cases::{self, Case, DatabaseHalf, SearchFilter};
use poortwacht_store::{Plan, Scope, Store, StoreError, batches, fields, pictures};
use secrecy::ExposeSecret;

const SCOPE: &str = "a thief reads what lies there";
/// One key seals everything of a case: a half that does not open this field opens none.
const PROBE: &str = "plate";

/// What was had from one case of one copy.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loot {
    /// Opened fields by name.
    pub fields: BTreeMap<String, Vec<u8>>,
    /// Opened pictures.
    pub pictures: Vec<Vec<u8>>,
    /// The file of the batch that the case is in.
    pub batch_file: Option<Vec<u8>>,
    /// The plate, where a guess could be confirmed by the case's index.
    pub guessed: Option<String>,
}

impl Loot {
    /// Whether plate, packet and every picture were had.
    pub fn is_everything(&self, plate: &str) -> bool {
        let holds = |field: &str| {
            self.fields
                .get(field)
                .is_some_and(|bytes| memchr::memmem::find(bytes, plate.as_bytes()).is_some())
        };
        let jpeg = |picture: &Vec<u8>| picture.starts_with(&[0xFF, 0xD8]);
        holds("plate") && holds("packet") && !self.pictures.is_empty() && self.pictures.iter().all(jpeg)
    }

    /// Whether a batch file was had that names the plate.
    pub fn names(&self, plate: &str) -> bool {
        let finder = memchr::memmem::Finder::new(plate);
        self.batch_file.as_ref().is_some_and(|file| finder.find(file).is_some())
    }
}

/// The key store of an installation, with its master key.
pub struct Thief {
    /// The key store as it is now.
    pub keys: Arc<dyn KeyStore>,
    /// Names of halves seen anywhere: one of them might fit.
    halves: Vec<HalfId>,
    /// Plates worth a guess.
    plates: Vec<Plate>,
}

impl Thief {
    /// With this key store and the hope for one of these plates.
    pub fn with(keys: Arc<dyn KeyStore>, plates: &[&str]) -> Self {
        let plates = plates.iter().map(|plate| Plate::parse(plate).unwrap()).collect();
        Self { keys, halves: Vec::new(), plates }
    }

    /// Remembers the names of all halves in a copy.
    pub fn study(&mut self, copy: &Store) {
        self.halves.extend(all(copy).iter().map(|case| case.half.id));
        self.halves.extend(self.keys.halves_created_before(jiff::Timestamp::MAX, u32::MAX).unwrap());
        self.halves.sort_unstable();
        self.halves.dedup();
    }

    /// Tries everything on one case of a copy.
    pub fn rob(&self, copy: &Store, case: &Case) -> Loot {
        let receipt = forge(copy, case, Act::CaseShown);
        let mut loot = Loot { guessed: self.guess(case), ..Loot::default() };
        for field in copy.read_blocking(|conn| fields::of_case(conn, &scope(), case.id)).unwrap() {
            if let Some(opened) = self.field(&receipt, case, &field.field, field.revision, &field.sealed) {
                loot.fields.insert(field.field, opened);
            }
        }
        for picture in copy.read_blocking(|conn| pictures::of_case(conn, &scope(), case.id)).unwrap() {
            let (ordinal, name) = (picture.ordinal, format!("picture/{}", picture.ordinal));
            let sealed =
                copy.read_blocking(|conn| pictures::sealed(conn, &scope(), case.id, ordinal)).unwrap();
            loot.pictures.extend(self.field(
                &receipt,
                case,
                &name,
                picture.revision,
                &sealed.unwrap().sealed,
            ));
        }
        loot.batch_file = self.batch_file(copy, case);
        loot
    }

    /// Under the case's own half and, for one field, under every other half that is known.
    fn field(
        &self,
        receipt: &Receipt,
        case: &Case,
        field: &str,
        revision: i64,
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let binding =
            Binding { municipality: case.municipality, subject: case.id.as_uuid(), field, revision };
        let with = |half_id| {
            let halves = CaseHalves { half_id, db_half: case.half.half };
            opened(open_case_field(receipt, self.keys.as_ref(), &halves, &binding, sealed))
        };
        let others = self.halves.iter().copied().filter(|_| field == PROBE);
        std::iter::once(case.half.id).chain(others).find_map(with)
    }

    fn batch_file(&self, copy: &Store, case: &Case) -> Option<Vec<u8>> {
        let id = case.batch?;
        let file = copy.read_blocking(|conn| batches::sealed_file(conn, &scope(), id)).unwrap();
        let (DatabaseHalf { id: half_id, half: db_half }, sealed) = file?;
        let receipt = forge(copy, case, Act::BatchBuilt);
        let binding = Binding {
            municipality: case.municipality,
            subject: id.as_uuid(),
            field: "batch.xml",
            revision: 1,
        };
        let halves = CaseHalves { half_id, db_half };
        let file =
            open_record(&receipt, self.keys.as_ref(), RecordKind::BatchFile, &halves, &binding, &sealed);
        opened(file)
    }

    /// Every plate of the set under every key that the case's index may have been made with and that still exists: from the
    /// case's own half or, in case names were exchanged, from any other half that is known.
    fn guess(&self, case: &Case) -> Option<String> {
        let halves = std::iter::once(case.half.id).chain(self.halves.iter().copied());
        let mut keys = halves
            .filter_map(|half| self.keys.half(half).unwrap())
            .map(|other| IndexKey::derive(&case.half.half, &other, case.id).unwrap());
        let plate = keys.find_map(|key| self.plates.iter().find(|plate| key.index(plate) == case.plate));
        plate.map(|plate| plate.as_str().to_owned())
    }
}

fn opened(outcome: Result<poortwacht_evidence::SecretBytes, OpenError>) -> Option<Vec<u8>> {
    match outcome {
        Ok(bytes) => Some(bytes.expose_secret().clone()),
        Err(OpenError::Destroyed | OpenError::DoesNotOpen) => None,
        Err(other) => panic!("the attempt itself failed: {other}"),
    }
}

/// Every case of a database.
pub fn all(store: &Store) -> Vec<Case> {
    let filter = SearchFilter { limit: u32::MAX, ..SearchFilter::default() };
    let found = store.read_blocking(|conn| {
        let found = cases::search(conn, &scope(), &filter)?;
        found.iter().map(|case| cases::find(conn, &scope(), case.id)).collect::<Result<Vec<_>, StoreError>>()
    });
    found.unwrap().into_iter().flatten().collect()
}

fn scope() -> Scope {
    Scope::auditor(SCOPE)
}

/// Writes into the copy that the case was looked at, which is as good a receipt as any.
fn forge(copy: &Store, case: &Case, act: Act) -> Receipt {
    let log = LogName::municipality(case.municipality);
    let entry = Entry::new(Actor::System, act).case(case.id);
    let written = copy.write_blocking(Plan::new().log(log.clone()), move |tx| {
        append(tx, &log, &entry, &SystemClock, &SystemRng::new())
    });
    Receipt::from(written.map_err(|error: LedgerError| error.to_string()).unwrap())
}
