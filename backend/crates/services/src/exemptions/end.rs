//! Ending an exemption before its time.

use poortwacht_domain::{Act, ExemptionId, Permission};
use poortwacht_store::Plan;

use super::author::Author;
use super::place::{end_one, standing};
use crate::{Actor, ServiceError, Services, processing_log};

/// Ends an exemption now. Passages from before stay exempt; the row dies four months from now.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Conflict`] when it is over already, [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn end(services: &Services, actor: &Actor, id: ExemptionId) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    end_by(services, &Author::from(actor), id).await
}

/// As [`end`], by whichever hand.
///
/// # Errors
/// As [`end`].
pub(crate) async fn end_by(
    services: &Services,
    author: &Author,
    id: ExemptionId,
) -> Result<(), ServiceError> {
    let (own, author) = (services.clone(), author.clone());
    let written = services.store().write(Plan::new().log(author.log()), move |tx| {
        let now = own.now();
        standing(tx, &author, id, now)?;
        end_one(&own, tx, &author, id, now)?;
        let entry = author.entry(Act::ExemptionEnded).detail("exemption", id);
        processing_log::note(&own, tx, author.municipality, &entry, [id.into()])?;
        Ok::<_, ServiceError>(own.record(tx, &author.log(), &entry)?)
    });
    written.await.map(drop)
}
