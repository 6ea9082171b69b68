//! Plate and holder of an exemption: sealed when it is recorded, opened against the receipt of a listing.

use jiff::Timestamp;
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{ExemptionId, ExemptionRule, HalfId, MunicipalityId, Plate, RetentionClass};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, RecordKind, derive, open_record, seal};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::{Exemption, NewExemption, Provisional};
use secrecy::ExposeSecret;

use super::author::Author;
use super::matching::Indexer;
use crate::{ServiceError, Services};

const FIELD_PLATE: &str = "plate";
const FIELD_HOLDER: &str = "holder";
/// An exemption's sealed fields are written once.
const REVISION: i64 = 1;

/// An exemption that somebody grants. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) plate: Plate,
    pub(super) holder: String,
    pub(super) rule: ExemptionRule,
    /// Whether it starts in the past, where it may dismiss cases that were there before it.
    pub(super) late: bool,
}

/// What of an exemption was opened. Not printable.
#[derive(Clone)]
pub(super) struct Opened {
    pub(super) plate: Plate,
    pub(super) holder: String,
}

/// Seals drafts, each under a key of its own, and indexes their plates.
pub(super) struct Sealer<'a> {
    services: &'a Services,
    author: &'a Author,
    indexer: Indexer,
    /// Why they do not count yet, if they do not.
    pub(super) provisional: Option<Provisional>,
    /// The exemption that they go on from.
    pub(super) follows: Option<ExemptionId>,
}

impl<'a> Sealer<'a> {
    /// For exemptions that count. Blocks.
    pub(super) fn new(services: &'a Services, author: &'a Author) -> Result<Self, ServiceError> {
        let indexer = Indexer::now(services, author.municipality)?;
        Ok(Self { services, author, indexer, provisional: None, follows: None })
    }

    /// Makes a draft fit to be stored. Blocks.
    pub(super) fn seal(&self, draft: &Draft) -> Result<NewExemption, ServiceError> {
        let (keys, rng) = (self.services.keys(), self.services.rng());
        let municipality = self.author.municipality;
        let id = ExemptionId::random(rng.as_ref());
        let other = keys.take_half()?;
        let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
        let key = derive(&half.half, other.secret.expose(), id.as_uuid())?;
        let field =
            |name, plain: &str| seal(&key, &binding(municipality, id, name), plain.as_bytes(), rng.as_ref());
        Ok(NewExemption {
            id,
            municipality,
            rule: draft.rule.clone(),
            half,
            plate_index: self.indexer.index(&draft.plate),
            index_generation: self.indexer.number,
            sealed_plate: field(FIELD_PLATE, draft.plate.as_str())?,
            sealed_holder: field(FIELD_HOLDER, &draft.holder)?,
            created_at: self.services.now(),
            created_by: self.author.account,
            destroy_after: destroy_after(self.services, self.author.municipality, draft.rule.until),
            provisional: self.provisional,
            follows: self.follows,
        })
    }

    /// Indexes a draft that was sealed under a generation that has passed.
    pub(super) fn index_again(&self, draft: &Draft, sealed: &mut NewExemption) {
        sealed.plate_index = self.indexer.index(&draft.plate);
        sealed.index_generation = self.indexer.number;
    }
}

/// Tells the key store that the halves have found their exemptions. The sweep of unattached halves spares those in use
/// anyhow; this only saves it the work.
pub(super) fn attach(keys: &dyn KeyStore, halves: &[HalfId]) -> Result<(), ServiceError> {
    keys.attach_halves(halves)?;
    Ok(())
}

/// When an exemption whose validity ends then is destroyed.
pub(super) fn destroy_after(services: &Services, municipality: MunicipalityId, end: Timestamp) -> Timestamp {
    services.terms(municipality).destroy_after(RetentionClass::Exemption, end)
}

/// Opens plate and holder; `None` for an exemption that is being destroyed. Blocks.
pub(super) fn open(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    exemption: &Exemption,
) -> Result<Option<Opened>, ServiceError> {
    let plate = plate(receipt, keys, exemption)?;
    let holder = field(
        receipt,
        keys,
        exemption,
        (RecordKind::ExemptionHolder, FIELD_HOLDER),
        &exemption.sealed_holder,
    )?;
    let (Some(plate), Some(holder)) = (plate, holder) else { return Ok(None) };
    Ok(Some(Opened { plate, holder }))
}

/// Opens the plate alone; `None` for an exemption that is being destroyed. Blocks.
pub(super) fn plate(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    exemption: &Exemption,
) -> Result<Option<Plate>, ServiceError> {
    let kind = (RecordKind::ExemptionPlate, FIELD_PLATE);
    let Some(plate) = field(receipt, keys, exemption, kind, &exemption.sealed_plate)? else {
        return Ok(None);
    };
    let plate = Plate::parse(&plate);
    plate.map(Some).map_err(|_| ServiceError::Damaged("an exemption's plate is no plate".to_owned()))
}

fn field(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    exemption: &Exemption,
    (kind, name): (RecordKind, &str),
    sealed: &[u8],
) -> Result<Option<String>, ServiceError> {
    let halves = CaseHalves::from(&exemption.half);
    let binding = binding(exemption.municipality, exemption.id, name);
    let opened = match open_record(receipt, keys, kind, &halves, &binding, sealed) {
        Err(OpenError::Destroyed) => return Ok(None),
        opened => opened?,
    };
    let text = String::from_utf8(opened.expose_secret().clone());
    text.map(Some).map_err(|_| ServiceError::Damaged("an exemption's field is no text".to_owned()))
}

fn binding(municipality: MunicipalityId, id: ExemptionId, field: &str) -> Binding<'_> {
    Binding { municipality, subject: id.as_uuid(), field, revision: REVISION }
}
