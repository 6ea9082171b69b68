//! A packet's way (architecture.md).

use jiff::Timestamp;
use poortwacht_domain::{Enforcement, PacketAnswer, PacketOutcome, Plate, ViolationPacket};
use poortwacht_evidence::index::packet_digest;
use poortwacht_evidence::keystore::{KeyStore, Purpose};

use super::case_file::{self, Surroundings};
use super::exemption_check::{ExemptionCheck, concerned, judge as judge_exemptions};
use super::known::{self, Known};
use super::passage::Passage;
use super::record::{self, Arrival, Verdict};
use super::submission::Received;
use super::{IntakeRefusal, PacketFault, PacketSubmission, UnitIdentity, incident};
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// What judging came to.
enum Judged {
    /// It was dealt with before.
    Known(PacketAnswer),
    /// It is to be recorded.
    Fresh(Box<Arrival>),
    /// Its number has arrived; it is too old for anything else.
    TooOld(u64),
}

/// Takes a violation packet: idempotent by the unit and the packet's own identifier.
///
/// The answer says "may erase" because what it tells is durable. On any error nothing of the packet is kept.
///
/// # Errors
/// [`IntakeRefusal::Invalid`] with every fault found, [`IntakeRefusal::OtherContent`], [`IntakeRefusal::TooOld`] (the
/// unit must erase), or [`IntakeRefusal::Service`] when store, ledger or key store do not answer.
pub async fn accept(
    services: &Services,
    unit: &UnitIdentity,
    submission: PacketSubmission,
) -> Result<PacketAnswer, IntakeRefusal> {
    let now = services.now();
    let (own_services, own_unit) = (services.clone(), unit.clone());
    let judged = off_worker(move || judge(&own_services, &own_unit, submission, now)).await;
    let outcome = match judged {
        Ok(Judged::Known(answer)) => Ok(answer),
        Ok(Judged::Fresh(arrival)) => record::record(services, unit, *arrival).await,
        Ok(Judged::TooOld(sequence)) => {
            record::record_number(services, unit, sequence, now).await?;
            Err(IntakeRefusal::TooOld)
        }
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = &outcome {
        incident::note(services, unit, refusal).await?;
    }
    outcome
}

/// Everything before the transaction, in the order of the protocol. Blocks.
fn judge(
    services: &Services,
    unit: &UnitIdentity,
    submission: PacketSubmission,
    now: Timestamp,
) -> Result<Judged, IntakeRefusal> {
    let keys = services.keys();
    if keys.is_withholding() {
        return Err(ServiceError::DatabaseBehind.into());
    }
    let draft = submission.read(now)?;
    let plate = plate_of(&draft.packet)?;
    let mut known = known::look_up(services, unit, &draft.packet, &concerned(&plate))?;
    let received = draft.verify(known.signing_key.as_ref())?;
    let digest = digest(keys.as_ref(), &received)?;
    if let Some(first) = known.first.take() {
        return first.repeat(&digest).map(Judged::Known);
    }
    if received.packet.is_expired(now) {
        return Ok(Judged::TooOld(received.packet.unit_sequence));
    }
    let (packet, sequence) = (received.packet.packet_id, received.packet.unit_sequence);
    let (captured_at, location) = (received.packet.captured_at, known.location.id);
    let check = judge_exemptions(&known.exemptions, captured_at, location);
    let verdict = verdict(services, unit, (known, check), received, &plate, now)?;
    Ok(Judged::Fresh(Box::new(Arrival { packet, sequence, captured_at, location, digest, now, verdict })))
}

fn verdict(
    services: &Services,
    unit: &UnitIdentity,
    (known, check): (Known, ExemptionCheck),
    received: Received,
    plate: &Plate,
    now: Timestamp,
) -> Result<Verdict, IntakeRefusal> {
    let finding = match (known.location.dossier.enforcement(received.packet.captured_at), check) {
        (Enforcement::Inactive, _) => return Ok(Verdict::Without(PacketOutcome::LocationInactive)),
        (Enforcement::OutsideHours, _) => return Ok(Verdict::Without(PacketOutcome::OutsideHours)),
        (Enforcement::Enforced, ExemptionCheck::Exempt) => {
            return Ok(Verdict::Without(PacketOutcome::Exempt));
        }
        (Enforcement::Enforced, ExemptionCheck::NotExempt(finding)) => finding,
    };
    let signing_key = known
        .signing_key
        .ok_or_else(|| ServiceError::Damaged("a verified packet without a key".to_owned()))?;
    let place = (received.packet.captured_at, known.location.id);
    let passage = Passage::compared(services, &unit.scope(), plate, place)?;
    if passage.is_known() {
        return Ok(Verdict::Without(PacketOutcome::Duplicate));
    }
    let around =
        Surroundings { services, unit, location: known.location, signing_key, finding, passage, now };
    case_file::build(around, received, plate).map(|file| Verdict::Case(Box::new(file)))
}

fn plate_of(packet: &ViolationPacket) -> Result<Plate, IntakeRefusal> {
    packet.plate.plate().map_err(|error| {
        IntakeRefusal::Invalid(vec![PacketFault::new("/plate/raw", "malformed", error.to_string())])
    })
}

/// Keyed digest of the content: the document, and through the SHA-256 that it declares of each picture (and that was
/// compared by now) the pictures. The signature does not count, as a unit may sign anew for a retry.
fn digest(keys: &dyn KeyStore, received: &Received) -> Result<[u8; 32], IntakeRefusal> {
    let key = keys.purpose_key(Purpose::PacketDigest)?;
    Ok(packet_digest(&key, &[&received.bytes]))
}
