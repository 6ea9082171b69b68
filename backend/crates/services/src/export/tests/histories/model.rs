//! What a case deserves, told from the facts of the history alone.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::calendar::add_calendar_days;
use poortwacht_domain::{CaseId, CaseRef, CaseState, DismissalReason, local_day};

use super::Blemish;

/// Inspections lie at most so many days from an act.
const INSPECTED_WITHIN: i64 = 31;

/// A case of the history.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: CaseId,
    pub reference: CaseRef,
    pub plate: usize,
    pub at: Timestamp,
    pub blemish: Blemish,
    /// A warning period held when the packet arrived.
    pub warning: bool,
    /// The officer of the standing confirmation, and whether a second look at it is due.
    pub confirmed_by: Option<usize>,
    pub look_due: bool,
    /// Where it stood last; `None` once it is destroyed.
    pub state: Option<CaseState>,
    /// It died in a batch before the CJIB answered for it.
    pub died_sent: bool,
}

/// What is known in the municipality now.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub consent: bool,
    pub inspections: Vec<Date>,
    pub warning: bool,
    /// Plate, from, until.
    pub exemptions: Vec<(usize, Timestamp, Timestamp)>,
}

pub const OPEN: [CaseState; 4] =
    [CaseState::AwaitingReview, CaseState::Confirmed, CaseState::Ready, CaseState::Returned];
pub const SENT: [CaseState; 5] =
    [CaseState::InBatch, CaseState::Delivered, CaseState::Accepted, CaseState::Warned, CaseState::Annulled];

impl Facts {
    pub fn exempt(&self, case: &Told) -> bool {
        self.exemptions
            .iter()
            .any(|(plate, from, until)| *plate == case.plate && *from <= case.at && case.at < *until)
    }

    /// Somebody must judge it anew: nothing that is recorded later mends it.
    pub fn needs_another_judgement(case: &Told) -> bool {
        matches!(case.blemish, Blemish::Foreign | Blemish::Incomplete | Blemish::ClockOff)
            || case.confirmed_by == Some(1)
    }

    pub fn expired(case: &Told, now: Timestamp) -> bool {
        now >= add_calendar_days(case.at, 90)
    }

    /// Something is still to be recorded.
    pub fn waits(&self, case: &Told) -> bool {
        !self.consent || !self.inspected(local_day(case.at)) || case.look_due
    }

    fn inspected(&self, act: Date) -> bool {
        let away = |day: &Date| act.duration_until(*day).as_hours() / 24;
        let before = self.inspections.iter().any(|day| (-INSPECTED_WITHIN..=0).contains(&away(day)));
        let after = self.inspections.iter().any(|day| (0..=INSPECTED_WITHIN).contains(&away(day)));
        before && after
    }

    /// Whether a sanction may be imposed for it now, other cases apart.
    pub fn legal(&self, case: &Told, now: Timestamp) -> bool {
        case.confirmed_by == Some(0)
            && case.blemish == Blemish::None
            && !case.warning
            && !self.exempt(case)
            && !self.waits(case)
            && !Self::expired(case, now)
    }

    /// Whether that reason to end a case is a fact.
    pub fn justifies(&self, reason: DismissalReason, case: &Told, others: &[Told]) -> bool {
        match reason {
            DismissalReason::Exemption => self.exempt(case),
            DismissalReason::OutsideWindowOrPardon => case.blemish == Blemish::Outside,
            DismissalReason::Duplicate => same_act(case, others).any(|other| stands(other, &SENT)),
            _ => false,
        }
    }
}

/// Other cases of the same continuing act.
pub fn same_act<'a>(case: &'a Told, others: &'a [Told]) -> impl Iterator<Item = &'a Told> {
    let near = |other: &Told| other.at.duration_since(case.at).abs() <= SignedDuration::from_hours(1);
    others.iter().filter(move |other| other.id != case.id && other.plate == case.plate && near(other))
}

pub fn stands(case: &Told, states: &[CaseState]) -> bool {
    case.state.is_some_and(|state| states.contains(&state))
}

/// An earlier case of the same act that may still go out.
pub fn follows_an_open_one(case: &Told, others: &[Told]) -> bool {
    same_act(case, others).any(|other| (other.at, other.id) < (case.at, case.id) && stands(other, &OPEN))
}
