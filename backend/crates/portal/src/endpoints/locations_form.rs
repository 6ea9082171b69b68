//! The form of a dossier: a new location, or a change that tells two people of each other.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path};
use poortwacht_domain::LocationId;
use poortwacht_frontend::pages::location_form::{LocationForm, LocationFormPage, Overtaken};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::locations::{self, DossierForm, Saved};

use super::locations::id;
use crate::failure::Failure;
use crate::notice::{self, ADDED, SAVED, UNCHANGED};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 26] = [
    "code",
    "name",
    "street",
    "municipality_name",
    "direction",
    "lane_note",
    "latitude",
    "longitude",
    "sign",
    "active_from",
    "active_until",
    "windows",
    "special_days",
    "pardon_minutes",
    "merge_window_minutes",
    "warning_periods",
    "offence_codes",
    "consents",
    "policy",
    "cells_per_height",
    "policy_reason",
    "static_masks",
    "grounds_template",
    "not_stopped_reason",
    "reason",
    "reference",
];

/// `GET /locations/new`
pub(crate) async fn blank(visit: Visit) -> Result<HttpResponse, Failure> {
    let begun = locations::begin(visit.services(), visit.actor()).await?;
    Ok(visit.show(shown(None, typed(begun.form, begun.version))))
}

/// `POST /locations/new`
pub(crate) async fn add(visit: Visit, form: Form<LocationForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    match locations::add(visit.services(), visit.actor(), &read(&form)).await {
        Ok(id) => Ok(page::see(&notice::on(&paths::location(id), ADDED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(LocationFormPage { errors, ..shown(None, form) }))
        }
    }
}

/// `GET /locations/{location}/edit`
pub(crate) async fn edit(visit: Visit, place: Path<String>) -> Result<HttpResponse, Failure> {
    let id = id(&place)?;
    let begun = locations::edit(visit.services(), visit.actor(), id).await?;
    Ok(visit.show(shown(Some((id, begun.name)), typed(begun.form, begun.version))))
}

/// `POST /locations/{location}/edit`
pub(crate) async fn save(
    visit: Visit,
    place: Path<String>,
    form: Form<LocationForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&place)?, form.into_inner());
    let seen = form.version.parse().unwrap_or_default();
    match locations::save(visit.services(), visit.actor(), id, seen, &read(&form)).await {
        Ok(Saved::Changed(_)) => Ok(page::see(&notice::on(&paths::location(id), SAVED))),
        Ok(Saved::Unchanged) => Ok(page::see(&notice::on(&paths::location(id), UNCHANGED))),
        Ok(Saved::Overtaken(other)) => {
            let form = LocationForm { version: other.version.to_string(), ..form };
            let overtaken = Overtaken { who: other.who, at: other.at, fields: other.fields };
            let again = shown(named(id, &form), form);
            Ok(visit.show_again(LocationFormPage { overtaken: Some(overtaken), ..again }))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(LocationFormPage { errors, ..shown(named(id, &form), form) }))
        }
    }
}

fn named(id: LocationId, form: &LocationForm) -> Option<(LocationId, String)> {
    Some((id, form.name.clone()))
}

fn shown(location: Option<(LocationId, String)>, form: LocationForm) -> LocationFormPage {
    LocationFormPage { location, form, overtaken: None, errors: FieldErrors::none() }
}

/// A dossier as the page's form holds it.
pub(super) fn typed(form: DossierForm, version: i64) -> LocationForm {
    LocationForm {
        form_token: String::new(),
        version: version.to_string(),
        code: form.code,
        name: form.name,
        street: form.street,
        municipality_name: form.municipality_name,
        direction: form.direction,
        lane_note: form.lane_note,
        built_up: form.built_up.then(|| "on".to_owned()),
        latitude: form.latitude,
        longitude: form.longitude,
        sign: form.sign,
        active_from: form.active_from,
        active_until: form.active_until,
        offence_codes: form.offence_codes,
        windows: form.windows,
        special_days: form.special_days,
        pardon_minutes: form.pardon_minutes,
        merge_window_minutes: form.merge_window_minutes,
        consents: form.consents,
        warning_periods: form.warning_periods,
        policy: form.policy,
        cells_per_height: form.cells_per_height,
        policy_reason: form.policy_reason,
        static_masks: form.static_masks,
        grounds_template: form.grounds_template,
        not_stopped_reason: form.not_stopped_reason,
        reason: form.reason,
        reference: form.reference,
    }
}

/// Browsers end a line with two characters.
fn read(form: &LocationForm) -> DossierForm {
    let text = |typed: &str| typed.replace("\r\n", "\n");
    DossierForm {
        code: text(&form.code),
        name: text(&form.name),
        street: text(&form.street),
        municipality_name: text(&form.municipality_name),
        direction: text(&form.direction),
        lane_note: text(&form.lane_note),
        built_up: form.built_up.is_some(),
        latitude: text(&form.latitude),
        longitude: text(&form.longitude),
        sign: text(&form.sign),
        active_from: text(&form.active_from),
        active_until: text(&form.active_until),
        offence_codes: text(&form.offence_codes),
        windows: text(&form.windows),
        special_days: text(&form.special_days),
        pardon_minutes: text(&form.pardon_minutes),
        merge_window_minutes: text(&form.merge_window_minutes),
        consents: text(&form.consents),
        warning_periods: text(&form.warning_periods),
        policy: text(&form.policy),
        cells_per_height: text(&form.cells_per_height),
        policy_reason: text(&form.policy_reason),
        static_masks: text(&form.static_masks),
        grounds_template: text(&form.grounds_template),
        not_stopped_reason: text(&form.not_stopped_reason),
        reason: text(&form.reason),
        reference: text(&form.reference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_comes_back_as_it_was() {
        let form = DossierForm {
            code: "haven".to_owned(),
            built_up: true,
            windows: "ma 07:00-11:00\nza 12:00-18:00".to_owned(),
            reference: "VB-1".to_owned(),
            ..DossierForm::default()
        };
        let shown = typed(form.clone(), 3);
        assert_eq!(read(&shown), form);
        let sent = LocationForm { windows: shown.windows.replace('\n', "\r\n"), ..shown };
        assert_eq!(read(&sent), form);
    }
}
