//! Which clocks run over an incident, and what it still lacks.

use jiff::Timestamp;

use super::breach::{BreachRisk, BreachVerdict, PersonsDecision, notify_by};
use super::priority::{Impact, Priority, Urgency};
use super::step::IncidentStep;

/// What the clocks need to know of an incident. None of it is anybody's personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncidentFacts {
    /// When it was reported: the protocol's clocks start here.
    pub reported_at: Timestamp,
    /// Urgency and impact, once somebody judged them.
    pub triage: Option<(Urgency, Impact)>,
    /// When somebody reacted first.
    pub reacted_at: Option<Timestamp>,
    /// When it was solved.
    pub solved_at: Option<Timestamp>,
    /// When it was escalated.
    pub escalated_at: Option<Timestamp>,
    /// Whether it is a data breach, once somebody judged it.
    pub breach: Option<BreachVerdict>,
    /// When the municipality became aware of the breach.
    pub aware_at: Option<Timestamp>,
    /// The risk of the breach.
    pub risk: Option<BreachRisk>,
    /// When the authority was told first.
    pub notified_at: Option<Timestamp>,
    /// Whether those concerned are told.
    pub persons: Option<PersonsDecision>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

text_enum! {
    /// A clock over an incident.
    pub enum IncidentClock {
        /// Until somebody reacts.
        React = "react",
        /// Until it is solved.
        Solve = "solve",
        /// Until the supervisory authority is told: 72 hours.
        Notify = "notify",
    }
}

text_enum! {
    /// How a clock stands.
    pub enum ClockStanding {
        /// There is time.
        Running = "running",
        /// The time is over, and it was not done.
        Overdue = "overdue",
        /// Done in time.
        Met = "met",
        /// Done, too late.
        MetLate = "met_late",
    }
}

/// A clock at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// Which.
    pub clock: IncidentClock,
    /// The last instant that is in time.
    pub due: Timestamp,
    /// When it was done.
    pub met_at: Option<Timestamp>,
    /// How it stands.
    pub standing: ClockStanding,
}

impl ClockReading {
    fn read(clock: IncidentClock, due: Timestamp, met_at: Option<Timestamp>, now: Timestamp) -> Self {
        let standing = match met_at {
            Some(met) if met <= due => ClockStanding::Met,
            Some(_) => ClockStanding::MetLate,
            None if now <= due => ClockStanding::Running,
            None => ClockStanding::Overdue,
        };
        Self { clock, due, met_at, standing }
    }

    /// "At once" has no number to be late by: not done it is overdue, done it is met, and the page tells how long it took.
    fn at_once(self) -> Self {
        let standing = if self.met_at.is_some() { ClockStanding::Met } else { ClockStanding::Overdue };
        Self { standing, ..self }
    }
}

impl IncidentFacts {
    /// An incident of which nothing is known yet but that it was reported.
    #[must_use]
    pub const fn reported(reported_at: Timestamp) -> Self {
        Self {
            reported_at,
            triage: None,
            reacted_at: None,
            solved_at: None,
            escalated_at: None,
            breach: None,
            aware_at: None,
            risk: None,
            notified_at: None,
            persons: None,
            closed_at: None,
        }
    }

    /// The priority, once urgency and impact are known.
    #[must_use]
    pub fn priority(&self) -> Option<Priority> {
        self.triage.map(|(urgency, impact)| Priority::of(urgency, impact))
    }

    /// Whether the authority must be told.
    #[must_use]
    pub fn must_notify(&self) -> bool {
        self.breach == Some(BreachVerdict::Breach) && self.risk != Some(BreachRisk::Unlikely)
    }

    /// By when the authority must be told, if it must. Until somebody judged whether there is a breach, the 72 hours count
    /// from the report: nobody wins time by judging late.
    #[must_use]
    pub fn notify_by(&self) -> Option<Timestamp> {
        (self.breach.is_none() || self.must_notify())
            .then(|| notify_by(self.aware_at.unwrap_or(self.reported_at)))
    }

    /// The clocks at this moment.
    #[must_use]
    pub fn clocks(&self, now: Timestamp) -> Vec<ClockReading> {
        let read = |clock, due, met| ClockReading::read(clock, due, met, now);
        let priority = self.priority();
        let react = priority.map(|priority| {
            let reading = read(IncidentClock::React, priority.react_by(self.reported_at), self.reacted_at);
            if priority == Priority::Critical { reading.at_once() } else { reading }
        });
        let solve = priority
            .map(|priority| read(IncidentClock::Solve, priority.solve_by(self.reported_at), self.solved_at));
        let notify = self.notify_by().map(|due| read(IncidentClock::Notify, due, self.notified_at));
        [react, solve, notify].into_iter().flatten().collect()
    }

    /// The earliest end of a clock that still runs, or has run out.
    #[must_use]
    pub fn next_deadline(&self, now: Timestamp) -> Option<ClockReading> {
        let open = self.clocks(now).into_iter().filter(|reading| reading.met_at.is_none());
        open.min_by_key(|reading| reading.due)
    }

