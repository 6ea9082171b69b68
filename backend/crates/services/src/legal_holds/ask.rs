//! Asking that a case be kept.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, HoldGround, Permission};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::legal_holds::{self as rows, HoldRequest};
use poortwacht_store::{Plan, StoreError, Tx};

use super::LASTS;
use super::noted::{Step, note};
use crate::flaw::{self, Flaw, Flaws, choice};
use crate::{Actor, ServiceError, Services};

/// Longest explanation, in characters.
const LONGEST: usize = 300;

pub(super) const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct HoldForm {
    /// Code of the ground.
    pub ground: String,
    /// Why, in words.
    pub explanation: String,
}

impl HoldForm {
    fn read(&self) -> Result<(HoldGround, String), ServiceError> {
        let mut flaws = Flaws::default();
        let ground = flaws.take("hold_ground", choice(&self.ground));
        let explanation = flaws.take("hold_explanation", explanation(&self.explanation));
        flaws.check()?;
        let damaged = || ServiceError::Damaged("a form without flaws lacks a field".to_owned());
        ground.zip(explanation).ok_or_else(damaged)
    }
}

fn explanation(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST)
}

/// Asks that a case be kept beyond its term; nothing changes before a second person agrees.
///
/// # Errors
/// [`ServiceError::Invalid`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission;
/// [`ServiceError::Conflict`] when it is asked for or held already, or the case's time has come.
pub async fn ask(
    services: &Services,
    actor: &Actor,
    reference: &str,
    form: &HoldForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::HoldCases)?;
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (ground, explanation) = form.read()?;
    let (own, by, asked_at) = (services.clone(), actor.clone(), services.now());
    let request = HoldRequest {
        ground,
        explanation,
        asked_by: actor.account,
        asked_at,
        lapses_at: asked_at.saturating_add(LASTS).unwrap_or(asked_at),
    };
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let case = cases::find_by_reference(tx, &by.scope(), &reference)?.ok_or(NOT_FOUND)?;
        require_alive(&own, &case)?;
        rows::ask(tx, &by.scope(), case.id, &request).map_err(already)?;
        noted(&own, tx, &by, &case, Act::HoldAsked, request.ground)
    });
    written.await.map(drop)
}

fn already(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict { .. } => ServiceError::Conflict("a legal hold of this case".to_owned()),
        other => other.into(),
    }
}

/// Whether this reader can ask for a hold of the case.
pub(crate) fn may_ask(reader: &Actor, case: &Case, now: Timestamp) -> bool {
    reader.role.allows(Permission::HoldCases) && is_alive(case, now)
}

/// What is due may be half destroyed at this moment.
fn is_alive(case: &Case, now: Timestamp) -> bool {
    case.state != CaseState::Destroyed && case.retention.destroy_after > now
}

pub(super) fn require_alive(services: &Services, case: &Case) -> Result<(), ServiceError> {
    let over = || ServiceError::Conflict("the case's term, which is over".to_owned());
    if is_alive(case, services.now()) { Ok(()) } else { Err(over()) }
}

/// Notes a step of a person.
pub(super) fn noted(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    act: Act,
    ground: HoldGround,
) -> Result<(), ServiceError> {
    let (scope, entry) = (actor.scope(), actor.entry(act));
    let step = Step { scope: &scope, log: actor.log(), case: case.id, ground, why: None, entry };
    note(services, tx, step)
}
