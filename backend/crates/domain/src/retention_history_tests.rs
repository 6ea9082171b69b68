//! Shortening counts for everything, lengthening for what begins after it.

use proptest::prelude::*;

use super::*;
use crate::retention::RetentionClass::{Dismissed, Sanctioned, Undecided};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn unchanged() -> TermsHistory {
    TermsHistory::of(RetentionTerms::default())
}

const CHANGE: &str = "2026-10-01T00:00:00Z";

#[test]
fn a_shorter_term_counts_at_once_for_what_lies_there() {
    let terms = unchanged().changed(at(CHANGE), Undecided, 1);
    for captured in ["2026-09-10T10:00:00Z", "2026-10-05T10:00:00Z"] {
        let expected = RetentionTerms::default().with(Undecided, 1).destroy_after(Undecided, at(captured));
        assert_eq!(terms.destroy_after(Undecided, at(captured)), expected, "{captured}");
    }
}

#[test]
fn a_longer_term_counts_for_what_begins_after_it_and_for_nothing_before() {
    let terms = unchanged().changed(at(CHANGE), Undecided, 4);
    assert_eq!(terms.destroy_after(Undecided, at("2026-09-10T10:00:00Z")), at("2026-11-10T11:00:00Z"));
    assert_eq!(terms.destroy_after(Undecided, at(CHANGE)), at("2027-02-01T01:00:00Z"));
}

#[test]
fn a_term_that_was_shorter_for_a_while_stays_short_for_what_lay_there_then() {
    let terms =
        unchanged().changed(at(CHANGE), Sanctioned, 24).changed(at("2026-11-01T00:00:00Z"), Sanctioned, 60);
    let years = |captured: &str| {
        let captured = at(captured);
        terms.destroy_after(Sanctioned, captured).duration_since(captured).as_hours() / 24 / 365
    };
    assert_eq!(years("2026-09-10T10:00:00Z"), 2);
    assert_eq!(years("2026-10-10T10:00:00Z"), 2);
    assert_eq!(years("2026-11-10T10:00:00Z"), 5);
}

#[test]
fn what_counted_when_is_told() {
    let terms =
        unchanged().changed(at(CHANGE), Undecided, 1).changed(at("2026-11-01T00:00:00Z"), Dismissed, 48);
    assert_eq!(terms.at(at("2026-09-30T23:59:59Z")).term(Undecided), Term::Months(2));
    assert_eq!(terms.at(at(CHANGE)).term(Undecided), Term::Months(1));
    assert_eq!(terms.at(at(CHANGE)).term(Dismissed), Term::Hours(24));
    assert_eq!(terms.term(Dismissed), Term::Hours(48));
}

#[test]
fn a_dismissed_case_goes_by_the_undecided_term_of_its_passage() {
    let terms = unchanged().changed(at(CHANGE), Undecided, 4);
    let captured = at("2026-09-10T10:00:00Z");
    let dismissed = terms.dismissed(captured, at("2026-11-10T10:30:00Z"));
    assert_eq!(dismissed, at("2026-11-10T11:00:00Z"));
    assert_eq!(terms.dismissed_late(captured, at("2026-11-01T10:00:00Z")), at("2026-11-04T10:00:00Z"));
}

proptest! {
    /// Whatever is changed when: no date ever moves back into the future.
    #[test]
    fn no_change_makes_anything_live_longer_that_had_begun(
        anchor in 0_i64..4_000_000_000,
        changes in prop::collection::vec((0_i64..100_000_000, 1_u32..120), 1..6),
    ) {
        let began = Timestamp::from_second(anchor).unwrap();
        let mut terms = unchanged();
        let mut since = anchor;
        for (later, amount) in changes {
            since += later + 1;
            let before = terms.destroy_after(Sanctioned, began);
            terms = terms.changed(Timestamp::from_second(since).unwrap(), Sanctioned, amount);
            let after = terms.destroy_after(Sanctioned, began);
            prop_assert!(after <= before);
            prop_assert!(after <= terms.in_force().destroy_after(Sanctioned, began));
        }
    }

    /// What begins after the last change has exactly the term of the last change.
    #[test]
    fn what_begins_now_has_the_term_of_now(
        changes in prop::collection::vec(1_u32..120, 1..6), after in 1_i64..100_000_000,
    ) {
        let mut terms = unchanged();
        for (place, amount) in changes.iter().enumerate() {
            let since = Timestamp::from_second(1_000 * i64::try_from(place).unwrap()).unwrap();
            terms = terms.changed(since, Sanctioned, *amount);
        }
        let anchor = Timestamp::from_second(10_000 + after).unwrap();
        let own = terms.in_force().destroy_after(Sanctioned, anchor);
        prop_assert_eq!(terms.destroy_after(Sanctioned, anchor), own);
    }
}
