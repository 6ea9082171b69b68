//! Requests of persons: the list, registering, one with what is held about its plate, more time, the answer.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::person::{
    Answer, Disclosed, FoundCase, FoundExemption, PersonAnswerForm, PersonExtendForm, PersonPage,
};
use poortwacht_frontend::pages::person_new::{PersonForm, PersonNewPage};
use poortwacht_frontend::pages::persons::{PersonRow, PersonsPage};
use poortwacht_frontend::paths;
use poortwacht_services::ServiceError;
use poortwacht_services::persons::{self as service, RequestForm, RequestView};

use crate::failure::Failure;
use crate::form;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

const FIELDS: [&str; 5] = ["kind", "plate", "identity", "note", "received_on"];
const ANSWER: [&str; 2] = ["outcome", "words"];
const EXTENSION: [&str; 1] = ["extension"];

/// `GET /persons`
pub(crate) async fn list(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let rows = service::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(PersonsPage { rows: rows.into_iter().map(row).collect(), notice: told.at_persons() }))
}

/// `GET /persons/new`
pub(crate) async fn blank(visit: Visit) -> Result<HttpResponse, Failure> {
    Ok(visit.show(PersonNewPage { form: PersonForm::default(), errors: FieldErrors::none() }))
}

/// `POST /persons/new`: to the request, or the form again with what was typed.
pub(crate) async fn register(visit: Visit, form: Form<PersonForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let typed = RequestForm {
        kind: form.kind.clone(),
        plate: form.plate.clone(),
        identity: form.identity.clone(),
        note: form.note.clone(),
        received_on: form.received_on.clone(),
    };
    match service::register(visit.services(), visit.actor(), &typed).await {
        Ok(id) => Ok(page::see(&notice::on(&paths::person(id), notice::REGISTERED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(PersonNewPage { form, errors }))
        }
    }
}

/// `GET /persons/{person}`
pub(crate) async fn show(visit: Visit, id: Path<String>, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let view = service::show(visit.services(), visit.actor(), &id).await?;
    Ok(visit.show(PersonPage { notice: told.at_persons(), ..page_of(view) }))
}

/// `POST /persons/{person}/extend`
pub(crate) async fn extend(
    visit: Visit,
    id: Path<String>,
    form: Form<PersonExtendForm>,
) -> Result<HttpResponse, Failure> {
    let typed = service::ExtendForm { reason: form.into_inner().extension };
    match service::extend(visit.services(), visit.actor(), &id, &typed).await {
        Ok(()) => Ok(page::see(&notice::on(paths::PERSONS, notice::EXTENDED))),
        Err(error) => again(&visit, &id, PersonAnswerForm::default(), error, &EXTENSION).await,
    }
}

/// `POST /persons/{person}/answer`
pub(crate) async fn answer(
    visit: Visit,
    id: Path<String>,
    form: Form<PersonAnswerForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let typed = service::AnswerForm { outcome: form.outcome.clone(), words: form.words.clone() };
    match service::answer(visit.services(), visit.actor(), &id, &typed).await {
        Ok(()) => Ok(page::see(&notice::on(paths::PERSONS, notice::ANSWERED))),
        Err(error) => again(&visit, &id, form, error, &ANSWER).await,
    }
}

/// The page again with what must be corrected: a view like every other, logged before it is shown.
async fn again(
    visit: &Visit,
    id: &str,
    form: PersonAnswerForm,
    error: ServiceError,
    fields: &[&'static str],
) -> Result<HttpResponse, Failure> {
    let errors = form::complaints(error, fields)?;
    let view = service::show(visit.services(), visit.actor(), id).await?;
    Ok(visit.show_again(PersonPage { form, errors, ..page_of(view) }))
}

fn row(row: service::RequestRow) -> PersonRow {
    PersonRow {
        id: row.id,
        kind: row.kind,
        received_on: row.received_on,
        regime: row.regime,
        due_at: row.due_at,
        is_late: row.is_late,
        handled: row.handled,
    }
}

fn page_of(view: RequestView) -> PersonPage {
    let answer =
        |answer: service::Answer| Answer { outcome: answer.outcome, at: answer.at, words: answer.words };
    PersonPage {
        id: view.id,
        kind: view.kind,
        plate: view.plate,
        identity: view.identity,
        note: view.note,
        received_on: view.received_on,
        regime: view.regime,
        due_at: view.due_at,
        is_late: view.is_late,
        extended_for: view.extended_for,
        may_extend: view.may_extend,
        answer: view.answer.map(answer),
        cases: view.cases.into_iter().map(case).collect(),
        exemptions: view.exemptions.into_iter().map(exemption).collect(),
        form: PersonAnswerForm::default(),
        errors: FieldErrors::none(),
        notice: None,
    }
}

fn case(found: service::FoundCase) -> FoundCase {
    let given =
        |given: service::Disclosed| Disclosed { at: given.at, act: given.act, recipient: given.recipient };
    FoundCase {
        reference: found.reference,
        location: found.location,
        captured_at: found.captured_at,
        state: found.state,
        regime: found.regime,
        destroy_after: found.destroy_after,
        views: found.views,
        disclosed: found.disclosed.into_iter().map(given).collect(),
    }
}

fn exemption(found: service::FoundExemption) -> FoundExemption {
    FoundExemption { category: found.category, from: found.from, until: found.until }
}
