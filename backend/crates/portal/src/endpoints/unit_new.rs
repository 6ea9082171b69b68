//! Registering a unit.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::pages::unit_new::{NewUnitForm, NewUnitPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::units::{self, RegistrationForm};

use super::location_choices;
use crate::failure::Failure;
use crate::notice::{self, ADDED};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 6] = ["name", "location", "lane", "pem", "key", "valid_from"];

/// `GET /units/new`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let form = NewUnitForm { lane: "1".to_owned(), ..NewUnitForm::default() };
    Ok(visit.show(filled(&visit, form, FieldErrors::none()).await?))
}

/// `POST /units/new`
pub(crate) async fn register(visit: Visit, form: Form<NewUnitForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    match units::enter(visit.services(), visit.actor(), &read(&form)).await {
        Ok(id) => Ok(page::see(&notice::on(&paths::unit(id), ADDED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(filled(&visit, form, errors).await?))
        }
    }
}

async fn filled(visit: &Visit, form: NewUnitForm, errors: FieldErrors) -> Result<NewUnitPage, Failure> {
    Ok(NewUnitPage { locations: location_choices(visit).await?, form, errors })
}

fn read(form: &NewUnitForm) -> RegistrationForm {
    RegistrationForm {
        name: form.name.clone(),
        location: form.location.clone(),
        lane: form.lane.clone(),
        pem: form.pem.clone(),
        key: form.key.clone(),
        valid_from: form.valid_from.clone(),
    }
}
