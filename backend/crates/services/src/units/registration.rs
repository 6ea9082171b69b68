//! Who a unit is: the key in its client certificate, and the key with which it signs packets.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Act, LocationId, MunicipalityId, RecordId, UnitId};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::units::{self as rows, NewSigningKey};
use poortwacht_store::{Plan, Scope, Tx, locations};
use x509_parser::parse_x509_certificate;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::flaw::text;
use crate::{FieldProblem, ServiceError, Services};

/// The most characters of a unit's name.
pub(super) const LONGEST_NAME: usize = 60;

/// A unit to be registered.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// Code of the location where it stands.
    pub location_code: String,
    /// Its name, unique in the municipality.
    pub name: String,
    /// The lane it watches, from 1.
    pub lane: u8,
    /// Its TLS client certificate, PEM. Only the key in it counts: a renewed certificate is the same unit.
    pub certificate_pem: String,
    /// The public key of its packet signatures (P-256 or P-384), PEM.
    pub signing_key_pem: String,
    /// First day of that key; now when missing.
    pub signing_valid_from: Option<Date>,
}

/// A unit in the operator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Its name.
    pub name: String,
    /// Name of the location.
    pub location: String,
    /// SHA-256 of the public key in its certificate, hexadecimal.
    pub fingerprint: String,
    /// `registered`, `suspended` or `revoked`.
    pub state: &'static str,
    /// When it was last heard.
    pub last_heartbeat: Option<Timestamp>,
}

/// Registers a unit and gives the fingerprint of its certificate's key.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field.
pub async fn register(
    services: &Services,
    municipality: MunicipalityId,
    new: NewUnit,
) -> Result<String, ServiceError> {
    let keys = checked(&new)?;
    let unit = rows::NewUnit {
        id: UnitId::random(services.rng().as_ref()),
        municipality,
        location: location(services, municipality, &new.location_code).await?,
        name: new.name.trim().to_owned(),
        lane: new.lane.into(),
        certificate_fingerprint: keys.certificate.fingerprint.clone(),
        registered_at: services.now(),
    };
    let signing_key = NewSigningKey {
        id: RecordId::random(services.rng().as_ref()),
        unit: unit.id,
        public_key: keys.signing_key,
        valid_from: new.signing_valid_from.map_or(services.now(), start_of_day),
        valid_until: None,
    };
    let fingerprint = keys.certificate.fingerprint.clone();
    let certificate = rows::Certificate {
        fingerprint: keys.certificate.fingerprint,
        unit: unit.id,
        subject: keys.certificate.subject,
        expires_at: Some(keys.certificate.expires_at),
        added_at: unit.registered_at,
        accepted_until: None,
    };
    let (owned, log) = (services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        store(&owned, tx, &log, &unit, &signing_key)?;
        let scope = Scope::municipality(unit.municipality);
        Ok(rows::add_certificate(tx, &scope, &certificate, unit.registered_at)?)
    });
    match written.await {
        Ok(_) => Ok(fingerprint),
        Err(ServiceError::Conflict(_)) => {
            Err(problem("name", "the name or the certificate is registered already"))
        }
        Err(error) => Err(error),
    }
}

fn store(
    services: &Services,
    tx: &mut Tx<'_>,
    log: &LogName,
    unit: &rows::NewUnit,
    signing_key: &NewSigningKey,
) -> Result<(), ServiceError> {
    let scope = Scope::municipality(unit.municipality);
    rows::register(tx, &scope, unit)?;
    rows::add_signing_key(tx, &scope, signing_key)?;
    let entry = Entry::new(Actor::Operator, Act::UnitRegistered)
        .detail("unit", unit.id)
        .detail("location", unit.location)
        .detail("signing_key", signing_key.id);
    Ok(services.record(tx, log, &entry)?)
}

