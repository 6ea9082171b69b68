//! The gate's rules, as a table, and what follows from those that fail.
//!
//! Facts that may be recorded later (consent, inspections, the organisation number) are judged by the register as it is
//! now; what the act was measured against (windows, offence codes, warning periods) by the dossier as it was then.

use poortwacht_domain::offence::applicable;
use poortwacht_domain::{
    CaseId, CaseState, Country, Deadline, DismissalReason, Enforcement, Role, local_day,
};
use poortwacht_store::cases::{Case, Charge};

use super::condition::{Condition, Effect, GateFinding};
use super::continuing::Continuing;
use super::known::{House, Known, covers};
use crate::exemptions::LateStanding;

/// What the gate looks at. The plate is opened only for a case that nothing else holds back.
pub(super) struct Examined<'a> {
    pub(super) case: &'a Case,
    pub(super) known: &'a Known,
    pub(super) house: &'a House,
    /// `None` while the case is closed; it cannot pass then.
    pub(super) seen: Option<&'a Seen>,
}

/// What only an opened case tells. Holds no plate.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// An exemption known now was valid at the act.
    pub(super) exempt: bool,
    /// The value that does not fit the delivery's schema.
    pub(super) misfit: Option<&'static str>,
    /// Whose plate it is.
    pub(super) country: Country,
    /// What became of other cases of the same continuing act.
    pub(super) continuing: Continuing,
    /// The officer recorded what proves the sign when the overview does not.
    pub(super) proof: bool,
}

