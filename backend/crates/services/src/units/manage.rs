//! What an administrator does to a unit: other keys, suspended, resumed, revoked. All of it counts from the next request.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{Act, Permission, RecordId, UnitId, local_day};
use poortwacht_store::Plan;
use poortwacht_store::units::{self as rows, Certificate, NewSigningKey, Unit};

use super::registration::{CertificateFacts, certificate_facts, signing_key};
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// The longest time for which two certificates of a unit count beside each other.
const LONGEST_OVERLAP: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What to do with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitOrder {
    /// Its requests are refused until it is resumed.
    Suspend,
    /// They are taken again.
    Resume,
    /// They are refused for good.
    Revoke,
}

impl UnitOrder {
    const fn code(self) -> &'static str {
        match self {
            Self::Suspend => "suspended",
            Self::Resume => "resumed",
            Self::Revoke => "revoked",
        }
    }
}

/// A certificate that was pasted into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateForm {
    /// The certificate, PEM.
    pub pem: String,
    /// The last day on which the one before counts as well, `YYYY-MM-DD`.
    pub overlap: String,
}

/// A signing key that was pasted into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SigningKeyForm {
    /// The public key, PEM.
    pub pem: String,
    /// Its first day; the one before counts until then. Empty is from now on.
    pub valid_from: String,
}

/// What a certificate says, before it is kept. Changes nothing.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::Refused`] without the permission.
pub fn look_at_certificate(
    services: &Services,
    actor: &Actor,
    form: &CertificateForm,
) -> Result<CertificateFacts, ServiceError> {
    actor.require(Permission::ManageUnits)?;
    Ok(checked(services, form)?.0)
}

/// Gives a unit another certificate; the one before is accepted beside it until the end of the day that was chosen.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn change_certificate(
    services: &Services,
    actor: &Actor,
    id: UnitId,
    form: &CertificateForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageUnits)?;
    let (facts, overlap) = checked(services, form)?;
    let unit = working(services, actor, id).await?;
    let new = Certificate {
        fingerprint: facts.fingerprint.clone(),
        unit: unit.id,
        subject: facts.subject,
        expires_at: Some(facts.expires_at),
        added_at: services.now(),
        accepted_until: None,
    };
    let entry = actor
        .entry(Act::UnitChanged)
        .reason("certificate")
        .detail("unit", id)
        .detail("fingerprint", facts.fingerprint)
        .detail("overlap", overlap);
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        rows::add_certificate(tx, &scope, &new, overlap)?;
        Ok(own.record(tx, &log, &entry)?)
    });
    match written.await {
        Err(ServiceError::Conflict(_)) => {
            Err(ServiceError::Invalid(vec![FieldProblem::flawed("pem", Flaw::CertificateKnown)]))
        }
        other => other.map(drop),
    }
}

/// Gives a unit another signing key from a day on; the one before counts until then.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn change_signing_key(
    services: &Services,
    actor: &Actor,
    id: UnitId,
    form: &SigningKeyForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageUnits)?;
    let now = services.now();
    let mut flaws = Flaws::default();
    let key = flaws.take("key", signing_key(&form.pem).ok_or(Flaw::NotASigningKey));
    let first = flaws.take("valid_from", flaw::optional(&form.valid_from, flaw::date));
    if let Some(Some(day)) = first
        && day < local_day(now)
    {
        flaws.add("valid_from", Flaw::StartsInThePast);
    }
    flaws.check()?;
    let (Some(public_key), Some(first)) = (key, first) else {
        return Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    };
    let unit = working(services, actor, id).await?;
    let valid_from = first.map_or(now, |day| start_of_day(day).max(now));
    let record = RecordId::random(services.rng().as_ref());
    let new = NewSigningKey { id: record, unit: unit.id, public_key, valid_from, valid_until: None };
    let entry = actor
        .entry(Act::UnitChanged)
        .reason("signing_key")
        .detail("unit", id)
        .detail("signing_key", record)
        .detail("valid_from", valid_from);
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        rows::add_signing_key(tx, &scope, &new)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

/// Suspends, resumes or revokes a unit. What is so already stays so and leaves nothing in the ledger.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Conflict`] when the unit is in that state already;
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn order(
    services: &Services,
    actor: &Actor,
    id: UnitId,
    order: UnitOrder,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageUnits)?;
    find(services, actor, id).await?;
    let act = if order == UnitOrder::Revoke { Act::UnitRevoked } else { Act::UnitChanged };
    let entry = actor.entry(act).reason(order.code()).detail("unit", id);
    let (own, scope, log, now) = (services.clone(), actor.scope(), actor.log(), services.now());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let done = match order {
            UnitOrder::Suspend => rows::suspend(tx, &scope, id, Some(now))?,
            UnitOrder::Resume => rows::suspend(tx, &scope, id, None)?,
            UnitOrder::Revoke => rows::revoke(tx, &scope, id, now)?,
        };
        if !done {
            return Err(ServiceError::Conflict("the unit is so already".to_owned()));
        }
        Ok(own.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

fn checked(
    services: &Services,
    form: &CertificateForm,
) -> Result<(CertificateFacts, Timestamp), ServiceError> {
    let now = services.now();
    let mut flaws = Flaws::default();
    let facts = flaws.take("pem", certificate(&form.pem, now));
    let overlap = flaws.take("overlap", overlap(&form.overlap, now));
    flaws.check()?;
    facts.zip(overlap).ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

/// What a certificate says that holds now.
pub(super) fn certificate(pem: &str, now: Timestamp) -> Result<CertificateFacts, Flaw> {
    if pem.trim().is_empty() {
        return Err(Flaw::Required);
    }
    let facts = certificate_facts(pem.trim()).ok_or(Flaw::NotACertificate)?;
    if facts.expires_at <= now { Err(Flaw::CertificateExpired) } else { Ok(facts) }
}

/// The first instant at which the certificate before no longer counts. Nothing typed: at once.
fn overlap(typed: &str, now: Timestamp) -> Result<Timestamp, Flaw> {
    let Some(day): Option<Date> = flaw::optional(typed, flaw::date)? else { return Ok(now) };
    let latest = local_day(now.saturating_add(LONGEST_OVERLAP).unwrap_or(now));
    match day {
        day if day < local_day(now) => Err(Flaw::StartsInThePast),
        day if day > latest => Err(Flaw::PeriodTooLong { max: 90 }),
        day => Ok(end_of_day(day)),
    }
}

pub(super) async fn find(services: &Services, actor: &Actor, id: UnitId) -> Result<Unit, ServiceError> {
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_id(conn, &scope, id)).await?;
    found.ok_or(ServiceError::NotFound("unit"))
}

/// A revoked unit gets no new keys.
async fn working(services: &Services, actor: &Actor, id: UnitId) -> Result<Unit, ServiceError> {
    let unit = find(services, actor, id).await?;
    if unit.revoked_at.is_some() {
        return Err(ServiceError::Conflict("the unit is revoked".to_owned()));
    }
    Ok(unit)
}
