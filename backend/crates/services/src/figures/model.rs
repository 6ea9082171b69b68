//! What the figures say.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::locations::LocationName;

/// Counts below this, and above nought, are not told: they could point at a person.
const LEAST: u64 = 5;

/// A count as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The number.
    Told(u64),
    /// At least one, fewer than five.
    Few,
}

impl Count {
    /// How a number may be told.
    #[must_use]
    pub const fn of(number: u64) -> Self {
        match number {
            1..LEAST => Self::Few,
            number => Self::Told(number),
        }
    }
}

/// One week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFigures {
    /// Its Monday.
    pub monday: Date,
    /// Vehicles that passed; packets sent twice are counted once.
    pub passages: Count,
    /// Of those, possible violations.
    pub violations: Count,
    /// Cases confirmed that week.
    pub confirmed: Count,
    /// Cases dismissed that week by an officer.
    pub dismissed: Count,
    /// Median time between a case's first sight on the desk and its decision; `None` for fewer than five decisions.
    pub review: Option<SignedDuration>,
}

/// One location over the whole period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationFigures {
    /// Its name.
    pub name: String,
    /// Vehicles that passed.
    pub passages: Count,
    /// Of those, possible violations.
    pub violations: Count,
    /// Cases confirmed.
    pub confirmed: Count,
    /// Cases dismissed.
    pub dismissed: Count,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// First day, a Monday.
    pub from: Date,
    /// Last day, a Sunday.
    pub until: Date,
    /// Week by week, the oldest first.
    pub weeks: Vec<WeekFigures>,
    /// Location by location, by name.
    pub locations: Vec<LocationFigures>,
}

impl Figures {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let none = Count::Told(0);
        self.weeks.iter().all(|week| {
            [week.passages, week.violations, week.confirmed, week.dismissed]
                .iter()
                .all(|count| *count == none)
        })
    }
}

/// The figures, and what the form offers.
#[derive(Debug, Clone)]
pub struct FiguresView {
    /// The figures.
    pub figures: Figures,
    /// Locations to choose from.
    pub locations: Vec<LocationName>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_four_are_not_told_and_nought_is() {
        let told: Vec<Count> = [0, 1, 4, 5, 60].into_iter().map(Count::of).collect();
        assert_eq!(told, [Count::Told(0), Count::Few, Count::Few, Count::Told(5), Count::Told(60)]);
    }
}
