//! What a step changes in the facts that the clocks count by, and what it needs.

use jiff::Timestamp;
use poortwacht_domain::incident::{
    BreachVerdict, IncidentFacts, IncidentField, IncidentStep, IncidentWords, NotificationPhase,
    PersonsDecision, missing_contents, notify_by,
};

use super::words::moment;
use crate::ServiceError;
use crate::flaw::{Flaw, Flaws};

/// The facts after a step.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw of the form; [`ServiceError::Conflict`] when the step cannot be taken now.
pub(super) fn apply(
    before: &IncidentFacts,
    step: IncidentStep,
    words: &IncidentWords,
    mut flaws: Flaws,
    now: Timestamp,
) -> Result<IncidentFacts, ServiceError> {
    allowed(before, step)?;
    let mut facts = *before;
    match step {
        IncidentStep::Triage => {
            facts.triage = code(words, IncidentField::Urgency).zip(code(words, IncidentField::Impact));
        }
        IncidentStep::React => facts.reacted_at = facts.reacted_at.or(Some(now)),
        IncidentStep::Escalate => facts.escalated_at = facts.escalated_at.or(Some(now)),
        IncidentStep::Assess => assess(&mut facts, words, &mut flaws, now),
        IncidentStep::Notify => notify(&mut facts, words, &mut flaws, now),
        IncidentStep::Persons => persons(&mut facts, words, &mut flaws),
        IncidentStep::Solve => facts.solved_at = Some(now),
        IncidentStep::Close => facts.closed_at = Some(now),
        IncidentStep::Report | IncidentStep::Involve | IncidentStep::Describe | IncidentStep::Note => {}
    }
    flaws.check()?;
    Ok(facts)
}

/// Whether the step can be taken now.
///
/// # Errors
/// [`ServiceError::Conflict`].
pub(super) fn allowed(facts: &IncidentFacts, step: IncidentStep) -> Result<(), ServiceError> {
    let refused = |why: &str| Err(ServiceError::Conflict(why.to_owned()));
    if facts.closed_at.is_some() {
        return refused("the incident is closed");
    }
    match step {
        IncidentStep::Report => refused("it was reported already"),
        IncidentStep::Notify if !facts.must_notify() => {
            refused("nothing must be told to the authority; judge first whether there is a breach")
        }
        IncidentStep::Persons if facts.risk.is_none() => refused("judge first whether there is a breach"),
        IncidentStep::Close if !facts.missing_to_close().is_empty() => refused("steps are missing"),
        _ => Ok(()),
    }
}

/// Which steps can be taken now.
pub(super) fn possible(facts: &IncidentFacts) -> Vec<IncidentStep> {
    IncidentStep::all_later().filter(|step| allowed(facts, *step).is_ok()).collect()
}

fn assess(facts: &mut IncidentFacts, words: &IncidentWords, flaws: &mut Flaws, now: Timestamp) {
    facts.breach = code(words, IncidentField::Verdict);
    let is_breach = facts.breach == Some(BreachVerdict::Breach);
    facts.risk = code(words, IncidentField::Risk).filter(|_| is_breach);
    facts.aware_at = aware_at(words, is_breach, flaws, now);
    if is_breach && facts.risk.is_none() && !words.contains_key(&IncidentField::Risk) {
        flaws.add(IncidentField::Risk.as_str(), Flaw::Required);
    }
    // A decision that does not go with the risk any more must be taken again.
    let risk = facts.risk;
    facts.persons = facts.persons.filter(|decision| risk.is_some_and(|risk| decision.fits(risk)));
}

fn aware_at(words: &IncidentWords, is_breach: bool, flaws: &mut Flaws, now: Timestamp) -> Option<Timestamp> {
    let field = IncidentField::AwareAt.as_str();
    let Some(typed) = words.get(&IncidentField::AwareAt) else {
        if is_breach {
            flaws.add(field, Flaw::Required);
        }
        return None;
    };
    let at = flaws.take(field, moment(typed))?;
    if at > now {
        flaws.add(field, Flaw::InTheFuture);
    }
    Some(at).filter(|_| is_breach)
}

/// The last or only part must hold all that art. 33(3) asks; the first one that comes late says why (art. 33(1)).
fn notify(facts: &mut IncidentFacts, words: &IncidentWords, flaws: &mut Flaws, now: Timestamp) {
    if code(words, IncidentField::Phase) == Some(NotificationPhase::Final) {
        for field in missing_contents(words) {
            flaws.add(field.as_str(), Flaw::Required);
        }
    }
    let due = notify_by(facts.aware_at.unwrap_or(facts.reported_at));
    let is_late = facts.notified_at.is_none() && now > due;
    if is_late && !words.contains_key(&IncidentField::Lateness) {
        flaws.add(IncidentField::Lateness.as_str(), Flaw::Required);
    }
    facts.notified_at = facts.notified_at.or(Some(now));
}

fn persons(facts: &mut IncidentFacts, words: &IncidentWords, flaws: &mut Flaws) {
    let decision: Option<PersonsDecision> = code(words, IncidentField::Persons);
    let fits = |decision: &PersonsDecision| facts.risk.is_some_and(|risk| decision.fits(risk));
    if decision.is_some_and(|decision| !fits(&decision)) {
        flaws.add(IncidentField::Persons.as_str(), Flaw::NotAChoice);
    }
    facts.persons = decision;
}

fn code<T: std::str::FromStr>(words: &IncidentWords, field: IncidentField) -> Option<T> {
    words.get(&field).and_then(|code| code.parse().ok())
}
