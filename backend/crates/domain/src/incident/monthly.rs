//! A month of incidents in numbers, for the management: how many of which priority, what was done within the protocol's
//! times, and what is open. It holds no words and names nobody.

use jiff::Timestamp;

use super::breach::{BreachVerdict, PersonsDecision};
use super::clocks::{ClockReading, ClockStanding, IncidentClock, IncidentFacts};
use super::kind::{IncidentKind, IncidentSource};
use super::priority::Priority;
use crate::calendar::{Month, end_of_day, start_of_day};

/// What is told of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyIncident {
    /// Its number in the register.
    pub number: u64,
    /// What it seems to be about.
    pub kind: IncidentKind,
    /// Who brought it in.
    pub source: IncidentSource,
    /// What the clocks need to know.
    pub facts: IncidentFacts,
}

/// How a clock went, over several incidents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InTime {
    /// Done within the time.
    pub in_time: u64,
    /// Done too late, or not done and the time is over.
    pub late: u64,
    /// There is time.
    pub running: u64,
}

impl InTime {
    fn add(&mut self, reading: ClockReading) {
        let count = match reading.standing {
            ClockStanding::Met => &mut self.in_time,
            ClockStanding::MetLate | ClockStanding::Overdue => &mut self.late,
            ClockStanding::Running => &mut self.running,
        };
        *count += 1;
    }
}

/// Incidents of one priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityMonth {
    /// Which; none for what nobody judged yet.
    pub priority: Option<Priority>,
    /// How many were reported.
    pub reported: u64,
    /// How the first reaction went.
    pub react: InTime,
    /// How the solution went.
    pub solve: InTime,
}

/// A month of incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentMonth {
    /// Which.
    pub month: Month,
    /// The moment by which the clocks are read.
    pub at: Timestamp,
    /// What was reported in it, by number.
    pub reported: Vec<MonthlyIncident>,
    /// The same by priority, the highest first; what nobody judged yet last.
    pub priorities: Vec<PriorityMonth>,
    /// Data breaches among them.
    pub breaches: u64,
    /// Those of which nobody judged yet whether they are a breach.
    pub unjudged: u64,
    /// Breaches that the supervisory authority must be told of.
    pub notify: InTime,
    /// Breaches of which those concerned are told.
    pub persons_told: u64,
    /// Those that were escalated.
    pub escalated: u64,
    /// What was closed in the month, whenever it was reported; each with its lessons.
    pub closed: u64,
    /// What was open at the month's end, or is open now.
    pub open: Vec<u64>,
}

impl IncidentMonth {
    /// The report of a month out of everything in a register, as of a moment.
    #[must_use]
    pub fn of(all: &[MonthlyIncident], month: Month, at: Timestamp) -> Self {
        let (from, until) = period(month);
        let mut reported: Vec<MonthlyIncident> =
            all.iter().filter(|one| (from..until).contains(&one.facts.reported_at)).cloned().collect();
        reported.sort_by_key(|one| one.number);
        let count = |is: &dyn Fn(&IncidentFacts) -> bool| {
            number(reported.iter().filter(|one| is(&one.facts)).count())
        };
        let mut notify = InTime::default();
        reported.iter().filter(|one| one.facts.must_notify()).for_each(|one| {
            one.facts
                .clocks(at)
                .into_iter()
                .filter(|reading| reading.clock == IncidentClock::Notify)
                .for_each(|reading| notify.add(reading));
        });
        let end = until.min(at);
        let is_closed = |one: &&MonthlyIncident| {
            one.facts.closed_at.is_some_and(|closed| (from..until).contains(&closed))
        };
        Self {
            month,
            at,
            priorities: priorities(&reported, at),
            breaches: count(&|facts| facts.breach == Some(BreachVerdict::Breach)),
            unjudged: count(&|facts| facts.breach.is_none()),
            notify,
            persons_told: count(&|facts| facts.persons == Some(PersonsDecision::Inform)),
            escalated: count(&|facts| facts.escalated_at.is_some()),
            closed: number(all.iter().filter(is_closed).count()),
            open: open_at(all, end),
            reported,
        }
    }
}

fn period(month: Month) -> (Timestamp, Timestamp) {
    let first = month.first_day();
    (start_of_day(first), end_of_day(first.last_of_month()))
}

fn priorities(reported: &[MonthlyIncident], at: Timestamp) -> Vec<PriorityMonth> {
    let wanted = Priority::ALL.iter().copied().map(Some).chain([None]);
    wanted.map(|priority| of_priority(reported, priority, at)).collect()
}

fn of_priority(reported: &[MonthlyIncident], priority: Option<Priority>, at: Timestamp) -> PriorityMonth {
    let mut sum = PriorityMonth { priority, reported: 0, react: InTime::default(), solve: InTime::default() };
    for one in reported.iter().filter(|one| one.facts.priority() == priority) {
        sum.reported += 1;
        for reading in one.facts.clocks(at) {
            match reading.clock {
                IncidentClock::React => sum.react.add(reading),
                IncidentClock::Solve => sum.solve.add(reading),
                IncidentClock::Notify => {}
            }
        }
    }
    sum
}

