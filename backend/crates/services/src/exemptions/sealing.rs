//! Plate and holder of an exemption: sealed when it is recorded, opened against the receipt of a listing.

use jiff::Timestamp;
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{
    AccountId, ExemptionId, ExemptionRule, HalfId, MunicipalityId, Plate, RetentionClass,
};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, RecordKind, derive, open_record, seal};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::exemptions::{Exemption, NewExemption};
use secrecy::ExposeSecret;

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
}

/// What of an exemption was opened.
pub(super) struct Opened {
    pub(super) plate: Plate,
    pub(super) holder: String,
}

/// Seals drafts, each under a key of its own, and indexes their plates. Blocks.
pub(super) fn seal_all(
    services: &Services,
    municipality: MunicipalityId,
    by: Option<AccountId>,
    drafts: &[Draft],
) -> Result<Vec<NewExemption>, ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    let indexer = Indexer::now(services, municipality)?;
    let sealed = drafts.iter().map(|draft| {
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
            plate_index: indexer.index(&draft.plate),
            index_generation: indexer.number,
            sealed_plate: field(FIELD_PLATE, draft.plate.as_str())?,
            sealed_holder: field(FIELD_HOLDER, &draft.holder)?,
            created_at: services.now(),
            created_by: by,
            destroy_after: destroy_after(services, draft.rule.until),
        })
    });
    sealed.collect()
}

/// Tells the key store that the halves have found their exemptions. The sweep of unattached halves spares those in use
/// anyhow; this only saves it the work.
pub(super) fn attach(keys: &dyn KeyStore, halves: &[HalfId]) -> Result<(), ServiceError> {
    keys.attach_halves(halves)?;
    Ok(())
}

/// When an exemption whose validity ends then is destroyed.
pub(super) fn destroy_after(services: &Services, end: Timestamp) -> Timestamp {
    services.config().retention.destroy_after(RetentionClass::Exemption, end)
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
