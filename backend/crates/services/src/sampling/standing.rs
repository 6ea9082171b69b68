//! Where a case stood at a moment, as its entries in the ledger tell.

use poortwacht_domain::{Act, CaseId, CaseState};
use poortwacht_ledger::{Entry, EntryPlace, Outcome};
use poortwacht_store::{Connection, Scope, ledger_rows};

use crate::ServiceError;
use crate::log_book::record;

/// Where a case stood just before an entry was written; nothing when its earlier entries are gone.
pub(super) fn at(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    place: &EntryPlace,
) -> Result<Option<CaseState>, ServiceError> {
    let mut state = None;
    for stored in ledger_rows::entries_of_case(conn, scope, case)? {
        let record = record(&stored)?;
        if record.place == *place {
            break;
        }
        state = after(state, &record.entry);
    }
    Ok(state)
}

/// A batch's delivery names no case: until the CJIB answers, a case stands as "in a batch".
fn after(state: Option<CaseState>, entry: &Entry) -> Option<CaseState> {
    if entry.outcome != Outcome::Done {
        return state;
    }
    match entry.act {
        Act::CaseReceived | Act::DecisionUndone | Act::CaseSentBack => Some(CaseState::AwaitingReview),
        Act::CaseConfirmed => Some(CaseState::Confirmed),
        Act::CaseDismissed => Some(CaseState::Dismissed),
        Act::GateChecked => entry.detail.get("state").and_then(|code| code.parse().ok()).or(state),
        Act::BatchBuilt => Some(CaseState::InBatch),
        Act::BatchGivenUp => Some(CaseState::Ready),
        Act::CaseAccepted => Some(CaseState::Accepted),
        Act::CaseAnnulled => Some(CaseState::Annulled),
        Act::CaseReturned => Some(CaseState::Returned),
        Act::Destroyed => Some(CaseState::Destroyed),
        _ => state,
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_ledger::Actor;

    use super::*;

    #[test]
    fn the_last_act_that_moved_the_case_counts() {
        let entry = |act| Entry::new(Actor::System, act);
        let told = [
            (entry(Act::CaseReceived), CaseState::AwaitingReview),
            (entry(Act::CaseShown), CaseState::AwaitingReview),
            (entry(Act::CaseConfirmed).outcome(Outcome::Refused), CaseState::AwaitingReview),
            (entry(Act::CaseConfirmed), CaseState::Confirmed),
            (entry(Act::GateChecked).detail("state", CaseState::Ready), CaseState::Ready),
            (entry(Act::GateChecked), CaseState::Ready),
            (entry(Act::BatchBuilt), CaseState::InBatch),
            (entry(Act::CaseReturned), CaseState::Returned),
            (entry(Act::CaseSentBack), CaseState::AwaitingReview),
            (entry(Act::CaseDismissed), CaseState::Dismissed),
            (entry(Act::CaseAccepted), CaseState::Accepted),
            (entry(Act::CaseAnnulled), CaseState::Annulled),
        ];
        let mut state = None;
        for (entry, expected) in told {
            state = after(state, &entry);
            assert_eq!(state, Some(expected), "{}", entry.act);
        }
    }
}
