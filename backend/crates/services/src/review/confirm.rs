//! Confirming a violation.

use jiff::Timestamp;
use poortwacht_domain::offence::applicable;
use poortwacht_domain::{
    Act, CaseCommand, CaseState, Check, OffenceCode, Permission, RetentionClass, VehicleCategory, local_day,
};
use poortwacht_store::cases::{self, Case, Charge, Retention};
use poortwacht_store::fields::NewField;
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use super::ReviewRefusal;
use super::grounds::{grounds, known};
use super::on_desk::{authorisation, case_on_desk, entry, note};
use super::recent::{Decision, RecentDecision, export_time, undo_until};
use super::refusal::lost;
use super::windscreen::answered;
use crate::blocking::off_worker;
use crate::case_file::{Statement, capture, write_next};
use crate::custody::Pins;
use crate::flaw::{Flaw, Flaws, text};
use crate::{Actor, ServiceError, Services};

pub(super) const LONGEST_GROUNDS: usize = 4000;
/// The officer chose the category.
const BY_OFFICER: &str = "officer";
/// The officer agrees with the camera.
const BY_UNIT: &str = "unit";

/// What the confirmation form holds.
#[derive(Debug, Clone, Default)]
pub struct ConfirmRequest {
    /// Reference of the case that was on the screen.
    pub case: String,
    /// Code of the offence.
    pub offence_code: String,
    /// Number of the vehicle category, 1 to 8.
    pub vehicle_category: String,
    /// Grounds of knowledge.
    pub grounds: String,
    /// What was ticked as seen.
    pub seen: Vec<Check>,
    /// How often the plate had been corrected when the page was shown; empty is never.
    pub corrections: String,
}

/// Confirms the case on the desk. State, charge, sealed statement, retention term, timeline and ledger change in one
/// transaction.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] (`windscreen`, `plate`, the name of each [`Check`] that was not ticked, `offence_code`, `vehicle_category`, `grounds`), [`ReviewRefusal::NoLongerYours`],
/// [`ReviewRefusal::NotAuthorised`], or those of store, ledger and key store.
pub async fn confirm(
    services: &Services,
    actor: &Actor,
    request: ConfirmRequest,
) -> Result<RecentDecision, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_on_desk(services, actor, &request.case).await?;
    let judgement = checked(&request, &case)?;
    let (now, asking) = (services.now(), actor.clone());
    let held = services.store().read(move |conn| authorisation(conn, &asking, now)).await?;
    let (grounds, typed) = grounds(services, actor, &case, judgement.grounds).await?;
    let statement = Statement {
        grounds: Some(grounds),
        typed,
        not_stopped_reason: Some(case.dossier.not_stopped_reason.clone()),
        officer_number: Some(held.officer_number),
        seen: Check::ALL.to_vec(),
        text: None,
    };
    let destroy_after =
        services.terms(actor.municipality).destroy_after(RetentionClass::Confirmed, case.captured_at);
    let retention = Retention { class: RetentionClass::Confirmed, destroy_after };
    let confirmation = Confirmation {
        statement: sealed(services, &case, statement).await?,
        retention,
        services: services.clone(),
        actor: actor.clone(),
        charge: judgement.charge,
        case,
        now,
    };
    let plan = Plan::new().log(actor.log());
    Ok(services.store().write(plan, move |tx| confirmation.store(tx)).await?.into_inner())
}

/// Seals a statement off the asynchronous workers.
pub(super) async fn sealed(
    services: &Services,
    case: &Case,
    statement: Statement,
) -> Result<NewField, ServiceError> {
    let (own, case) = (services.clone(), case.clone());
    off_worker(move || statement.seal(own.keys().as_ref(), own.rng().as_ref(), &case)).await
}

/// What the officer judged.
struct Judgement {
    charge: Charge,
    grounds: String,
}

