//! What every step leaves behind: an entry in the ledger and a line in the case's timeline.

use poortwacht_domain::{Act, CaseId, HoldGround};
use poortwacht_ledger::{Entry, LogName};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Scope, Tx};
use serde_json::json;

use crate::{ServiceError, Services};

/// A step about to be noted.
pub(super) struct Step<'a> {
    pub(super) scope: &'a Scope,
    pub(super) log: LogName,
    pub(super) case: CaseId,
    pub(super) ground: HoldGround,
    /// Why it did not go on, where it did not.
    pub(super) why: Option<&'static str>,
    pub(super) entry: Entry,
}

/// Notes a step, in its own transaction.
pub(super) fn note(services: &Services, tx: &mut Tx<'_>, step: Step<'_>) -> Result<(), ServiceError> {
    let act: Act = step.entry.act;
    let account = step.entry.actor.account();
    let entry = step.entry.case(step.case).reason(step.ground.as_str());
    let (entry, detail) = match step.why {
        Some(why) => (entry.detail("why", why), json!({ "ground": step.ground, "why": why })),
        None => (entry, json!({ "ground": step.ground })),
    };
    let pending = services.append(tx, &step.log, &entry)?;
    let event = NewEvent {
        at: services.now(),
        kind: act.as_str().to_owned(),
        account,
        detail: detail.to_string(),
        ledger_entry: Some(pending.place().clone()),
    };
    events::append(tx, step.scope, step.case, &event)?;
    Ok(())
}
