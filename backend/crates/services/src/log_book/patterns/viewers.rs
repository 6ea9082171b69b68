//! How many people saw one case.

use std::collections::BTreeMap;

use poortwacht_domain::{AccountId, ActKind, CaseId};
use poortwacht_ledger::{Outcome, Record};

use super::{Found, Signal};

/// Cases that are counted at a time; a period with more says so.
const MOST_CASES: usize = 200_000;
/// People that are told apart per case.
const MOST_PEOPLE: usize = 64;

/// Who saw which case.
pub(super) struct Viewers {
    threshold: u64,
    cases: BTreeMap<CaseId, Vec<AccountId>>,
    more: bool,
}

impl Viewers {
    pub(super) fn new(threshold: u64) -> Self {
        Self { threshold, cases: BTreeMap::new(), more: false }
    }

    pub(super) fn see(&mut self, record: &Record) {
        let entry = &record.entry;
        let (Some(case), Some(account)) = (entry.case, entry.actor.account()) else { return };
        if entry.act.kind() != ActKind::Views || entry.outcome != Outcome::Done {
            return;
        }
        if self.cases.len() >= MOST_CASES && !self.cases.contains_key(&case) {
            self.more = true;
            return;
        }
        let people = self.cases.entry(case).or_default();
        if people.len() < MOST_PEOPLE && !people.contains(&account) {
            people.push(account);
        }
    }

    /// What stood out, and whether there were more cases than could be counted.
    pub(super) fn found(self) -> (Vec<Found>, bool) {
        let threshold = self.threshold;
        let found = self.cases.into_iter().filter_map(|(case, people)| {
            let count = u64::try_from(people.len()).unwrap_or(u64::MAX);
            (count >= threshold.max(1)).then_some(Found {
                signal: Signal::ManyViewers,
                account: None,
                case: Some(case),
                address: None,
                day: None,
                count,
                threshold,
            })
        });
        (found.collect(), self.more)
    }
}
