//! Signed statements for who must be able to prove something later: what was destroyed in a month, and whether every
//! promise was kept at a moment. PDF/A-3b, with the data attached and a manifest signed by the municipality's key; they name
//! nobody.

mod check;
mod destroyed;
mod extract;
mod incidents;
mod promises;
mod sign;
mod words;

use poortwacht_domain::{Act, ComplianceReport, Month, Permission};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Connection, Scope};

pub use check::{CheckedStatement, attached, check};
pub use extract::PROOFS;
pub use incidents::{IncidentStatementWords, table as incident_table};
pub use words::StatementWords;

pub(crate) use check::files_differ;
pub(crate) use extract::{Extracted, extract};
pub(crate) use incidents::incidents;
pub(crate) use sign::ManifestFile;

use crate::blocking::off_worker;
use crate::flaw::Flaw;
use crate::{Actor, FieldProblem, ServiceError, Services, compliance};

/// A statement: its file name and the whole PDF.
pub struct Statement {
    /// File name.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What was destroyed in a month (`YYYY-MM`), as a statement. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// [`ServiceError::Invalid`] for what is no month that has begun; [`ServiceError::Refused`] without the permission; those of
/// store, key store and ledger.
pub async fn destruction(
    services: &Services,
    actor: &Actor,
    month: &str,
    words: StatementWords,
) -> Result<Statement, ServiceError> {
    actor.require(Permission::ViewCompliance)?;
    let month = read(services, month)?;
    let entry =
        actor.entry(Act::ComplianceExported).detail("statement", "destruction").detail("month", month);
    services.enter(actor.log(), entry).await?;
    let municipality = own(services, actor).await?;
    make(services, municipality, move |making| destroyed::statement(making, month, &words)).await
}

/// As [`destruction`], of a municipality by its code, for the operator.
///
/// # Errors
/// As [`destruction`]; [`ServiceError::NotFound`].
pub async fn destruction_of(
    services: &Services,
    code: &str,
    month: &str,
    words: StatementWords,
) -> Result<Statement, ServiceError> {
    let month = read(services, month)?;
    let municipality = coded(services, code).await?;
    make(services, municipality, move |making| destroyed::statement(making, month, &words)).await
}

/// Whether every promise is kept at this moment, as a statement. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store, key store and ledger.
pub async fn promises(
    services: &Services,
    actor: &Actor,
    words: StatementWords,
) -> Result<Statement, ServiceError> {
    let report = compliance::export(services, actor).await?;
    let municipality = own(services, actor).await?;
    make(services, municipality, move |making| promises::statement(making, &report, &words)).await
}

/// As [`promises`], of a municipality by its code, for the operator.
///
/// # Errors
/// As [`promises`]; [`ServiceError::NotFound`].
pub async fn promises_of(
    services: &Services,
    code: &str,
    words: StatementWords,
) -> Result<Statement, ServiceError> {
    let report = compliance::report_of(services, code).await?;
    let municipality = coded(services, code).await?;
    make(services, municipality, move |making| promises::statement(making, &report, &words)).await
}

/// The promises of a report and the destruction of each month in it, for an audit bundle.
///
/// # Errors
/// Those of store, key store and ledger.
pub(crate) async fn of_report(
    services: &Services,
    municipality: Municipality,
    report: ComplianceReport,
    words: StatementWords,
) -> Result<Vec<Statement>, ServiceError> {
    let making = Making { services: services.clone(), municipality };
    off_worker(move || {
        let of_months =
            report.destroyed.iter().map(|month| destroyed::statement(&making, month.month, &words));
        std::iter::once(promises::statement(&making, &report, &words)).chain(of_months).collect()
    })
    .await
}

/// What a statement is made with.
struct Making {
    services: Services,
    municipality: Municipality,
}

async fn make(
    services: &Services,
    municipality: Municipality,
    write: impl FnOnce(&Making) -> Result<Statement, ServiceError> + Send + 'static,
) -> Result<Statement, ServiceError> {
    let making = Making { services: services.clone(), municipality };
    off_worker(move || write(&making)).await
}

/// A month that has begun.
fn read(services: &Services, typed: &str) -> Result<Month, ServiceError> {
    let invalid = |flaw| ServiceError::Invalid(vec![FieldProblem::flawed("month", flaw)]);
    if typed.trim().is_empty() {
        return Err(invalid(Flaw::Required));
    }
    let month: Month = typed.trim().parse().map_err(|_| invalid(Flaw::NotADate))?;
    if month > Month::of(services.now()) { Err(invalid(Flaw::NotADate)) } else { Ok(month) }
}

async fn own(services: &Services, actor: &Actor) -> Result<Municipality, ServiceError> {
    let (scope, id) = (actor.scope(), actor.municipality);
    let read = move |conn: &mut Connection| municipalities::by_id(conn, &scope, id);
    let found = services.store().read(read).await?;
    found.ok_or(ServiceError::NotFound("municipality"))
}

async fn coded(services: &Services, code: &str) -> Result<Municipality, ServiceError> {
    let code = code.to_owned();
    let scope = Scope::job("a statement for the operator");
    let found = services.store().read(move |conn| municipalities::by_code(conn, &scope, &code)).await?;
    found.ok_or(ServiceError::NotFound("municipality"))
}
