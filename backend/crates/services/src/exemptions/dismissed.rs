//! Cases that an exemption with a start in the past dismisses: they wait, and are always looked at twice.
//!
//! ```text
//! second person agrees -> cases covered -> confirmed: waits 72 h, held by the gate -> dismissed by the gate's next run
//!                                       -> second look disagrees: held until the start is withdrawn, or kept
//!                      -> awaiting review: an officer judges; a dismissal is kept 72 h and can go back to the desk
//! ```

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, CaseState};
use poortwacht_store::cases::{self, Case, CaseSummary};
use poortwacht_store::exemptions::late_cases::{self, LateCase};
use poortwacht_store::{Connection, Scope};

use crate::{ServiceError, Services};

/// More of them than a coordinator could look at.
const MOST: u32 = 5_000;

/// What a late exemption dismisses waits so long (domain.md, "Export gate").
const WAIT: SignedDuration = SignedDuration::from_hours(72);

/// States in which a dismissal is still to be carried out.
const STANDING: [CaseState; 2] = [CaseState::Confirmed, CaseState::Ready];

/// A dismissal that is not carried out yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingDismissal {
    /// From when on the gate carries it out, unless somebody objected.
    pub due: Timestamp,
    /// When somebody who looked twice disagreed. The case is held until the start in the past is withdrawn or kept.
    pub objected_at: Option<Timestamp>,
    /// Since when the case is known to be covered, or decided where that was later: a look from before does not count.
    pub since: Timestamp,
}

impl PendingDismissal {
    /// `None` once it is to be carried out, or where there is nothing to dismiss.
    fn of(late: &LateCase, state: CaseState, decided_at: Option<Timestamp>, now: Timestamp) -> Option<Self> {
        let since = decided_at?.max(late.matched_at);
        let due = since.saturating_add(WAIT).unwrap_or(since);
        let objected_at = late.objected_at.filter(|_| late.overruled_at.is_none());
        let waits = objected_at.is_some() || now < due;
        (STANDING.contains(&state) && waits).then_some(Self { due, objected_at, since })
    }
}

/// The dismissal that waits for this case, if one does.
///
/// # Errors
/// Those of the store.
pub(crate) fn pending(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    now: Timestamp,
) -> Result<Option<PendingDismissal>, ServiceError> {
    if !STANDING.contains(&case.state) {
        return Ok(None);
    }
    let late = late_cases::of_case(conn, scope, case.id)?;
    let decided_at = case.decided.map(|decided| decided.at);
    Ok(late.and_then(|late| PendingDismissal::of(&late, case.state, decided_at, now)))
}

/// How far the dismissal of a case by a late exemption is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LateStanding {
    /// It waits for its time, or for the answer to an objection.
    Waits,
    /// It is to be carried out if the exemption still covers the case.
    Due,
}

/// How far the dismissal of this case is, if a late exemption covers it.
///
/// # Errors
/// Those of the store.
pub(crate) fn late_standing(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    now: Timestamp,
) -> Result<Option<LateStanding>, ServiceError> {
    if pending(conn, scope, case, now)?.is_some() {
        return Ok(Some(LateStanding::Waits));
    }
    let covered = STANDING.contains(&case.state) && late_cases::of_case(conn, scope, case.id)?.is_some();
    Ok(covered.then_some(LateStanding::Due))
}

/// When a case that an officer dismisses now dies: 72 hours later where a late exemption covers it.
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
    let terms = services.terms(case.municipality);
    let late = late_cases::of_case(conn, scope, case.id)?.is_some();
    let term = if late {
        terms.dismissed_late(case.captured_at, now)
    } else {
        terms.dismissed(case.captured_at, now)
    };
    Ok(term)
}

/// A dismissal that is always looked at twice.
pub(crate) struct LateDismissal {
    /// The case.
    pub(crate) case: CaseSummary,
    /// Who had decided about it.
    pub(crate) officer: AccountId,
    /// A look from before this instant was about something else.
    pub(crate) since: Timestamp,
}

/// The cases that late exemptions dismissed, or will.
///
/// # Errors
/// Those of the store.
pub(crate) fn late_dismissals(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<LateDismissal>, ServiceError> {
    let late = late_cases::all(conn, scope, MOST)?;
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let states = [CaseState::Confirmed, CaseState::Ready, CaseState::Dismissed];
    let ever = Timestamp::UNIX_EPOCH;
    let mut found = Vec::new();
    for (case, officer) in cases::decided_lately(conn, scope, &states, ever, ever)? {
        let Some(late) = late.iter().find(|late| late.case == case.id) else { continue };
        let Some(decided_at) = case.decided_at else { continue };
        let pending = PendingDismissal::of(late, case.state, Some(decided_at), now);
        if pending.is_some() || case.state == CaseState::Dismissed {
            let since = decided_at.max(late.matched_at);
            found.push(LateDismissal { case, officer, since });
        }
    }
    Ok(found)
}

/// Since when a look counts, where this case is one that is always looked at twice.
///
/// # Errors
/// Those of the store.
pub(crate) fn always_looked_at(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    now: Timestamp,
) -> Result<Option<Timestamp>, ServiceError> {
    let Some(decided) = case.decided else { return Ok(None) };
    let Some(late) = late_cases::of_case(conn, scope, case.id)? else { return Ok(None) };
    let pending = PendingDismissal::of(&late, case.state, Some(decided.at), now);
    let dismissed = case.state == CaseState::Dismissed;
    Ok((pending.is_some() || dismissed).then_some(decided.at.max(late.matched_at)))
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;
    use poortwacht_domain::{CaseId, RecordId};

    use super::*;

    #[test]
    fn a_dismissal_waits_three_days_and_longer_only_while_somebody_objects() {
        let rng = SequenceRng::new(1);
        let matched_at: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let before = Some(matched_at - SignedDuration::from_hours(5));
        let late = LateCase {
            case: CaseId::random(&rng),
            late_start: RecordId::random(&rng),
            matched_at,
            objected_at: None,
            overruled_at: None,
        };
        let at = |late: &LateCase, hours| {
            let now = matched_at + SignedDuration::from_hours(hours);
            PendingDismissal::of(late, CaseState::Confirmed, before, now)
        };
        assert_eq!(at(&late, 71).unwrap().due, matched_at + WAIT);
        assert_eq!(at(&late, 72), None);
        let objected = LateCase { objected_at: Some(matched_at), ..late.clone() };
        assert!(at(&objected, 500).unwrap().objected_at.is_some());
        let overruled = LateCase { overruled_at: Some(matched_at), ..objected };
        assert!(at(&overruled, 71).unwrap().objected_at.is_none() && at(&overruled, 72).is_none());
        let decided_later = Some(matched_at + SignedDuration::from_hours(50));
        let now = matched_at + SignedDuration::from_hours(121);
        assert!(PendingDismissal::of(&late, CaseState::Ready, decided_later, now).is_some());
        assert!(PendingDismissal::of(&late, CaseState::Dismissed, before, matched_at).is_none());
    }
}
