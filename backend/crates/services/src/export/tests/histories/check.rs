//! What must hold after each step and at the end.

use std::collections::{BTreeMap, BTreeSet};

use poortwacht_domain::{CaseId, CaseState, Deadline};

use super::model::{Facts, SENT, Told, follows_an_open_one, same_act, stands};
use super::story::{Seen, Story};

impl Story {
    /// After a run of the gate, whole or cut off: every case that moved deserved it, and in a whole run every case that
    /// did not deserved that.
    pub async fn check_gate(&mut self, whole: bool) {
        let (before, now) = (self.cases.clone(), self.world.services.now());
        let seen = self.look().await;
        self.take(&seen);
        let after = self.cases.clone();
        for (was, is) in before.iter().zip(&after) {
            if was.state != is.state {
                self.check_move(was, is, (&before, &after), &seen);
            } else if whole && matches!(is.state, Some(CaseState::Confirmed | CaseState::Ready)) {
                let excused = self.facts.waits(is) || follows_an_open_one(is, &before);
                assert!(excused, "held for nothing: {is:?} at {now}\n{:?}", self.facts);
            }
        }
        self.settle_moves(&before);
    }

    fn check_move(&self, was: &Told, is: &Told, (before, after): (&[Told], &[Told]), seen: &Seen) {
        let now = self.world.services.now();
        let good = match is.state {
            Some(CaseState::InBatch | CaseState::Delivered) if was.state == Some(CaseState::InBatch) => true,
            Some(CaseState::InBatch | CaseState::Delivered) => {
                self.facts.legal(was, now)
                    && !follows_an_open_one(was, before)
                    && !same_act(is, after).any(|other| stands(other, &SENT))
            }
            Some(CaseState::AwaitingReview) => Facts::needs_another_judgement(was),
            Some(CaseState::Dismissed) => {
                let reason = seen.get(&is.id).and_then(|(_, reason)| *reason);
                reason.is_some_and(|reason| self.facts.justifies(reason, was, after))
            }
            Some(CaseState::Warned) => was.warning && !self.facts.exempt(was),
            Some(CaseState::Expired) => Facts::expired(was, now),
            _ => false,
        };
        assert!(good, "{was:?}\nbecame {:?} at {now}\n{:?}", is.state, self.facts);
    }

    /// At the far end: nothing twice, and the same cases as here.
    pub fn check_far_end(&self, stranded: &BTreeSet<CaseId>) {
        let mut held: BTreeMap<String, usize> = BTreeMap::new();
        for reference in self.cjib.cases() {
            *held.entry(reference).or_default() += 1;
        }
        for case in &self.cases {
            let times = held.remove(case.reference.as_str()).unwrap_or_default();
            let returned = self.returned.get(&case.id).copied().unwrap_or_default();
            let there = times.checked_sub(returned).unwrap();
            let accepted = usize::from(case.state == Some(CaseState::Accepted));
            let unanswered = case.died_sent || stranded.contains(&case.id);
            let as_here = if unanswered { there <= 1 } else { there == accepted };
            assert!(as_here, "{case:?}: sent {times} times, returned {returned} times");
            if accepted == 1 {
                let double = same_act(case, &self.cases).find(|other| stands(other, &[CaseState::Accepted]));
                assert!(double.is_none(), "{case:?}\nand {double:?}");
            }
        }
        assert!(held.is_empty(), "cases that nobody knows: {held:?}");
    }

    /// What is not accepted has a reason for that.
    pub fn check_none_lost(&self, stranded: &BTreeSet<CaseId>) {
        let now = self.world.services.now();
        for case in &self.cases {
            let fine = match case.state {
                Some(CaseState::Confirmed | CaseState::Ready) => follows_an_open_one(case, &self.cases),
                Some(CaseState::InBatch | CaseState::Delivered) => stranded.contains(&case.id),
                Some(CaseState::Expired) => Deadline::of(case.at, now) == Deadline::Blocked,
                // The moves into all others were judged when they were made.
                _ => true,
            };
            assert!(fine, "lost: {case:?} at {now}\n{:?}", self.facts);
        }
    }
}
