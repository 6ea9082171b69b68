//! Registering a unit in the portal: its certificate, its signing key and its place, with everything that is wrong at once.

use jiff::Timestamp;
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Act, LocationId, Permission, RecordId, UnitId, local_day};
use poortwacht_store::units::{self as rows, Certificate, NewSigningKey, NewUnit};
use poortwacht_store::{Connection, Plan, Tx, locations};

use super::manage::certificate;
use super::registration::{CertificateFacts, LONGEST_NAME, signing_key};
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// The highest lane.
const MOST_LANES: u8 = 20;

/// What the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrationForm {
    /// What the unit is called.
    pub name: String,
    /// Code of the location where it stands.
    pub location: String,
    /// The lane it watches, from 1.
    pub lane: String,
    /// Its client certificate, PEM.
    pub pem: String,
    /// The public key of its packet signatures, PEM.
    pub key: String,
    /// First day of that key; empty is from now on.
    pub valid_from: String,
}

/// A form in which nothing is wrong.
struct Read {
    name: String,
    location: LocationId,
    lane: u8,
    certificate: CertificateFacts,
    key: Vec<u8>,
    valid_from: Timestamp,
}

/// Registers a unit: its next request is taken. Logged as [`Act::UnitRegistered`].
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store and ledger.
pub async fn enter(
    services: &Services,
    actor: &Actor,
    form: &RegistrationForm,
) -> Result<UnitId, ServiceError> {
    actor.require(Permission::ManageUnits)?;
    let location = location(services, actor, &form.location).await?;
    let read = read(form, location, services.now())?;
    let rng = services.rng();
    let (id, key) = (UnitId::random(rng.as_ref()), RecordId::random(rng.as_ref()));
    let (own, by) = (services.clone(), actor.clone());
    let written = services
        .store()
        .write(Plan::new().log(actor.log()), move |tx| record(&own, &by, tx, (id, key), &read));
    match written.await {
        Err(ServiceError::Conflict(_)) => {
            Err(ServiceError::Invalid(vec![FieldProblem::flawed("pem", Flaw::CertificateKnown)]))
        }
        other => other.map(|_| id),
    }
}

async fn location(
    services: &Services,
    actor: &Actor,
    code: &str,
) -> Result<Result<LocationId, Flaw>, ServiceError> {
    let (scope, municipality, code) = (actor.scope(), actor.municipality, code.trim().to_owned());
    if code.is_empty() {
        return Ok(Err(Flaw::Required));
    }
    let read = move |conn: &mut Connection| locations::by_code(conn, &scope, municipality, &code);
    let found = services.store().read(read).await?;
    Ok(found.map(|place| place.id).ok_or(Flaw::NotAChoice))
}

fn read(
    form: &RegistrationForm,
    location: Result<LocationId, Flaw>,
    now: Timestamp,
) -> Result<Read, ServiceError> {
    let mut flaws = Flaws::default();
    let name = flaws.take("name", flaw::text(&form.name, LONGEST_NAME));
    let location = flaws.take("location", location);
    let lane = flaws.take("lane", lane(&form.lane));
    let certificate = flaws.take("pem", certificate(&form.pem, now));
    let key = flaws.take("key", key(&form.key));
    let first = flaws.take("valid_from", flaw::optional(&form.valid_from, flaw::date));
    if let Some(Some(day)) = first
        && day < local_day(now)
    {
        flaws.add("valid_from", Flaw::StartsInThePast);
    }
    flaws.check()?;
    let whole = || {
        let valid_from = first?.map_or(now, |day| start_of_day(day).max(now));
        Some(Read {
            name: name?,
            location: location?,
            lane: lane?,
            certificate: certificate?,
            key: key?,
            valid_from,
        })
    };
    whole().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

fn lane(typed: &str) -> Result<u8, Flaw> {
    let flaw = Flaw::NotInRange { min: 1, max: MOST_LANES.into() };
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => typed.parse().ok().filter(|lane| (1..=MOST_LANES).contains(lane)).ok_or(flaw),
    }
}

fn key(pem: &str) -> Result<Vec<u8>, Flaw> {
    match pem.trim() {
        "" => Err(Flaw::Required),
        pem => signing_key(pem).ok_or(Flaw::NotASigningKey),
    }
}

fn record(
    services: &Services,
    actor: &Actor,
    tx: &mut Tx<'_>,
    (id, key): (UnitId, RecordId),
    read: &Read,
) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    if rows::by_name(tx, &scope, actor.municipality, &read.name)?.is_some() {
        return Err(ServiceError::Invalid(vec![FieldProblem::flawed("name", Flaw::UnitNameTaken)]));
    }
    let unit = NewUnit {
        id,
        municipality: actor.municipality,
        location: read.location,
        name: read.name.clone(),
        lane: read.lane.into(),
        certificate_fingerprint: read.certificate.fingerprint.clone(),
        registered_at: now,
    };
    rows::register(tx, &scope, &unit)?;
    let public_key = read.key.clone();
    let signing =
        NewSigningKey { id: key, unit: id, public_key, valid_from: read.valid_from, valid_until: None };
    rows::add_signing_key(tx, &scope, &signing)?;
    let held = Certificate {
        fingerprint: read.certificate.fingerprint.clone(),
        unit: id,
        subject: read.certificate.subject.clone(),
        expires_at: Some(read.certificate.expires_at),
        added_at: now,
        accepted_until: None,
    };
    rows::add_certificate(tx, &scope, &held, now)?;
    let entry = actor
        .entry(Act::UnitRegistered)
        .detail("unit", id)
        .detail("location", read.location)
        .detail("fingerprint", read.certificate.fingerprint.clone())
        .detail("signing_key", key);
    Ok(services.record(tx, &actor.log(), &entry)?)
}
