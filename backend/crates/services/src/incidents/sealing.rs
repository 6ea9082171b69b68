//! The words of a step at rest. Each is bound to its place in the incident's record, so none can stand for another.

use poortwacht_domain::incident::{IncidentStep, IncidentWords};
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{MunicipalityId, RecordId};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, RecordKind, data_key, derive, open_record, seal};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::incidents::{Incident, IncidentEntry};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::{ServiceError, Services};

/// Whose words, of which step, at which place.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) municipality: MunicipalityId,
    pub(super) incident: RecordId,
    pub(super) step: IncidentStep,
    pub(super) position: u64,
}

impl Place {
    fn binding(&self) -> Result<Binding<'static>, ServiceError> {
        let revision = i64::try_from(self.position)
            .map_err(|_| ServiceError::Damaged("more steps than fit".to_owned()))?;
        Ok(Binding {
            municipality: self.municipality,
            subject: self.incident.as_uuid(),
            field: self.step.as_str(),
            revision,
        })
    }
}

/// Seals the first words of a new incident, under a key of its own. Blocks.
pub(super) fn first(
    services: &Services,
    place: Place,
    words: &IncidentWords,
) -> Result<(DatabaseHalf, Vec<u8>), ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    let other = keys.take_half()?;
    let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
    let key = derive(&half.half, other.secret.expose(), place.incident.as_uuid())?;
    let sealed = seal(&key, &place.binding()?, &plain(words)?, rng.as_ref())?;
    Ok((half, sealed))
}

/// Seals the words of a further step. Blocks.
pub(super) fn further(
    services: &Services,
    incident: &Incident,
    place: Place,
    words: &IncidentWords,
) -> Result<Vec<u8>, ServiceError> {
    let halves = CaseHalves::from(&incident.half);
    let key = data_key(services.keys().as_ref(), &halves, place.incident.as_uuid())?;
    Ok(seal(&key, &place.binding()?, &plain(words)?, services.rng().as_ref())?)
}

fn plain(words: &IncidentWords) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let plain = serde_json::to_vec(words).map_err(|error| ServiceError::Damaged(error.to_string()))?;
    Ok(Zeroizing::new(plain))
}

/// Opens the words of a step against the receipt of an entry. Blocks.
pub(super) fn open(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    incident: &Incident,
    entry: &IncidentEntry,
) -> Result<IncidentWords, ServiceError> {
    let place = Place {
        municipality: incident.municipality,
        incident: incident.id,
        step: entry.step,
        position: entry.position,
    };
    let halves = CaseHalves::from(&incident.half);
    let opened = open_record(receipt, keys, RecordKind::Incident, &halves, &place.binding()?, &entry.sealed)?;
    serde_json::from_slice(opened.expose_secret())
        .map_err(|_| ServiceError::Damaged("a step of an incident does not hold its fields".to_owned()))
}

/// The place of a secured extract among those of its incident.
#[derive(Clone, Copy)]
pub(super) struct ExtractPlace(pub(super) u64);

impl ExtractPlace {
    fn binding(self, incident: &Incident) -> Result<Binding<'static>, ServiceError> {
        let revision =
            i64::try_from(self.0).map_err(|_| ServiceError::Damaged("more extracts than fit".to_owned()))?;
        let (municipality, subject) = (incident.municipality, incident.id.as_uuid());
        Ok(Binding { municipality, subject, field: "ledger_extract", revision })
    }
}

/// Seals an extract of the ledger under the incident's key. Blocks.
pub(super) fn extract(
    services: &Services,
    incident: &Incident,
    place: ExtractPlace,
    file: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    let halves = CaseHalves::from(&incident.half);
    let key = data_key(services.keys().as_ref(), &halves, incident.id.as_uuid())?;
    Ok(seal(&key, &place.binding(incident)?, file, services.rng().as_ref())?)
}

/// Opens an extract against the receipt of an entry. Blocks.
pub(super) fn open_extract(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    incident: &Incident,
    place: ExtractPlace,
    sealed: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    let (halves, binding) = (CaseHalves::from(&incident.half), place.binding(incident)?);
    let opened = open_record(receipt, keys, RecordKind::LedgerExtract, &halves, &binding, sealed)?;
    Ok(opened.expose_secret().to_vec())
}