/// Revokes a unit: its next request is refused.
///
/// # Errors
/// [`ServiceError::NotFound`], or [`ServiceError::Conflict`] when it was revoked before.
pub async fn revoke(
    services: &Services,
    municipality: MunicipalityId,
    name: &str,
) -> Result<(), ServiceError> {
    let (owned, name, log) = (services.clone(), name.to_owned(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        let unit = rows::by_name(tx, &scope, municipality, &name)?;
        let unit = unit.ok_or(ServiceError::NotFound("unit"))?;
        if !rows::revoke(tx, &scope, unit.id, owned.now())? {
            return Err(ServiceError::Conflict("the unit is revoked already".to_owned()));
        }
        let entry = Entry::new(Actor::Operator, Act::UnitRevoked).detail("unit", unit.id);
        Ok(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

/// All units, of one municipality or of all, by name.
///
/// # Errors
/// Those of the store.
pub async fn list(
    services: &Services,
    municipality: Option<MunicipalityId>,
) -> Result<Vec<UnitLine>, ServiceError> {
    let scope = municipality.map_or(Scope::job("list units"), Scope::municipality);
    let (units, places) = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>((rows::all(conn, &scope)?, locations::all(conn, &scope)?)))
        .await?;
    let places: BTreeMap<LocationId, String> =
        places.into_iter().map(|place| (place.id, place.dossier.name)).collect();
    let line = |unit: rows::Unit| UnitLine {
        name: unit.name,
        location: places.get(&unit.location).cloned().unwrap_or_default(),
        fingerprint: unit.certificate_fingerprint,
        state: match (unit.revoked_at, unit.suspended_at) {
            (Some(_), _) => "revoked",
            (None, Some(_)) => "suspended",
            (None, None) => "registered",
        },
        last_heartbeat: unit.health.last_heartbeat_at,
    };
    Ok(units.into_iter().map(line).collect())
}

async fn location(
    services: &Services,
    municipality: MunicipalityId,
    code: &str,
) -> Result<LocationId, ServiceError> {
    let code = code.trim().to_owned();
    let found = services
        .store()
        .read(move |conn| locations::by_code(conn, &Scope::municipality(municipality), municipality, &code))
        .await?;
    found
        .map(|place| place.id)
        .ok_or_else(|| problem("location", "no location has this code; import it first"))
}

/// What the PEM files hold.
struct Keys {
    certificate: CertificateFacts,
    signing_key: Vec<u8>,
}

fn checked(new: &NewUnit) -> Result<Keys, ServiceError> {
    let name = text(&new.name, LONGEST_NAME).map_err(|flaw| FieldProblem::flawed("name", flaw));
    let lane = (new.lane > 0).then_some(()).ok_or_else(|| FieldProblem::new("lane", "lanes count from 1"));
    let certificate = certificate_facts(&new.certificate_pem).ok_or_else(|| {
        FieldProblem::new("certificate", "is no PEM certificate; give the unit's TLS client certificate")
    });
    let signing_key = signing_key(&new.signing_key_pem).ok_or_else(|| {
        let fix = "is no P-256 or P-384 public key; give the unit's signing key as PEM (BEGIN PUBLIC KEY)";
        FieldProblem::new("signing_key", fix)
    });
    match (name, lane, certificate, signing_key) {
        (Ok(_), Ok(()), Ok(certificate), Ok(signing_key)) => Ok(Keys { certificate, signing_key }),
        (name, lane, certificate, signing_key) => {
            let all = [name.err(), lane.err(), certificate.err(), signing_key.err()];
            Err(ServiceError::Invalid(all.into_iter().flatten().collect()))
        }
    }
}

/// What a client certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whom it names.
    pub subject: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// SHA-256 of its SubjectPublicKeyInfo: what the intake listener compares.
    pub fingerprint: String,
}

/// What the certificate in a PEM file says.
pub(super) fn certificate_facts(pem: &str) -> Option<CertificateFacts> {
    let (_, pem) = parse_x509_pem(pem.as_bytes()).ok()?;
    let (_, certificate) = parse_x509_certificate(&pem.contents).ok()?;
    Some(CertificateFacts {
        subject: certificate.subject().to_string(),
        expires_at: Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?,
        fingerprint: hex::encode(digest(&SHA256, certificate.public_key().raw)),
    })
}

/// SHA-256 of the SubjectPublicKeyInfo in the certificate: what the intake listener compares.
pub(crate) fn fingerprint(pem: &str) -> Option<String> {
    certificate_facts(pem).map(|facts| facts.fingerprint)
}

/// The SubjectPublicKeyInfo, when it is a key on one of the two curves.
pub(super) fn signing_key(pem: &str) -> Option<Vec<u8>> {
    let (_, pem) = parse_x509_pem(pem.as_bytes()).ok()?;
    let (_, key) = SubjectPublicKeyInfo::from_der(&pem.contents).ok()?;
    match key.parsed().ok()? {
        PublicKey::EC(point) if matches!(point.key_size(), 256 | 384) => Some(key.raw.to_vec()),
        _ => None,
    }
}

fn problem(field: &str, message: &str) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::new(field, message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P-256, made for this test.
    const KEY: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAvHpuS9X0Dxq+rb7kqajBInRJf77
oL2ye9neGq50IYFl57UMwkNccaYlIGENzocJsp4JAQ7x+7peG5BfAAbBVg==
-----END PUBLIC KEY-----
";

    #[test]
    fn a_public_key_is_kept_as_it_stands_and_anything_else_is_refused() {
        assert!(signing_key(KEY).is_some_and(|der| der.len() == 91));
        for other in ["", "MFkwEwYH", &KEY.replace("MFkw", "MFkx")] {
            assert_eq!(signing_key(other), None, "{other}");
        }
        assert_eq!(fingerprint(KEY), None);
    }
}
