//! A registered unit that sends what is not authentic is an incident: it goes into the ledger and raises an alarm.

use poortwacht_domain::{Act, RecordId};
use poortwacht_ledger::Outcome;
use poortwacht_store::Plan;
use poortwacht_store::alarms::{self, NewAlarm};

use super::{ALARM_AUTHENTICITY, IntakeRefusal, UnitIdentity, signature};
use crate::Services;

/// Reason code of a packet under an identifier that the unit had used.
const IDENTIFIER_REUSED: &str = "packet_id_reused";

/// The reason, when the refusal casts doubt on the sender; other faults are only told to the unit.
fn reason(refusal: &IntakeRefusal) -> Option<&'static str> {
    match refusal {
        IntakeRefusal::OtherContent => Some(IDENTIFIER_REUSED),
        IntakeRefusal::Invalid(faults) => faults
            .iter()
            .map(|fault| fault.code)
            .find(|code| [signature::INVALID, signature::NO_KEY].contains(code)),
        _ => None,
    }
}

/// Writes the refusal down where it must be.
///
/// # Errors
/// When it cannot be written: the unit then hears that instead, and keeps its packet as well.
pub(super) async fn note(
    services: &Services,
    unit: &UnitIdentity,
    refusal: &IntakeRefusal,
) -> Result<(), IntakeRefusal> {
    let Some(reason) = reason(refusal) else { return Ok(()) };
    let (own, unit, now) = (services.clone(), unit.clone(), services.now());
    let alarm = NewAlarm {
        id: RecordId::random(services.rng().as_ref()),
        municipality: Some(unit.unit.municipality),
        kind: ALARM_AUTHENTICITY.to_owned(),
        subject: unit.unit.id.to_string(),
        detail: reason.to_owned(),
        at: now,
    };
    let written = services.store().write(Plan::new().log(unit.log()), move |tx| {
        let entry = unit.entry(Act::PacketRefused).reason(reason).outcome(Outcome::Refused);
        let pending = own.append(tx, &unit.log(), &entry)?;
        alarms::raise(tx, &unit.scope(), &alarm)?;
        Ok::<_, IntakeRefusal>(pending)
    });
    written.await.map(|_| ())
}
