//! Taking the next case, and showing the one that lies on the desk.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseId, CaseRef, LocationId, Permission};
use poortwacht_ledger::{Pending, Receipt, optional_receipt};
use poortwacht_store::cases::{self, ClaimRequest};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Plan, Tx, authorisations, locations, pictures as rows};

use super::desk::{Desk, DeskView};
use super::open::{self, MOST_WAITING};
use super::{ReviewRefusal, skip};
use crate::blocking::off_worker;
use crate::custody::{MayBeAltered as _, watched};
use crate::flaw::Flaw;
use crate::pictures::{self, GrantedPicture};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// A skipped case comes back last for this long; then it stands in the queue as before.
const SKIPPED_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Claims the next case for the officer, of one location or of any; the case with the nearest deadline first, those the
/// officer skipped lately last. An officer who has a case on the desk already keeps that one; one without a valid
/// authorisation gets none, which the desk tells. Nothing is opened: the desk shows the case when the officer looks.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] for an unknown location (`location`); those of store and ledger.
pub async fn claim(services: &Services, actor: &Actor, location: Option<&str>) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let code = location.map(str::trim).filter(|code| !code.is_empty()).map(ToOwned::to_owned);
    let (services, now) = (services.clone(), services.now());
    let store = services.store().clone();
    let desk = OwnDesk { services, actor: actor.clone(), now };
    store.write(Plan::new().log(actor.log()), move |tx| desk.take(tx, code.as_deref())).await.map(drop)
}

/// Shows the case that lies on the officer's desk once more: logged again, its claim renewed, its pictures granted anew.
///
/// # Errors
/// Those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor) -> Result<DeskView, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let desk = OwnDesk::of(services, actor);
    let until = desk.until();
    let plan = Plan::new().log(actor.log());
    let written = services.store().write(plan, move |tx| desk.lay(tx)).await?;
    let (found, pending) = written.split();
    let receipt = optional_receipt(pending);
    let reference = found.reference();
    let (own, reader) = (services.clone(), actor.clone());
    let view = off_worker(move || view(&own, &reader, found, receipt, until)).await;
    passed_on(services, actor, Act::CaseShown, reference, view).await
}

/// A case whose view is in the log.
pub(super) struct Shown {
    pub(super) case: CaseId,
    pub(super) reference: CaseRef,
    pub(super) pictures: Vec<GrantedPicture>,
}

/// What the transaction found.
pub(super) enum Found {
    NotAuthorised,
    Nothing,
    Case(Box<Shown>),
}

impl Found {
    pub(super) fn reference(&self) -> Option<CaseRef> {
        match self {
            Self::Case(shown) => Some(shown.reference.clone()),
            Self::NotAuthorised | Self::Nothing => None,
        }
    }
}

/// Tells of altered evidence, and passes the case on: nobody can judge it, and it must not keep the officer from the next.
pub(super) async fn passed_on(
    services: &Services,
    actor: &Actor,
    act: Act,
    reference: Option<CaseRef>,
    view: Result<DeskView, ReviewRefusal>,
) -> Result<DeskView, ReviewRefusal> {
    let view = watched(services, actor.municipality, actor.entry(act), view).await;
    if let (Err(error), Some(reference)) = (&view, reference)
        && error.alteration().is_some()
        && let Err(failure) = skip(services, actor, reference.as_str()).await
    {
        tracing::error!(%failure, "an altered case stays on the desk");
    }
    view
}

pub(super) fn view(
    services: &Services,
    actor: &Actor,
    found: Found,
    receipt: Option<Receipt>,
    until: Timestamp,
) -> Result<DeskView, ReviewRefusal> {
    let around = open::around(services, actor)?;
    let desk = match (found, receipt) {
        (Found::NotAuthorised, _) => Desk::NotAuthorised,
        (Found::Case(shown), Some(receipt)) => {
            Desk::Case(Box::new(open::open(services, actor, *shown, &receipt)?))
        }
        (Found::Case(_) | Found::Nothing, _) if around.waiting > 0 => Desk::Idle,
        (Found::Case(_) | Found::Nothing, _) => Desk::Empty,
    };
    let on_desk = u64::from(matches!(desk, Desk::Case(_)));
    Ok(DeskView {
        now: services.now(),
        waiting: around.waiting.saturating_sub(on_desk).min(MOST_WAITING),
        more_waiting: around.waiting > MOST_WAITING,
        desk,
        last: around.last,
        claimed_until: until,
    })
}

/// An officer's desk, at one moment: everything a transaction about it needs; it may run more than once.
pub(super) struct OwnDesk {
    pub(super) services: Services,
    pub(super) actor: Actor,
    pub(super) now: Timestamp,
}

impl OwnDesk {
    pub(super) fn of(services: &Services, actor: &Actor) -> Self {
        Self { services: services.clone(), actor: actor.clone(), now: services.now() }
    }

    /// Until when a claim lasts that is made or renewed now.
    pub(super) fn until(&self) -> Timestamp {
        self.now.saturating_add(self.services.config().claim).unwrap_or(Timestamp::MAX)
    }

