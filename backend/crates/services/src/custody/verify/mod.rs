//! Re-checking a case's evidence, as `poortwacht evidence verify` does: whatever can be checked without the original.
//!
//! Each part is compared with the ledger, opened, and compared with the parts it must agree with: the picture with its
//! manifest, the manifest's record with the packet, the packet with the unit's signature.

mod checks;
mod signature;
mod snapshot;

use poortwacht_domain::{Act, CaseRef, CaseState, MunicipalityId};
use poortwacht_ledger::{self as ledger, LogName, Receipt};
use poortwacht_store::cases::{self, Case, CaseCursor};
use poortwacht_store::{Plan, Scope};

use super::watch;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// What was checked of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The case.
    pub reference: CaseRef,
    /// Every check, in the order in which they were made.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked, for example `picture.0 manifest`.
    pub name: String,
    /// What is wrong; `None` when nothing is.
    pub fault: Option<String>,
}

impl Verification {
    /// The first check that failed.
    #[must_use]
    pub fn first_fault(&self) -> Option<&Check> {
        self.checks.iter().find(|check| check.fault.is_some())
    }
}

/// Opens everything of a case and checks it. Logged first, as [`Act::EvidenceVerified`] by the operator; a failure is
/// logged too and raises the alarm [`ALARM_ALTERED`](super::ALARM_ALTERED).
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no reference of a case; those of store, ledger and key store. What does not
/// hold is no error but a [`Check`] with a fault.
pub async fn verify(services: &Services, reference: &str) -> Result<Verification, ServiceError> {
    let case = find(services, reference).await?;
    let receipt = log(services, &case).await?;
    let (own, id, municipality) = (services.clone(), case.id, case.municipality);
    let checks = off_worker(move || checks::all(&own, id, municipality, &receipt)).await?;
    let verification = Verification { reference: case.reference, checks };
    if let Some(Check { name, fault: Some(fault) }) = verification.first_fault() {
        let entry = ledger::Entry::new(ledger::Actor::Operator, Act::EvidenceVerified);
        let finding = watch::Finding { case: id, part: code(name), deviation: FAILED, detail: fault.clone() };
        watch::report(services, municipality, entry, finding).await?;
    }
    Ok(verification)
}

/// How the ledger's entry of a failed verification names what is wrong.
const FAILED: &str = "check_failed";

/// A check's name as the ledger takes it.
fn code(name: &str) -> String {
    name.replace(' ', "_")
}

/// The references of a municipality's cases that are still open: neither dismissed nor at the end of their way. Oldest
/// first.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn open_cases(
    services: &Services,
    municipality: MunicipalityId,
) -> Result<Vec<CaseRef>, ServiceError> {
    let states = CaseState::ALL.iter().copied().filter(|state| is_open(*state)).collect::<Vec<_>>();
    let read = move |conn: &mut poortwacht_store::Connection| {
        let scope = Scope::municipality(municipality);
        let mut references = Vec::new();
        let mut after: Option<CaseCursor> = None;
        loop {
            let page = cases::ready_candidates(conn, &scope, &states, after, PAGE)?;
            after = page.last().map(Case::cursor);
            references.extend(page.into_iter().map(|case| case.reference));
            if after.is_none() {
                return Ok(references);
            }
        }
    };
    services.store().read(read).await
}

const PAGE: u32 = 1000;

const fn is_open(state: CaseState) -> bool {
    match state {
        CaseState::AwaitingReview
        | CaseState::Confirmed
        | CaseState::Ready
        | CaseState::InBatch
        | CaseState::Delivered
        | CaseState::Accepted
        | CaseState::Returned => true,
        CaseState::Dismissed
        | CaseState::Warned
        | CaseState::Annulled
        | CaseState::Expired
        | CaseState::Destroyed => false,
    }
}

async fn find(services: &Services, reference: &str) -> Result<Case, ServiceError> {
    const NOT_FOUND: ServiceError = ServiceError::NotFound("case");
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let read = move |conn: &mut poortwacht_store::Connection| {
        let scope = Scope::job("verification of evidence");
        cases::find_by_reference(conn, &scope, &reference)?.ok_or(NOT_FOUND)
    };
    services.store().read(read).await
}

async fn log(services: &Services, case: &Case) -> Result<Receipt, ServiceError> {
    let entry = ledger::Entry::new(ledger::Actor::Operator, Act::EvidenceVerified).case(case.id);
    let (own, log) = (services.clone(), LogName::municipality(case.municipality));
    let plan = Plan::new().log(log.clone()).ledger_only();
    let written =
        services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?));
    Ok(Receipt::from(written.await?))
}