    /// What must be done before the incident can be closed.
    #[must_use]
    pub fn missing_to_close(&self) -> Vec<IncidentStep> {
        let is_national = self.priority().is_some_and(Priority::is_national);
        [
            (IncidentStep::Triage, self.triage.is_none()),
            (IncidentStep::React, self.reacted_at.is_none()),
            (IncidentStep::Escalate, is_national && self.escalated_at.is_none()),
            (IncidentStep::Assess, self.breach.is_none()),
            (IncidentStep::Notify, self.must_notify() && self.notified_at.is_none()),
            (IncidentStep::Persons, self.risk == Some(BreachRisk::High) && self.persons.is_none()),
            (IncidentStep::Solve, self.solved_at.is_none()),
        ]
        .into_iter()
        .filter_map(|(step, is_missing)| is_missing.then_some(step))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn reported() -> IncidentFacts {
        IncidentFacts::reported(at("2026-06-10T08:00:00+02:00"))
    }

    fn standings(facts: &IncidentFacts, now: &str) -> Vec<(IncidentClock, ClockStanding)> {
        facts.clocks(at(now)).into_iter().map(|reading| (reading.clock, reading.standing)).collect()
    }

    #[test]
    fn the_72_hours_run_before_anybody_judged_and_end_when_there_is_nothing_to_tell() {
        use IncidentClock::Notify;
        let mut facts = reported();
        assert_eq!(standings(&facts, "2026-06-13T08:00:00+02:00"), [(Notify, ClockStanding::Running)]);
        assert_eq!(standings(&facts, "2026-06-13T08:00:01+02:00"), [(Notify, ClockStanding::Overdue)]);
        facts.breach = Some(BreachVerdict::None);
        assert_eq!(standings(&facts, "2026-06-13T08:00:01+02:00"), []);
        (facts.breach, facts.risk) = (Some(BreachVerdict::Breach), Some(BreachRisk::Unlikely));
        assert_eq!(standings(&facts, "2026-06-13T08:00:01+02:00"), []);
        facts.risk = Some(BreachRisk::Likely);
        facts.aware_at = Some(at("2026-06-09T08:00:00+02:00"));
        assert_eq!(facts.notify_by(), Some(at("2026-06-12T08:00:00+02:00")), "from becoming aware");
        facts.notified_at = Some(at("2026-06-12T08:00:01+02:00"));
        assert_eq!(standings(&facts, "2026-06-20T08:00:00+02:00"), [(Notify, ClockStanding::MetLate)]);
    }

    #[test]
    fn a_clock_is_met_to_the_second_and_late_after_it() {
        let mut facts = IncidentFacts {
            triage: Some((Urgency::High, Impact::Medium)),
            breach: Some(BreachVerdict::None),
            ..reported()
        };
        let now = "2026-06-10T09:00:00+02:00";
        let first = facts.next_deadline(at(now)).unwrap();
        assert_eq!((first.clock, first.standing), (IncidentClock::React, ClockStanding::Overdue));
        facts.reacted_at = Some(at("2026-06-10T08:10:00+02:00"));
        facts.solved_at = Some(at("2026-06-10T12:00:01+02:00"));
        let expected =
            [(IncidentClock::React, ClockStanding::Met), (IncidentClock::Solve, ClockStanding::MetLate)];
        assert_eq!(standings(&facts, now), expected);
        assert_eq!(facts.next_deadline(at(now)), None);
    }

    #[test]
    fn at_once_is_overdue_until_somebody_reacts() {
        let mut facts = IncidentFacts {
            triage: Some((Urgency::High, Impact::High)),
            breach: Some(BreachVerdict::None),
            ..reported()
        };
        assert_eq!(standings(&facts, "2026-06-10T08:00:00+02:00")[0].1, ClockStanding::Overdue);
        facts.reacted_at = Some(at("2026-06-10T08:03:00+02:00"));
        assert_eq!(standings(&facts, "2026-06-10T08:05:00+02:00")[0].1, ClockStanding::Met);
    }

    #[test]
    fn closing_waits_for_everything_that_the_protocol_asks() {
        use IncidentStep::{Assess, Escalate, Notify, Persons, React, Solve, Triage};
        let mut facts = reported();
        assert_eq!(facts.missing_to_close(), [Triage, React, Assess, Solve]);
        facts.triage = Some((Urgency::High, Impact::High));
        (facts.breach, facts.risk) = (Some(BreachVerdict::Breach), Some(BreachRisk::High));
        assert_eq!(facts.missing_to_close(), [React, Escalate, Notify, Persons, Solve]);
        let done = Some(facts.reported_at);
        (facts.reacted_at, facts.escalated_at, facts.notified_at, facts.solved_at) = (done, done, done, done);
        facts.persons = Some(PersonsDecision::Unintelligible);
        assert_eq!(facts.missing_to_close(), []);
    }
}
