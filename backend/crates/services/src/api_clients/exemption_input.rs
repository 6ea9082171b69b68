//! What a permit system sends of an exemption, and everything that is wrong with it, by JSON pointers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{
    Area, ExemptionCategory, ExemptionRule, LocationId, Plate, Weekday, WeeklyWindow, ZoneId, local_day,
};

use crate::exemptions::{Granted, Grounds};
use crate::flaw::{self, Flaw};
use crate::{FieldProblem, ServiceError};

/// The most characters of a holder.
const LONGEST_HOLDER: usize = 200;
/// The most characters of a plate, dashes and blanks among them.
const LONGEST_PLATE: usize = 32;
/// The most windows of one exemption.
const MOST_WINDOWS: usize = 50;
/// The most locations that one exemption names.
const MOST_LOCATIONS: usize = 200;
/// The most days that one window names.
const MOST_DAYS: usize = 7;

/// An exemption as it was sent; members that are missing are `None`. Not printable.
#[derive(Clone, Default)]
pub struct ExemptionInput {
    /// Plate.
    pub plate: Option<String>,
    /// Name or permit of the holder.
    pub holder: Option<String>,
    /// Kind, by its code.
    pub category: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// Codes of locations; none is everywhere, where no zone is named.
    pub locations: Vec<String>,
    /// Name of a zone in their place.
    pub zone: Option<String>,
    /// When in the week; none is always.
    pub windows: Vec<WindowInput>,
    /// What a start in the past asks for.
    pub late_start: Option<LateStartInput>,
}

/// A weekly window as it was sent.
#[derive(Debug, Clone, Default)]
pub struct WindowInput {
    /// Days, by their codes.
    pub days: Vec<String>,
    /// Start, `HH:MM`.
    pub from: Option<String>,
    /// End, `HH:MM`.
    pub until: Option<String>,
}

/// What a start in the past asks for.
#[derive(Debug, Clone, Default)]
pub struct LateStartInput {
    /// Reference of the document that grants it.
    pub document: Option<String>,
    /// Why it was not entered in time.
    pub reason: Option<String>,
}

/// What an input is judged by.
pub(super) struct Judge<'a> {
    pub(super) now: Timestamp,
    /// Since when the exemption that is changed has held.
    pub(super) since: Option<Timestamp>,
    pub(super) places: &'a BTreeMap<String, LocationId>,
    /// Open zones by their names in lower case.
    pub(super) zones: &'a BTreeMap<String, ZoneId>,
}

/// The problems of one input, in the order in which they were found.
struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Of a member that could not be read at all nothing more is said.
    fn add(&mut self, pointer: &str, problem: FieldProblem) {
        if !self.0.iter().any(|known| known.field == pointer) {
            self.0.push(problem);
        }
    }

    fn take<T>(&mut self, pointer: &str, read: Result<T, Flaw>) -> Option<T> {
        read.map_err(|flaw| self.add(pointer, FieldProblem::flawed(pointer, flaw))).ok()
    }

    fn say(&mut self, pointer: &str, told: &str) {
        self.add(pointer, FieldProblem::new(pointer, told));
    }
}

