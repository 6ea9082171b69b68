//! When a municipality's batches are built: days of the week, time of day, public holidays.

use std::fmt;

use jiff::civil::Time;
use poortwacht_domain::{MunicipalityId, OnHolidays, Weekday};
use poortwacht_ledger::Entry;
use poortwacht_store::municipalities as rows;
use poortwacht_store::{Connection, Scope};

use crate::{FieldProblem, ServiceError};

/// Instead of days: nothing goes out.
const NO_DAYS: &str = "none";
/// The job that asks each municipality's clock ticks this often, in minutes.
const TICK: i8 = 15;
/// In one night of the year this hour does not exist, in another it comes twice.
const UNSURE_HOUR: i8 = 2;

/// A municipality's schedule as somebody wrote it; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct DeliveryInput {
    /// English names of days with commas between them, or `none`.
    pub days: Option<String>,
    /// Time of day, `14:15`.
    pub time: Option<String>,
    /// `as_other_days`, `not` or `also`.
    pub holidays: Option<String>,
}

/// When a municipality's batches are built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySchedule {
    /// Days of the week; none keeps everything back.
    pub days: Vec<Weekday>,
    /// Time of day, in Dutch local time.
    pub time: Time,
    /// What a public holiday means.
    pub holidays: OnHolidays,
}

impl DeliverySchedule {
    fn named_days(&self) -> String {
        let names: Vec<&str> = self.days.iter().map(|day| day.as_str()).collect();
        if names.is_empty() { NO_DAYS.to_owned() } else { names.join(",") }
    }

    /// The entry with what was chosen.
    pub(super) fn told(&self, entry: Entry) -> Entry {
        let time = self.time.strftime("%H:%M");
        entry.detail("days", self.named_days()).detail("time", time).detail("holidays", self.holidays)
    }
}

impl fmt::Display for DeliverySchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holidays = match self.holidays {
            OnHolidays::AsOtherDays => "holidays as other days",
            OnHolidays::Not => "not on holidays",
            OnHolidays::Also => "and on holidays",
        };
        write!(f, "{} at {}, {holidays}", self.named_days(), self.time.strftime("%H:%M"))
    }
}

/// The schedule that stands.
pub(super) fn schedule_of(
    conn: &mut Connection,
    id: MunicipalityId,
) -> Result<DeliverySchedule, ServiceError> {
    let scope = Scope::municipality(id);
    let clock = rows::delivery_clock(conn, &scope, id)?;
    let days = rows::delivery_days(conn, &scope, id)?.unwrap_or_default();
    Ok(DeliverySchedule { days, time: clock.time, holidays: clock.holidays })
}

/// What was chosen, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    days: Option<Vec<Weekday>>,
    time: Option<Time>,
    holidays: Option<OnHolidays>,
}

impl Chosen {
    /// # Errors
    /// [`ServiceError::Invalid`] with every field that is wrong.
    pub(super) fn read(input: &DeliveryInput) -> Result<Self, ServiceError> {
        let mut problems = Vec::new();
        let chosen = Self {
            days: read("days", input.days.as_deref(), days, &mut problems),
            time: read("time", input.time.as_deref(), time, &mut problems),
            holidays: read("holidays", input.holidays.as_deref(), holidays, &mut problems),
        };
        if [&input.days, &input.time, &input.holidays].into_iter().all(Option::is_none) {
            problems.push(FieldProblem::new("days", "choose days, time or holidays"));
        }
        if problems.is_empty() { Ok(chosen) } else { Err(ServiceError::Invalid(problems)) }
    }

    /// The schedule that stands, with what was chosen.
    pub(super) fn over(&self, stands: DeliverySchedule) -> DeliverySchedule {
        DeliverySchedule {
            days: self.days.clone().unwrap_or(stands.days),
            time: self.time.unwrap_or(stands.time),
            holidays: self.holidays.unwrap_or(stands.holidays),
        }
    }
}

fn read<T>(
    field: &str,
    text: Option<&str>,
    parse: fn(&str) -> Result<T, &'static str>,
    problems: &mut Vec<FieldProblem>,
) -> Option<T> {
    match parse(text?.trim()) {
        Ok(value) => Some(value),
        Err(message) => {
            problems.push(FieldProblem::new(field, message));
            None
        }
    }
}

/// In the order of the week, each once.
fn days(text: &str) -> Result<Vec<Weekday>, &'static str> {
    if text == NO_DAYS {
        return Ok(Vec::new());
    }
    let read = text.split(',').map(|day| day.trim().to_lowercase().parse::<Weekday>());
    let named =
        read.collect::<Result<Vec<_>, _>>().map_err(|_| "name days as monday,thursday, or write none")?;
    Ok(Weekday::ALL.iter().copied().filter(|day| named.contains(day)).collect())
}

fn time(text: &str) -> Result<Time, &'static str> {
    let well_formed = text.len() == 5 && text.as_bytes().get(2) == Some(&b':');
    let time = Some(text).filter(|_| well_formed).and_then(|text| text.parse::<Time>().ok());
    match time.ok_or("write a time of day as 14:15")? {
        time if time.minute() % TICK != 0 => Err("choose a whole quarter of an hour, such as 14:15"),
        time if time.hour() == UNSURE_HOUR => {
            Err("choose an hour that exists once every night: before 02:00, or from 03:00 on")
        }
        time => Ok(time),
    }
}

fn holidays(text: &str) -> Result<OnHolidays, &'static str> {
    let plain = text.to_lowercase().replace('-', "_");
    plain.parse().map_err(|_| "write as_other_days, not or also")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(days: &str, time: &str, holidays: &str) -> DeliveryInput {
        let [days, time, holidays] = [days, time, holidays].map(|text| Some(text.to_owned()));
        DeliveryInput { days, time, holidays }
    }

    #[test]
    fn a_schedule_is_read_in_the_order_of_the_week_and_what_is_left_out_stays() {
        let chosen = Chosen::read(&input("Thursday, monday,monday", "14:15", "not")).unwrap();
        let stands = DeliverySchedule {
            days: Weekday::ALL.to_vec(),
            time: Time::constant(3, 30, 0, 0),
            holidays: OnHolidays::AsOtherDays,
        };
        let whole = chosen.over(stands.clone());
        assert_eq!(whole.days, [Weekday::Monday, Weekday::Thursday]);
        assert_eq!(whole.to_string(), "monday,thursday at 14:15, not on holidays");
        let only = DeliveryInput { days: Some(" none ".to_owned()), ..DeliveryInput::default() };
        let kept = Chosen::read(&only).unwrap().over(stands);
        assert_eq!(kept.to_string(), "none at 03:30, holidays as other days");
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        for (days, time, holidays, wrong) in [
            ("maandag", "3:30", "soms", vec!["days", "time", "holidays"]),
            ("monday;friday", "14:15", "also", vec!["days"]),
            ("monday", "02:30", "also", vec!["time"]),
            ("monday", "14:20", "as-other-days", vec!["time"]),
            ("monday", "24:00", "also", vec!["time"]),
            ("", "03:00", "", vec!["days", "holidays"]),
        ] {
            let Err(ServiceError::Invalid(problems)) = Chosen::read(&input(days, time, holidays)) else {
                panic!("{days} {time} {holidays}")
            };
            let named: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(named, wrong, "{days} {time} {holidays}");
        }
        assert!(Chosen::read(&DeliveryInput::default()).is_err(), "nothing was chosen");
    }
}
