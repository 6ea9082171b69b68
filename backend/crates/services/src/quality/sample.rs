//! Which decisions are looked at twice.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, Act, CaseId, CaseState};
use poortwacht_store::cases::{self, Case, CaseSummary};
use poortwacht_store::{Connection, Scope, events};

use super::settings::SecondLookSettings;
use crate::{ServiceError, exemptions};

/// A case waits two months for its decision at most.
const UNDECIDED_DAYS: i64 = 63;

/// What an officer's decision leads to as long as the case lives.
const DECIDED: &[CaseState] = &[
    CaseState::Confirmed,
    CaseState::Ready,
    CaseState::InBatch,
    CaseState::Delivered,
    CaseState::Accepted,
    CaseState::Returned,
    CaseState::Dismissed,
];

/// Confirmations that the gate holds until somebody looked, however long ago they were decided.
pub(super) const HELD: &[CaseState] = &[CaseState::Confirmed, CaseState::Ready];

/// No confirmation lives longer than its sanction can be imposed: four months and a day.
const CONFIRMED_DAYS: i64 = 124;

/// A decision that was drawn.
pub(super) struct Drawn {
    pub(super) case: CaseSummary,
    pub(super) officer: AccountId,
    pub(super) decided_at: Timestamp,
    /// The outcome's code, once somebody looked.
    pub(super) outcome: Option<String>,
}

/// Whether a decision is drawn: at random, but always the same answer. A new decision on the case is drawn anew.
pub(crate) fn is_drawn(case: CaseId, decided_at: Timestamp, percent: u32) -> bool {
    let text = format!("second look\0{case}\0{}", decided_at.as_microsecond());
    let hash = digest(&SHA256, text.as_bytes());
    let first = hash.as_ref().first_chunk::<8>().copied().unwrap_or_default();
    u64::from_be_bytes(first) % 10_000 < u64::from(percent) * 100
}

/// What late exemptions dismiss, which is always looked at; then the decisions drawn of the last days, the latest first,
/// and those that the gate still holds.
pub(super) fn drawn(
    conn: &mut Connection,
    scope: &Scope,
    settings: SecondLookSettings,
    now: Timestamp,
) -> Result<Vec<Drawn>, ServiceError> {
    let before = |days: i64| now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now);
    let since = before(settings.days.into());
    let oldest = before(i64::from(settings.days) + UNDECIDED_DAYS);
    let mut drawn = Vec::new();
    let mut decided = cases::decided_lately(conn, scope, DECIDED, oldest, since)?;
    let mut held = cases::decided_lately(conn, scope, HELD, before(CONFIRMED_DAYS), Timestamp::UNIX_EPOCH)?;
    held.retain(|(case, _)| case.decided_at.is_some_and(|at| at < since));
    decided.append(&mut held);
    let late = exemptions::always_sampled(conn, scope, now)?;
    for late in &late {
        let outcome = outcome(conn, scope, late.case.id, late.since)?;
        let (case, decided_at) = (late.case.clone(), late.case.decided_at.unwrap_or(late.since));
        drawn.push(Drawn { case, officer: late.officer, decided_at, outcome });
    }
    decided.retain(|(case, _)| !late.iter().any(|late| late.case.id == case.id));
    for (case, officer) in decided {
        let Some(decided_at) = case.decided_at else { continue };
        if is_drawn(case.id, decided_at, settings.percent) {
            let outcome = outcome(conn, scope, case.id, decided_at)?;
            drawn.push(Drawn { case, officer, decided_at, outcome });
        }
    }
    Ok(drawn)
}

/// Whether a confirmation was drawn and nobody looked at it yet: it does not go out before that.
pub(crate) fn awaits_look(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    percent: u32,
) -> Result<bool, ServiceError> {
    let Some(decided) = case.decided.filter(|_| HELD.contains(&case.state)) else { return Ok(false) };
    if !is_drawn(case.id, decided.at, percent) {
        return Ok(false);
    }
    Ok(outcome(conn, scope, case.id, decided.at)?.is_none())
}

/// What a second officer said of this decision.
pub(super) fn outcome(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    decided_at: Timestamp,
) -> Result<Option<String>, ServiceError> {
    let kind = Act::SecondLookJudged.as_str();
    let looked = events::of_case(conn, scope, case)?
        .into_iter()
        .rfind(|found| found.event.kind == kind && found.event.at >= decided_at);
    let Some(looked) = looked else { return Ok(None) };
    let detail: serde_json::Value = serde_json::from_str(&looked.event.detail)
        .map_err(|_| ServiceError::Damaged("a timeline's detail does not parse".to_owned()))?;
    Ok(detail.get("reason").and_then(serde_json::Value::as_str).map(ToOwned::to_owned))
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    #[test]
    fn about_the_asked_share_is_drawn_and_always_the_same() {
        let (rng, at) = (SequenceRng::new(3), "2026-11-22T10:00:00Z".parse().unwrap());
        let ids: Vec<CaseId> = (0..4_000).map(|_| CaseId::random(&rng)).collect();
        let count = |percent| ids.iter().filter(|id| is_drawn(**id, at, percent)).count();
        assert_eq!((count(0), count(100)), (0, 4_000));
        assert!((140..=260).contains(&count(5)), "{}", count(5));
        assert_eq!(count(5), count(5));
    }
}