impl Judge<'_> {
    /// What is granted, if nothing is wrong. `known` are problems that were found while it was read.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every problem.
    pub(super) fn check(
        &self,
        input: &ExemptionInput,
        known: Vec<FieldProblem>,
    ) -> Result<Granted, ServiceError> {
        let mut problems = Problems(known);
        let plate = problems.take("/plate", required(input.plate.as_deref(), plate));
        let holder = required(input.holder.as_deref(), |holder| text(holder, LONGEST_HOLDER));
        let holder = problems.take("/holder", holder);
        let category = problems.take("/category", required(input.category.as_deref(), category));
        let from = problems.take("/validFrom", required(input.valid_from.as_deref(), day));
        let until = problems.take("/validUntil", required(input.valid_until.as_deref(), day));
        self.check_period(category, from, until, &mut problems);
        let late = from.is_some_and(|from| self.is_late(from));
        let grounds = grounds(late, input.late_start.as_ref(), &mut problems);
        let area = self.area(input, &mut problems);
        let windows = windows(&input.windows, &mut problems);
        if !problems.0.is_empty() {
            return Err(ServiceError::Invalid(problems.0));
        }
        let granted = || {
            let first = start_of_day(from?);
            let from = if late { first } else { first.max(self.now) };
            let rule =
                ExemptionRule { category: category?, from, until: end_of_day(until?), windows, area: area? };
            Some(Granted { plate: plate?, holder: holder?, rule, late, grounds })
        };
        granted().ok_or_else(|| ServiceError::Damaged("an input without problems lacks a member".to_owned()))
    }

    /// Whether a first day lies in the past and was not granted before.
    fn is_late(&self, first: Date) -> bool {
        let known = self.since.is_some_and(|since| first >= local_day(since));
        first < local_day(self.now) && !known
    }

    fn check_period(
        &self,
        category: Option<ExemptionCategory>,
        from: Option<Date>,
        until: Option<Date>,
        problems: &mut Problems,
    ) {
        let (Some(from), Some(until)) = (from, until) else { return };
        if until < from {
            problems.say("/validUntil", "lies before validFrom; give a later day");
        } else if until < local_day(self.now) && self.since.is_some() {
            problems.say("/validUntil", "lies in the past; end the exemption instead");
        } else if category == Some(ExemptionCategory::DayTicket) && until != from {
            problems.say("/validUntil", "is another day than validFrom; a day ticket is for one day");
        }
    }

    /// Where it holds: in a zone, at locations, or everywhere.
    fn area(&self, input: &ExemptionInput, problems: &mut Problems) -> Option<Area> {
        let Some(name) = &input.zone else { return Some(self.locations(&input.locations, problems)) };
        if !input.locations.is_empty() {
            problems.say("/zone", "stands beside locations; give a zone or locations, not both");
        }
        let found = self.zones.get(&name.to_lowercase());
        if found.is_none() {
            problems.say("/zone", "is no zone's name; see the zones of /locations");
        }
        found.map(|zone| Area::Zone(*zone))
    }

    fn locations(&self, codes: &[String], problems: &mut Problems) -> Area {
        let mut ids = Vec::with_capacity(codes.len());
        if codes.len() > MOST_LOCATIONS {
            problems.say("/locations", "names more than 200 locations; leave it out for all");
        }
        for (number, code) in codes.iter().take(MOST_LOCATIONS).enumerate() {
            match self.places.get(code) {
                Some(id) => ids.push(*id),
                None => {
                    let told = "is no location's code; see /locations";
                    problems.say(&format!("/locations/{number}"), told);
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() { Area::Everywhere } else { Area::Locations(ids) }
    }
}

fn required<T>(given: Option<&str>, read: impl FnOnce(&str) -> Result<T, Flaw>) -> Result<T, Flaw> {
    match given {
        None | Some("") => Err(Flaw::Required),
        Some(given) => read(given),
    }
}

/// A text that is not only blanks; blanks count for its length, as the interface description says.
fn text(given: &str, max: usize) -> Result<String, Flaw> {
    if given.chars().count() > max { Err(Flaw::TooLong { max }) } else { flaw::text(given, max) }
}

fn plate(given: &str) -> Result<Plate, Flaw> {
    if given.len() > LONGEST_PLATE {
        return Err(Flaw::NotAPlate);
    }
    Plate::parse(given).map_err(|_| Flaw::NotAPlate)
}

fn category(given: &str) -> Result<ExemptionCategory, Flaw> {
    given.parse().map_err(|_| Flaw::NotAChoice)
}

/// One spelling, `2026-11-22`, of a year that people live in.
fn day(given: &str) -> Result<Date, Flaw> {
    let day: Date = given.parse().map_err(|_| Flaw::NotADate)?;
    let is_plain = day.to_string() == given && (2000..2200).contains(&day.year());
    if is_plain { Ok(day) } else { Err(Flaw::NotADate) }
}

fn time_of_day(given: &str) -> Result<Time, Flaw> {
    let time = Time::strptime("%H:%M", given).map_err(|_| Flaw::NotATime)?;
    if time.strftime("%H:%M").to_string() == given { Ok(time) } else { Err(Flaw::NotATime) }
}

/// A start in the past needs document and reason; without one they would be kept for nothing.
fn grounds(late: bool, given: Option<&LateStartInput>, problems: &mut Problems) -> Option<Grounds> {
    match (late, given) {
        (false, None) => None,
        (false, Some(_)) => {
            problems.say("/lateStart", "is for a start in the past; leave it out");
            None
        }
        (true, None) => {
            let told = "is missing; a start in the past needs a document and a reason, and a second person";
            problems.say("/lateStart", told);
            None
        }
        (true, Some(given)) => {
            let told = |member: &Option<String>| member.clone().unwrap_or_default();
            match Grounds::checked(&told(&given.document), &told(&given.reason)) {
                Ok(grounds) => Some(grounds),
                Err(ServiceError::Invalid(found)) => {
                    for problem in found {
                        let member = if problem.field == "document" { "document" } else { "reason" };
                        problems.say(&format!("/lateStart/{member}"), &problem.message);
                    }
                    None
                }
                Err(_) => {
                    problems.say("/lateStart", "cannot be read");
                    None
                }
            }
        }
    }
}

fn windows(given: &[WindowInput], problems: &mut Problems) -> Vec<WeeklyWindow> {
    if given.len() > MOST_WINDOWS {
        problems.say("/windows", "holds more than 50 windows");
    }
    let read = |(number, window): (usize, &WindowInput)| {
        let place = format!("/windows/{number}");
        let from = required(window.from.as_deref(), time_of_day);
        let from = problems.take(&format!("{place}/from"), from);
        let until = required(window.until.as_deref(), time_of_day);
        let until = problems.take(&format!("{place}/until"), until);
        let days: Option<Vec<Weekday>> = window.days.iter().map(|day| day.parse().ok()).collect();
        let days = days.filter(|days| (1..=MOST_DAYS).contains(&days.len()));
        if days.is_none() {
            problems
                .say(&format!("{place}/days"), "names no days, or more than seven; give monday to sunday");
        }
        Some(WeeklyWindow { days: days?, from: from?, until: until? })
    };
    given.iter().take(MOST_WINDOWS).enumerate().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00+01:00".parse().unwrap()
    }

    fn zone() -> ZoneId {
        ZoneId::from_uuid(uuid::Uuid::from_u128(7))
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn valid() -> ExemptionInput {
        ExemptionInput {
            plate: some("AE-12-UI"),
            holder: some("Vergunning 7"),
            category: some("supplier"),
            valid_from: some("2026-11-22"),
            valid_until: some("2026-12-31"),
            ..ExemptionInput::default()
        }
    }

    fn check(input: &ExemptionInput, since: Option<Timestamp>) -> Result<Granted, Vec<String>> {
        let (places, zones) = (BTreeMap::new(), BTreeMap::from([("binnenstad".to_owned(), zone())]));
        let judged = Judge { now: now(), since, places: &places, zones: &zones }.check(input, Vec::new());
        judged.map_err(|error| match error {
            ServiceError::Invalid(problems) => problems.into_iter().map(|problem| problem.field).collect(),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn what_starts_today_holds_from_now_on_to_the_end_of_its_last_day() {
        let granted = check(&valid(), None).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!((granted.rule.from, granted.late), (now(), false));
        assert_eq!(granted.rule.until, "2027-01-01T00:00:00+01:00".parse().unwrap());
        assert!(granted.rule.area == Area::Everywhere && granted.grounds.is_none());
    }

    #[test]
    fn a_zone_is_named_as_people_write_it_and_never_beside_locations() {
        let named = ExemptionInput { zone: some("Binnenstad"), ..valid() };
        let granted = check(&named, None).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert_eq!(granted.rule.area, Area::Zone(zone()));
        let unknown = ExemptionInput { zone: some("Haven"), ..valid() };
        assert_eq!(check(&unknown, None).map(|_| ()), Err(vec!["/zone".to_owned()]));
        let both = ExemptionInput { locations: vec!["lange-straat".to_owned()], ..named };
        assert_eq!(check(&both, None).map(|_| ()), Err(vec!["/zone".to_owned()]));
    }

    #[test]
    fn a_start_in_the_past_needs_its_grounds_and_any_other_start_has_none() {
        let late = ExemptionInput { valid_from: some("2026-11-21"), ..valid() };
        assert_eq!(check(&late, None).map(|_| ()), Err(vec!["/lateStart".to_owned()]));
        let half = LateStartInput { document: some("B-2026-1"), reason: None };
        let half = ExemptionInput { late_start: Some(half), ..late.clone() };
        assert_eq!(check(&half, None).map(|_| ()), Err(vec!["/lateStart/reason".to_owned()]));
        let whole = LateStartInput { document: some("B-2026-1"), reason: some("te laat ingevoerd") };
        let whole = ExemptionInput { late_start: Some(whole), ..late.clone() };
        let granted = check(&whole, None).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        assert!(granted.late && granted.grounds.is_some());
        assert_eq!(granted.rule.from, "2026-11-21T00:00:00+01:00".parse().unwrap());
        let needless = ExemptionInput { valid_from: some("2026-11-23"), ..whole };
        assert_eq!(check(&needless, None).map(|_| ()), Err(vec!["/lateStart".to_owned()]));
        let since = Some("2026-11-01T00:00:00+01:00".parse().unwrap());
        assert!(check(&late, since).is_ok_and(|granted| !granted.late && granted.rule.from == now()));
    }

    #[test]
    fn everything_that_is_wrong_is_told_together() {
        let window = WindowInput { days: vec!["someday".to_owned()], from: some("7:00"), until: None };
        let input = ExemptionInput {
            plate: some("?"),
            category: some("friend"),
            valid_from: some("22-11-2026"),
            valid_until: some("2026-02-30"),
            locations: vec!["nowhere".to_owned()],
            windows: vec![window],
            ..ExemptionInput::default()
        };
        let expected = "/plate /holder /category /validFrom /validUntil /locations/0 /windows/0/from \
                        /windows/0/until /windows/0/days";
        assert_eq!(check(&input, None).map(|_| ()).unwrap_err().join(" "), expected);
        let backwards = ExemptionInput { valid_until: some("2026-11-21"), ..valid() };
        assert_eq!(check(&backwards, None).map(|_| ()), Err(vec!["/validUntil".to_owned()]));
        let ticket = ExemptionInput { category: some("day_ticket"), ..valid() };
        assert_eq!(check(&ticket, None).map(|_| ()), Err(vec!["/validUntil".to_owned()]));
    }
}
