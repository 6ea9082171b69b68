//! How long an officer's authorisations (aktes) last, and when to ask for the next one.

use jiff::Timestamp;
use poortwacht_domain::add_calendar_months;
use poortwacht_store::authorisations::Authorisation;

/// Calendar months ahead of the end at which an officer is warned: what it takes to get the next authorisation.
const WARNED_MONTHS: u32 = 3;

/// One authorisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The officer's number.
    pub number: String,
    /// Domain of offences.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// From when it holds.
    pub from: Timestamp,
    /// The first instant at which it does not.
    pub until: Timestamp,
}

/// What an officer must be told about the authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermWarning {
    /// No authorisation follows the one that ends at this instant.
    Ends(Timestamp),
    /// None holds now.
    Missing,
    /// The one that would hold now is suspended since this instant: access was set up anew.
    Suspended(Timestamp),
}

/// The authorisations that hold now or later, the first to end first.
pub(super) fn current_and_later(held: &[Authorisation], now: Timestamp) -> Vec<Term> {
    let mut terms: Vec<Term> = held.iter().filter(|held| held.valid_until > now).map(term).collect();
    terms.sort_by_key(|term| (term.until, term.from));
    terms
}

/// What to tell an officer who holds these.
pub(super) fn warning(held: &[Authorisation], now: Timestamp) -> Option<TermWarning> {
    let Some(until) = covered_until(held, now) else {
        return Some(suspended(held, now).map_or(TermWarning::Missing, TermWarning::Suspended));
    };
    (until <= add_calendar_months(now, WARNED_MONTHS)).then_some(TermWarning::Ends(until))
}

/// Since when the one that would hold now is suspended.
fn suspended(held: &[Authorisation], now: Timestamp) -> Option<Timestamp> {
    let would = held.iter().filter(|held| held.valid_from <= now && held.valid_until > now);
    would.filter_map(|held| held.suspension).map(|suspension| suspension.at).max()
}

/// Until when there is always one that holds, the next beginning before the last one ends; `None` when none holds now.
pub(crate) fn covered_until(held: &[Authorisation], now: Timestamp) -> Option<Timestamp> {
    let mut until = now;
    loop {
        let counts = held.iter().filter(|held| held.suspension.is_none());
        let further = counts.filter(|held| held.valid_from <= until && held.valid_until > until);
        match further.map(|held| held.valid_until).max() {
            Some(next) => until = next,
            None => return (until > now).then_some(until),
        }
    }
}

fn term(held: &Authorisation) -> Term {
    Term {
        number: held.officer_number.clone(),
        domain: held.domain.clone(),
        territory: held.territory.clone(),
        from: held.valid_from,
        until: held.valid_until,
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;
    use poortwacht_domain::{AccountId, RecordId};

    use super::*;

    fn at(day: &str) -> Timestamp {
        format!("{day}T00:00:00+01:00").parse().unwrap()
    }

    fn held(from: &str, until: &str) -> Authorisation {
        Authorisation {
            id: RecordId::random(&SequenceRng::new(1)),
            account: AccountId::random(&SequenceRng::new(2)),
            officer_number: "1234567".to_owned(),
            domain: "I".to_owned(),
            territory: "Voorbeeldstad".to_owned(),
            valid_from: at(from),
            valid_until: at(until),
            recorded_at: at(from),
            destroy_after: at(until),
            suspension: None,
        }
    }

    #[test]
    fn an_officer_is_warned_from_three_months_before_the_end() {
        let one = [held("2026-01-01", "2027-02-22")];
        assert_eq!(warning(&one, at("2026-11-21")), None);
        assert_eq!(warning(&one, at("2026-11-22")), Some(TermWarning::Ends(at("2027-02-22"))));
        assert_eq!(warning(&one, at("2027-02-22")), Some(TermWarning::Missing));
        assert_eq!(warning(&[], at("2026-11-22")), Some(TermWarning::Missing));
    }

    #[test]
    fn an_authorisation_that_follows_without_a_gap_takes_the_warning_away() {
        let first = held("2026-01-01", "2026-12-01");
        let next = held("2026-12-01", "2031-12-01");
        let late = held("2026-12-02", "2031-12-01");
        assert_eq!(warning(&[next.clone(), first.clone()], at("2026-11-22")), None);
        assert_eq!(
            warning(&[late, first.clone()], at("2026-11-22")),
            Some(TermWarning::Ends(first.valid_until))
        );
        let shown = current_and_later(&[next, first], at("2026-11-22"));
        assert_eq!(
            shown.iter().map(|term| term.until).collect::<Vec<_>>(),
            [at("2026-12-01"), at("2031-12-01")]
        );
    }
}
