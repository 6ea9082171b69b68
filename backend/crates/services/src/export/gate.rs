//! The gate's rules, as a table, and what follows from those that fail.

use jiff::Timestamp;
use poortwacht_domain::offence::applicable;
use poortwacht_domain::{CaseState, Deadline, DismissalReason, Enforcement, OffenceError, local_day};
use poortwacht_store::authorisations::Authorisation;
use poortwacht_store::cases::{Case, Charge};

use super::condition::{Condition, Effect, GateFinding};

/// What the gate looks at. The plate is opened only for a case that nothing else holds back.
pub(super) struct Examined<'a> {
    pub(super) case: &'a Case,
    pub(super) authorisation: Option<&'a Authorisation>,
    pub(super) oin: Option<&'a str>,
    pub(super) delivery: bool,
    pub(super) now: Timestamp,
    /// Whether an exemption known now was valid at the act; `None` while the plate is closed.
    pub(super) exempt: Option<bool>,
    /// The value that does not fit the delivery's schema; `None` while the plate is closed, or where all fit.
    pub(super) misfit: Option<&'static str>,
}

/// A condition and how to see that it does not hold.
struct Rule {
    condition: Condition,
    fails: fn(&Examined<'_>) -> bool,
}

/// In the order of their weight: the first final one names the outcome.
const RULES: &[Rule] = &[
    Rule { condition: Condition::Exempt, fails: |it| it.exempt == Some(true) },
    Rule { condition: Condition::OutsideWindow, fails: is_outside_window },
    Rule { condition: Condition::WarningPeriod, fails: is_in_warning_period },
    Rule { condition: Condition::TooOld, fails: |it| deadline(it) == Deadline::Blocked },
    Rule { condition: Condition::NotCharged, fails: |it| it.case.charge.is_none() },
    Rule { condition: Condition::OffenceNotListed, fails: |it| charged(it, is_not_listed) },
    Rule { condition: Condition::OffenceNotApplicable, fails: |it| charged(it, is_not_applicable) },
    Rule { condition: Condition::NotAuthorised, fails: |it| it.authorisation.is_none() },
    Rule { condition: Condition::NoOin, fails: |it| it.oin.is_none() },
    Rule { condition: Condition::NoDelivery, fails: |it| !it.delivery },
    Rule { condition: Condition::NotDeliverable, fails: |it| it.misfit.is_some() },
    Rule { condition: Condition::NearLimit, fails: |it| deadline(it) == Deadline::Warning },
];

/// Everything that does not hold.
pub(super) fn examine(examined: &Examined<'_>) -> Vec<GateFinding> {
    let failing = RULES.iter().filter(|rule| (rule.fails)(examined));
    failing.map(|rule| finding(rule.condition, examined)).collect()
}

fn finding(condition: Condition, examined: &Examined<'_>) -> GateFinding {
    let finding = GateFinding::new(condition);
    match examined.misfit.filter(|_| condition == Condition::NotDeliverable) {
        Some(field) => finding.about(field),
        None => finding,
    }
}

fn is_outside_window(it: &Examined<'_>) -> bool {
    it.case.dossier.enforcement(it.case.captured_at) != Enforcement::Enforced
}

fn is_in_warning_period(it: &Examined<'_>) -> bool {
    it.case.dossier.warns_on(local_day(it.case.captured_at))
}

fn deadline(it: &Examined<'_>) -> Deadline {
    Deadline::of(it.case.captured_at, it.now)
}

fn charged(it: &Examined<'_>, fails: fn(&Case, &Charge) -> bool) -> bool {
    it.case.charge.as_ref().is_some_and(|charge| fails(it.case, charge))
}

fn is_not_listed(case: &Case, charge: &Charge) -> bool {
    !case.dossier.offence_codes.contains(&charge.offence_code)
}

fn is_not_applicable(case: &Case, charge: &Charge) -> bool {
    let day = local_day(case.captured_at);
    let applies: Result<(), OffenceError> = applicable(&charge.offence_code, day, charge.vehicle_category);
    applies.is_err()
}

/// What becomes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes out.
    Pass,
    /// It stays where it is.
    Wait,
    /// Another judgement is needed.
    BackToDesk(Condition),
    /// It never goes out, for this reason.
    Dismiss(DismissalReason),
    /// A letter takes the place of the fine.
    Warn,
    /// The time for a sanction ran out.
    Expire,
}

impl Verdict {
    /// What the findings come to: the gravest decides, among equals the first of the table.
    pub(super) fn of(findings: &[GateFinding]) -> Self {
        let of_effect = |effect| findings.iter().find(|finding| finding.effect == effect);
        if let Some(finding) = of_effect(Effect::Final) {
            return Self::of_final(finding.condition);
        }
        match (of_effect(Effect::ReJudge), of_effect(Effect::Curable)) {
            (Some(finding), _) => Self::BackToDesk(finding.condition),
            (None, Some(_)) => Self::Wait,
            (None, None) => Self::Pass,
        }
    }

    fn of_final(condition: Condition) -> Self {
        match (condition.dismissal(), condition) {
            (Some(reason), _) => Self::Dismiss(reason),
            (None, Condition::WarningPeriod) => Self::Warn,
            (None, _) => Self::Expire,
        }
    }

    /// Whether the case leaves the way to the CJIB.
    pub(super) fn target(self) -> Option<CaseState> {
        match self {
            Self::Pass | Self::Wait => None,
            Self::BackToDesk(_) => Some(CaseState::AwaitingReview),
            Self::Dismiss(_) => Some(CaseState::Dismissed),
            Self::Warn => Some(CaseState::Warned),
            Self::Expire => Some(CaseState::Expired),
        }
    }
}
