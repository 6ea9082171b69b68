//! An officer's own decisions of today, and which of them can still be taken back.

use jiff::Timestamp;
use jiff::civil::time;
use poortwacht_domain::calendar::{instant, start_of_day};
use poortwacht_domain::{AccountId, CaseRef, CaseState, DismissalReason, local_day};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Scope, StoreError};

/// More than this nobody looks back.
const MOST: u32 = 10;
/// The nightly export, on the Dutch clock: after it a confirmed case is in a batch.
const EXPORT_HOUR: i8 = 3;
const EXPORT_MINUTE: i8 = 30;

/// What an officer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A violation.
    Confirmed,
    /// No violation, or none that can be proven.
    Dismissed(DismissalReason),
}

/// An own decision of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDecision {
    /// The case.
    pub reference: CaseRef,
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub at: Timestamp,
    /// Until when it can be taken back at the latest. `None`: no longer.
    pub undo_until: Option<Timestamp>,
}

impl RecentDecision {
    /// The officer's decision on this case; `None` without one.
    pub(super) fn of(case: &Case, now: Timestamp) -> Option<Self> {
        let decided = case.decided?;
        let decision = case.dismissal_reason.map_or(Decision::Confirmed, Decision::Dismissed);
        Some(Self {
            reference: case.reference.clone(),
            decision,
            at: decided.at,
            undo_until: undo_until(case, decided.by, now),
        })
    }
}

/// Until when this account can take its decision on the case back: a dismissal for a quarter of an hour, a confirmation
/// until the case is in a batch, and neither once the undecided term is over.
pub(crate) fn undo_until(case: &Case, account: AccountId, now: Timestamp) -> Option<Timestamp> {
    let decided = case.decided.filter(|decided| decided.by == account)?;
    let until = match case.state {
        CaseState::Dismissed => decided.undo_until?,
        CaseState::Confirmed | CaseState::Ready => next_export(now),
        _ => return None,
    };
    (until > now).then_some(until)
}

/// The account's decisions of today, newest first.
pub(crate) fn recent_decisions(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<RecentDecision>, StoreError> {
    let today = start_of_day(local_day(now));
    let decided = cases::decided_since(conn, scope, account, today, MOST)?;
    Ok(decided.iter().filter_map(|case| RecentDecision::of(case, now)).collect())
}

/// The account's last decision, if it can be taken back.
pub(super) fn last_decision(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<RecentDecision>, StoreError> {
    let last = cases::last_decided_by(conn, scope, account)?;
    let last = last.and_then(|case| RecentDecision::of(&case, now));
    Ok(last.filter(|decision| decision.undo_until.is_some()))
}

fn next_export(now: Timestamp) -> Timestamp {
    let on = |day: jiff::civil::Date| instant(day.to_datetime(time(EXPORT_HOUR, EXPORT_MINUTE, 0, 0)));
    let today = local_day(now);
    let tonight = on(today);
    if tonight > now { tonight } else { today.tomorrow().map_or(tonight, on) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_export_is_at_half_past_three_on_the_dutch_clock() {
        for (now, next) in [
            ("2026-11-22T10:00:00+01:00", "2026-11-23T03:30:00+01:00"),
            ("2026-11-22T03:29:59+01:00", "2026-11-22T03:30:00+01:00"),
            ("2026-11-22T03:30:00+01:00", "2026-11-23T03:30:00+01:00"),
            ("2026-10-24T12:00:00+02:00", "2026-10-25T03:30:00+01:00"),
        ] {
            assert_eq!(next_export(now.parse().unwrap()), next.parse().unwrap(), "{now}");
        }
    }
}
