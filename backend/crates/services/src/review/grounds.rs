//! The grounds of knowledge of a confirmation: what the officer typed, with the case filled in.

use poortwacht_domain::{Act, CaseId, placeholders};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::Case;

use super::ReviewRefusal;
use super::confirm::LONGEST_GROUNDS;
use crate::blocking::off_worker;
use crate::case_file::{GroundsValues, Opener, log_key_use};
use crate::custody::watched;
use crate::flaw::Flaw;
use crate::intake::{FIELD_PACKET, FIELD_PLATE};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// Reason code of the entry that covers opening what is filled in.
const OPENED: &str = "opened_for_grounds";

/// Words whose placeholders are all on the list.
pub(super) fn known(words: String) -> Result<String, Flaw> {
    placeholders(&words).map(|_| words).map_err(|_| Flaw::UnknownPlaceholder)
}

/// The words as they will be sealed, and as they were typed where those differ. Words without placeholders open nothing.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] (`grounds`) when they are too long once they are filled in; those of store, ledger and key store.
pub(super) async fn grounds(
    services: &Services,
    actor: &Actor,
    case: &Case,
    words: String,
) -> Result<(String, Option<String>), ReviewRefusal> {
    if placeholders(&words).is_ok_and(|places| places.is_empty()) {
        return Ok((words, None));
    }
    let receipt = log_key_use(services, actor, case.id, OPENED).await?;
    let (own, reader, id) = (services.clone(), actor.clone(), case.id);
    let opened = off_worker(move || values(&own, &reader, &receipt, id)).await;
    let values = watched(services, actor.municipality, actor.entry(Act::CaseConfirmed), opened).await?;
    let filled = values.fill(&words).map_err(|_| flawed(Flaw::UnknownPlaceholder))?;
    if filled.chars().count() > LONGEST_GROUNDS {
        return Err(flawed(Flaw::TooLong { max: LONGEST_GROUNDS }));
    }
    Ok((filled, Some(words)))
}

fn flawed(flaw: Flaw) -> ReviewRefusal {
    ReviewRefusal::Invalid(vec![FieldProblem::flawed("grounds", flaw)])
}

/// Opens plate and packet. Blocks.
fn values(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    case: CaseId,
) -> Result<GroundsValues, ServiceError> {
    let keys = services.keys();
    services.store().read_blocking(|conn| {
        let opener = Opener::load(conn, receipt, keys.as_ref(), &actor.scope(), case)?;
        let reading = opener.plate(&opener.mandatory(conn, FIELD_PLATE)?)?;
        let packet = opener.packet(&opener.mandatory(conn, FIELD_PACKET)?)?;
        Ok(GroundsValues::of(opener.case(), &reading, &packet.vehicle))
    })
}
