//! The protocol's matrix: urgency × impact gives the priority, and the priority its two clocks.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::add_calendar_days;

text_enum! {
    /// How fast the damage grows.
    pub enum Urgency {
        /// By the minute or the hour.
        High = "high",
        /// Within the day.
        Medium = "medium",
        /// Hardly.
        Low = "low",
    }
}

text_enum! {
    /// How many people and how much of the work it touches.
    pub enum Impact {
        /// Many people, sensitive data, or the whole service.
        High = "high",
        /// Some people, or a part of the service.
        Medium = "medium",
        /// One person, or nobody outside.
        Low = "low",
    }
}

text_enum! {
    /// The protocol's five priorities.
    pub enum Priority {
        /// React at once, solve in an hour; escalated nationally.
        Critical = "1",
        /// React in ten minutes, solve in four hours.
        High = "2",
        /// React in an hour, solve in eight.
        Medium = "3",
        /// React in four hours, solve in a day.
        Low = "4",
        /// React in a day, solve in a week.
        VeryLow = "5",
    }
}

/// How long something may take. Hours pass alike in every night; days are days of the Dutch calendar, so one that holds a
/// change of the clock has 23 or 25 hours.
#[derive(Clone, Copy)]
enum Within {
    Minutes(i64),
    Hours(i64),
    Days(u32),
}

impl Within {
    fn after(self, start: Timestamp) -> Timestamp {
        let term = match self {
            Self::Minutes(minutes) => SignedDuration::from_mins(minutes),
            Self::Hours(hours) => SignedDuration::from_hours(hours),
            Self::Days(days) => return add_calendar_days(start, days),
        };
        start.saturating_add(term).unwrap_or(start)
    }
}

impl Priority {
    /// The matrix.
    #[must_use]
    pub const fn of(urgency: Urgency, impact: Impact) -> Self {
        match (urgency, impact) {
            (Urgency::High, Impact::High) => Self::Critical,
            (Urgency::High, Impact::Medium) | (Urgency::Medium, Impact::High) => Self::High,
            (Urgency::High, Impact::Low)
            | (Urgency::Medium, Impact::Medium)
            | (Urgency::Low, Impact::High) => Self::Medium,
            (Urgency::Medium, Impact::Low) | (Urgency::Low, Impact::Medium) => Self::Low,
            (Urgency::Low, Impact::Low) => Self::VeryLow,
        }
    }

    /// By when somebody must have reacted. "At once" is the moment of the report itself.
    #[must_use]
    pub fn react_by(self, reported_at: Timestamp) -> Timestamp {
        let within = match self {
            Self::Critical => Within::Minutes(0),
            Self::High => Within::Minutes(10),
            Self::Medium => Within::Hours(1),
            Self::Low => Within::Hours(4),
            Self::VeryLow => Within::Days(1),
        };
        within.after(reported_at)
    }

    /// By when it must be solved.
    #[must_use]
    pub fn solve_by(self, reported_at: Timestamp) -> Timestamp {
        let within = match self {
            Self::Critical => Within::Hours(1),
            Self::High => Within::Hours(4),
            Self::Medium => Within::Hours(8),
            Self::Low => Within::Hours(24),
            Self::VeryLow => Within::Days(7),
        };
        within.after(reported_at)
    }

    /// Whether it is escalated nationally.
    #[must_use]
    pub const fn is_national(self) -> bool {
        matches!(self, Self::Critical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_matrix_is_the_protocols() {
        // Rows: urgency high, medium, low; columns: impact high, medium, low.
        let protocol = [["1", "2", "3"], ["2", "3", "4"], ["3", "4", "5"]];
        for (urgency, row) in Urgency::ALL.iter().zip(protocol) {
            for (impact, number) in Impact::ALL.iter().zip(row) {
                assert_eq!(Priority::of(*urgency, *impact).as_str(), number, "{urgency} × {impact}");
            }
        }
    }

    #[test]
    fn the_clocks_are_the_protocols() {
        let reported = at("2026-06-10T08:00:00+02:00");
        let protocol = [
            (Priority::Critical, "2026-06-10T08:00:00+02:00", "2026-06-10T09:00:00+02:00"),
            (Priority::High, "2026-06-10T08:10:00+02:00", "2026-06-10T12:00:00+02:00"),
            (Priority::Medium, "2026-06-10T09:00:00+02:00", "2026-06-10T16:00:00+02:00"),
            (Priority::Low, "2026-06-10T12:00:00+02:00", "2026-06-11T08:00:00+02:00"),
            (Priority::VeryLow, "2026-06-11T08:00:00+02:00", "2026-06-17T08:00:00+02:00"),
        ];
        assert_eq!(protocol.len(), Priority::ALL.len());
        for (priority, react, solve) in protocol {
            assert_eq!(priority.react_by(reported), at(react), "react to {priority}");
            assert_eq!(priority.solve_by(reported), at(solve), "solve {priority}");
        }
    }

    #[test]
    fn hours_pass_alike_in_the_nights_of_the_clock_changes_and_days_follow_the_wall_clock() {
        // The clock goes forward in the night to 29 March 2026, back in the night to 25 October 2026.
        let nights = [
            ("2026-03-28T20:00:00+01:00", "2026-03-29T21:00:00+02:00", "2026-03-29T20:00:00+02:00"),
            ("2026-10-24T20:00:00+02:00", "2026-10-25T19:00:00+01:00", "2026-10-25T20:00:00+01:00"),
        ];
        for (reported, solve_low, react_very_low) in nights {
            assert_eq!(Priority::Low.solve_by(at(reported)), at(solve_low), "24 hours from {reported}");
            assert_eq!(Priority::VeryLow.react_by(at(reported)), at(react_very_low), "a day from {reported}");
        }
        let week = Priority::VeryLow.solve_by(at("2026-10-20T09:00:00+02:00"));
        assert_eq!(week, at("2026-10-27T09:00:00+01:00"));
        let short = Priority::High.solve_by(at("2026-03-29T00:30:00+01:00"));
        assert_eq!(
            short,
            at("2026-03-29T05:30:00+02:00"),
            "four hours, one of them skipped by the wall clock"
        );
    }

    #[test]
    fn only_the_highest_priority_is_escalated_nationally() {
        let national: Vec<_> = Priority::ALL.iter().filter(|priority| priority.is_national()).collect();
        assert_eq!(national, [&Priority::Critical]);
    }
}