/// Numbers of what was reported before a moment and not closed by then.
fn open_at(all: &[MonthlyIncident], end: Timestamp) -> Vec<u64> {
    let is_open = |one: &&MonthlyIncident| {
        one.facts.reported_at < end && one.facts.closed_at.is_none_or(|closed| closed >= end)
    };
    let mut open: Vec<u64> = all.iter().filter(is_open).map(|one| one.number).collect();
    open.sort_unstable();
    open
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{BreachRisk, Impact, Urgency};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn incident(number: u64, facts: IncidentFacts) -> MonthlyIncident {
        MonthlyIncident { number, kind: IncidentKind::Leak, source: IncidentSource::Visitor, facts }
    }

    fn reported(text: &str) -> IncidentFacts {
        IncidentFacts::reported(at(text))
    }

    fn high(text: &str) -> IncidentFacts {
        IncidentFacts {
            triage: Some((Urgency::High, Impact::Medium)),
            breach: Some(BreachVerdict::None),
            ..reported(text)
        }
    }

    #[test]
    fn a_month_begins_and_ends_on_the_dutch_clock() {
        let all = [
            incident(1, reported("2026-09-30T23:59:59+02:00")),
            incident(2, reported("2026-10-01T00:00:00+02:00")),
            incident(3, reported("2026-10-31T23:59:59+01:00")),
            incident(4, reported("2026-11-01T00:00:00+01:00")),
        ];
        let month = IncidentMonth::of(&all, "2026-10".parse().unwrap(), at("2026-12-01T00:00:00Z"));
        let numbers: Vec<u64> = month.reported.iter().map(|one| one.number).collect();
        assert_eq!((numbers, month.unjudged), (vec![2, 3], 2));
        assert_eq!(month.open, [1, 2, 3], "what nobody closed is open at its end");
        assert_eq!(month.priorities.last().map(|one| (one.priority, one.reported)), Some((None, 2)));
    }

    #[test]
    fn times_are_counted_within_and_beyond_the_protocols() {
        let begin = "2026-10-05T08:00:00+02:00";
        let done = |minutes: i64| Some(at(begin) + jiff::SignedDuration::from_mins(minutes));
        let all = [
            incident(1, IncidentFacts { reacted_at: done(10), solved_at: done(240), ..high(begin) }),
            incident(2, IncidentFacts { reacted_at: done(11), solved_at: done(241), ..high(begin) }),
            incident(3, high(begin)),
            incident(4, IncidentFacts { triage: Some((Urgency::Low, Impact::Low)), ..high(begin) }),
        ];
        let month = IncidentMonth::of(&all, "2026-10".parse().unwrap(), at("2026-10-05T13:00:00+02:00"));
        let of = |priority| month.priorities.iter().find(|one| one.priority == Some(priority)).unwrap();
        let (two, five) = (of(Priority::High), of(Priority::VeryLow));
        assert_eq!(two.react, InTime { in_time: 1, late: 2, running: 0 });
        assert_eq!(two.solve, InTime { in_time: 1, late: 2, running: 0 });
        assert_eq!((five.react, five.reported), (InTime { running: 1, ..InTime::default() }, 1));
        assert_eq!(month.priorities.iter().map(|one| one.reported).sum::<u64>(), 4);
    }

    #[test]
    fn breaches_notifications_and_what_was_closed_are_counted() {
        let begin = "2026-10-05T08:00:00+02:00";
        let breach = |risk| IncidentFacts {
            breach: Some(BreachVerdict::Breach),
            risk: Some(risk),
            aware_at: Some(at(begin)),
            ..high(begin)
        };
        let told = |facts, when: &str| IncidentFacts { notified_at: Some(at(when)), ..facts };
        let all = [
            incident(1, told(breach(BreachRisk::High), "2026-10-08T08:00:00+02:00")),
            incident(2, told(breach(BreachRisk::Likely), "2026-10-08T08:00:01+02:00")),
            incident(3, breach(BreachRisk::Unlikely)),
            incident(
                4,
                IncidentFacts {
                    closed_at: Some(at("2026-10-31T23:00:00+01:00")),
                    persons: Some(PersonsDecision::Inform),
                    escalated_at: Some(at(begin)),
                    ..breach(BreachRisk::Likely)
                },
            ),
            incident(
                5,
                IncidentFacts {
                    closed_at: Some(at("2026-10-02T23:00:00+02:00")),
                    ..high("2026-09-05T08:00:00+02:00")
                },
            ),
        ];
        let month = IncidentMonth::of(&all, "2026-10".parse().unwrap(), at("2026-11-20T00:00:00Z"));
        assert_eq!((month.breaches, month.persons_told, month.escalated), (4, 1, 1));
        assert_eq!(month.notify, InTime { in_time: 1, late: 2, running: 0 }, "an unlikely risk is not told");
        assert_eq!((month.closed, month.open), (2, vec![1, 2, 3]));
    }
}
