//! What can be destroyed, and what destruction must know of it.

use jiff::Timestamp;
use poortwacht_domain::{CaseCommand, HalfId, Month, MunicipalityId, RetentionClass};
use poortwacht_store::accounts::{self, DueAccount};
use poortwacht_store::batches::{self, DueBatch};
use poortwacht_store::cases::{self, DueCase};
use poortwacht_store::exemptions::imports;
use poortwacht_store::exemptions::{self, DueExemption};
use poortwacht_store::statistics::Tally;
use poortwacht_store::texts::{self, DueText};
use poortwacht_store::{Connection, DueRecord, Scope, StoreError, incidents, person_requests, samples};

/// Something whose term has ended.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A case with all that is below it.
    Case(DueCase),
    /// A batch's file, or later its summary.
    Batch(DueBatch),
    /// An exemption and its holder.
    Exemption(DueExemption),
    /// A file of exemptions that was uploaded.
    Import(DueRecord),
    /// What a person asked about the own data.
    Person(DueRecord),
    /// A sample for inspection with its lines.
    Sample(DueRecord),
    /// A free text outside the ledger.
    Text(DueText),
    /// A closed incident with all that was said.
    Incident(DueRecord),
    /// The name and login of a closed account.
    Account(DueAccount),
}

impl Subject {
    pub(super) fn municipality(&self) -> MunicipalityId {
        match self {
            Self::Case(case) => case.municipality,
            Self::Batch(batch) => batch.municipality,
            Self::Exemption(exemption) => exemption.municipality,
            Self::Import(file) => file.municipality,
            Self::Person(request) => request.municipality,
            Self::Sample(sample) => sample.municipality,
            Self::Text(text) => text.municipality,
            Self::Incident(incident) => incident.municipality,
            Self::Account(account) => account.municipality,
        }
    }

    /// The half of its key in the key store, where it has one.
    pub(super) fn half(&self) -> Option<HalfId> {
        match self {
            Self::Case(case) => Some(case.half),
            Self::Batch(batch) => batch.half,
            Self::Exemption(exemption) => Some(exemption.key_half_id),
            Self::Import(file) => Some(file.half),
            Self::Person(request) => Some(request.half),
            Self::Sample(sample) => Some(sample.half),
            Self::Text(text) => Some(text.half),
            Self::Incident(incident) => Some(incident.half),
            Self::Account(_) => None,
        }
    }

    /// What it is called in the register and the ledger.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Batch(batch) if batch.half.is_some() => "batch_file",
            Self::Batch(_) => "batch_summary",
            Self::Exemption(_) => "exemption",
            Self::Import(_) => "import_file",
            Self::Person(_) => "person_request",
            Self::Sample(_) => "sample",
            Self::Text(_) => "ledger_text",
            Self::Incident(_) => "incident",
            Self::Account(_) => "account",
        }
    }

    /// Its random identifier.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Case(case) => case.id.to_string(),
            Self::Batch(batch) => batch.id.to_string(),
            Self::Exemption(exemption) => exemption.id.to_string(),
            Self::Import(file) => file.id.to_string(),
            Self::Person(request) => request.id.to_string(),
            Self::Sample(sample) => sample.id.to_string(),
            Self::Text(text) => text.id.to_string(),
            Self::Incident(incident) => incident.id.to_string(),
            Self::Account(account) => account.id.to_string(),
        }
    }

    pub(super) fn class(&self) -> RetentionClass {
        match self {
            Self::Case(case) => case.class,
            Self::Batch(batch) => batch.retention.class,
            Self::Exemption(_) => RetentionClass::Exemption,
            Self::Import(_) => RetentionClass::ImportFile,
            Self::Person(_) => RetentionClass::PersonRequest,
            Self::Sample(_) => RetentionClass::Sample,
            Self::Text(text) => text.retention.class,
            Self::Incident(_) => RetentionClass::Incident,
            Self::Account(_) => RetentionClass::Account,
        }
    }

    pub(super) fn due_at(&self) -> Timestamp {
        match self {
            Self::Case(case) => case.destroy_after,
            Self::Batch(batch) => batch.retention.destroy_after,
            Self::Exemption(exemption) => exemption.destroy_after,
            Self::Import(file) => file.destroy_after,
            Self::Person(request) => request.destroy_after,
            Self::Sample(sample) => sample.destroy_after,
            Self::Text(text) => text.retention.destroy_after,
            Self::Incident(incident) => incident.destroy_after,
            Self::Account(account) => account.destroy_after,
        }
    }
}

/// What statistics keep of a case. One that is destroyed before it came to an end has expired by that.
pub(super) fn tally(case: &DueCase) -> Tally {
    let state = case.state.apply(CaseCommand::Expire).unwrap_or(case.state);
    let outcome = match case.dismissal_reason {
        Some(reason) => format!("{state}:{reason}"),
        None => state.to_string(),
    };
    Tally {
        municipality: case.municipality,
        location: case.location,
        month: Month::of(case.captured_at),
        outcome,
    }
}

/// Cases that are due.
pub(super) fn cases(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(cases::due(conn, scope, now, limit)?.into_iter().map(Subject::Case).collect())
}

pub(super) fn batches(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(batches::due(conn, scope, now, limit)?.into_iter().map(Subject::Batch).collect())
}

pub(super) fn exemptions(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(exemptions::due(conn, scope, now, limit)?.into_iter().map(Subject::Exemption).collect())
}

pub(super) fn imports(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(imports::due(conn, scope, now, limit)?.into_iter().map(Subject::Import).collect())
}

pub(super) fn person_requests(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(person_requests::due(conn, scope, now, limit)?.into_iter().map(Subject::Person).collect())
}

pub(super) fn samples(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(samples::due(conn, scope, now, limit)?.into_iter().map(Subject::Sample).collect())
}

pub(super) fn texts(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(texts::due(conn, scope, now, limit)?.into_iter().map(Subject::Text).collect())
}

/// Closed incidents that are due. The end of an open one is a review date: it destroys nothing.
pub(super) fn incidents(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(incidents::due(conn, scope, now, limit)?.into_iter().map(Subject::Incident).collect())
}

pub(super) fn accounts(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Subject>, StoreError> {
    Ok(accounts::due(conn, scope, now, limit)?.into_iter().map(Subject::Account).collect())
}
