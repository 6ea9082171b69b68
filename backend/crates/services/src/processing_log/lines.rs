//! Writing a line with the act it tells of.

use std::borrow::Cow;

use jiff::Timestamp;
use poortwacht_domain::{
    DataSubject, MunicipalityId, ProcessingActivity, ProcessingStatus, RecordId, RetentionClass, SpanId,
    TraceId,
};
use poortwacht_ledger::{self as ledger, Entry, LedgerError, LogName, Outcome, Pending};
use poortwacht_store::processing_lines::{self, ProcessingLine};
use poortwacht_store::{Scope, StoreError, Tx};

use crate::Services;

/// How the names of municipalities' logs begin.
const MUNICIPALITY: &str = "municipality/";

/// Appends an entry and, where it is about a case and a processing log is connected, its line. `caller` is the
/// operation of another application that led to it.
pub(crate) fn append(
    services: &Services,
    tx: &mut Tx<'_>,
    log: &LogName,
    entry: &Entry,
    caller: Option<SpanId>,
) -> Result<Pending, LedgerError> {
    let subject = entry.case.filter(|_| is_connected(services)).zip(municipality(log));
    let entry = if subject.is_some() { traced(services, Cow::Borrowed(entry)) } else { Cow::Borrowed(entry) };
    let began = services.now();
    let pending = ledger::append(tx, log, &entry, services.clock().as_ref(), services.rng().as_ref())?;
    if let Some((case, municipality)) = subject {
        let act = Processed { services, entry: &entry, municipality, began, caller };
        processing_lines::insert_all(tx, &Scope::municipality(municipality), &[act.line(case.into())])?;
    }
    Ok(pending)
}

/// Writes the lines of an act that one entry records and that concerns many data subjects: a batch, a list, an import.
/// The entry is one that [`traced`] gave its trace.
pub(crate) fn note(
    services: &Services,
    tx: &mut Tx<'_>,
    municipality: MunicipalityId,
    entry: &Entry,
    subjects: impl IntoIterator<Item = DataSubject>,
) -> Result<(), StoreError> {
    if !is_connected(services) {
        return Ok(());
    }
    let act = Processed { services, entry, municipality, began: services.now(), caller: None };
    let lines: Vec<ProcessingLine> = subjects.into_iter().map(|subject| act.line(subject)).collect();
    processing_lines::insert_all(tx, &Scope::municipality(municipality), &lines)
}

/// The entry with a trace, so that ledger and processing log can be laid side by side.
pub(crate) fn traced<'e>(services: &Services, entry: Cow<'e, Entry>) -> Cow<'e, Entry> {
    if entry.trace.is_some() || !is_connected(services) {
        return entry;
    }
    Cow::Owned(entry.into_owned().trace(TraceId::random(services.rng().as_ref()).to_string()))
}

fn is_connected(services: &Services) -> bool {
    services.config().processing_log.is_some()
}

fn municipality(log: &LogName) -> Option<MunicipalityId> {
    log.as_str().strip_prefix(MUNICIPALITY)?.parse().ok()
}

/// An act as its lines tell it.
struct Processed<'a> {
    services: &'a Services,
    entry: &'a Entry,
    municipality: MunicipalityId,
    began: Timestamp,
    caller: Option<SpanId>,
}

impl Processed<'_> {
    /// Nothing of the actor, the origin or the details goes into it.
    fn line(&self, subject: DataSubject) -> ProcessingLine {
        let (rng, ended_at) = (self.services.rng(), self.services.now());
        let given = self.entry.trace.as_deref().and_then(|trace| trace.parse().ok());
        let retention = self.services.terms(self.municipality);
        ProcessingLine {
            id: RecordId::random(rng.as_ref()),
            municipality: self.municipality,
            activity: ProcessingActivity::of(self.entry.act),
            act: self.entry.act,
            status: status(self.entry.outcome),
            subject,
            trace: given.unwrap_or_else(|| TraceId::random(rng.as_ref())),
            span: SpanId::random(rng.as_ref()),
            parent: self.caller,
            started_at: self.began.min(ended_at),
            ended_at,
            destroy_after: retention.destroy_after(RetentionClass::ProcessingLine, ended_at),
        }
    }
}

/// A refusal is no internal fault: the standard leaves its status unset.
fn status(outcome: Outcome) -> ProcessingStatus {
    match outcome {
        Outcome::Done => ProcessingStatus::Ok,
        Outcome::Refused => ProcessingStatus::Unset,
        Outcome::Failed => ProcessingStatus::Error,
    }
}
