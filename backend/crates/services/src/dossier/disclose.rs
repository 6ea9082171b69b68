//! The entry of a disclosure: who receives what and why, before anything is opened.

use std::sync::Arc;

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseId, CaseRef};
use poortwacht_ledger::{self as ledger, EntryPlace, KeptHead, Receipt, Record};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Connection, Plan, Scope, ledger_rows, texts};

use super::closed::{Closed, DisclosureError};
use super::request::Disclosure;
use crate::blocking::off_worker;
use crate::ledger_text::{CommittedText, seal_text};
use crate::{Actor, ServiceError, Services, checkpoints, ledger_outside};

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// The case of that reference, if something of it may go out.
pub(super) async fn find(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<Case, DisclosureError> {
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let scope = actor.scope();
    let found = services.store().read(move |conn| cases::find_by_reference(conn, &scope, &reference)).await?;
    let case = found.ok_or(NOT_FOUND)?;
    match Closed::of(&case, actor.account, services.now()) {
        Some(closed) => Err(closed.into()),
        None => Ok(case),
    }
}

/// Writes the disclosure into the ledger, with a commitment to its text, and the text, sealed, beside it.
pub(super) async fn log(
    services: &Services,
    actor: &Actor,
    act: Act,
    case: CaseId,
    disclosure: &Disclosure,
) -> Result<Receipt, DisclosureError> {
    let (own, municipality, text) = (services.clone(), actor.municipality, disclosure.explanation.clone());
    let CommittedText { sealed, commitment } =
        off_worker(move || seal_text(&own, municipality, &text)).await?;
    let entry = actor
        .entry(act)
        .case(case)
        .reason(disclosure.reason.as_str())
        .text(commitment)
        .detail("recipient", disclosure.recipient)
        .detail("text", sealed.id);
    let (half, log) = (sealed.half.id, actor.log());
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let found = cases::find(tx, &actor.scope(), case)?.ok_or(NOT_FOUND)?;
        // It may have been closed since it was looked for.
        if let Some(closed) = Closed::of(&found, actor.account, own.now()) {
            return Err(DisclosureError::from(closed));
        }
        texts::insert(tx, &actor.scope(), &sealed)?;
        own.append(tx, &log, &entry).map_err(|error| ServiceError::from(error).into())
    });
    let receipt = Receipt::from(written.await?);
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await?;
    // The dossier proves its own entry, which a checkpoint must cover by then.
    checkpoints::sign_now(services).await?;
    Ok(receipt)
}

/// Where the entry of a disclosure stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// When it was written.
    pub(super) at: Timestamp,
    /// Its shard and its index there.
    pub(super) entry: EntryPlace,
    /// Its leaf in the shard's tree.
    pub(super) leaf: [u8; 32],
    /// Where the shard stood just after, this entry included.
    pub(super) head: KeptHead,
    /// Proofs that the entries about the case, this one too, stand in the signed log.
    pub(super) proofs: Arc<str>,
}

/// Reads back where an entry stands.
pub(super) fn place(
    conn: &mut Connection,
    services: &Services,
    receipt: &Receipt,
) -> Result<Place, ServiceError> {
    let lacks = || ServiceError::Damaged("the ledger lacks an entry it just took".to_owned());
    let stored = ledger_rows::entry(conn, receipt.place())?.ok_or_else(lacks)?;
    let record = Record::of_stored(&stored)
        .map_err(|_| ServiceError::Damaged("a ledger entry is not in its form".to_owned()))?;
    let head = ledger::head(conn, &stored.place.shard)?.ok_or_else(lacks)?;
    let proofs = ledger_outside::proofs(conn, services, receipt.case().ok_or_else(lacks)?)?;
    Ok(Place { at: record.at, entry: stored.place, leaf: stored.leaf, head, proofs: proofs.into() })
}

/// The municipality's name, for the title.
pub(super) fn municipality(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<String, ServiceError> {
    let found = poortwacht_store::municipalities::by_id(conn, scope, case.municipality)?;
    Ok(found.map(|municipality| municipality.name).unwrap_or_default())
}
