//! The one transaction in which a packet becomes durable.

use std::sync::Arc;

use jiff::Timestamp;
use poortwacht_domain::calendar::local_day;
use poortwacht_domain::{
    Act, CaseId, CaseRef, LocationId, PacketAnswer, PacketId, PacketOutcome, RetentionClass,
};
use poortwacht_store::cases::{self, PlateCandidate};
use poortwacht_store::counters::{self, Counter};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::packets::{self, PacketReceipt};
use poortwacht_store::{Committed, Plan, StoreError, Tx, units};

use super::case_file::CaseFile;
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
    /// Nothing yet: cases came that may be of the same passage.
    Unseen(Vec<PlateCandidate>),
}

impl Stored {
    /// Whether the case of this very packet is what was stored.
    fn is_case(&self) -> bool {
        matches!(self, Self::Fresh(PacketOutcome::Accepted, _))
    }

    fn is_unseen(&self) -> bool {
        matches!(self, Self::Unseen(_))
    }
}

/// Stores a judged packet. The transaction is repeated when a case reference is taken, and when another case came that may
/// be of the same passage: somebody else is a step further each time.
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
            Ok(stored) if stored.as_ref().is_unseen() => {
                arrival = compare(services, arrival, stored.into_inner()).await?;
            }
            stored => {
                withdraw(services, &arrival, &stored).await?;
                return heard(stored?, &digest);
            }
        }
    }
}

/// Compares the case with those that came meanwhile.
async fn compare(
    services: &Services,
    arrival: Arc<Arrival>,
    stored: Stored,
) -> Result<Arc<Arrival>, ServiceError> {
    let (Stored::Unseen(unseen), keys) = (stored, services.keys()) else { return Ok(arrival) };
    off_worker(move || {
        let mut arrival = arrival;
        if let Verdict::Case(file) = &mut Arc::make_mut(&mut arrival).verdict {
            file.passage.compare(keys.as_ref(), unseen)?;
        }
        Ok(arrival)
    })
    .await
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
        Stored::Unseen(_) => Err(ServiceError::Unavailable("the packet was not stored".to_owned()).into()),
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
        let unseen = self.unseen(tx)?;
        if !unseen.is_empty() {
            return Ok(Stored::Unseen(unseen));
        }
        let (outcome, file) = self.outcome();
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

    fn outcome(&self) -> (PacketOutcome, Option<&CaseFile>) {
        match &self.arrival.verdict {
            Verdict::Without(outcome) => (*outcome, None),
            Verdict::Case(file) if file.passage.is_known() => (PacketOutcome::Duplicate, None),
            Verdict::Case(file) => (PacketOutcome::Accepted, Some(file)),
        }
    }

    /// Cases that may be of the same passage. One of them may be of this very packet: its receipt decides a step later.
    fn unseen(&self, tx: &mut Tx<'_>) -> Result<Vec<PlateCandidate>, StoreError> {
        match &self.arrival.verdict {
            Verdict::Without(_) => Ok(Vec::new()),
            Verdict::Case(file) => file.passage.unseen(tx, &self.unit.scope()),
        }
    }

    fn receipt(&self, outcome: PacketOutcome, case: Option<CaseId>) -> PacketReceipt {
        let retention = self.services.terms(self.unit.unit.municipality);
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
        let caller = self.unit.trace.and_then(|context| context.caller);
        let pending = self.services.append_called(tx, &self.unit.log(), &entry, caller)?;
        let event = NewEvent {
            at: self.arrival.now,
            kind: Act::CaseReceived.as_str().to_owned(),
            account: None,
            detail: "{}".to_owned(),
            ledger_entry: Some(pending.place().clone()),
        };
        events::append(tx, &scope, case.id, &event)?;
        Ok(())
    }
}
