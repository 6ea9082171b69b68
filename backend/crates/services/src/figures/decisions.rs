//! Decisions as the ledger tells them, also of cases that are gone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{AccountId, Act, CaseId, DismissalReason, LocationId, UnitId};
use poortwacht_ledger::{Actor as InLedger, LogName, Outcome, Record};
use poortwacht_store::Connection;

use crate::ServiceError;
use crate::log_book::walk;

/// A case waits two months for its decision at most; what was received earlier has no place in the period.
const RECEIVED_BEFORE: SignedDuration = SignedDuration::from_hours(63 * 24);

/// The reason code of a view on the review desk.
const DESK: &str = "review";

/// An officer's decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decided {
    pub(crate) at: Timestamp,
    pub(crate) location: Option<LocationId>,
    pub(crate) unit: Option<UnitId>,
    /// `None` for a confirmation.
    pub(crate) dismissal: Option<DismissalReason>,
    /// The plate or its country was corrected before it.
    pub(crate) corrected: bool,
    /// Between the first sight on the desk and the decision.
    pub(crate) took: Option<SignedDuration>,
}

/// The decisions of a period that were not taken back in it, in no order.
///
/// # Errors
/// [`ServiceError::Damaged`] for an entry that is not what the tree holds; those of the store.
pub(crate) fn decisions(
    conn: &mut Connection,
    log: &LogName,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Decided>, ServiceError> {
    let early = from.saturating_sub(RECEIVED_BEFORE).unwrap_or(from);
    let mut reading = Reading { from, ..Reading::default() };
    walk(conn, log, early, until, &mut |record| reading.see(record))?;
    Ok(reading.decided.into_values().collect())
}

#[derive(Default)]
struct Reading {
    from: Timestamp,
    places: BTreeMap<CaseId, (Option<LocationId>, Option<UnitId>)>,
    /// Who saw a case on the desk first since it was claimed, and when.
    shown: BTreeMap<CaseId, (AccountId, Timestamp)>,
    /// Cases of which an officer corrected the plate or its country.
    corrected: BTreeSet<CaseId>,
    decided: BTreeMap<CaseId, Decided>,
}

impl Reading {
    fn see(&mut self, record: &Record) {
        let entry = &record.entry;
        let (Some(case), Outcome::Done) = (entry.case, entry.outcome) else { return };
        let account = entry.actor.account();
        match (entry.act, account) {
            (Act::CaseReceived, _) => {
                let location = entry.detail.get("location").and_then(|id| id.parse().ok());
                let unit = match entry.actor {
                    InLedger::Unit(id) => Some(id),
                    _ => None,
                };
                self.places.insert(case, (location, unit));
            }
            (Act::CaseClaimed, _) => {
                self.shown.remove(&case);
            }
            (Act::CaseShown, Some(officer)) if entry.reason.as_deref() == Some(DESK) => {
                self.shown.entry(case).or_insert((officer, record.at));
            }
            (Act::PlateCorrected, _) => {
                self.corrected.insert(case);
            }
            (Act::CaseConfirmed | Act::CaseDismissed, Some(officer)) => self.decide(case, officer, record),
            (Act::DecisionUndone, _) => {
                self.decided.remove(&case);
            }
            _ => {}
        }
    }

    fn decide(&mut self, case: CaseId, officer: AccountId, record: &Record) {
        let shown = self.shown.remove(&case).filter(|(by, _)| *by == officer);
        if record.at < self.from {
            return;
        }
        let (location, unit) = self.places.get(&case).copied().unwrap_or_default();
        let reason = record.entry.reason.as_deref().and_then(|code| code.parse().ok());
        let dismissed = record.entry.act == Act::CaseDismissed;
        let decided = Decided {
            at: record.at,
            location,
            unit,
            dismissal: dismissed.then(|| reason.unwrap_or(DismissalReason::Other)),
            corrected: self.corrected.contains(&case),
            took: shown.map(|(_, at)| record.at.duration_since(at)),
        };
        self.decided.insert(case, decided);
    }
}
