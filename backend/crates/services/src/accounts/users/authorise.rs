//! Authorisations (aktes) recorded and confirmed in the portal.

use jiff::Span;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{AccountId, Act, RecordId, RetentionClass, Role};
use poortwacht_store::accounts::Account;
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::{Plan, Tx};

use super::somebody_else;
use crate::accounts::authorisation::{LONGEST, YEARS};
use crate::flaw::{Flaw, Flaws, date, text};
use crate::{Actor, ServiceError, Services};

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct RecordAuthorisation {
    /// The officer's number.
    pub number: String,
    /// Domain of offences.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// First day.
    pub from: String,
    /// Last day; at most five years later.
    pub until: String,
}

/// Records an officer's authorisation. While another one is suspended, so is this one: recording is no way around
/// confirming.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`number`, `domain`, `territory`, `from`, `until`);
/// [`ServiceError::Conflict`] for somebody who is no officer.
pub async fn record_authorisation(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    form: RecordAuthorisation,
) -> Result<(), ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    if account.role != Role::Officer {
        return Err(ServiceError::Conflict("only officers hold an authorisation".to_owned()));
    }
    let authorisation = checked(services, &account, &form)?;
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let held = authorisations::of_account(tx, &by.scope(), authorisation.account)?;
        let suspension = held.iter().find_map(|held| held.suspension);
        let authorisation = Authorisation { suspension, ..authorisation.clone() };
        authorisations::add(tx, &by.scope(), &authorisation)?;
        let entry = by.entry(Act::AuthorisationAdded).detail("account", authorisation.account);
        Ok::<_, ServiceError>(own.record(tx, &by.log(), &entry.detail("authorisation", authorisation.id))?)
    });
    written.await.map(drop)
}

fn checked(
    services: &Services,
    account: &Account,
    form: &RecordAuthorisation,
) -> Result<Authorisation, ServiceError> {
    let mut flaws = Flaws::default();
    let number = flaws.take("number", text(&form.number, LONGEST));
    let domain = flaws.take("domain", text(&form.domain, LONGEST));
    let territory = flaws.take("territory", text(&form.territory, LONGEST));
    let (from, until) = (flaws.take("from", date(&form.from)), flaws.take("until", date(&form.until)));
    if let Some((from, until)) = from.zip(until) {
        let latest = from.checked_add(Span::new().years(YEARS)).unwrap_or(jiff::civil::Date::MAX);
        if until < from {
            flaws.add("until", Flaw::EndBeforeStart);
        } else if until > latest {
            flaws.add("until", Flaw::TermTooLong);
        }
    }
    flaws.check()?;
    let filled = number.zip(domain).zip(territory).zip(from.zip(until));
    let (((officer_number, domain), territory), (from, until)) =
        filled.ok_or(ServiceError::NotFound("form"))?;
    let valid_until = end_of_day(until);
    let retention = services.terms(account.municipality);
    Ok(Authorisation {
        id: RecordId::random(services.rng().as_ref()),
        account: account.id,
        officer_number,
        domain,
        territory,
        valid_from: start_of_day(from),
        valid_until,
        recorded_at: services.now(),
        destroy_after: retention.destroy_after(RetentionClass::Authorisation, valid_until),
        suspension: None,
    })
}

/// Confirms that the right person has the access that was set up anew: the authorisations count again. Whoever was handed
/// the link may not.
///
/// # Errors
/// [`ServiceError::Refused`] for the own account and for whoever was handed the link; [`ServiceError::Conflict`] when
/// nothing is suspended or the officer has not enrolled anew.
pub async fn confirm_authorisation(
    services: &Services,
    actor: &Actor,
    id: AccountId,
) -> Result<(), ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    if account.credentials.is_none() {
        return Err(ServiceError::Conflict("the officer has not enrolled yet".to_owned()));
    }
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| confirm(&own, tx, &by, id));
    written.await.map(drop)
}

fn confirm(services: &Services, tx: &mut Tx<'_>, actor: &Actor, id: AccountId) -> Result<(), ServiceError> {
    let held = authorisations::of_account(tx, &actor.scope(), id)?;
    if held.iter().filter_map(|held| held.suspension).any(|suspension| suspension.by == Some(actor.account)) {
        return Err(ServiceError::Refused("who was handed the link may not confirm"));
    }
    let confirmed = authorisations::confirm(tx, &actor.scope(), id)?;
    if confirmed == 0 {
        return Err(ServiceError::Conflict("nothing is suspended".to_owned()));
    }
    let entry = actor.entry(Act::AuthorisationConfirmed).detail("account", id);
    Ok(services.record(tx, &actor.log(), &entry.detail("authorisations", confirmed))?)
}

/// Ends an officer's authorisation now: what was decided under it stands, nothing is decided under it any more.
///
/// # Errors
/// [`ServiceError::NotFound`] for what names none; [`ServiceError::Refused`] for the own account;
/// [`ServiceError::Conflict`] when it is over already; those of store and ledger.
pub async fn end_authorisation(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    authorisation: &str,
) -> Result<(), ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    let named: RecordId = authorisation.parse().map_err(|_| ServiceError::NotFound("authorisation"))?;
    let (own, by, now) = (services.clone(), actor.clone(), services.now());
    let destroy_after =
        services.terms(account.municipality).destroy_after(RetentionClass::Authorisation, now);
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        if !authorisations::end(tx, &by.scope(), (account.id, named), (now, destroy_after))? {
            return Err(ServiceError::Conflict("the authorisation is over already".to_owned()));
        }
        let entry = by.entry(Act::AuthorisationEnded).detail("account", account.id);
        Ok(own.record(tx, &by.log(), &entry.detail("authorisation", named))?)
    });
    written.await.map(drop)
}
