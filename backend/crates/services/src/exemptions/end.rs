//! Ending an exemption before its time.

use poortwacht_domain::{Act, ExemptionId, Permission};
use poortwacht_store::{Plan, exemptions as rows};

use super::sealing::destroy_after;
use crate::{Actor, ServiceError, Services, processing_log};

/// Ends an exemption now. Passages from before stay exempt; the row dies four months from now.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Conflict`] when it is over already, [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn end(services: &Services, actor: &Actor, id: ExemptionId) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let (scope, now) = (actor.scope(), own.now());
        let exemption = rows::find(tx, &scope, id)?.ok_or(ServiceError::NotFound("exemption"))?;
        if exemption.ended_at.is_some() || exemption.rule.until <= now {
            return Err(ServiceError::Conflict("the exemption is over already".to_owned()));
        }
        rows::end(tx, &scope, id, now, destroy_after(&own, now))?;
        let entry = actor.entry(Act::ExemptionEnded).detail("exemption", id);
        processing_log::note(&own, tx, actor.municipality, &entry, [id.into()])?;
        Ok(own.record(tx, &actor.log(), &entry)?)
    });
    written.await.map(drop)
}