    fn lay(&self, tx: &mut Tx<'_>) -> Result<(Found, Option<Pending>), ReviewRefusal> {
        if !self.is_authorised(tx)? {
            return Ok((Found::NotAuthorised, None));
        }
        match self.renew(tx)?.first() {
            Some(case) => self
                .show(tx, *case, Act::CaseShown)
                .map(|(shown, view)| (Found::Case(Box::new(shown)), Some(view))),
            None => Ok((Found::Nothing, None)),
        }
    }

    fn take(&self, tx: &mut Tx<'_>, code: Option<&str>) -> Result<(), ReviewRefusal> {
        if self.is_authorised(tx)? && self.renew(tx)?.is_empty() {
            self.claim(tx, code)?;
        }
        Ok(())
    }

    pub(super) fn is_authorised(&self, tx: &mut Tx<'_>) -> Result<bool, ReviewRefusal> {
        let held = authorisations::valid_at(tx, &self.actor.scope(), self.actor.account, self.now)?;
        Ok(held.is_some())
    }

    /// Renews every claim that the officer holds, in the order in which they were made: all last equally long.
    pub(super) fn renew(&self, tx: &mut Tx<'_>) -> Result<Vec<CaseId>, ReviewRefusal> {
        let (scope, account, lease) = (self.actor.scope(), self.actor.account, self.services.config().claim);
        let held = cases::claimed(tx, &scope, account, self.now)?;
        for case in &held {
            cases::renew_claim(tx, &scope, *case, account, self.now, lease)?;
        }
        Ok(held)
    }

    pub(super) fn claim(&self, tx: &mut Tx<'_>, code: Option<&str>) -> Result<Option<CaseId>, ReviewRefusal> {
        let location = code.map(|code| self.location(tx, code)).transpose()?;
        let Some(case) = self.first_free(tx, location)? else { return Ok(None) };
        self.note_claim(tx, case)?;
        Ok(Some(case))
    }

    pub(super) fn note_claim(&self, tx: &mut Tx<'_>, case: CaseId) -> Result<(), ReviewRefusal> {
        let entry = self.actor.entry(Act::CaseClaimed).case(case);
        let claimed = self.services.append(tx, &self.actor.log(), &entry)?;
        let event = NewEvent {
            at: self.now,
            kind: Act::CaseClaimed.as_str().to_owned(),
            account: Some(self.actor.account),
            detail: "{}".to_owned(),
            ledger_entry: Some(claimed.place().clone()),
        };
        events::append(tx, &self.actor.scope(), case, &event)?;
        Ok(())
    }

    /// First what the officer did not skip lately, then what was skipped longer ago, and the last one skipped at last.
    fn first_free(
        &self,
        tx: &mut Tx<'_>,
        location: Option<LocationId>,
    ) -> Result<Option<CaseId>, ReviewRefusal> {
        let scope = self.actor.scope();
        let since = self.now.saturating_sub(SKIPPED_FOR).unwrap_or(self.now);
        let kind = Act::CaseSkipped.as_str();
        let skipped = events::cases_of_account(tx, &scope, self.actor.account, kind, since)?;
        let latest: Vec<CaseId> = skipped.first().copied().into_iter().collect();
        let mut turns = vec![skipped, latest, Vec::new()];
        turns.dedup();
        for skip in turns {
            let request = ClaimRequest {
                officer: self.actor.account,
                now: self.now,
                lease: self.services.config().claim,
                location,
                skip,
            };
            if let Some(case) = cases::claim_next(tx, &scope, &request)? {
                return Ok(Some(case));
            }
        }
        Ok(None)
    }

    fn location(&self, tx: &mut Tx<'_>, code: &str) -> Result<LocationId, ReviewRefusal> {
        let found = locations::by_code(tx, &self.actor.scope(), self.actor.municipality, code)?;
        let unknown = || ReviewRefusal::Invalid(vec![FieldProblem::flawed("location", Flaw::NotAChoice)]);
        found.map(|location| location.id).ok_or_else(unknown)
    }

    /// Logs that the case comes before the officer's eyes, and grants its pictures on that entry.
    pub(super) fn show(
        &self,
        tx: &mut Tx<'_>,
        case: CaseId,
        act: Act,
    ) -> Result<(Shown, Pending), ReviewRefusal> {
        let scope = self.actor.scope();
        let case = cases::find(tx, &scope, case)?.ok_or(ServiceError::NotFound("case"))?;
        let rows = rows::of_case(tx, &scope, case.id)?;
        let wanted = pictures::on_desk(&rows);
        let entry = self.actor.entry(act).case(case.id).reason(DESK).detail("pictures", wanted.len());
        let view = self.services.append(tx, &self.actor.log(), &entry)?;
        let pictures = pictures::grant(&self.services, tx, &self.actor, &view, wanted, true)?;
        Ok((Shown { case: case.id, reference: case.reference, pictures }, view))
    }
}

/// A case from the queue is its own reason to be looked at.
pub(super) const DESK: &str = "review";
