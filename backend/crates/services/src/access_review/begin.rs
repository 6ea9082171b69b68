//! A review begins.

use jiff::Timestamp;
use poortwacht_domain::{Act, MunicipalityId, Permission, RecordId, ReviewReach};
use poortwacht_ledger::{Entry, LogName};
use poortwacht_store::access_reviews::{self as rows, AccessReview, Line};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::{Connection, Plan, Scope, Tx, authorisations};

use super::{LASTS, is_under_way};
use crate::accounts::covered_until;
use crate::flaw::Flaw;
use crate::{Actor, FieldProblem, ServiceError, Services};

/// Begins a review ahead of its time.
///
/// # Errors
/// [`ServiceError::Invalid`] (`reach`); [`ServiceError::Conflict`] when one that covers it is under way; those of store
/// and ledger.
pub async fn begin(services: &Services, actor: &Actor, reach: &str) -> Result<RecordId, ServiceError> {
    actor.require(Permission::ReviewAccess)?;
    let reach = reach
        .parse()
        .map_err(|_| ServiceError::Invalid(vec![FieldProblem::flawed("reach", Flaw::NotAChoice)]))?;
    begin_as(services, actor.municipality, reach, actor.entry(Act::AccessReviewBegun)).await
}

/// As [`begin`], for whoever the entry names.
pub(super) async fn begin_as(
    services: &Services,
    municipality: MunicipalityId,
    reach: ReviewReach,
    entry: Entry,
) -> Result<RecordId, ServiceError> {
    let now = services.now();
    let review = AccessReview {
        id: RecordId::random(services.rng().as_ref()),
        municipality,
        reach,
        begun_at: now,
        due_at: now.saturating_add(LASTS).unwrap_or(now),
        closed_at: None,
        closed_by: None,
    };
    let (id, own, log) = (review.id, services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        if is_under_way(reach, &rows::list(tx, &scope)?) {
            return Err(ServiceError::Conflict("a review is under way".to_owned()));
        }
        let lines = lines(tx, &scope, reach, now)?;
        rows::begin(tx, &scope, &review, &lines)?;
        let entry = entry.clone().detail("review", review.id).detail("reach", reach);
        Ok(own.record(tx, &log, &entry.detail("accounts", lines.len()))?)
    });
    written.await.map(|_| id)
}

/// Access as it is now.
fn lines(
    tx: &mut Tx<'_>,
    scope: &Scope,
    reach: ReviewReach,
    now: Timestamp,
) -> Result<Vec<Line>, ServiceError> {
    let accounts = accounts::list(tx, scope)?.into_iter();
    let covered = accounts.filter(|account| {
        account.deactivated_at.is_none() && (reach == ReviewReach::Everybody || account.role.is_privileged())
    });
    covered.map(|account| line(tx, scope, &account, now)).collect()
}

fn line(
    conn: &mut Connection,
    scope: &Scope,
    account: &Account,
    now: Timestamp,
) -> Result<Line, ServiceError> {
    let held = authorisations::of_account(conn, scope, account.id)?;
    Ok(Line {
        account: account.id,
        role: account.role,
        last_login_at: account.last_login_at,
        authorised_until: covered_until(&held, now),
        judgement: None,
    })
}
