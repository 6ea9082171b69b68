//! The next case, sent ahead while the one on the desk is judged, and brought onto the desk without waiting.

use poortwacht_domain::{Act, CaseId, CaseRef, Permission};
use poortwacht_ledger::{Pending, optional_receipt};
use poortwacht_store::{Plan, Tx, cases};

use super::begin::{DESK, Found, OwnDesk, passed_on, view};
use super::desk::{DeskBar, DeskView};
use super::open::{self, MOST_WAITING};
use super::{Desk, ReviewRefusal};
use crate::blocking::off_worker;
use crate::{Actor, Services};

/// The case on the desk and the one that waits beside it: what one officer holds back from colleagues.
const MOST_CLAIMS: usize = 2;

/// Sends the next case ahead: that which waits beside the one on the desk, claimed if need be. `on_desk` is the reference
/// of the case that the officer looks at; empty when there is none.
///
/// It is logged as sent ahead before anything is opened. That it came before the officer's eyes is told by [`shown`].
///
/// # Errors
/// Those of store, ledger and key store. `None` when nothing waits, or when the officer's authorisation does not hold.
pub async fn prefetch(
    services: &Services,
    actor: &Actor,
    on_desk: &str,
) -> Result<Option<DeskView>, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let desk = OwnDesk::of(services, actor);
    let (until, present) = (desk.until(), CaseRef::parse(on_desk).ok());
    let plan = Plan::new().log(actor.log());
    let written = services.store().write(plan, move |tx| desk.ahead(tx, present.as_ref())).await?;
    let (found, pending) = written.split();
    let receipt = optional_receipt(pending);
    let reference = found.reference();
    let (own, reader) = (services.clone(), actor.clone());
    let opened = off_worker(move || view(&own, &reader, found, receipt, until)).await;
    let opened = passed_on(services, actor, Act::CasePrefetched, reference, opened).await?;
    Ok(matches!(opened.desk, Desk::Case(_)).then_some(opened))
}

/// Tells that a case that was sent ahead came onto the desk: logged as shown, and the claims renewed.
///
/// # Errors
/// [`ReviewRefusal::NoLongerYours`] when it is not the officer's any more; those of store and ledger.
pub async fn shown(services: &Services, actor: &Actor, reference: &str) -> Result<DeskBar, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let reference = CaseRef::parse(reference).map_err(|_| ReviewRefusal::NoLongerYours)?;
    let desk = OwnDesk::of(services, actor);
    let (until, shown) = (desk.until(), reference.clone());
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| desk.come_up(tx, &shown)).await?;
    let (own, reader) = (services.clone(), actor.clone());
    let around = off_worker(move || open::around(&own, &reader)).await?;
    Ok(DeskBar {
        reference,
        waiting: around.waiting.saturating_sub(1).min(MOST_WAITING),
        more_waiting: around.waiting > MOST_WAITING,
        last: around.last,
        claimed_until: until,
    })
}

impl OwnDesk {
    fn ahead(
        &self,
        tx: &mut Tx<'_>,
        present: Option<&CaseRef>,
    ) -> Result<(Found, Option<Pending>), ReviewRefusal> {
        if !self.is_authorised(tx)? {
            return Ok((Found::NotAuthorised, None));
        }
        let Some(next) = self.beside(tx, present)? else { return Ok((Found::Nothing, None)) };
        let (shown, view) = self.show(tx, next, Act::CasePrefetched)?;
        Ok((Found::Case(Box::new(shown)), Some(view)))
    }

    /// The case that waits beside the present one, claimed if need be.
    fn beside(&self, tx: &mut Tx<'_>, present: Option<&CaseRef>) -> Result<Option<CaseId>, ReviewRefusal> {
        let present = match present {
            Some(reference) => cases::find_by_reference(tx, &self.actor.scope(), reference)?,
            None => None,
        };
        let present = present.map(|case| case.id);
        let held = self.renew(tx)?;
        match held.iter().find(|case| Some(**case) != present) {
            Some(case) => Ok(Some(*case)),
            None if held.len() < MOST_CLAIMS => self.claim(tx, None),
            None => Ok(None),
        }
    }

    fn come_up(&self, tx: &mut Tx<'_>, reference: &CaseRef) -> Result<((), Pending), ReviewRefusal> {
        let case = cases::find_by_reference(tx, &self.actor.scope(), reference)?;
        let case = case.map(|case| case.id).ok_or(ReviewRefusal::NoLongerYours)?;
        if !self.renew(tx)?.contains(&case) {
            return Err(ReviewRefusal::NoLongerYours);
        }
        let entry = self.actor.entry(Act::CaseShown).case(case).reason(DESK).detail("ahead", true);
        Ok(((), self.services.append(tx, &self.actor.log(), &entry)?))
    }
}
