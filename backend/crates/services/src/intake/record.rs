//! The one transaction in which a packet becomes durable.

use std::sync::Arc;

use jiff::Timestamp;
use poortwacht_domain::calendar::local_day;
use poortwacht_domain::{
    Act, CaseId, CaseRef, LocationId, PacketAnswer, PacketId, PacketOutcome, RetentionClass,
};
use poortwacht_ledger as ledger;
use poortwacht_store::cases::{self, EarlierFilter};
use poortwacht_store::counters::{self, Counter};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::packets::{self, PacketReceipt};
use poortwacht_store::{Committed, Plan, StoreError, Tx, units};

use super::case_file::{CaseFile, SAME_PASSAGE};
use super::known::{FirstAnswer, answer};
use super::{IntakeRefusal, UnitIdentity};
use crate::blocking::off_worker;
use crate::{ServiceError, Services, sealed_pictures};

/// A reference has 45 random bits: even one collision is rare, more in a row are a defect.
const REFERENCE_ATTEMPTS: usize = 5;

/// A judged packet.
#[derive(Clone)]
pub(super) struct Arrival {
    pub(super) packet: PacketId,
    pub(super) sequence: u64,
    pub(super) captured_at: Timestamp,
    pub(super) location: LocationId,
    pub(super) digest: [u8; 32],
    pub(super) now: Timestamp,
    pub(super) verdict: Verdict,
}

/// What is to be made of a packet.
#[derive(Clone)]
pub(super) enum Verdict {
    /// A counter and a receipt, nothing else.
    Without(PacketOutcome),
    /// A case.
    Case(Box<CaseFile>),
}

/// What the transaction did.
enum Stored {
    /// The packet is new.
    Fresh(PacketOutcome, Option<CaseRef>),
    /// Another request with the same packet was faster.
    Known(FirstAnswer),
}

impl Stored {
    /// Whether the case of this very packet is what was stored.
    fn is_case(&self) -> bool {
        matches!(self, Self::Fresh(PacketOutcome::Accepted, _))
    }
}

/// Stores a judged packet; a case reference that is taken is replaced and the transaction repeated.
pub(super) async fn record(
    services: &Services,
    unit: &UnitIdentity,
    arrival: Arrival,
) -> Result<PacketAnswer, IntakeRefusal> {
    let digest = arrival.digest;
    let mut arrival = Arc::new(arrival);
    let mut attempt = 1;
    loop {
        match store(services, unit, Arc::clone(&arrival)).await {
            Err(refusal) if attempt < REFERENCE_ATTEMPTS && is_reference_taken(&refusal) => {
                Arc::make_mut(&mut arrival).verdict.rename(services);
                attempt += 1;
            }
            stored => {
                withdraw(services, &arrival, &stored).await?;
                return heard(stored?, &digest);
            }
        }
    }
}

/// Takes back what was put into the bucket for a case that was not stored. Where nobody knows whether it was, the sweep
/// decides in an hour.
async fn withdraw(
    services: &Services,
    arrival: &Arrival,
    stored: &Result<Committed<Stored>, IntakeRefusal>,
) -> Result<(), IntakeRefusal> {
    let objects = match (&arrival.verdict, stored) {
        (_, Err(IntakeRefusal::Service(ServiceError::Unavailable(_)))) | (Verdict::Without(_), _) => {
            return Ok(());
        }
        (Verdict::Case(_), Ok(stored)) if stored.as_ref().is_case() => return Ok(()),
        (Verdict::Case(file), _) => file.objects(),
    };
    if objects.is_empty() {
        return Ok(());
    }
    let own = services.clone();
    off_worker(move || {
        sealed_pictures::withdraw(&own, &objects);
        Ok(())
    })
    .await
}

fn is_reference_taken(refusal: &IntakeRefusal) -> bool {
    matches!(refusal, IntakeRefusal::Service(ServiceError::Conflict(constraint)) if constraint.contains("reference"))
}

/// The unit hears "may erase" from what is committed, and from nothing else.
fn heard(stored: Committed<Stored>, digest: &[u8; 32]) -> Result<PacketAnswer, IntakeRefusal> {
    match stored.into_inner() {
        Stored::Fresh(outcome, reference) => Ok(answer(outcome, reference)),
        Stored::Known(first) => first.repeat(digest),
    }
}

/// Notes that a packet's number has arrived, though nothing else of it was taken.
pub(super) async fn record_number(
    services: &Services,
    unit: &UnitIdentity,
    sequence: u64,
    now: Timestamp,
) -> Result<(), IntakeRefusal> {
    let (scope, id) = (unit.scope(), unit.unit.id);
    let noted = services.store().write(Plan::new(), move |tx| {
        units::record_sequence(tx, &scope, id, sequence, now).map_err(IntakeRefusal::from)
    });
    noted.await.map(|_| ())
}

async fn store(
    services: &Services,
    unit: &UnitIdentity,
    arrival: Arc<Arrival>,
) -> Result<Committed<Stored>, IntakeRefusal> {
    let plan = arrival.verdict.plan(unit);
    let desk = Desk { services: services.clone(), unit: unit.clone(), arrival };
    services.store().write(plan, move |tx| desk.store(tx)).await
}

