//! What a request says in words: sealed when it comes in, opened against the receipt of its showing.

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{MunicipalityId, Plate, RecordId};
use poortwacht_evidence::seal::{
    Binding, CaseHalves, DataKey, RecordKind, data_key, derive, open_record, seal,
};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::person_requests::PersonRequest;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::{ServiceError, Services};

const FIELD_ASKED: &str = "asked";
const FIELD_ANSWER: &str = "answer";
/// Each field is written once.
const REVISION: i64 = 1;

/// What was asked about which plate. Not printable.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) plate: Plate,
    /// How the identity was made certain, in words.
    pub(super) note: String,
}

/// A key of the request's own and what was asked, sealed under it. Blocks.
pub(super) fn seal_asked(
    services: &Services,
    municipality: MunicipalityId,
    id: RecordId,
    asked: &Asked,
) -> Result<(DatabaseHalf, Vec<u8>), ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    let other = keys.take_half()?;
    let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
    let key = derive(&half.half, other.secret.expose(), id.as_uuid())?;
    // A plate holds no line break.
    let plain = Zeroizing::new(format!("{}\n{}", asked.plate.as_str(), asked.note));
    Ok((half, seal_field(services, &key, (municipality, id), FIELD_ASKED, &plain)?))
}

/// The answer, sealed under the request's key. Blocks.
pub(super) fn seal_answer(
    services: &Services,
    request: &PersonRequest,
    answer: &str,
) -> Result<Vec<u8>, ServiceError> {
    let halves = CaseHalves::from(&request.half);
    let key = data_key(services.keys().as_ref(), &halves, request.id.as_uuid())?;
    seal_field(services, &key, (request.municipality, request.id), FIELD_ANSWER, answer)
}

fn seal_field(
    services: &Services,
    key: &DataKey,
    (municipality, id): (MunicipalityId, RecordId),
    field: &str,
    plain: &str,
) -> Result<Vec<u8>, ServiceError> {
    let binding = Binding { municipality, subject: id.as_uuid(), field, revision: REVISION };
    Ok(seal(key, &binding, plain.as_bytes(), services.rng().as_ref())?)
}

/// Plate and note of a request. Blocks.
pub(super) fn open_asked(
    services: &Services,
    receipt: &Receipt,
    request: &PersonRequest,
) -> Result<Asked, ServiceError> {
    let text = open(services, receipt, request, FIELD_ASKED, &request.sealed_asked)?;
    let asked = text
        .split_once('\n')
        .and_then(|(plate, note)| Some(Asked { plate: Plate::parse(plate).ok()?, note: note.to_owned() }));
    asked.ok_or_else(|| ServiceError::Damaged("a person's request names no plate".to_owned()))
}

/// The answer in words, where there is one. Blocks.
pub(super) fn open_answer(
    services: &Services,
    receipt: &Receipt,
    request: &PersonRequest,
) -> Result<Option<String>, ServiceError> {
    let open = |sealed: &Vec<u8>| open(services, receipt, request, FIELD_ANSWER, sealed);
    request.handled.as_ref().map(|handled| open(&handled.sealed_answer)).transpose()
}

fn open(
    services: &Services,
    receipt: &Receipt,
    request: &PersonRequest,
    field: &str,
    sealed: &[u8],
) -> Result<String, ServiceError> {
    let binding = Binding {
        municipality: request.municipality,
        subject: request.id.as_uuid(),
        field,
        revision: REVISION,
    };
    let (keys, halves) = (services.keys(), CaseHalves::from(&request.half));
    let opened = open_record(receipt, keys.as_ref(), RecordKind::PersonRequest, &halves, &binding, sealed)?;
    let text = String::from_utf8(opened.expose_secret().clone());
    text.map_err(|_| ServiceError::Damaged("a person's request holds no text".to_owned()))
}
