//! What leaves the installation of its ledger, for whoever will not take our word: a copy of all logs, and proofs about
//! one case. Both are entered before anything is written.

use std::path::PathBuf;

use poortwacht_domain::{Act, CaseId, CaseRef, MunicipalityId};
use poortwacht_ledger::export::{self, ExportError, Exported};
use poortwacht_ledger::prove::{self, About};
use poortwacht_ledger::verify::Database;
use poortwacht_ledger::{Actor, Entry, EntryPlace, LogName};
use poortwacht_store::{Connection, Scope, StoreError, cases, ledger_rows};

use crate::checkpoints::{public_key, sign_now, signing_key};
use crate::{ServiceError, Services};

/// Copies all logs into a folder, as their newest checkpoints state them. An act of the command line.
///
/// # Errors
/// [`ServiceError::Damaged`] saying what stands in the way; those of the store.
pub async fn export(services: &Services, folder: PathBuf) -> Result<Exported, ServiceError> {
    let entry = Entry::new(Actor::Operator, Act::LedgerExported).detail("what", "tiles");
    services.enter(LogName::system(), entry).await?;
    write(services, folder, |_| true).await
}

/// As [`export`], of a municipality's own log and the system's, for who has entered that already.
///
/// # Errors
/// As [`export`].
pub(crate) async fn export_of(
    services: &Services,
    municipality: MunicipalityId,
    folder: PathBuf,
) -> Result<Exported, ServiceError> {
    let logs = [LogName::system(), LogName::municipality(municipality)];
    write(services, folder, move |log| logs.contains(log)).await
}

/// The newest checkpoints and all below them.
async fn write(
    services: &Services,
    folder: PathBuf,
    wanted: impl Fn(&LogName) -> bool + Send + 'static,
) -> Result<Exported, ServiceError> {
    sign_now(services).await?;
    let key = public_key(services).await?;
    let write = move |conn: &mut Connection| {
        let database = ledger_rows::database(conn)?;
        Ok::<_, StoreError>(export::write(&mut Database::new(conn), &folder, &key, database, &wanted))
    };
    let written: Result<Exported, ExportError> = services.store().read(write).await?;
    written.map_err(|error| ServiceError::Damaged(error.to_string()))
}

/// The proofs that a case's entries stand in the log, as one text. The case is named by its reference, or by its id once
/// it is destroyed. An act of the command line.
///
/// # Errors
/// [`ServiceError::NotFound`] for a case that nothing tells of; [`ServiceError::Damaged`] for a log that does not fit its
/// checkpoint.
pub async fn prove(services: &Services, case: &str) -> Result<String, ServiceError> {
    let (case, log) = find(services, case).await?;
    let entry = Entry::new(Actor::Operator, Act::LedgerExported).case(case).detail("what", "proofs");
    services.enter(log, entry).await?;
    sign_now(services).await?;
    let own = services.clone();
    services.store().read(move |conn| proofs(conn, &own, case)).await
}

/// The proofs about a case as one text. Blocks.
pub(crate) fn proofs(
    conn: &mut Connection,
    services: &Services,
    case: CaseId,
) -> Result<String, ServiceError> {
    let key = signing_key(services.keys().as_ref())?.public();
    let database = ledger_rows::database(conn)?;
    let proofs = prove::case(&mut Database::new(conn), case, &key, database);
    proofs.map(|proofs| proofs.to_string()).map_err(|error| ServiceError::Damaged(error.to_string()))
}

/// The proofs that these entries of a period stand in the log, as one text. Blocks.
pub(crate) fn proofs_of(
    conn: &mut Connection,
    services: &Services,
    about: About,
    places: &[EntryPlace],
) -> Result<String, ServiceError> {
    let key = signing_key(services.keys().as_ref())?.public();
    let database = ledger_rows::database(conn)?;
    let proofs = prove::period(&mut Database::new(conn), about, places, &key, database);
    proofs.map(|proofs| proofs.to_string()).map_err(|error| ServiceError::Damaged(error.to_string()))
}

/// The case and the log that tells of it.
async fn find(services: &Services, named: &str) -> Result<(CaseId, LogName), ServiceError> {
    const NOT_FOUND: ServiceError = ServiceError::NotFound("case");
    let scope = Scope::auditor("proofs about a case");
    if let Ok(reference) = CaseRef::parse(named) {
        let find = move |conn: &mut Connection| cases::find_by_reference(conn, &scope, &reference);
        let case = services.store().read(find).await?.ok_or(NOT_FOUND)?;
        return Ok((case.id, LogName::municipality(case.municipality)));
    }
    let id: CaseId = named.parse().map_err(|_| NOT_FOUND)?;
    let find = move |conn: &mut Connection| ledger_rows::entries_of_case(conn, &scope, id);
    let first = services.store().read::<_, StoreError, _>(find).await?.into_iter().next().ok_or(NOT_FOUND)?;
    Ok((id, first.place.shard.log().clone()))
}
