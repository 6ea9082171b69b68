//! What a sample shall be drawn from.

use jiff::civil::Date;
use poortwacht_domain::sampling::{MOST_DRAWN, SAMPLE_SIZE};
use poortwacht_domain::{SampleKind, SampleReach};

use crate::ServiceError;
use crate::flaw::{Flaw, Flaws, date, optional};

/// The longest period, in days: a leap year.
const LONGEST_DAYS: i32 = 366;

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct DrawForm {
    /// Code of what is drawn from.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Code of a location, for cases; empty is all.
    pub location: String,
    /// Code of which views; empty is all.
    pub reach: String,
    /// How many lines; empty is the usual number.
    pub size: String,
}

/// A form without flaws.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: SampleKind,
    pub(super) days: (Date, Date),
    /// Code of a location.
    pub(super) location: Option<String>,
    pub(super) reach: SampleReach,
    pub(super) size: u32,
}

impl DrawForm {
    /// Reads the form. What the kind has no use for is left aside.
    pub(super) fn read(&self, today: Date) -> Result<Draft, ServiceError> {
        let mut flaws = Flaws::default();
        let kind = flaws.take("kind", kind(&self.kind));
        let days = self.days(today, &mut flaws);
        let reach = flaws.take("reach", optional(&self.reach, choice));
        let size = flaws.take("size", optional(&self.size, size));
        flaws.check()?;
        let location = Some(self.location.trim().to_owned()).filter(|code| !code.is_empty());
        let draft = || {
            let kind = kind?;
            let is_views = kind == SampleKind::Views;
            Some(Draft {
                kind,
                days: days?,
                location: location.filter(|_| !is_views),
                reach: reach?.filter(|_| is_views).unwrap_or(SampleReach::Everything),
                size: size?.unwrap_or(SAMPLE_SIZE),
            })
        };
        draft().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
    }

    fn days(&self, today: Date, flaws: &mut Flaws) -> Option<(Date, Date)> {
        let from = flaws.take("from", date(&self.from))?;
        let until = flaws.take("until", date(&self.until))?;
        let flaw = if until > today {
            Flaw::InTheFuture
        } else if until < from {
            Flaw::EndBeforeStart
        } else if from.until(until).is_ok_and(|span| span.get_days() >= LONGEST_DAYS) {
            Flaw::PeriodTooLong { max: LONGEST_DAYS.unsigned_abs() }
        } else {
            return Some((from, until));
        };
        flaws.add("until", flaw);
        None
    }
}

fn kind(typed: &str) -> Result<SampleKind, Flaw> {
    if typed.trim().is_empty() { Err(Flaw::Required) } else { choice(typed.trim()) }
}

fn choice<T: std::str::FromStr>(code: &str) -> Result<T, Flaw> {
    code.parse().map_err(|_| Flaw::NotAChoice)
}

fn size(typed: &str) -> Result<u32, Flaw> {
    let asked: Option<u32> = typed.parse().ok();
    let out_of_range = Flaw::NotInRange { min: 1, max: MOST_DRAWN };
    asked.filter(|asked| (1..=MOST_DRAWN).contains(asked)).ok_or(out_of_range)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(change: impl FnOnce(&mut DrawForm)) -> Result<Draft, ServiceError> {
        let mut form = DrawForm {
            kind: "decided_cases".to_owned(),
            from: "2026-11-01".to_owned(),
            until: "2026-11-24".to_owned(),
            location: "brug".to_owned(),
            reach: "outside_desk".to_owned(),
            size: String::new(),
        };
        change(&mut form);
        form.read(date(2026, 11, 24))
    }

    #[test]
    fn a_form_has_a_usual_size_and_only_what_its_kind_has_a_use_for() {
        let cases = read(|_| {}).unwrap();
        assert_eq!((cases.size, cases.reach), (25, SampleReach::Everything));
        assert_eq!((cases.location.as_deref(), cases.days.1), (Some("brug"), date(2026, 11, 24)));
        let views = read(|form| form.kind = "views".to_owned()).unwrap();
        assert_eq!((views.location, views.reach), (None, SampleReach::OutsideDesk));
    }

    #[test]
    fn every_flaw_is_told_by_its_field() {
        type Change = fn(&mut DrawForm);
        let wrong: [(Change, &str, Flaw); 9] = [
            (|form| form.kind = " ".to_owned(), "kind", Flaw::Required),
            (|form| form.kind = "everything".to_owned(), "kind", Flaw::NotAChoice),
            (|form| form.from.clear(), "from", Flaw::Required),
            (|form| form.until = "gisteren".to_owned(), "until", Flaw::NotADate),
            (|form| form.until = "2026-11-25".to_owned(), "until", Flaw::InTheFuture),
            (|form| form.until = "2026-10-31".to_owned(), "until", Flaw::EndBeforeStart),
            (|form| form.from = "2025-11-23".to_owned(), "until", Flaw::PeriodTooLong { max: 366 }),
            (|form| form.reach = "some".to_owned(), "reach", Flaw::NotAChoice),
            (|form| form.size = "201".to_owned(), "size", Flaw::NotInRange { min: 1, max: 200 }),
        ];
        for (change, field, flaw) in wrong {
            let Err(ServiceError::Invalid(problems)) = read(change) else { panic!("{field}: {flaw:?}") };
            assert_eq!((problems[0].field.as_str(), problems[0].flaw), (field, Some(flaw)));
        }
        assert!(read(|form| form.from = "2025-11-24".to_owned()).is_ok(), "a year and a day");
    }
}
