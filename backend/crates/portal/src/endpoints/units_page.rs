//! One unit, and what an administrator changes of it.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::UnitId;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::unit::{DayRow, GapRow, PictureRow, UnitPage};
use poortwacht_frontend::pages::unit_keys::{
    CertificateForm, CertificateRow, Found, SigningKeyForm, StateForm,
};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::ServiceError;
use poortwacht_services::units::{self, UnitOrder, UnitView};

use super::units::row;
use crate::failure::Failure;
use crate::notice::{self, CERTIFICATE_CHANGED, KEY_CHANGED, RESUMED, REVOKED, SUSPENDED, Told};
use crate::visit::Visit;
use crate::{form, page};

const CERTIFICATE_FIELDS: [&str; 2] = ["pem", "overlap"];
const KEY_FIELDS: [&str; 2] = ["key", "valid_from"];

/// `GET /units/{unit}`
pub(crate) async fn show(
    visit: Visit,
    place: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let page = open(&visit, id(&place)?).await?;
    Ok(visit.show(UnitPage { notice: told.at_unit(), ..page }))
}

/// `POST /units/{unit}/certificate`: shows what a certificate says; sent again with its fingerprint it counts.
pub(crate) async fn certificate(
    visit: Visit,
    place: Path<String>,
    form: Form<CertificateForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&place)?, form.into_inner());
    let request = units::CertificateForm { pem: form.pem.clone(), overlap: form.overlap.clone() };
    let looked_at = units::look_at_certificate(visit.services(), visit.actor(), &request);
    let errors = match looked_at {
        Ok(facts) if facts.fingerprint == form.confirm => {
            match units::change_certificate(visit.services(), visit.actor(), id, &request).await {
                Ok(()) => return Ok(page::see(&notice::on(&paths::unit(id), CERTIFICATE_CHANGED))),
                Err(error) => form::complaints(error, &CERTIFICATE_FIELDS)?,
            }
        }
        Ok(facts) => {
            let found = Some(Found {
                subject: facts.subject,
                expires_at: facts.expires_at,
                fingerprint: facts.fingerprint,
            });
            let page = open(&visit, id).await?;
            return Ok(visit.show(UnitPage { certificate: form, found, ..page }));
        }
        Err(error) => form::complaints(error, &CERTIFICATE_FIELDS)?,
    };
    let page = open(&visit, id).await?;
    Ok(visit.show_again(UnitPage { certificate: form, errors, ..page }))
}

/// `POST /units/{unit}/signing-key`
pub(crate) async fn signing_key(
    visit: Visit,
    place: Path<String>,
    form: Form<SigningKeyForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&place)?, form.into_inner());
    let request = units::SigningKeyForm { pem: form.key.clone(), valid_from: form.valid_from.clone() };
    match units::change_signing_key(visit.services(), visit.actor(), id, &request).await {
        Ok(()) => Ok(page::see(&notice::on(&paths::unit(id), KEY_CHANGED))),
        Err(error) => {
            let errors = form::complaints(error, &KEY_FIELDS)?;
            let page = open(&visit, id).await?;
            Ok(visit.show_again(UnitPage { key: form, errors, ..page }))
        }
    }
}

/// `POST /units/{unit}/state`
pub(crate) async fn state(
    visit: Visit,
    place: Path<String>,
    form: Form<StateForm>,
) -> Result<HttpResponse, Failure> {
    let id = id(&place)?;
    let (order, told) = match (form.order.as_str(), form.sure.is_some()) {
        ("suspend", _) => (UnitOrder::Suspend, SUSPENDED),
        ("resume", _) => (UnitOrder::Resume, RESUMED),
        ("revoke", true) => (UnitOrder::Revoke, REVOKED),
        // Our own form does not send it without.
        _ => return Err(Failure::Page(ErrorKind::BadRequest)),
    };
    units::order(visit.services(), visit.actor(), id, order).await?;
    Ok(page::see(&notice::on(&paths::unit(id), told)))
}

fn id(place: &str) -> Result<UnitId, Failure> {
    place.parse().map_err(|_| ServiceError::NotFound("unit").into())
}

async fn open(visit: &Visit, id: UnitId) -> Result<UnitPage, Failure> {
    let view = units::show(visit.services(), visit.actor(), id).await?;
    Ok(filled(view))
}

fn filled(view: UnitView) -> UnitPage {
    let day = |day: units::UnitDay| DayRow {
        day: day.day,
        hours: day.hours,
        clock_offset_ms: day.clock_offset_ms,
        queue_length: day.queue_length,
    };
    let pictures = |pictures: units::PictureStatistics| PictureRow {
        kind: pictures.kind,
        count: pictures.count,
        smallest: pictures.smallest,
        largest: pictures.largest,
        kept_percent: pictures.kept_percent,
        grey_per_hundred: pictures.grey_per_hundred,
    };
    let gaps = view.gaps.iter().map(|gap| GapRow {
        first: gap.missing.first,
        last: gap.missing.last,
        noticed_at: gap.noticed_at,
    });
    let certificates = view.certificates.iter().map(|held| CertificateRow {
        fingerprint: held.fingerprint.clone(),
        subject: held.subject.clone(),
        expires_at: held.expires_at,
        accepted_until: held.accepted_until,
    });
    UnitPage {
        now: view.now,
        gaps: gaps.collect(),
        certificates: certificates.collect(),
        row: row(view.row),
        suspended_at: view.suspended_at,
        revoked_at: view.revoked_at,
        days: view.days.into_iter().map(day).collect(),
        pictures: view.pictures.into_iter().map(pictures).collect(),
        signing_keys: view.signing_keys,
        certificate: CertificateForm::default(),
        found: None,
        key: SigningKeyForm::default(),
        errors: FieldErrors::none(),
        notice: None,
    }
}
