//! Which deadlines are told by mail, to whom and when. Decided here alone; what is sent is written elsewhere.

use jiff::{SignedDuration, Timestamp};

use crate::incident::{IncidentClock, IncidentFacts, Priority};
use crate::roles::Role;

text_enum! {
    /// What must be done before a deadline.
    pub enum NoticeKind {
        /// React to an incident.
        React = "react",
        /// Solve an incident.
        Solve = "solve",
        /// Judge whether an incident is a data breach, and tell the supervisory authority: 72 hours.
        Notify = "notify",
        /// Answer a person's request.
        Answer = "answer",
        /// Look at a legal hold again.
        Review = "review",
    }
}

text_enum! {
    /// How near a deadline is; each stage of a deadline is told once.
    pub enum NoticeStage {
        /// The clock began to run.
        Begun = "begun",
        /// It comes near.
        Near = "near",
        /// The last warning.
        Last = "last",
        /// The time is over.
        Over = "over",
    }
}

/// A deadline that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// What must be done.
    pub kind: NoticeKind,
    /// When the clock began to run.
    pub since: Timestamp,
    /// The last instant that is in time.
    pub due: Timestamp,
}

/// From when on a stage is told.
#[derive(Clone, Copy)]
enum Lead {
    /// As soon as the clock runs.
    TheBeginning,
    /// From half of the time on.
    Half,
    /// So many hours before the end.
    HoursBefore(i64),
}

const DAY: i64 = 24;

impl NoticeKind {
    /// Whose duty it is. Each has an address for each municipality.
    #[must_use]
    pub const fn recipients(self) -> &'static [Role] {
        match self {
            Self::React | Self::Solve => &[Role::SecurityOfficer],
            Self::Notify => &[Role::SecurityOfficer, Role::PrivacyOfficer],
            Self::Answer => &[Role::PrivacyOfficer],
            Self::Review => &[Role::PrivacyOfficer, Role::Coordinator],
        }
    }

    /// The warnings before the end, the earliest first. A hold's are those of the retention table: 30 and 7 days.
    const fn warnings(self) -> &'static [(NoticeStage, Lead)] {
        match self {
            Self::React => &[(NoticeStage::Begun, Lead::TheBeginning)],
            Self::Solve => &[(NoticeStage::Near, Lead::Half)],
            Self::Notify => &[
                (NoticeStage::Begun, Lead::TheBeginning),
                (NoticeStage::Near, Lead::HoursBefore(DAY)),
                (NoticeStage::Last, Lead::HoursBefore(6)),
            ],
            Self::Answer => &[
                (NoticeStage::Near, Lead::HoursBefore(7 * DAY)),
                (NoticeStage::Last, Lead::HoursBefore(2 * DAY)),
            ],
            Self::Review => &[
                (NoticeStage::Near, Lead::HoursBefore(30 * DAY)),
                (NoticeStage::Last, Lead::HoursBefore(7 * DAY)),
            ],
        }
    }
}

impl Deadline {
    /// The stage that is told at this moment: the last one that was reached, so that who was away is not told three times.
    #[must_use]
    pub fn stage(&self, now: Timestamp) -> Option<NoticeStage> {
        if now > self.due {
            return Some(NoticeStage::Over);
        }
        let reached = |(_, lead): &&(NoticeStage, Lead)| self.begins(*lead) <= now;
        self.kind.warnings().iter().rfind(reached).map(|(stage, _)| *stage)
    }

    fn begins(&self, lead: Lead) -> Timestamp {
        let before = |time: SignedDuration| self.due.saturating_sub(time).unwrap_or(self.due);
        match lead {
            Lead::TheBeginning => self.since,
            Lead::Half => before(self.due.duration_since(self.since) / 2),
            Lead::HoursBefore(hours) => before(SignedDuration::from_hours(hours)),
        }
    }
}

impl IncidentFacts {
    /// The deadlines that run at this moment; none once it is closed. "At once" is over as soon as it is known.
    #[must_use]
    pub fn deadlines(&self, now: Timestamp) -> Vec<Deadline> {
        if self.closed_at.is_some() {
            return Vec::new();
        }
        let running = self.clocks(now).into_iter().filter(|reading| reading.met_at.is_none());
        running
            .map(|reading| match reading.clock {
                IncidentClock::React => self.deadline(NoticeKind::React, self.reported_at, reading.due),
                IncidentClock::Solve => self.deadline(NoticeKind::Solve, self.reported_at, reading.due),
                IncidentClock::Notify => {
                    let aware_at = self.aware_at.unwrap_or(self.reported_at);
                    self.deadline(NoticeKind::Notify, aware_at, reading.due)
                }
            })
            .collect()
    }

