//! Samples for inspection ("steekproef"): what is drawn from, how, and what an inspector may say of it.

mod draw;

use crate::roles::Permission;

pub use draw::{Drawing, Drawn, MOST_DRAWN, SAMPLE_SIZE, Seed};

text_enum! {
    /// What a sample is drawn from.
    pub enum SampleKind {
        /// Cases that an officer decided in the period and whose data are there at the draw.
        DecidedCases = "decided_cases",
        /// Views of cases in the period, as the ledger holds them.
        Views = "views",
    }
}

impl SampleKind {
    /// What a role must be allowed to draw and inspect such a sample: whoever may not read the ledger draws no views.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::DecidedCases => Permission::WatchQuality,
            Self::Views => Permission::ReadLedger,
        }
    }
}

text_enum! {
    /// Which views are drawn from.
    pub enum SampleReach {
        /// All of them.
        Everything = "everything",
        /// Those that no queue explains: off the review desk.
        OutsideDesk = "outside_desk",
    }
}

text_enum! {
    /// What became of one line of a sample.
    pub enum SampleOutcome {
        /// Nothing to say about it.
        InOrder = "in_order",
        /// Right, but something could be better.
        Remark = "remark",
        /// Not right.
        Wrong = "wrong",
        /// Its data had had their term before anybody looked: a sample keeps nothing longer.
        Destroyed = "destroyed",
    }
}

impl SampleOutcome {
    /// What an inspector may say; that something is destroyed is found, not said.
    pub const SAID: [Self; 3] = [Self::InOrder, Self::Remark, Self::Wrong];

    /// Whether it takes a ground and words.
    #[must_use]
    pub const fn needs_ground(self) -> bool {
        matches!(self, Self::Remark | Self::Wrong)
    }
}

text_enum! {
    /// What a remark or a fault is about.
    pub enum SampleGround {
        /// The decision itself.
        Decision = "decision",
        /// The offence code or the vehicle's category.
        Offence = "offence",
        /// The plate or its country.
        PlateReading = "plate_reading",
        /// The grounds of knowledge.
        Grounds = "grounds",
        /// The reason of a dismissal.
        DismissalReason = "dismissal_reason",
        /// Somebody who has no business in the case can be recognised.
        Recognisable = "recognisable",
        /// No task of the viewer's explains the view.
        NoTask = "no_task",
        /// The reason given does not fit the case.
        ReasonDoesNotFit = "reason_does_not_fit",
        /// More was looked at, or more often, than the task asked for.
        MoreThanNeeded = "more_than_needed",
        /// Something else, told in the words.
        Other = "other",
    }
}

impl SampleGround {
    /// The grounds that a line of such a sample may have.
    #[must_use]
    pub const fn of(kind: SampleKind) -> &'static [Self] {
        match kind {
            SampleKind::DecidedCases => &[
                Self::Decision,
                Self::Offence,
                Self::PlateReading,
                Self::Grounds,
                Self::DismissalReason,
                Self::Recognisable,
                Self::Other,
            ],
            SampleKind::Views => &[Self::NoTask, Self::ReasonDoesNotFit, Self::MoreThanNeeded, Self::Other],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Role;

    #[test]
    fn coordinators_draw_cases_and_privacy_officers_views() {
        let may = |role: Role, kind: SampleKind| {
            role.allows(Permission::DrawSamples) && role.allows(kind.permission())
        };
        for role in Role::ALL {
            assert_eq!(may(*role, SampleKind::DecidedCases), *role == Role::Coordinator, "{role}");
            assert_eq!(may(*role, SampleKind::Views), *role == Role::PrivacyOfficer, "{role}");
        }
    }

    #[test]
    fn every_ground_belongs_to_a_kind() {
        for ground in SampleGround::ALL {
            assert!(SampleKind::ALL.iter().any(|kind| SampleGround::of(*kind).contains(ground)), "{ground}");
        }
    }
}
