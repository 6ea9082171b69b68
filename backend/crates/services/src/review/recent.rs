//! An officer's own decisions of today, and which of them can still be taken back.

use jiff::Timestamp;
use jiff::civil::Time;
use poortwacht_domain::calendar::{instant, start_of_day};
use poortwacht_domain::{AccountId, CaseRef, CaseState, DismissalReason, local_day};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Scope, StoreError, municipalities};

/// More than this nobody looks back.
const MOST: u32 = 10;

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
    fn of(case: &Case, now: Timestamp, export: Time) -> Option<Self> {
        let decided = case.decided?;
        let decision = case.dismissal_reason.map_or(Decision::Confirmed, Decision::Dismissed);
        Some(Self {
            reference: case.reference.clone(),
            decision,
            at: decided.at,
            undo_until: undo_until(case, decided.by, now, export),
        })
    }
}

/// Until when this account can take its decision on the case back: a dismissal for a quarter of an hour, a confirmation
/// until the case is in a batch, which is at the municipality's time of `export`.
pub(super) fn undo_until(case: &Case, account: AccountId, now: Timestamp, export: Time) -> Option<Timestamp> {
    let decided = case.decided.filter(|decided| decided.by == account)?;
    let until = match case.state {
        CaseState::Dismissed => decided.undo_until?,
        CaseState::Confirmed | CaseState::Ready => next_export(now, export),
        _ => return None,
    };
    (until > now).then_some(until)
}

/// Whether this account can still take its decision on the case back.
pub(crate) fn may_undo(case: &Case, account: AccountId, now: Timestamp) -> bool {
    undo_until(case, account, now, Time::midnight()).is_some()
}

/// The time of day at which the municipality's confirmed cases go into a batch.
pub(super) fn export_time(conn: &mut Connection, scope: &Scope) -> Result<Time, StoreError> {
    Ok(municipalities::delivery_clock(conn, scope, scope.require()?)?.time)
}

/// The account's decisions of today, newest first.
pub(crate) fn recent_decisions(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<RecentDecision>, StoreError> {
    let today = start_of_day(local_day(now));
    let export = export_time(conn, scope)?;
    let decided = cases::decided_since(conn, scope, account, today, MOST)?;
    Ok(decided.iter().filter_map(|case| RecentDecision::of(case, now, export)).collect())
}

/// The account's last decision, if it can be taken back.
pub(super) fn last_decision(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<RecentDecision>, StoreError> {
    let last = cases::last_decided_by(conn, scope, account)?;
    let export = export_time(conn, scope)?;
    let last = last.and_then(|case| RecentDecision::of(&case, now, export));
    Ok(last.filter(|decision| decision.undo_until.is_some()))
}

fn next_export(now: Timestamp, export: Time) -> Timestamp {
    let on = |day: jiff::civil::Date| instant(day.to_datetime(export));
    let day = local_day(now);
    let today = on(day);
    if today > now { today } else { day.tomorrow().map_or(today, on) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_export_is_at_the_municipalitys_time_on_the_dutch_clock() {
        let night = Time::constant(3, 30, 0, 0);
        for (now, next) in [
            ("2026-11-22T10:00:00+01:00", "2026-11-23T03:30:00+01:00"),
            ("2026-11-22T03:29:59+01:00", "2026-11-22T03:30:00+01:00"),
            ("2026-11-22T03:30:00+01:00", "2026-11-23T03:30:00+01:00"),
            ("2026-10-24T12:00:00+02:00", "2026-10-25T03:30:00+01:00"),
        ] {
            assert_eq!(next_export(now.parse().unwrap(), night), next.parse().unwrap(), "{now}");
        }
        let (now, next) = ("2026-11-22T10:00:00+01:00", "2026-11-22T14:15:00+01:00");
        let afternoon = Time::constant(14, 15, 0, 0);
        assert_eq!(next_export(now.parse().unwrap(), afternoon), next.parse().unwrap());
    }
}
