//! Sending batches until they are acknowledged.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseState, RetentionClass};
use poortwacht_evidence::SecretBytes;
use poortwacht_evidence::seal::{CaseHalves, RecordKind, open_record};
use poortwacht_ledger::{self as ledger, Actor, Entry, EntryPlace, LogName};
use poortwacht_store::batches::{self, Acknowledgement, Batch};
use poortwacht_store::cases::{self, StateChange};
use poortwacht_store::{Plan, Scope, StoreError, Tx, events};
use secrecy::ExposeSecret;

use super::ALARM_DELIVERY;
use super::batch::{binding, sha256};
use super::profile::{CjibProfile, Delivery, DeliveryError, Receipt};
use super::report::Deliveries;
use super::settle::event;
use crate::alarms::{self, Notice};
use crate::blocking::off_worker;
use crate::retry::pause;
use crate::{ServiceError, Services, processing_log};

/// From this many failures on somebody should look.
const FAILURES_TO_ALARM: u64 = 3;

/// Between two attempts of the poll at least this, doubled with each attempt.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// And at most this.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// Sends every batch that is not acknowledged yet.
pub(super) async fn all(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
    scope: &Scope,
) -> Result<Deliveries, ServiceError> {
    let mut deliveries = Deliveries::default();
    for batch in pending(services, scope).await? {
        if send(services, actor, profile, &batch).await? {
            deliveries.acknowledged += 1;
        } else {
            deliveries.failed += 1;
        }
    }
    Ok(deliveries)
}

/// Built batches that still have their file, the oldest first.
pub(super) async fn pending(services: &Services, scope: &Scope) -> Result<Vec<Batch>, ServiceError> {
    let mut pending = built(services, scope).await?;
    pending.retain(has_file);
    Ok(pending)
}

/// Built batches whose file has died, the oldest first.
pub(super) async fn fileless(services: &Services, scope: &Scope) -> Result<Vec<Batch>, ServiceError> {
    let mut fileless = built(services, scope).await?;
    fileless.retain(|batch| !has_file(batch));
    Ok(fileless)
}

async fn built(services: &Services, scope: &Scope) -> Result<Vec<Batch>, ServiceError> {
    let scope = scope.clone();
    services.store().read(move |conn| Ok(batches::pending_delivery(conn, &scope)?)).await
}

/// Whether the file may still be there; once its term has ended the batch can never be sent again.
pub(super) fn has_file(batch: &Batch) -> bool {
    batch.retention.class == RetentionClass::BatchFile
}

/// Whether the pause after the last attempt is over. Every attempt is a disclosure in the ledger, so a CJIB that is away
/// for a day is not tried every five minutes.
pub(super) fn may_try(batch: &Batch, now: Timestamp) -> bool {
    let pause = pause(batch.attempts, FIRST_PAUSE, LONGEST_PAUSE);
    batch.last_attempt_at.is_none_or(|last| now.duration_since(last) >= pause)
}

/// Sends one batch; whether the CJIB has it now. May be repeated: the key and the bytes are always the same.
pub(super) async fn send(
    services: &Services,
    actor: &Actor,
    profile: &dyn CjibProfile,
    batch: &Batch,
) -> Result<bool, ServiceError> {
    let receipt = log(services, actor, batch).await?;
    let Some(file) = open(services, receipt, batch).await? else { return Ok(false) };
    let delivery = Delivery {
        batch: batch.id,
        sha256: &batch.sha256,
        count: batch.case_count,
        file: file.expose_secret(),
    };
    match profile.deliver(delivery).await {
        Ok(receipt) => acknowledged(services, actor, batch, receipt, Heard::Delivering).await.map(|()| true),
        Err(error) => failed(services, batch, &error).await.map(|()| false),
    }
}

/// The disclosure stands in the ledger before a byte leaves.
async fn log(services: &Services, actor: &Actor, batch: &Batch) -> Result<ledger::Receipt, ServiceError> {
    let entry = Entry::new(actor.clone(), Act::BatchDelivered)
        .detail("batch", batch.id)
        .detail("cases", batch.case_count)
        .detail("attempt", batch.attempts + 1);
    let (own, log) = (services.clone(), LogName::municipality(batch.municipality));
    let (id, municipality) = (batch.id, batch.municipality);
    let (plan, at) = (Plan::new().log(log.clone()), services.now());
    let append = move |tx: &mut Tx<'_>| {
        let entry = processing_log::traced(&own, Cow::Borrowed(&entry));
        let items = batches::items(tx, &Scope::municipality(municipality), id)?;
        let subjects = items.into_iter().map(|item| item.case.into());
        processing_log::note(&own, tx, municipality, &entry, subjects)?;
        batches::begin_attempt(tx, &Scope::municipality(municipality), id, at)?;
        Ok::<_, ServiceError>(own.append(tx, &log, &entry)?)
    };
    Ok(services.store().write(plan, append).await?.into())
}

/// Opens the file and holds it against the hash it was built with.
async fn open(
    services: &Services,
    receipt: ledger::Receipt,
    batch: &Batch,
) -> Result<Option<SecretBytes>, ServiceError> {
    let (id, municipality, expected) = (batch.id, batch.municipality, batch.sha256.clone());
    let scope = Scope::municipality(municipality);
    let sealed =
        services.store().read(move |conn| Ok::<_, ServiceError>(batches::sealed_file(conn, &scope, id)?));
    let Some((half, sealed)) = sealed.await? else { return Ok(None) };
    let keys = services.keys();
    let opened = off_worker(move || {
        let (halves, binding) = (CaseHalves::from(&half), binding(municipality, id));
        let kind = RecordKind::BatchFile;
        Ok::<_, ServiceError>(open_record(&receipt, keys.as_ref(), kind, &halves, &binding, &sealed)?)
    });
    let opened = opened.await?;
    if sha256(opened.expose_secret()) == expected {
        return Ok(Some(opened));
    }
    Err(ServiceError::Damaged(format!("batch {id}: the file is not the one that was built")))
}

