//! What the figures say.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::count::Count;
use crate::locations::LocationName;

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
    /// Median time between a case's first sight on the desk and its decision; `None` unless five decisions are told.
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
