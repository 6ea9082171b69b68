//! From counters and decisions to weeks and locations.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{LocationId, local_day, passage::PacketOutcome};
use poortwacht_store::{Connection, counters, locations};

use super::decisions::{Decided, decisions};
use super::model::{Count, Figures, LocationFigures, WeekFigures};
use super::request::{Asked, monday_of};
use crate::{Actor, ServiceError};

/// Fewer decisions have no median that tells nothing about one officer.
const LEAST_FOR_MEDIAN: usize = 5;

#[derive(Default, Clone)]
struct Tally {
    passages: u64,
    violations: u64,
    confirmed: u64,
    dismissed: u64,
    took: Vec<SignedDuration>,
}

impl Tally {
    fn passed(&mut self, outcome: PacketOutcome, count: u64) {
        match outcome {
            PacketOutcome::Duplicate => return,
            PacketOutcome::Accepted => self.violations += count,
            PacketOutcome::Exempt | PacketOutcome::OutsideHours | PacketOutcome::LocationInactive => {}
        }
        self.passages += count;
    }

    fn decided(&mut self, decided: &Decided) {
        match decided.dismissal {
            None => self.confirmed += 1,
            Some(_) => self.dismissed += 1,
        }
        self.took.extend(decided.took);
    }
}

pub(super) fn gather(conn: &mut Connection, actor: &Actor, asked: &Asked) -> Result<Figures, ServiceError> {
    let scope = actor.scope();
    let places: BTreeMap<LocationId, (String, String)> = locations::all(conn, &scope)?
        .into_iter()
        .map(|place| (place.id, (place.dossier.code, place.dossier.name)))
        .collect();
    let wanted = |location: LocationId| {
        let code = places.get(&location).map(|(code, _)| code);
        asked.location.is_none() || code == asked.location.as_ref()
    };
    let mut weeks: BTreeMap<Date, Tally> = mondays(asked).map(|monday| (monday, Tally::default())).collect();
    let mut by_place: BTreeMap<LocationId, Tally> = places.keys().map(|id| (*id, Tally::default())).collect();
    by_place.retain(|id, _| wanted(*id));
    for counted in counters::between(conn, &scope, asked.from, asked.until)? {
        let (counter, count) = (counted.counter, counted.count);
        if wanted(counter.location) {
            weeks.entry(monday_of(counter.day)).or_default().passed(counter.outcome, count);
            by_place.entry(counter.location).or_default().passed(counter.outcome, count);
        }
    }
    let (from, until) = (start_of_day(asked.from), start_of_day(asked.until));
    for decided in decisions(conn, &actor.log(), from, until)? {
        if decided.location.map_or(asked.location.is_none(), wanted) {
            weeks.entry(monday_of(local_day(decided.at))).or_default().decided(&decided);
            if let Some(location) = decided.location {
                by_place.entry(location).or_default().decided(&decided);
            }
        }
    }
    let mut locations: Vec<LocationFigures> =
        by_place.into_iter().filter_map(|(id, tally)| Some(location(&places.get(&id)?.1, &tally))).collect();
    locations.sort_by(|one, other| one.name.cmp(&other.name));
    let until = asked.until.yesterday().unwrap_or(asked.until);
    Ok(Figures { from: asked.from, until, weeks: weeks.into_iter().map(week).collect(), locations })
}

fn mondays(asked: &Asked) -> impl Iterator<Item = Date> {
    let until = asked.until;
    asked.from.series(jiff::Span::new().weeks(1)).take_while(move |monday| *monday < until)
}

fn week((monday, tally): (Date, Tally)) -> WeekFigures {
    WeekFigures {
        monday,
        passages: Count::of(tally.passages),
        violations: Count::of(tally.violations),
        confirmed: Count::of(tally.confirmed),
        dismissed: Count::of(tally.dismissed),
        review: median(tally.took),
    }
}

fn location(name: &str, tally: &Tally) -> LocationFigures {
    LocationFigures {
        name: name.to_owned(),
        passages: Count::of(tally.passages),
        violations: Count::of(tally.violations),
        confirmed: Count::of(tally.confirmed),
        dismissed: Count::of(tally.dismissed),
    }
}

/// The middle one, of an even number the lower of both.
fn median(mut took: Vec<SignedDuration>) -> Option<SignedDuration> {
    if took.len() < LEAST_FOR_MEDIAN {
        return None;
    }
    took.sort_unstable();
    took.get((took.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_needs_five_decisions_and_is_one_of_them() {
        let seconds = |numbers: &[i64]| numbers.iter().map(|n| SignedDuration::from_secs(*n)).collect();
        assert_eq!(median(seconds(&[9, 1, 3, 7])), None);
        assert_eq!(median(seconds(&[9, 1, 3, 7, 400])), Some(SignedDuration::from_secs(7)));
        assert_eq!(median(seconds(&[9, 1, 3, 7, 400, 5])), Some(SignedDuration::from_secs(5)));
    }
}
