//! A packet becomes a case: redacted, sealed under a key of its own, ready for the transaction.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use poortwacht_domain::offence::applicable;
use poortwacht_domain::{
    CaseId, CaseRef, LocationDossier, Plate, RetentionClass, ViolationPacket, local_day,
};
use poortwacht_evidence::bucket::ObjectName;
use poortwacht_ledger::Entry;
use poortwacht_store::cases::{Charge, ExemptionCheck, NewCase, Retention};
use poortwacht_store::locations::Location;
use poortwacht_store::units::SigningKey;
use zeroize::Zeroizing;

use super::passage::Passage;
use super::pictures::{self, FIRST_REVISION};
use super::submission::Received;
use super::{
    CaseFacts, ExemptionFinding, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE, IntakeRefusal, PlateRecord,
    SignatureRecord, UnitIdentity,
};
use crate::case_file::Sealer;
use crate::custody::{CERTIFICATE, Pins, SIGNING_KEY, SIGNING_KEY_FROM, fingerprint};
use crate::{Services, sealed_pictures};

/// Who says what the vehicle's category is.
const SOURCE_UNIT: &str = "unit";

/// A case to be stored, and whether its passage has one.
#[derive(Debug, Clone)]
pub(super) struct CaseFile {
    pub(super) case: NewCase,
    /// Tells whether the passage has a case already.
    pub(super) passage: Passage,
    /// What the ledger is to record of everything that was sealed.
    pub(super) pins: Pins,
    /// With which key the packet was signed.
    pub(super) signed: SignedWith,
}

/// The key that verified a packet's signature, as the ledger records it.
#[derive(Debug, Clone)]
pub(super) struct SignedWith {
    key_fingerprint: String,
    certificate_fingerprint: String,
    valid_from: Timestamp,
}

impl SignedWith {
    fn of(around: &Surroundings<'_>) -> Self {
        Self {
            key_fingerprint: fingerprint(&around.signing_key.public_key),
            certificate_fingerprint: around.unit.unit.certificate_fingerprint.clone(),
            valid_from: around.signing_key.valid_from,
        }
    }

    /// The entry of the packet's arrival, which is written only for a packet whose signature was verified.
    pub(super) fn onto(&self, entry: Entry) -> Entry {
        entry
            .detail(SIGNING_KEY, &self.key_fingerprint)
            .detail(CERTIFICATE, &self.certificate_fingerprint)
            .detail(SIGNING_KEY_FROM, self.valid_from.as_second())
    }
}

impl CaseFile {
    /// What lies in the bucket already, whatever becomes of the transaction.
    pub(super) fn objects(&self) -> Vec<ObjectName> {
        sealed_pictures::objects_of(self.case.municipality, self.case.id, &self.case.pictures)
    }

    /// Bytes that go into the database.
    pub(super) fn weight(&self) -> usize {
        let pictures = self.case.pictures.iter().map(|picture| picture.sealed.len());
        pictures.chain(self.case.fields.iter().map(|field| field.sealed.len())).sum()
    }
}

/// What a case is made from, besides the packet itself.
pub(super) struct Surroundings<'a> {
    pub(super) services: &'a Services,
    pub(super) unit: &'a UnitIdentity,
    pub(super) location: Location,
    pub(super) signing_key: SigningKey,
    pub(super) finding: ExemptionFinding,
    pub(super) passage: Passage,
    pub(super) now: Timestamp,
}

/// Redacts and seals a packet. Blocks: pictures and key store.
pub(super) fn build(
    around: Surroundings<'_>,
    received: Received,
    plate: &Plate,
) -> Result<CaseFile, IntakeRefusal> {
    let Received { packet, bytes, signature, pictures } = received;
    let clean = pictures::redact_all(around.services, &packet.images, pictures, &around.location.dossier)?;
    let (keys, rng) = (around.services.keys(), around.services.rng());
    let (municipality, case) = (around.unit.unit.municipality, CaseId::random(rng.as_ref()));
    let (sealer, half) = Sealer::fresh(keys.as_ref(), rng.as_ref(), municipality, case, FIRST_REVISION)?;
    let fields = vec![
        sealer.field(FIELD_PLATE, &plate_record(&packet, plate)?)?,
        sealer.field(FIELD_PACKET, &bytes)?,
        sealer.field(FIELD_SIGNATURE, &signature_record(&around, &signature)?)?,
    ];
    let pictures = clean
        .into_iter()
        .map(|clean| sealer.picture(clean.picture, &clean.jpeg))
        .collect::<Result<Vec<_>, _>>()?;
    let pins = Pins::of(sealer.case, FIRST_REVISION, &half, &fields, &pictures);
    let signed = SignedWith::of(&around);
    let retention =
        around.services.terms(municipality).destroy_after(RetentionClass::Undecided, packet.captured_at);
    let mut case = NewCase {
        id: sealer.case,
        municipality: sealer.municipality,
        reference: CaseRef::random(rng.as_ref()),
        location: around.location.id,
        unit: around.unit.unit.id,
        captured_at: packet.captured_at,
        received_at: around.now,
        half,
        revision: FIRST_REVISION,
        plate: sealer.plate_index(plate),
        charge: charge(&packet, &around.location.dossier),
        exemption: ExemptionCheck { at: around.now, result: around.finding.to_text()? },
        facts: serde_json::to_string(&CaseFacts {
            location_version: Some(around.location.version),
            ..CaseFacts::of(&packet)
        })?,
        dossier: around.location.dossier,
        gate_findings: "[]".to_owned(),
        retention: Retention { class: RetentionClass::Undecided, destroy_after: retention },
        pictures: Vec::new(),
        fields,
    };
    // Last: whatever fails before leaves no object behind.
    case.pictures = sealed_pictures::stow(around.services, case.municipality, case.id, pictures)?;
    Ok(CaseFile { case, passage: around.passage, pins, signed })
}

fn plate_record(packet: &ViolationPacket, plate: &Plate) -> Result<Zeroizing<Vec<u8>>, IntakeRefusal> {
    let record = PlateRecord {
        plate: plate.as_str().to_owned(),
        country: packet.plate.country.clone(),
        raw: packet.plate.raw.clone(),
        confidence: packet.plate.confidence,
        characters: packet.plate.characters.clone(),
        corrections: Vec::new(),
    };
    Ok(Zeroizing::new(serde_json::to_vec(&record)?))
}

fn signature_record(around: &Surroundings<'_>, signature: &[u8]) -> Result<Vec<u8>, IntakeRefusal> {
    let record = SignatureRecord {
        signature: STANDARD.encode(signature),
        signing_key: STANDARD.encode(&around.signing_key.public_key),
        valid_from: around.signing_key.valid_from,
        certificate_fingerprint: around.unit.unit.certificate_fingerprint.clone(),
    };
    Ok(serde_json::to_vec(&record)?)
}

/// What the camera's category already decides: the one code of the location that fits it on that day. The officer
/// confirms or changes it.
fn charge(packet: &ViolationPacket, dossier: &LocationDossier) -> Option<Charge> {
    let vehicle_category = packet.vehicle.category?;
    let day = local_day(packet.captured_at);
    let fits = |code: &_| applicable(code, day, vehicle_category).is_ok();
    let mut codes = dossier.offence_codes_on(day).into_iter().filter(fits);
    match (codes.next(), codes.next()) {
        (Some(code), None) => Some(Charge {
            offence_code: code,
            vehicle_category,
            vehicle_category_source: SOURCE_UNIT.to_owned(),
        }),
        _ => None,
    }
}
