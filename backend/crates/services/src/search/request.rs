//! What may be searched: by whom, with which reason.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{CaseRef, CaseState, Permission, Plate, SearchReason};

use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, ServiceError};

const LONGEST_EXPLANATION: usize = 300;
/// What is older takes the wide permission.
const YOUNG_MONTHS: i64 = 12;

/// What the search form holds. Not printable: it may hold a plate.
#[derive(Clone, Default)]
pub struct SearchRequest {
    /// Case reference.
    pub reference: String,
    /// Plate, as typed.
    pub plate: String,
    /// Code of a location; empty is all.
    pub location: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub explanation: String,
}

/// A search that may be made. Not printable.
pub(super) struct Query {
    pub(super) reference: Option<CaseRef>,
    pub(super) plate: Option<Plate>,
    pub(super) location: Option<String>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    pub(super) states: Vec<CaseState>,
    pub(super) reason: SearchReason,
    pub(super) explanation: String,
    /// A period was asked for, beside the one that the role sets.
    pub(super) period: bool,
    pub(super) wide: bool,
}

impl Query {
    /// The names of what is searched by, for the log; never the values.
    pub(super) fn by(&self) -> String {
        [
            (self.reference.is_some(), "reference"),
            (self.plate.is_some(), "plate"),
            (self.location.is_some(), "location"),
            (self.period, "period"),
        ]
        .into_iter()
        .filter_map(|(given, name)| given.then_some(name))
        .collect::<Vec<_>>()
        .join(",")
    }
}

/// Reads the form under the actor's rules. An officer searches one reference, or open cases at one location, and nothing
/// older than a year; wider takes [`Permission::SearchWide`].
pub(super) fn read(request: &SearchRequest, actor: &Actor, now: Timestamp) -> Result<Query, ServiceError> {
    let wide = actor.role.allows(Permission::SearchWide);
    let mut flaws = Flaws::default();
    let reference = flaws.take("reference", flaw::optional(&request.reference, reference));
    let plate = flaws.take("plate", flaw::optional(&request.plate, plate));
    let location = Some(request.location.trim()).filter(|code| !code.is_empty());
    check_reach(request, location.is_some(), wide, &mut flaws);
    let from = flaws.take("from", flaw::optional(&request.from, flaw::date));
    let until = flaws.take("until", flaw::optional(&request.until, flaw::date));
    if let (Some(Some(from)), Some(Some(until))) = (from, until)
        && until < from
    {
        flaws.add("until", Flaw::EndBeforeStart);
    }
    let reason = flaws.take("reason", flaw::choice(&request.reason));
    let explanation = flaws.take("explanation", explanation(&request.explanation));
    flaws.check()?;
    let by_reference = reference.as_ref().is_some_and(Option::is_some);
    let query = || {
        Some(Query {
            reference: reference?,
            plate: plate?,
            location: location.map(ToOwned::to_owned),
            period: from?.is_some() || until?.is_some(),
            from: earliest(from?, wide, now),
            until: until?.map(end_of_day),
            states: if wide || by_reference { Vec::new() } else { open_states() },
            reason: reason?,
            explanation: explanation?,
            wide,
        })
    };
    query().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

/// Something must be searched by, and who may not search widely needs a location for it.
fn check_reach(request: &SearchRequest, has_location: bool, wide: bool, flaws: &mut Flaws) {
    let typed = |field: &str| !field.trim().is_empty();
    if typed(&request.reference) {
        return;
    }
    match (typed(&request.plate), has_location) {
        (false, false) => flaws.add("reference", Flaw::NothingToSearchBy),
        (true, false) if !wide => flaws.add("location", Flaw::PlateNeedsLocation),
        _ => {}
    }
}

fn earliest(from: Option<Date>, wide: bool, now: Timestamp) -> Option<Timestamp> {
    let asked = from.map(start_of_day);
    if wide {
        return asked;
    }
    let today = poortwacht_domain::local_day(now);
    let a_year_ago = today.saturating_sub(jiff::Span::new().months(YOUNG_MONTHS));
    asked.max(Some(start_of_day(a_year_ago)))
}

fn open_states() -> Vec<CaseState> {
    CaseState::ALL.iter().copied().filter(|state| state.is_open()).collect()
}

fn reference(typed: &str) -> Result<CaseRef, Flaw> {
    CaseRef::parse(typed).map_err(|_| Flaw::NotAReference)
}

fn plate(typed: &str) -> Result<Plate, Flaw> {
    Plate::parse(typed).map_err(|_| Flaw::NotAPlate)
}

/// The text lives longer than the case, so no plate may stand in it.
fn explanation(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST_EXPLANATION)
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;
    use poortwacht_domain::{AccountId, MunicipalityId, Role};

    use super::*;

    fn actor(role: Role) -> Actor {
        let rng = SequenceRng::default();
        Actor {
            account: AccountId::random(&rng),
            municipality: MunicipalityId::random(&rng),
            role,
            session_hash: String::new(),
            origin: [127, 0, 0, 1].into(),
            trace: String::new(),
        }
    }

    fn request() -> SearchRequest {
        SearchRequest {
            location: "brug".to_owned(),
            reason: "objection".to_owned(),
            explanation: "Bezwaarschrift van vorige week".to_owned(),
            ..SearchRequest::default()
        }
    }

    fn at() -> Timestamp {
        "2026-11-22T10:00:00+01:00".parse().unwrap()
    }

    fn flaws(request: &SearchRequest, role: Role) -> Vec<(String, Flaw)> {
        match read(request, &actor(role), at()) {
            Ok(_) => Vec::new(),
            Err(ServiceError::Invalid(problems)) => {
                problems.into_iter().map(|problem| (problem.field, problem.flaw.unwrap())).collect()
            }
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn reason_and_text_are_mandatory_and_the_text_holds_no_plate() {
        let bare = SearchRequest { location: "brug".to_owned(), ..SearchRequest::default() };
        let both = [("reason".to_owned(), Flaw::Required), ("explanation".to_owned(), Flaw::Required)];
        assert_eq!(flaws(&bare, Role::Officer), both);
        let telling = SearchRequest { explanation: "over AE-12-UI".to_owned(), ..request() };
        assert_eq!(flaws(&telling, Role::Coordinator), [("explanation".to_owned(), Flaw::ContainsPlate)]);
    }

    #[test]
    fn an_officer_searches_a_plate_among_open_cases_at_one_location_and_a_coordinator_wider() {
        let anywhere = SearchRequest { plate: "ae12ui".to_owned(), location: String::new(), ..request() };
        assert_eq!(flaws(&anywhere, Role::Officer), [("location".to_owned(), Flaw::PlateNeedsLocation)]);
        assert_eq!(flaws(&anywhere, Role::Coordinator), []);
        let here = SearchRequest { location: "brug".to_owned(), ..anywhere };
        let query = read(&here, &actor(Role::Officer), at()).unwrap();
        assert!(query.states.iter().all(|state| state.is_open()) && !query.states.is_empty());
        assert_eq!(query.from, Some("2025-11-22T00:00:00+01:00".parse().unwrap()));
        assert!(read(&here, &actor(Role::Coordinator), at()).unwrap().states.is_empty());
    }

    #[test]
    fn nothing_to_search_by_is_refused() {
        let period = SearchRequest { location: String::new(), from: "2026-11-01".to_owned(), ..request() };
        assert_eq!(flaws(&period, Role::Coordinator), [("reference".to_owned(), Flaw::NothingToSearchBy)]);
    }
}
