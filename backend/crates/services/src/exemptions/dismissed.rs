//! Cases that an exemption with a start in the past dismissed: they wait longer, and are always looked at twice.

use std::collections::BTreeSet;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, CaseState};
use poortwacht_store::cases::{self, Case, CaseSummary};
use poortwacht_store::exemptions::late;
use poortwacht_store::{Connection, Scope};

use crate::{ServiceError, Services};

/// More of them than a coordinator could look at.
const MOST: u32 = 5_000;

/// When a case that is dismissed now dies: 72 hours later where a late exemption covers it.
///
/// # Errors
/// Those of the store.
pub(crate) fn destroy_dismissed(
    services: &Services,
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    now: Timestamp,
) -> Result<Timestamp, ServiceError> {
    let terms = &services.config().retention;
    let late = late::concerns(conn, scope, case.id)?;
    let term = if late {
        terms.dismissed_late(case.captured_at, now)
    } else {
        terms.dismissed(case.captured_at, now)
    };
    Ok(term)
}

/// The dismissed cases that late exemptions cover, with the officers who had decided about them.
///
/// # Errors
/// Those of the store.
pub(crate) fn late_dismissals(
    conn: &mut Connection,
    scope: &Scope,
) -> Result<Vec<(CaseSummary, AccountId)>, ServiceError> {
    let late: BTreeSet<CaseId> =
        late::concerned(conn, scope, MOST)?.into_iter().map(|(case, _)| case).collect();
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let ever = Timestamp::UNIX_EPOCH;
    let mut dismissed = cases::decided_lately(conn, scope, &[CaseState::Dismissed], ever, ever)?;
    dismissed.retain(|(case, _)| late.contains(&case.id));
    Ok(dismissed)
}

/// Whether a late exemption covers this case.
///
/// # Errors
/// Those of the store.
pub(crate) fn is_late_dismissal(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<bool, ServiceError> {
    Ok(late::concerns(conn, scope, case.id)?)
}
