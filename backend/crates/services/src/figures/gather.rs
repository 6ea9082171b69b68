//! From counters and decisions to weeks and locations. Small numbers are hidden where they are smallest, at one location
//! in one week, and everything shown is a sum of that.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{LocationId, local_day, passage::PacketOutcome};
use poortwacht_store::{Connection, counters, locations};

use super::count::Count;
use super::decisions::{Decided, decisions};
use super::model::{Figures, LocationFigures, WeekFigures};
use super::request::{Asked, monday_of};
use crate::{Actor, ServiceError};

/// Fewer decisions have no median that tells nothing about one officer.
const LEAST_FOR_MEDIAN: u64 = 5;

#[derive(Default)]
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

/// One location in one week; what belongs to no location has a place of its own, and counts for all locations only.
type Cell = (Option<LocationId>, Date);

pub(super) fn gather(conn: &mut Connection, actor: &Actor, asked: &Asked) -> Result<Figures, ServiceError> {
    let places: BTreeMap<LocationId, (String, String)> = locations::all(conn, &actor.scope())?
        .into_iter()
        .map(|place| (place.id, (place.dossier.code, place.dossier.name)))
        .filter(|(_, (code, _))| asked.location.as_ref().is_none_or(|wanted| wanted == code))
        .collect();
    let mut cells = cells(conn, actor, asked)?;
    cells.retain(|(location, _), _| match location {
        Some(location) => places.contains_key(location),
        None => asked.location.is_none(),
    });
    let mut locations: Vec<LocationFigures> =
        places.iter().map(|(id, (_, name))| location(name, *id, &cells)).collect();
    locations.sort_by(|one, other| one.name.cmp(&other.name));
    let weeks = mondays(asked).map(|monday| week(monday, &cells)).collect();
    Ok(Figures { from: asked.from, until: asked.until.yesterday().unwrap_or(asked.until), weeks, locations })
}

fn cells(conn: &mut Connection, actor: &Actor, asked: &Asked) -> Result<BTreeMap<Cell, Tally>, ServiceError> {
    let mut cells: BTreeMap<Cell, Tally> = BTreeMap::new();
    for counted in counters::between(conn, &actor.scope(), asked.from, asked.until)? {
        let cell = (Some(counted.counter.location), monday_of(counted.counter.day));
        cells.entry(cell).or_default().passed(counted.counter.outcome, counted.count);
    }
    let (from, until) = (start_of_day(asked.from), start_of_day(asked.until));
    for decided in decisions(conn, &actor.log(), from, until)? {
        let cell = (decided.location, monday_of(local_day(decided.at)));
        cells.entry(cell).or_default().decided(&decided);
    }
    Ok(cells)
}

fn mondays(asked: &Asked) -> impl Iterator<Item = Date> {
    let until = asked.until;
    asked.from.series(jiff::Span::new().weeks(1)).take_while(move |monday| *monday < until)
}

/// What may be told of one number of these cells together.
fn told<'a>(cells: impl Iterator<Item = &'a Tally>, number: fn(&Tally) -> u64) -> Count {
    cells.map(|tally| Count::of(number(tally))).sum()
}

fn week(monday: Date, cells: &BTreeMap<Cell, Tally>) -> WeekFigures {
    let all = || cells.iter().filter(|((_, of), _)| *of == monday).map(|(_, tally)| tally);
    let (confirmed, dismissed) = (told(all(), |of| of.confirmed), told(all(), |of| of.dismissed));
    // As few decisions as may be meant, so that a median says no more of a hidden number than its own place does.
    let is_told = confirmed.least().saturating_add(dismissed.least()) >= LEAST_FOR_MEDIAN;
    let took = all().flat_map(|tally| tally.took.iter().copied()).collect();
    WeekFigures {
        monday,
        passages: told(all(), |of| of.passages),
        violations: told(all(), |of| of.violations),
        confirmed,
        dismissed,
        review: is_told.then(|| median(took)).flatten(),
    }
}

fn location(name: &str, id: LocationId, cells: &BTreeMap<Cell, Tally>) -> LocationFigures {
    let all = || cells.iter().filter(move |((of, _), _)| *of == Some(id)).map(|(_, tally)| tally);
    LocationFigures {
        name: name.to_owned(),
        passages: told(all(), |of| of.passages),
        violations: told(all(), |of| of.violations),
        confirmed: told(all(), |of| of.confirmed),
        dismissed: told(all(), |of| of.dismissed),
    }
}

/// The middle one, of an even number the lower of both.
fn median(mut took: Vec<SignedDuration>) -> Option<SignedDuration> {
    if u64::try_from(took.len()).is_ok_and(|count| count < LEAST_FOR_MEDIAN) {
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
