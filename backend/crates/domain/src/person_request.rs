//! What a person may ask about the own data, and until when it must be answered (AVG art. 12 and 15 to 21, Wpg art. 24a
//! to 28).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::CaseState;
use crate::calendar::{add_calendar_days, add_calendar_months, end_of_day, start_of_day};

text_enum! {
    /// What somebody asks about the own data.
    pub enum RequestKind {
        /// To see them (AVG art. 15, Wpg art. 25).
        Access = "access",
        /// To have them put right (AVG art. 16, Wpg art. 28).
        Rectification = "rectification",
        /// To have them left alone for now (AVG art. 18, Wpg art. 28).
        Restriction = "restriction",
        /// To have them erased (AVG art. 17, Wpg art. 28).
        Erasure = "erasure",
        /// To have them used no longer (AVG art. 21).
        Objection = "objection",
    }
}

text_enum! {
    /// How it was made certain, outside this system, that who asks is the plate's holder.
    pub enum IdentityCheck {
        /// At the counter, with a proof of identity and the registration certificate.
        Counter = "counter",
        /// By DigiD, with the registration certificate.
        DigiD = "digid",
        /// Of who speaks for the holder: a mandate beside both.
        Representative = "representative",
        /// In another way, told in words.
        Other = "other",
    }
}

text_enum! {
    /// Under which law data are processed; it sets the clock of a request.
    pub enum Regime {
        /// The general regulation, until a case is confirmed.
        Avg = "avg",
        /// The police data act, from the confirmation on.
        Wpg = "wpg",
    }
}

text_enum! {
    /// Why more time is needed (AVG art. 12(3)).
    pub enum ExtensionReason {
        /// The request is complex.
        Complex = "complex",
        /// The person made several requests.
        ManyRequests = "many_requests",
    }
}

text_enum! {
    /// What became of a request.
    pub enum RequestOutcome {
        /// What was asked was done.
        Granted = "granted",
        /// Some of it was done.
        Partly = "partly",
        /// It was refused, with the reason in words.
        Refused = "refused",
        /// Nothing about the plate is held.
        NothingHeld = "nothing_held",
        /// The person withdrew it.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Why a case is left alone (AVG art. 18(1), Wpg art. 28).
    pub enum RestrictionGround {
        /// The person contests that the data are right, which is looked into.
        AccuracyContested = "accuracy_contested",
        /// The processing is unlawful, and the person wants no erasure.
        Unlawful = "unlawful",
        /// The person needs the data for a legal claim.
        NeededForClaim = "needed_for_claim",
        /// The person objected, and nobody decided on that yet.
        ObjectionPending = "objection_pending",
    }
}

text_enum! {
    /// Why a case is left alone no longer (AVG art. 18(2) and (3)).
    pub enum LiftReason {
        /// The ground is gone, and the person was told.
        Settled = "settled",
        /// A legal claim needs it.
        LegalClaim = "legal_claim",
        /// An important public interest needs it.
        PublicInterest = "public_interest",
    }
}

/// Months that the AVG gives for an answer, and adds where a reason is told in time (art. 12(3)).
const AVG_MONTHS: u32 = 1;
const AVG_EXTENSION_MONTHS: u32 = 2;

/// Days that the Wpg gives for an answer: six weeks (art. 25(1) and 28). No extension is used here.
const WPG_DAYS: u32 = 42;

impl Regime {
    /// The regime of a case in this state: the AVG until somebody confirms it, the Wpg from then on. What was dismissed or
    /// never judged was no offence to anybody.
    #[must_use]
    pub const fn of(state: CaseState) -> Self {
        match state {
            CaseState::AwaitingReview | CaseState::Dismissed | CaseState::Expired | CaseState::Destroyed => {
                Self::Avg
            }
            CaseState::Confirmed
            | CaseState::Ready
            | CaseState::InBatch
            | CaseState::Delivered
            | CaseState::Accepted
            | CaseState::Returned
            | CaseState::Warned
            | CaseState::Annulled => Self::Wpg,
        }
    }

    /// The regime of a request about everything in these states: the shorter clock, that of the AVG, unless everything
    /// there is falls under the Wpg.
    #[must_use]
    pub fn of_request(states: impl IntoIterator<Item = CaseState>, beside_cases: bool) -> Self {
        let mut states = states.into_iter().peekable();
        let only_wpg = states.peek().is_some() && !beside_cases;
        if only_wpg && states.all(|state| Self::of(state) == Self::Wpg) { Self::Wpg } else { Self::Avg }
    }

    /// The first instant at which a request that came in on this day is answered too late.
    #[must_use]
    pub fn due_at(self, received_on: Date, extended: bool) -> Timestamp {
        let received = start_of_day(received_on);
        let last = match self {
            Self::Avg if extended => add_calendar_months(received, AVG_MONTHS + AVG_EXTENSION_MONTHS),
            Self::Avg => add_calendar_months(received, AVG_MONTHS),
            Self::Wpg => add_calendar_days(received, WPG_DAYS),
        };
        end_of_day(crate::local_day(last))
    }

    /// Whether the law lets a request wait longer, with a reason told to the person.
    #[must_use]
    pub const fn may_be_extended(self) -> bool {
        matches!(self, Self::Avg)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_avg_gives_a_calendar_month_and_two_more_with_a_reason() {
        let due = |month, day, extended| Regime::Avg.due_at(date(2027, month, day), extended).to_string();
        assert_eq!(due(1, 31, false), "2027-02-28T23:00:00Z", "the last day of February counts whole");
        assert_eq!(due(1, 15, false), "2027-02-15T23:00:00Z");
        assert_eq!(due(1, 15, true), "2027-04-15T22:00:00Z", "summer time has begun");
    }

    #[test]
    fn the_wpg_gives_six_weeks_and_no_more() {
        let due = |extended| Regime::Wpg.due_at(date(2027, 1, 15), extended).to_string();
        assert_eq!(due(false), "2027-02-26T23:00:00Z");
        assert_eq!(due(true), due(false));
        assert!(Regime::Avg.may_be_extended() && !Regime::Wpg.may_be_extended());
    }

    #[test]
    fn a_request_has_the_longer_clock_only_when_everything_found_falls_under_the_wpg() {
        use CaseState::{Accepted, AwaitingReview, Confirmed};
        assert_eq!(Regime::of_request([Confirmed, Accepted], false), Regime::Wpg);
        assert_eq!(Regime::of_request([Confirmed, AwaitingReview], false), Regime::Avg);
        assert_eq!(Regime::of_request([Confirmed], true), Regime::Avg, "an exemption falls under the AVG");
        assert_eq!(Regime::of_request([], false), Regime::Avg);
    }
}