fn checked(request: &ConfirmRequest, case: &Case) -> Result<Judgement, ServiceError> {
    let mut flaws = Flaws::default();
    flaws.take("windscreen", answered(case)?);
    flaws.take("plate", shown_as_corrected(&request.corrections, case)?);
    for unseen in Check::ALL.iter().filter(|check| !request.seen.contains(check)) {
        flaws.add(unseen.as_str(), Flaw::NotTicked);
    }
    let code = flaws.take("offence_code", offence_code(&request.offence_code, case));
    let category = flaws.take("vehicle_category", vehicle_category(&request.vehicle_category));
    let grounds = flaws.take("grounds", text(&request.grounds, LONGEST_GROUNDS).and_then(known));
    if let (Some(code), Some(category)) = (&code, category)
        && applicable(code, local_day(case.captured_at), category).is_err()
    {
        flaws.add("offence_code", Flaw::OffenceDoesNotApply);
    }
    flaws.check()?;
    let (Some(offence_code), Some(vehicle_category), Some(grounds)) = (code, category, grounds) else {
        return Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    };
    let seen = capture(case)?.category;
    let source = if seen == Some(vehicle_category) { BY_UNIT } else { BY_OFFICER };
    let charge = Charge { offence_code, vehicle_category, vehicle_category_source: source.to_owned() };
    Ok(Judgement { charge, grounds })
}

/// Whoever confirms has seen the reading as it is now, and what resembles it.
fn shown_as_corrected(shown: &str, case: &Case) -> Result<Result<(), Flaw>, ServiceError> {
    let corrections = capture(case)?.plate_corrections;
    let shown = if shown.is_empty() { Ok(0) } else { shown.parse::<u32>() };
    Ok(if shown == Ok(corrections) { Ok(()) } else { Err(Flaw::CorrectedMeanwhile) })
}

fn offence_code(typed: &str, case: &Case) -> Result<OffenceCode, Flaw> {
    if typed.trim().is_empty() {
        return Err(Flaw::Required);
    }
    let code = OffenceCode::parse(typed.trim()).map_err(|_| Flaw::NotAChoice)?;
    let listed = case.dossier.has_offence_code_on(&code, local_day(case.captured_at));
    if listed { Ok(code) } else { Err(Flaw::NotAChoice) }
}

fn vehicle_category(typed: &str) -> Result<VehicleCategory, Flaw> {
    if typed.trim().is_empty() {
        return Err(Flaw::Required);
    }
    let number = typed.trim().parse().map_err(|_| Flaw::NotAChoice)?;
    VehicleCategory::new(number).map_err(|_| Flaw::NotAChoice)
}

/// Everything the transaction needs; it may run more than once.
struct Confirmation {
    services: Services,
    actor: Actor,
    case: Case,
    charge: Charge,
    statement: NewField,
    retention: Retention,
    now: Timestamp,
}

impl Confirmation {
    fn store(&self, tx: &mut Tx<'_>) -> Result<RecentDecision, ReviewRefusal> {
        let (scope, case) = (self.actor.scope(), &self.case);
        let held = authorisation(tx, &self.actor, self.now)?;
        let to = CaseState::AwaitingReview
            .apply(CaseCommand::Confirm)
            .map_err(|_| ReviewRefusal::NoLongerYours)?;
        let decision = cases::Decision {
            from: CaseState::AwaitingReview,
            to,
            dismissal_reason: None,
            charge: Some(self.charge.clone()),
            officer: self.actor.account,
            at: self.now,
            undo_until: None,
            retention: self.retention,
        };
        cases::decide(tx, &scope, case.id, &decision).map_err(lost)?;
        write_next(tx, &scope, case.id, &self.statement)?;
        self.note(tx, &held.id.to_string())?;
        let decided = cases::find(tx, &scope, case.id)?.ok_or(ReviewRefusal::NoLongerYours)?;
        Ok(RecentDecision {
            reference: case.reference.clone(),
            decision: Decision::Confirmed,
            at: self.now,
            undo_until: undo_until(&decided, self.actor.account, self.now, export_time(tx, &scope)?),
        })
    }

    fn note(&self, tx: &mut Tx<'_>, authorisation: &str) -> Result<(), ReviewRefusal> {
        let (code, category) = (&self.charge.offence_code, self.charge.vehicle_category);
        let entry = entry(&self.actor, Act::CaseConfirmed, &self.case)
            .detail("authorisation", authorisation)
            .detail("offence_code", code)
            .detail("vehicle_category", category)
            .detail("category_source", &self.charge.vehicle_category_source);
        let entry = Pins::of_field(self.case.id, &self.statement).onto(entry);
        let detail = json!({ "offence_code": code, "vehicle_category": category });
        note(&self.services, tx, &self.actor, &self.case, &entry, &detail)
    }
}
