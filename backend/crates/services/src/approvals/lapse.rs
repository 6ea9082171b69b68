//! Requests that nobody decided in time.

use poortwacht_domain::{Act, ApprovalState};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::approvals::{self as rows, Approval, Decision};
use poortwacht_store::{Plan, Scope};

use crate::{ServiceError, Services};

/// Writes down which requests lapsed; how many.
///
/// # Errors
/// Those of store and ledger.
pub(crate) async fn lapse(services: &Services, actor: &Actor) -> Result<usize, ServiceError> {
    let now = services.now();
    let scope = Scope::job("requests that nobody decided");
    let expired = services.store().read(move |conn| Ok::<_, ServiceError>(rows::expired(conn, &scope, now)?));
    let expired = expired.await?;
    for asked in &expired {
        lapse_one(services, actor.clone(), asked.clone()).await?;
    }
    Ok(expired.len())
}

async fn lapse_one(services: &Services, actor: Actor, asked: Approval) -> Result<(), ServiceError> {
    let (own, log) = (services.clone(), LogName::municipality(asked.municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let decision = Decision {
            state: ApprovalState::Lapsed,
            by: None,
            at: asked.expires_at,
            destroy_after: asked.destroy_after,
        };
        if rows::decide(tx, &Scope::municipality(asked.municipality), asked.id, &decision)? {
            let entry = Entry::new(actor.clone(), Act::ApprovalLapsed).reason(asked.kind.as_str());
            own.record(tx, &log, &entry.detail("request", asked.id).detail("asked_by", asked.asked_by))?;
        }
        Ok::<_, ServiceError>(())
    });
    written.await.map(drop)
}
