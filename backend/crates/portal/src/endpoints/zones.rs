//! Zones: the list, one of them, and the forms that make, change and close one.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::ZoneId;
use poortwacht_frontend::pages::zone::{CloseForm, ZonePage, ZoneVersionRow};
use poortwacht_frontend::pages::zone_form::{ZoneForm, ZoneFormPage, ZoneOvertaken};
use poortwacht_frontend::pages::zones::{ZoneRow, ZonesPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::ServiceError;
use poortwacht_services::zones::{self, ZoneLine, ZoneSaved, ZoneView};

use super::location_choices;
use crate::failure::Failure;
use crate::notice::{self, ADDED, CHANGED, CLOSED, Told, UNCHANGED};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 3] = ["name", "location", "reason"];
const CLOSE_FIELDS: [&str; 2] = ["close_reason", "zone"];

/// `GET /zones`
pub(crate) async fn list(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let rows = zones::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(ZonesPage { rows: rows.into_iter().map(row).collect(), notice: told.at_zones() }))
}

/// `GET /zones/new`
pub(crate) async fn blank(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = form_page(&visit, None, ZoneForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /zones/new`
pub(crate) async fn add(visit: Visit, form: Form<ZoneForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    match zones::add(visit.services(), visit.actor(), &read(&form)).await {
        Ok(id) => Ok(page::see(&notice::on(&paths::zone(id), ADDED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(form_page(&visit, None, form, errors).await?))
        }
    }
}

/// `GET /zones/{zone}`
pub(crate) async fn show(
    visit: Visit,
    place: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let view = zones::show(visit.services(), visit.actor(), id(&place)?).await?;
    Ok(visit.show(ZonePage { notice: told.at_zones(), ..filled(view) }))
}

/// `GET /zones/{zone}/edit`
pub(crate) async fn edit(visit: Visit, place: Path<String>) -> Result<HttpResponse, Failure> {
    let view = open(&visit, id(&place)?).await?;
    let mut form =
        ZoneForm { version: view.line.version.to_string(), name: view.line.name, ..ZoneForm::default() };
    view.codes.iter().for_each(|code| form.choose(code));
    let changes = Some((view.line.id, view.line.exemptions));
    Ok(visit.show(form_page(&visit, changes, form, FieldErrors::none()).await?))
}

/// `POST /zones/{zone}/edit`
pub(crate) async fn save(
    visit: Visit,
    place: Path<String>,
    form: Form<ZoneForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&place)?, form.into_inner());
    let seen = form.version.parse().unwrap_or_default();
    match zones::save(visit.services(), visit.actor(), (id, seen), &read(&form)).await {
        Ok(ZoneSaved::Changed) => Ok(page::see(&notice::on(&paths::zone(id), CHANGED))),
        Ok(ZoneSaved::Unchanged) => Ok(page::see(&notice::on(&paths::zone(id), UNCHANGED))),
        Ok(ZoneSaved::Overtaken { version, who, at }) => {
            let form = ZoneForm { version: version.to_string(), ..form };
            let page = again(&visit, id, form, FieldErrors::none()).await?;
            Ok(visit.show_again(ZoneFormPage { overtaken: Some(ZoneOvertaken { who, at }), ..page }))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(again(&visit, id, form, errors).await?))
        }
    }
}

/// `POST /zones/{zone}/close`
pub(crate) async fn close(
    visit: Visit,
    place: Path<String>,
    form: Form<CloseForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&place)?, form.into_inner());
    match zones::close(visit.services(), visit.actor(), id, &form.close_reason).await {
        Ok(()) => Ok(page::see(&notice::on(paths::ZONES, CLOSED))),
        Err(error) => {
            let errors = form::complaints(error, &CLOSE_FIELDS)?;
            let view = zones::show(visit.services(), visit.actor(), id).await?;
            Ok(visit.show_again(ZonePage { form, errors, ..filled(view) }))
        }
    }
}

/// What is no identifier is no zone.
fn id(place: &str) -> Result<ZoneId, Failure> {
    place.parse().map_err(|_| ServiceError::NotFound("zone").into())
}

/// A zone that can be changed.
async fn open(visit: &Visit, id: ZoneId) -> Result<ZoneView, Failure> {
    let view = zones::show(visit.services(), visit.actor(), id).await?;
    if view.closed_at.is_some() {
        return Err(ServiceError::NotFound("zone").into());
    }
    Ok(view)
}

async fn again(
    visit: &Visit,
    id: ZoneId,
    form: ZoneForm,
    errors: FieldErrors,
) -> Result<ZoneFormPage, Failure> {
    let exemptions = open(visit, id).await?.line.exemptions;
    form_page(visit, Some((id, exemptions)), form, errors).await
}

async fn form_page(
    visit: &Visit,
    changes: Option<(ZoneId, u64)>,
    form: ZoneForm,
    errors: FieldErrors,
) -> Result<ZoneFormPage, Failure> {
    let locations = location_choices(visit).await?;
    Ok(ZoneFormPage { changes, locations, form, errors, overtaken: None })
}

fn read(form: &ZoneForm) -> zones::ZoneForm {
    zones::ZoneForm { name: form.name.clone(), locations: form.locations(), reason: form.reason.clone() }
}

fn row(line: ZoneLine) -> ZoneRow {
    ZoneRow {
        id: line.id,
        name: line.name,
        locations: line.locations,
        exemptions: line.exemptions,
        version: line.version,
    }
}

fn filled(view: ZoneView) -> ZonePage {
    let version = |line: zones::ZoneVersionLine| ZoneVersionRow {
        at: line.at,
        who: line.who,
        reason: line.reason,
        name: line.name,
        locations: line.locations,
    };
    ZonePage {
        row: row(view.line),
        closed_at: view.closed_at,
        history: view.history.into_iter().map(version).collect(),
        form: CloseForm::default(),
        errors: FieldErrors::none(),
        notice: None,
    }
}