    fn deadline(&self, kind: NoticeKind, since: Timestamp, due: Timestamp) -> Deadline {
        let at_once = kind == NoticeKind::React && self.priority() == Some(Priority::Critical);
        // One that had to be met at once has run out from the first moment on.
        let due =
            if at_once { due.saturating_sub(SignedDuration::from_micros(1)).unwrap_or(due) } else { due };
        Deadline { kind, since, due }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{BreachVerdict, Impact, Urgency};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn stages(deadline: Deadline, moments: &[&str]) -> Vec<Option<NoticeStage>> {
        moments.iter().map(|now| deadline.stage(at(now))).collect()
    }

    #[test]
    fn the_72_hours_are_told_when_they_begin_a_day_and_six_hours_before_the_end_and_when_over() {
        let facts = IncidentFacts::reported(at("2026-10-23T18:00:00+02:00"));
        let deadlines = facts.deadlines(facts.reported_at);
        let [deadline] = deadlines.as_slice() else { panic!("{deadlines:?}") };
        // The clock goes back in the night to 25 October.
        let moments = [
            "2026-10-23T18:00:00+02:00",
            "2026-10-25T16:59:59+01:00",
            "2026-10-25T17:00:00+01:00",
            "2026-10-26T10:59:59+01:00",
            "2026-10-26T11:00:00+01:00",
            "2026-10-26T17:00:00+01:00",
            "2026-10-26T17:00:01+01:00",
        ];
        use NoticeStage::{Begun, Last, Near, Over};
        let expected = [Begun, Begun, Near, Near, Last, Last, Over].map(Some);
        assert_eq!(stages(*deadline, &moments), expected);
    }

    #[test]
    fn the_protocols_clocks_are_told_until_they_are_met() {
        let mut facts = IncidentFacts {
            triage: Some((Urgency::High, Impact::Medium)),
            breach: Some(BreachVerdict::None),
            ..IncidentFacts::reported(at("2026-06-10T08:00:00+02:00"))
        };
        let told = |facts: &IncidentFacts, now: &str| -> Vec<(NoticeKind, Option<NoticeStage>)> {
            let now = at(now);
            facts.deadlines(now).iter().map(|one| (one.kind, one.stage(now))).collect()
        };
        let (react, solve) = (NoticeKind::React, NoticeKind::Solve);
        use NoticeStage::{Begun, Near, Over};
        assert_eq!(told(&facts, "2026-06-10T08:05:00+02:00"), [(react, Some(Begun)), (solve, None)]);
        assert_eq!(told(&facts, "2026-06-10T08:10:01+02:00"), [(react, Some(Over)), (solve, None)]);
        facts.reacted_at = Some(at("2026-06-10T08:11:00+02:00"));
        assert_eq!(told(&facts, "2026-06-10T10:00:00+02:00"), [(solve, Some(Near))]);
        assert_eq!(told(&facts, "2026-06-10T12:00:01+02:00"), [(solve, Some(Over))]);
        facts.solved_at = Some(at("2026-06-10T13:00:00+02:00"));
        assert_eq!(told(&facts, "2026-06-10T14:00:00+02:00"), []);
    }

    #[test]
    fn at_once_is_over_at_once_and_a_closed_incident_has_no_deadline() {
        let reported_at = at("2026-06-10T08:00:00+02:00");
        let mut facts = IncidentFacts {
            triage: Some((Urgency::High, Impact::High)),
            ..IncidentFacts::reported(reported_at)
        };
        let react = facts.deadlines(reported_at)[0];
        assert_eq!((react.kind, react.stage(reported_at)), (NoticeKind::React, Some(NoticeStage::Over)));
        facts.closed_at = Some(reported_at);
        assert_eq!(facts.deadlines(reported_at), []);
    }

    #[test]
    fn requests_and_holds_are_told_long_before_and_every_kind_has_somebody_who_is_told() {
        let since = at("2026-06-01T00:00:00Z");
        let due = at("2026-12-01T00:00:00Z");
        let deadline = |kind| Deadline { kind, since, due };
        use NoticeStage::{Last, Near, Over};
        let days =
            ["2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-24T00:00:00Z", "2026-12-01T00:00:01Z"];
        assert_eq!(stages(deadline(NoticeKind::Review), &days), [None, Some(Near), Some(Last), Some(Over)]);
        let days =
            ["2026-11-23T23:59:59Z", "2026-11-24T00:00:00Z", "2026-11-29T00:00:00Z", "2026-12-01T00:00:01Z"];
        assert_eq!(stages(deadline(NoticeKind::Answer), &days), [None, Some(Near), Some(Last), Some(Over)]);
        assert!(NoticeKind::ALL.iter().all(|kind| !kind.recipients().is_empty()));
    }
}
