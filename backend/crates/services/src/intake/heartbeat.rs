//! Heartbeats: how a unit is doing, and the alarms that follow from it.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Heartbeat, RecordId};
use poortwacht_store::alarms::{self, NewAlarm};
use poortwacht_store::units::{self, Gap, UnitReport};
use poortwacht_store::{Plan, StoreError, Tx};

use super::{ALARM_CLOCK, ALARM_GAP, ALARM_QUEUE, IntakeRefusal, UnitIdentity, refusal};
use crate::Services;

/// A clock further off than this makes the export gate send cases back to the desk.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(10);

/// How long before the unit's own 48 hours the alarm sounds: long enough to still repair something.
const ERASURE_MARGIN: SignedDuration = SignedDuration::from_hours(12);

/// Takes a heartbeat: records the unit's condition and raises or clears its alarms.
///
/// # Errors
/// [`IntakeRefusal::Invalid`] with every fault of the document, or the store's own.
pub async fn heartbeat(
    services: &Services,
    unit: &UnitIdentity,
    document: &[u8],
) -> Result<(), IntakeRefusal> {
    let heartbeat = Heartbeat::from_json(document).map_err(refusal::faults)?;
    let (now, rng) = (services.now(), services.rng());
    let visit = Visit {
        ids: std::array::from_fn(|_| RecordId::random(rng.as_ref())),
        unit: unit.clone(),
        heartbeat,
        now,
    };
    services.store().write(Plan::new(), move |tx| visit.record(tx).map_err(IntakeRefusal::from)).await?;
    Ok(())
}

/// One heartbeat of one unit.
struct Visit {
    unit: UnitIdentity,
    heartbeat: Heartbeat,
    now: Timestamp,
    /// Identifiers for as many alarms as there may be, made ahead: the transaction may run twice.
    ids: [RecordId; 3],
}

impl Visit {
    fn record(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (scope, id) = (self.unit.scope(), self.unit.unit.id);
        units::record_heartbeat(tx, &scope, id, &self.report())?;
        let gaps = units::gaps_of(tx, &scope, id)?;
        let found = [(ALARM_CLOCK, self.drift()), (ALARM_GAP, missing(&gaps)), (ALARM_QUEUE, self.late())];
        for ((kind, detail), alarm) in found.into_iter().zip(self.ids) {
            self.set_alarm(tx, alarm, kind, detail)?;
        }
        Ok(())
    }

    fn report(&self) -> UnitReport {
        let heartbeat = &self.heartbeat;
        UnitReport {
            at: self.now,
            clock_offset_ms: heartbeat.clock_offset_ms,
            queue_length: heartbeat.queue_length,
            oldest_queued_at: heartbeat.oldest_queued_at,
            passages: heartbeat.passages,
            no_hits: heartbeat.no_hits,
            software_version: heartbeat.software_version.clone(),
        }
    }

    /// What the unit says of its clock, and what its time says against ours.
    fn drift(&self) -> Option<String> {
        let said = SignedDuration::from_millis(self.heartbeat.clock_offset_ms).abs();
        let seen = self.heartbeat.time.duration_since(self.now).abs();
        let worst = said.max(seen);
        (worst > CLOCK_TOLERANCE).then(|| format!("the clock is {} seconds off", worst.as_secs()))
    }

    fn late(&self) -> Option<String> {
        let oldest = self
            .heartbeat
            .oldest_queued_at
            .filter(|_| self.heartbeat.nears_erasure(self.now, ERASURE_MARGIN))?;
        let hours = self.now.duration_since(oldest).as_hours();
        Some(format!("{} packet(s) wait, the oldest for {hours} hours", self.heartbeat.queue_length))
    }

    fn set_alarm(
        &self,
        tx: &mut Tx<'_>,
        id: RecordId,
        kind: &str,
        detail: Option<String>,
    ) -> Result<(), StoreError> {
        let (scope, subject) = (self.unit.scope(), self.unit.unit.id.to_string());
        let Some(detail) = detail else {
            return alarms::clear(tx, &scope, kind, &subject, self.now).map(|_| ());
        };
        let municipality = Some(self.unit.unit.municipality);
        let alarm = NewAlarm { id, municipality, kind: kind.to_owned(), subject, detail, at: self.now };
        alarms::raise(tx, &scope, &alarm).map(|_| ())
    }
}

fn missing(gaps: &[Gap]) -> Option<String> {
    let first = gaps.first()?;
    let count: u64 = gaps.iter().map(|gap| gap.missing.last - gap.missing.first + 1).sum();
    Some(format!("{count} packet(s) are missing, the first is number {}", first.missing.first))
}