/// On what occasion the CJIB said that it has a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// It was sent.
    Delivering,
    /// It was asked after: the answer to a delivery had been lost.
    Asking,
}

/// The CJIB has the batch: its cases are delivered. Hearing so again changes nothing.
pub(super) async fn acknowledged(
    services: &Services,
    actor: &Actor,
    batch: &Batch,
    receipt: Receipt,
    heard: Heard,
) -> Result<(), ServiceError> {
    let acknowledging = Acknowledging {
        services: services.clone(),
        actor: actor.clone(),
        batch: batch.clone(),
        receipt: Acknowledgement { receipt_number: receipt.number, at: services.now() },
        heard,
    };
    let plan = Plan::new().log(LogName::municipality(batch.municipality));
    services.store().write(plan, move |tx| acknowledging.write(tx)).await?;
    alarms::clear(services, ALARM_DELIVERY, &batch.id.to_string()).await
}

struct Acknowledging {
    services: Services,
    actor: Actor,
    batch: Batch,
    receipt: Acknowledgement,
    heard: Heard,
}

impl Acknowledging {
    fn write(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let (scope, id) = (Scope::municipality(self.batch.municipality), self.batch.id);
        if self.heard == Heard::Delivering {
            batches::record_attempt(tx, &scope, id, self.receipt.at, None)?;
        }
        match batches::acknowledge(tx, &scope, id, &self.receipt) {
            // Another process, or an earlier attempt whose answer was lost: the first receipt stands.
            Err(StoreError::Conflict { .. }) => return Ok(()),
            other => other?,
        }
        let entry = Entry::new(self.actor.clone(), Act::BatchAcknowledged).detail("batch", id);
        let entry = entry.detail("cases", self.batch.case_count);
        let entry = processing_log::traced(&self.services, Cow::Owned(entry));
        let log = LogName::municipality(self.batch.municipality);
        let pending = self.services.append(tx, &log, &entry)?;
        self.deliver_cases(tx, &scope, &entry, pending.place())
    }

    fn deliver_cases(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope,
        entry: &Entry,
        place: &EntryPlace,
    ) -> Result<(), ServiceError> {
        let details = [("batch", self.batch.id.to_string())];
        let mut delivered = Vec::new();
        for case in cases::by_batch(tx, scope, self.batch.id)? {
            if case.state != CaseState::InBatch {
                continue;
            }
            let (from, to) = (CaseState::InBatch, CaseState::Delivered);
            let change = StateChange { from, to, at: self.receipt.at, dismissal_reason: None };
            cases::set_state(tx, scope, case.id, &change)?;
            let event = event(self.receipt.at, Act::BatchAcknowledged, None, &details, place);
            events::append(tx, scope, case.id, &event)?;
            delivered.push(case.id.into());
        }
        Ok(processing_log::note(&self.services, tx, self.batch.municipality, entry, delivered)?)
    }
}

/// Keeps what went wrong; a refusal, or the third failure in a row, is an alarm.
async fn failed(services: &Services, batch: &Batch, error: &DeliveryError) -> Result<(), ServiceError> {
    let (id, municipality, at, text) = (batch.id, batch.municipality, services.now(), error.to_string());
    let record = move |tx: &mut Tx<'_>| {
        let scope = Scope::municipality(municipality);
        Ok::<_, ServiceError>(batches::record_attempt(tx, &scope, id, at, Some(&text))?)
    };
    services.store().write(Plan::new(), record).await?;
    tracing::warn!(batch = %id, %error, "batch not delivered");
    let is_refusal = !matches!(error, DeliveryError::Unanswered(_));
    if !is_refusal && batch.attempts + 1 < FAILURES_TO_ALARM {
        return Ok(());
    }
    let detail = format!("attempt {}: {error}", batch.attempts + 1);
    let notice =
        Notice { kind: ALARM_DELIVERY, subject: id.to_string(), municipality: Some(municipality), detail };
    alarms::raise(services, notice).await
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::{BatchId, MunicipalityId};
    use poortwacht_store::batches::BatchState;
    use poortwacht_store::cases::Retention;

    use super::*;

    fn batch(attempts: u64, last: Timestamp) -> Batch {
        let rng = poortwacht_domain::testing::SequenceRng::default();
        Batch {
            id: BatchId::random(&rng),
            municipality: MunicipalityId::random(&rng),
            state: BatchState::Built,
            oin: String::new(),
            period_from: last,
            period_until: last,
            built_at: last,
            case_count: 1,
            sha256: String::new(),
            attempts,
            last_attempt_at: (attempts > 0).then_some(last),
            last_error: None,
            receipt_number: None,
            acknowledged_at: None,
            processed_at: None,
            retention: Retention { class: RetentionClass::BatchFile, destroy_after: last },
        }
    }

    #[test]
    fn pauses_between_attempts_grow_from_five_minutes_to_six_hours() {
        let last: Timestamp = "2026-11-22T02:30:00Z".parse().unwrap();
        assert!(may_try(&batch(0, last), last));
        for (attempts, minutes) in [(1, 5), (2, 10), (3, 20), (7, 320), (8, 360), (1_000, 360)] {
            let over = last + SignedDuration::from_mins(minutes);
            assert!(may_try(&batch(attempts, last), over), "{attempts}");
            assert!(!may_try(&batch(attempts, last), over - SignedDuration::from_secs(1)), "{attempts}");
        }
    }
}