/// A condition and how to see that it does not hold.
struct Rule {
    condition: Condition,
    fails: fn(&Examined<'_>) -> bool,
}

/// In the order of their weight: the first final one names the outcome.
const RULES: &[Rule] = &[
    Rule { condition: Condition::Exempt, fails: |it| !waits_late(it) && seen(it, |seen| seen.exempt) },
    Rule { condition: Condition::OutsideWindow, fails: is_outside_window },
    Rule { condition: Condition::Double, fails: |it| seen(it, |seen| seen.continuing == Continuing::Sent) },
    Rule {
        condition: Condition::LateExemption,
        fails: |it| waits_late(it) && deadline(it) != Deadline::Blocked,
    },
    Rule { condition: Condition::WarningPeriod, fails: is_in_warning_period },
    Rule { condition: Condition::TooOld, fails: |it| deadline(it) == Deadline::Blocked },
    Rule { condition: Condition::NotCharged, fails: |it| it.case.charge.is_none() },
    Rule { condition: Condition::OffenceNotListed, fails: |it| charged(it, is_not_listed) },
    Rule { condition: Condition::OffenceNotApplicable, fails: |it| charged(it, is_not_applicable) },
    Rule { condition: Condition::CountryNotAccepted, fails: is_foreign },
    Rule { condition: Condition::SignNotProven, fails: is_unproven },
    Rule { condition: Condition::ClockOff, fails: is_clock_off },
    Rule { condition: Condition::NotAuthorised, fails: |it| it.known.held.is_empty() },
    Rule { condition: Condition::NotCovered, fails: is_not_covered },
    Rule { condition: Condition::NotAnOfficer, fails: |it| it.known.role != Some(Role::Officer) },
    Rule { condition: Condition::NoConsent, fails: lacks_consent },
    Rule { condition: Condition::NotInspected, fails: is_not_inspected },
    Rule { condition: Condition::Restricted, fails: |it| it.known.restricted },
    Rule { condition: Condition::SecondLookOpen, fails: |it| it.known.look_open },
    Rule { condition: Condition::EarlierOpen, fails: is_after_an_open_one },
    Rule { condition: Condition::NotReconciled, fails: |it| !it.house.recovered.unsettled.is_empty() },
    Rule {
        condition: Condition::DeliveredBefore,
        fails: |it| it.house.recovered.elsewhere.contains(&it.case.reference),
    },
    Rule { condition: Condition::NoOin, fails: |it| it.house.oin().is_none() },
    Rule { condition: Condition::NoSchedule, fails: |it| it.house.days.is_none() },
    Rule { condition: Condition::NoDelivery, fails: |it| !it.house.delivery },
    Rule { condition: Condition::NotDeliverable, fails: |it| seen(it, |seen| seen.misfit.is_some()) },
    Rule { condition: Condition::NearLimit, fails: |it| deadline(it) == Deadline::Warning },
];

/// Everything that does not hold.
pub(super) fn examine(examined: &Examined<'_>) -> Vec<GateFinding> {
    let failing = RULES.iter().filter(|rule| (rule.fails)(examined));
    failing.map(|rule| finding(rule.condition, examined)).collect()
}

fn finding(condition: Condition, examined: &Examined<'_>) -> GateFinding {
    let finding = GateFinding::new(condition);
    let misfit = examined.seen.and_then(|seen| seen.misfit);
    match misfit.filter(|_| condition == Condition::NotDeliverable) {
        Some(field) => finding.about(field),
        None => finding,
    }
}

fn seen(it: &Examined<'_>, fails: fn(&Seen) -> bool) -> bool {
    it.seen.is_some_and(fails)
}

/// Neither a sanction nor a letter goes out meanwhile, and the case is not dismissed yet.
fn waits_late(it: &Examined<'_>) -> bool {
    it.known.late == Some(LateStanding::Waits)
}

fn is_outside_window(it: &Examined<'_>) -> bool {
    it.case.dossier.enforcement(it.case.captured_at) != Enforcement::Enforced
}

fn is_in_warning_period(it: &Examined<'_>) -> bool {
    it.case.dossier.warns_on(local_day(it.case.captured_at))
}

fn deadline(it: &Examined<'_>) -> Deadline {
    Deadline::of(it.case.captured_at, it.house.now)
}

fn charged(it: &Examined<'_>, fails: fn(&Case, &Charge) -> bool) -> bool {
    it.case.charge.as_ref().is_some_and(|charge| fails(it.case, charge))
}

fn is_not_listed(case: &Case, charge: &Charge) -> bool {
    !case.dossier.has_offence_code_on(&charge.offence_code, local_day(case.captured_at))
}

fn is_not_applicable(case: &Case, charge: &Charge) -> bool {
    applicable(&charge.offence_code, local_day(case.captured_at), charge.vehicle_category).is_err()
}

fn is_foreign(it: &Examined<'_>) -> bool {
    it.seen.is_some_and(|seen| !it.house.accepts(&seen.country))
}

/// An overview without vehicle, sign and overlay proves nothing by itself.
fn is_unproven(it: &Examined<'_>) -> bool {
    let incomplete = it.known.facts.as_ref().is_some_and(|facts| facts.incomplete);
    incomplete && seen(it, |seen| !seen.proof)
}

/// A clock without a source, or whose state cannot be read, is not known.
fn is_clock_off(it: &Examined<'_>) -> bool {
    let Some(facts) = &it.known.facts else { return true };
    let clock = &facts.clock;
    clock.source.trim().is_empty() || clock.offset_ms.unsigned_abs() > it.house.settings.clock_tolerance_ms
}

fn is_not_covered(it: &Examined<'_>) -> bool {
    !it.known.held.is_empty() && !it.known.held.iter().any(|held| covers(held, it.case, it.house))
}

fn lacks_consent(it: &Examined<'_>) -> bool {
    let day = local_day(it.case.captured_at);
    it.known.location.as_ref().is_none_or(|location| !location.has_consent_on(day))
}

fn is_not_inspected(it: &Examined<'_>) -> bool {
    let (day, days) = (local_day(it.case.captured_at), it.house.settings.inspection_days);
    let Some(mut location) = it.known.location.clone() else { return true };
    // What is planned is not done.
    location.inspections.retain(|inspection| *inspection <= local_day(it.house.now));
    !location.inspected_around(day, days)
}

fn is_after_an_open_one(it: &Examined<'_>) -> bool {
    seen(it, |seen| seen.continuing == Continuing::EarlierOpen)
}

/// Proof that every condition held for this case. Only the gate makes one, and only from an opened case; without it
/// nothing enters a batch.
#[derive(Debug)]
pub(super) struct Passed {
    case: CaseId,
}

impl Passed {
    pub(super) fn case(&self) -> CaseId {
        self.case
    }
}

/// What the gate says of a case.
pub(super) struct Judged {
    pub(super) findings: Vec<GateFinding>,
    pub(super) verdict: Verdict,
    pub(super) passed: Option<Passed>,
}

/// Judges a case. A closed one is judged by what can be seen so far, and does not pass.
pub(super) fn judge(examined: &Examined<'_>) -> Judged {
    let findings = examine(examined);
    let verdict = Verdict::of(&findings);
    let through = verdict == Verdict::Pass && examined.seen.is_some();
    let passed = through.then_some(Passed { case: examined.case.id });
    Judged { findings, verdict, passed }
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
            (None, Condition::LateExemption) => Self::Wait,
            (None, Condition::WarningPeriod) => Self::Warn,
            (None, _) => Self::Expire,
        }
    }

    /// Whether the case must be opened before more can be said: it may go out, or a letter may. No letter goes to
    /// somebody with an exemption, and none twice for one act. A late exemption that has waited dismisses it whatever
    /// else holds it back.
    pub(super) fn needs_opening(self, late: Option<LateStanding>) -> bool {
        match self {
            Self::Pass | Self::Warn => true,
            Self::Wait | Self::BackToDesk(_) => late == Some(LateStanding::Due),
            Self::Dismiss(_) | Self::Expire => false,
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
