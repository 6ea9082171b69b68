//! Cron texts, read on the Dutch clock.
//!
//! The crate that ticks keeps a fixed distance to UTC for a job's whole life, so after a change of the clock it would
//! start the nightly export an hour off. Here each day is asked what its own 03:30 is.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use poortwacht_domain::calendar::{instant, local, local_day};

/// When a job runs: `second minute hour * * *`, in Dutch local time. The second is 0, the day fields are `*`; minute and
/// hour are `*`, a number, or `*/n` for every n-th from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    minute: Field,
    hour: Field,
}

/// Not a schedule of the form that [`Schedule`] reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write it as `0 MINUTE HOUR * * *`; minute and hour are *, a number or */n")]
pub struct ScheduleError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Every(i8),
    At(i8),
}

impl Field {
    fn parse(text: &str, limit: i8) -> Result<Self, ScheduleError> {
        let number = |text: &str| text.parse::<i8>().ok().filter(|number| (0..limit).contains(number));
        let field = match text.strip_prefix("*/") {
            Some(step) => number(step).filter(|step| *step > 0).map(Self::Every),
            None if text == "*" => Some(Self::Every(1)),
            None => number(text).map(Self::At),
        };
        field.ok_or(ScheduleError)
    }

    fn holds(self, value: i8) -> bool {
        match self {
            Self::Every(step) => value % step == 0,
            Self::At(exact) => value == exact,
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["0", minute, hour, "*", "*", "*"] => {
                Ok(Self { minute: Field::parse(minute, 60)?, hour: Field::parse(hour, 24)? })
            }
            _ => Err(ScheduleError),
        }
    }
}

impl Schedule {
    /// The last instant of the schedule that is not after `now`; `None` only before the year 1.
    ///
    /// A job of every hour runs in every hour that passes, also in the one that comes twice. A job of one hour runs once
    /// a day: in the hour that comes twice the first time, in the hour that is left out an hour later.
    #[must_use]
    pub fn last_at_or_before(&self, now: Timestamp) -> Option<Timestamp> {
        match self.hour {
            Field::Every(1) => self.within_the_hour(now),
            _ => self.within_two_days(now),
        }
    }

    /// Dutch time is whole hours away from UTC, so every hour of it has the same minutes.
    fn within_the_hour(&self, now: Timestamp) -> Option<Timestamp> {
        let this_minute = now.as_second().div_euclid(60) * 60;
        let minutes = (0..60).filter_map(|back| Timestamp::from_second(this_minute - back * 60).ok());
        minutes.into_iter().find(|at| self.minute.holds(local(*at).minute()))
    }

    fn within_two_days(&self, now: Timestamp) -> Option<Timestamp> {
        let today = local_day(now);
        let days = [Some(today), today.yesterday().ok()].into_iter().flatten();
        days.flat_map(|day| self.of_day(day)).filter(|at| *at <= now).max()
    }

    fn of_day(&self, day: Date) -> Vec<Timestamp> {
        let hours = (0..24).filter(|hour| self.hour.holds(*hour));
        let times = hours.flat_map(|hour| {
            (0..60)
                .filter(|minute| self.minute.holds(*minute))
                .filter_map(move |minute| Time::new(hour, minute, 0, 0).ok())
        });
        times.map(|time| instant(day.to_datetime(time))).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn last(schedule: &str, now: &str) -> String {
        let schedule: Schedule = schedule.parse().unwrap();
        let last = schedule.last_at_or_before(now.parse().unwrap()).unwrap();
        local(last).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    #[test]
    fn the_nightly_export_is_at_half_past_three_on_the_wall_clock_in_both_nights_of_the_clock() {
        let nightly = "0 30 3 * * *";
        for (now, expected) in [
            // Spring: 29 March 2026, 02:00 becomes 03:00.
            ("2026-03-29T03:29:59+02:00", "2026-03-28T03:30:00+01:00"),
            ("2026-03-29T03:30:00+02:00", "2026-03-29T03:30:00+02:00"),
            // Autumn: 25 October 2026, 03:00 becomes 02:00.
            ("2026-10-25T03:29:59+01:00", "2026-10-24T03:30:00+02:00"),
            ("2026-10-25T03:30:00+01:00", "2026-10-25T03:30:00+01:00"),
            ("2026-10-26T03:29:00+01:00", "2026-10-25T03:30:00+01:00"),
        ] {
            assert_eq!(last(nightly, now), expected, "{now}");
        }
    }

    #[test]
    fn a_job_in_the_missing_hour_runs_an_hour_later_and_one_in_the_double_hour_once() {
        let schedule = "0 30 2 * * *";
        assert_eq!(last(schedule, "2026-03-29T03:29:00+02:00"), "2026-03-28T02:30:00+01:00");
        assert_eq!(last(schedule, "2026-03-29T12:00:00+02:00"), "2026-03-29T03:30:00+02:00");
        assert_eq!(last(schedule, "2026-10-25T02:45:00+02:00"), "2026-10-25T02:30:00+02:00");
        assert_eq!(last(schedule, "2026-10-25T02:45:00+01:00"), "2026-10-25T02:30:00+02:00");
    }

    #[test]
    fn an_hourly_job_runs_in_every_hour_that_passes_also_in_the_double_one() {
        let hourly = "0 15 * * * *";
        assert_eq!(last(hourly, "2026-10-25T02:20:00+02:00"), "2026-10-25T02:15:00+02:00");
        assert_eq!(last(hourly, "2026-10-25T02:14:00+01:00"), "2026-10-25T02:15:00+02:00");
        assert_eq!(last(hourly, "2026-10-25T02:20:00+01:00"), "2026-10-25T02:15:00+01:00");
        assert_eq!(last("0 */5 * * * *", "2026-03-29T03:04:59+02:00"), "2026-03-29T03:00:00+02:00");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in
            ["", "30 3 * * *", "0 60 3 * * *", "0 0 24 * * *", "0 */0 * * * *", "1 0 0 * * *", "0 0 0 1 * *"]
        {
            assert_eq!(text.parse::<Schedule>(), Err(ScheduleError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_last_run_is_never_in_the_future_nor_longer_ago_than_the_schedule_allows(
            second in 1_700_000_000_i64..1_900_000_000, which in 0..4_usize,
        ) {
            let (text, hours) = [("0 */5 * * * *", 1), ("0 7 * * * *", 1), ("0 0 */6 * * *", 7), ("0 30 3 * * *", 25)][which];
            let now = Timestamp::from_second(second).unwrap();
            let last = text.parse::<Schedule>().unwrap().last_at_or_before(now).unwrap();
            prop_assert!(last <= now);
            prop_assert!(now.duration_since(last) <= SignedDuration::from_hours(hours));
        }
    }
}
