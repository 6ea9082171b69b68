//! Noting that a sanction was taken back: from then on the case is kept for three months instead of five years.

use poortwacht_domain::{Act, AnnulmentGround, CaseCommand, CaseRef, CaseState, Permission, RetentionClass};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use crate::flaw::{self, Flaw, Flaws, choice};
use crate::{Actor, ServiceError, Services};

/// Longest name of the document that says so, in characters.
const LONGEST: usize = 100;

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct AnnulForm {
    /// Code of the ground.
    pub ground: String,
    /// Number of the decision or letter that says so.
    pub document: String,
}

impl AnnulForm {
    fn read(&self) -> Result<(AnnulmentGround, String), ServiceError> {
        let mut flaws = Flaws::default();
        let ground = flaws.take("annulment_ground", choice(&self.ground));
        let document = flaws.take("annulment_document", document(&self.document));
        flaws.check()?;
        let damaged = || ServiceError::Damaged("a form without flaws lacks a field".to_owned());
        ground.zip(document).ok_or_else(damaged)
    }
}

fn document(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST)
}

/// Notes that the sanction of an accepted case was taken back. A legal hold goes on over the shorter term.
///
/// # Errors
/// [`ServiceError::Invalid`] (`annulment_ground`, `annulment_document`); [`ServiceError::NotFound`] for what is no case of
/// this municipality; [`ServiceError::Conflict`] when the CJIB has not accepted it, or it was noted already;
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn annul(
    services: &Services,
    actor: &Actor,
    reference: &str,
    form: &AnnulForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (ground, document) = form.read()?;
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let case = cases::find_by_reference(tx, &actor.scope(), &reference)?.ok_or(NOT_FOUND)?;
        take_back(&own, tx, &actor, &case)?;
        note(&own, tx, &actor, &case, (ground, &document))
    });
    written.await.map(drop)
}

/// Whether this reader can note it of the case.
pub(crate) fn may_annul(reader: &Actor, case: &Case) -> bool {
    reader.role.allows(Permission::WatchDelivery) && case.state == CaseState::Accepted
}

fn take_back(services: &Services, tx: &mut Tx<'_>, actor: &Actor, case: &Case) -> Result<(), ServiceError> {
    let now = services.now();
    // The CJIB's answer about a case that is under way comes first.
    if case.state != CaseState::Accepted {
        return Err(ServiceError::Conflict("the case's state".to_owned()));
    }
    let gone_on = |_| ServiceError::Conflict("the case's state".to_owned());
    let to = case.state.apply(CaseCommand::Annul).map_err(gone_on)?;
    let change = StateChange { from: case.state, to, at: now, dismissal_reason: None };
    cases::set_state(tx, &actor.scope(), case.id, &change)?;
    let class = RetentionClass::Annulled;
    let terms = services.terms(case.municipality);
    // Never longer than the sanction itself would have been kept.
    let sanctioned = terms.destroy_after(RetentionClass::Sanctioned, case.captured_at);
    let destroy_after = terms.destroy_after(class, now).min(sanctioned);
    Ok(cases::reclass(tx, &actor.scope(), case.id, &Retention { class, destroy_after })?)
}

/// The ledger hears the ground; the document's number dies with the case.
fn note(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    (ground, document): (AnnulmentGround, &str),
) -> Result<(), ServiceError> {
    let entry = actor.entry(Act::CaseAnnulled).case(case.id).reason(ground.as_str());
    let pending = services.append(tx, &actor.log(), &entry)?;
    let event = NewEvent {
        at: services.now(),
        kind: Act::CaseAnnulled.as_str().to_owned(),
        account: Some(actor.account),
        detail: json!({ "reason": ground, "document": document }).to_string(),
        ledger_entry: Some(pending.place().clone()),
    };
    events::append(tx, &actor.scope(), case.id, &event)?;
    Ok(())
}
