//! The terms of a municipality over time, and what a change of them does to what lies there already.
//!
//! What is kept has the shortest term that was in force since its own began. So a term that is made shorter counts at once
//! for everything, and one that is made longer only for what begins after it: nobody's data live longer than what was said
//! when they were taken, and nothing whose time was up comes back. The rule does not ask when a date is worked out, so a
//! date can be worked out again at any time, as often as one likes.

use jiff::Timestamp;

use crate::retention::{RetentionClass, RetentionTerms, Term, late_hours_after};

/// Every set of terms that a municipality had, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsHistory {
    first: RetentionTerms,
    /// Each with the instant from which on it counts.
    later: Vec<(Timestamp, RetentionTerms)>,
}

impl TermsHistory {
    /// Terms that were never changed.
    #[must_use]
    pub const fn of(first: RetentionTerms) -> Self {
        Self { first, later: Vec::new() }
    }

    /// The same with one class changed from `since` on. Changes are told in their order.
    #[must_use]
    pub fn changed(mut self, since: Timestamp, class: RetentionClass, amount: u32) -> Self {
        let next = self.in_force().clone().with(class, amount);
        let since = self.later.last().map_or(since, |(before, _)| since.max(*before));
        self.later.push((since, next));
        self
    }

    /// What counts for what begins now.
    #[must_use]
    pub fn in_force(&self) -> &RetentionTerms {
        self.later.last().map_or(&self.first, |(_, terms)| terms)
    }

    /// What counted at an instant.
    #[must_use]
    pub fn at(&self, instant: Timestamp) -> &RetentionTerms {
        let before = self.later.iter().rev().find(|(since, _)| *since <= instant);
        before.map_or(&self.first, |(_, terms)| terms)
    }

    /// How long a class lasts that begins now.
    #[must_use]
    pub fn term(&self, class: RetentionClass) -> Term {
        self.in_force().term(class)
    }

    /// When something of this class dies whose term began at `anchor`: by the shortest term in force since then.
    /// [`RetentionClass`] tells which moment the anchor is. A dismissed case has two: use [`TermsHistory::dismissed`].
    #[must_use]
    pub fn destroy_after(&self, class: RetentionClass, anchor: Timestamp) -> Timestamp {
        let later = self.later.iter().filter(|(since, _)| *since > anchor).map(|(_, terms)| terms);
        let first = self.at(anchor).destroy_after(class, anchor);
        later.map(|terms| terms.destroy_after(class, anchor)).fold(first, Timestamp::min)
    }

    /// When a dismissed case dies: its hours after the decision, but never beyond the undecided term.
    #[must_use]
    pub fn dismissed(&self, captured_at: Timestamp, decided_at: Timestamp) -> Timestamp {
        let undecided = self.destroy_after(RetentionClass::Undecided, captured_at);
        self.destroy_after(RetentionClass::Dismissed, decided_at).min(undecided)
    }

    /// When a case dies that an exemption with a start in the past dismissed: it waits 72 hours for the second look, but
    /// never beyond the undecided term of a case nobody judged.
    #[must_use]
    pub fn dismissed_late(&self, captured_at: Timestamp, decided_at: Timestamp) -> Timestamp {
        let undecided = self.destroy_after(RetentionClass::Undecided, captured_at);
        late_hours_after(decided_at).min(undecided.max(self.dismissed(captured_at, decided_at)))
    }
}

#[cfg(test)]
#[path = "retention_history_tests.rs"]
mod tests;
