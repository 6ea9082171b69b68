//! Holding on to what lies on the desk while its page is open, and letting go of it.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, Permission};
use poortwacht_store::{Plan, Tx, cases};
use serde_json::json;

use super::ReviewRefusal;
use super::begin::OwnDesk;
use super::on_desk::{entry, note};
use super::refusal::lost;
use crate::{Actor, Services};

/// Renews the officer's claims while the page with this case is open, and tells until when they last. A case that was
/// given back meanwhile, by another window that was closed, is claimed again if it is still free.
///
/// # Errors
/// [`ReviewRefusal::NoLongerYours`] when a colleague has it or it was decided; those of store and ledger.
pub async fn renew(services: &Services, actor: &Actor, reference: &str) -> Result<Timestamp, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let reference = CaseRef::parse(reference).map_err(|_| ReviewRefusal::NoLongerYours)?;
    let desk = OwnDesk::of(services, actor);
    let until = desk.until();
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| desk.hold(tx, &reference)).await?;
    Ok(until)
}

/// Gives back what the officer holds: the page was left. With `until`, only claims that last until that very microsecond
/// since 1970: a page that was opened or renewed after the one that was left keeps its cases.
///
/// # Errors
/// Those of store and ledger.
pub async fn release(services: &Services, actor: &Actor, until: Option<i64>) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let desk = OwnDesk::of(services, actor);
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| desk.let_go(tx, until)).await.map(drop)
}

impl OwnDesk {
    fn hold(&self, tx: &mut Tx<'_>, reference: &CaseRef) -> Result<(), ReviewRefusal> {
        let (scope, account) = (self.actor.scope(), self.actor.account);
        let case = cases::find_by_reference(tx, &scope, reference)?;
        let case = case.filter(|case| case.state == CaseState::AwaitingReview);
        let case = case.ok_or(ReviewRefusal::NoLongerYours)?;
        let lease = self.services.config().claim;
        if case.claim.is_some_and(|claim| claim.by == account) {
            cases::renew_claim(tx, &scope, case.id, account, self.now, lease).map_err(lost)?;
        } else {
            cases::claim(tx, &scope, case.id, account, self.now, lease).map_err(lost)?;
            self.note_claim(tx, case.id)?;
        }
        self.renew(tx).map(drop)
    }

    pub(super) fn let_go(&self, tx: &mut Tx<'_>, until: Option<i64>) -> Result<(), ReviewRefusal> {
        let (scope, account) = (self.actor.scope(), self.actor.account);
        for held in cases::claimed(tx, &scope, account, self.now)? {
            let Some(case) = cases::find(tx, &scope, held)? else { continue };
            let lasts = case.claim.map(|claim| claim.expires_at.as_microsecond());
            if until.is_some() && until != lasts {
                continue;
            }
            cases::release_claim(tx, &scope, case.id, account)?;
            let entry = entry(&self.actor, Act::CaseReleased, &case);
            note(&self.services, tx, &self.actor, &case, &entry, &json!({}))?;
        }
        Ok(())
    }
}