impl Verdict {
    fn plan(&self, unit: &UnitIdentity) -> Plan {
        match self {
            Self::Without(_) => Plan::new(),
            // The log's head also keeps two servers from taking the same passage twice: one waits for the other there.
            Self::Case(file) => Plan::new().log(unit.log()).bytes(file.weight()),
        }
    }

    fn rename(&mut self, services: &Services) {
        if let Self::Case(file) = self {
            file.case.reference = CaseRef::random(services.rng().as_ref());
        }
    }
}

/// Everything the transaction needs; it may run more than once.
struct Desk {
    services: Services,
    unit: UnitIdentity,
    arrival: Arc<Arrival>,
}

impl Desk {
    fn store(&self, tx: &mut Tx<'_>) -> Result<Stored, IntakeRefusal> {
        let (outcome, file) = self.outcome(tx)?;
        let receipt = self.receipt(outcome, file.map(|file| file.case.id));
        if !packets::insert_receipt(tx, &self.unit.scope(), &receipt)?.is_new() {
            return self.first_answer(tx).map(Stored::Known);
        }
        self.count(tx, outcome)?;
        if let Some(file) = file {
            self.open_case(tx, file)?;
        }
        Ok(Stored::Fresh(outcome, file.map(|file| file.case.reference.clone())))
    }

    fn outcome(&self, tx: &mut Tx<'_>) -> Result<(PacketOutcome, Option<&CaseFile>), StoreError> {
        match &self.arrival.verdict {
            Verdict::Without(outcome) => Ok((*outcome, None)),
            Verdict::Case(file) if self.is_passage_known(tx, file)? => Ok((PacketOutcome::Duplicate, None)),
            Verdict::Case(file) => Ok((PacketOutcome::Accepted, Some(file))),
        }
    }

    /// Whether a packet of the same passage has a case. When it is this very packet, its receipt decides a step later.
    fn is_passage_known(&self, tx: &mut Tx<'_>, file: &CaseFile) -> Result<bool, StoreError> {
        let at = self.arrival.captured_at;
        let filter = EarlierFilter {
            plate_indexes: file.passage.clone(),
            location: self.arrival.location,
            from: at.saturating_sub(SAME_PASSAGE).unwrap_or(at),
            until: at.saturating_add(SAME_PASSAGE).unwrap_or(at),
            except: file.case.id,
        };
        Ok(!cases::earlier_for_plate(tx, &self.unit.scope(), &filter)?.is_empty())
    }

    fn receipt(&self, outcome: PacketOutcome, case: Option<CaseId>) -> PacketReceipt {
        let retention = &self.services.config().retention;
        PacketReceipt {
            unit: self.unit.unit.id,
            packet: self.arrival.packet,
            municipality: self.unit.unit.municipality,
            digest: self.arrival.digest.to_vec(),
            outcome,
            case,
            received_at: self.arrival.now,
            destroy_after: retention.destroy_after(RetentionClass::PacketReceipt, self.arrival.now),
        }
    }

    fn first_answer(&self, tx: &mut Tx<'_>) -> Result<FirstAnswer, IntakeRefusal> {
        let scope = self.unit.scope();
        let receipt = packets::find_receipt(tx, &scope, self.unit.unit.id, self.arrival.packet)?;
        // It was there a moment ago: only retention can have taken it in between, and a retry is then a new packet.
        let receipt =
            receipt.ok_or_else(|| ServiceError::Unavailable("a receipt has just died".to_owned()))?;
        Ok(FirstAnswer::of(tx, &scope, receipt)?)
    }

    fn count(&self, tx: &mut Tx<'_>, outcome: PacketOutcome) -> Result<(), StoreError> {
        let (scope, arrival) = (self.unit.scope(), &self.arrival);
        let counter = Counter {
            municipality: self.unit.unit.municipality,
            location: arrival.location,
            day: local_day(arrival.captured_at),
            outcome,
        };
        counters::increment(tx, &scope, counter, 1)?;
        units::record_sequence(tx, &scope, self.unit.unit.id, arrival.sequence, arrival.now)?;
        Ok(())
    }

    fn open_case(&self, tx: &mut Tx<'_>, file: &CaseFile) -> Result<(), IntakeRefusal> {
        let (scope, case) = (self.unit.scope(), &file.case);
        cases::insert(tx, &scope, case)?;
        let entry = self.unit.entry(Act::CaseReceived).case(case.id);
        let entry = entry.detail("location", case.location).detail("pictures", case.pictures.len());
        let entry = file.pins.clone().with_row(case)?.onto(file.signed.onto(entry));
        let (clock, rng) = (self.services.clock(), self.services.rng());
        let pending = ledger::append(tx, &self.unit.log(), &entry, clock.as_ref(), rng.as_ref())?;
        let event = NewEvent {
            at: self.arrival.now,
            kind: Act::CaseReceived.as_str().to_owned(),
            account: None,
            detail: "{}".to_owned(),
            ledger_position: i64::try_from(pending.position()).ok(),
        };
        events::append(tx, &scope, case.id, &event)?;
        Ok(())
    }
}
