//! How far a leak may reach.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::incident_scope::{IncidentScopePage, ScopeFacts, ScopeForm, ScopeViewer};
use poortwacht_services::incidents::{self as service, Extent, ExtentRequest, Viewed};

use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["from", "until"];

/// `GET /incidents/scope`
pub(crate) async fn show(visit: Visit) -> HttpResponse {
    visit.show(IncidentScopePage { form: ScopeForm::default(), errors: FieldErrors::none(), facts: None })
}

/// `POST /incidents/scope`
pub(crate) async fn send(visit: Visit, typed: Form<ScopeForm>) -> Result<HttpResponse, Failure> {
    let form = typed.into_inner();
    let request = ExtentRequest { from: form.from.clone(), until: form.until.clone() };
    match service::extent(visit.services(), visit.actor(), &request).await {
        Ok(extent) => {
            let facts = Some(facts(extent));
            Ok(visit.show(IncidentScopePage { form, errors: FieldErrors::none(), facts }))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(IncidentScopePage { form, errors, facts: None }))
        }
    }
}

fn facts(extent: Extent) -> ScopeFacts {
    let viewer = |one: Viewed| ScopeViewer { name: one.name, cases: one.cases, times: one.times };
    ScopeFacts {
        cases: extent.cases,
        vehicles: extent.vehicles,
        passages: extent.passages,
        places: extent.places,
        viewers: extent.viewers.into_iter().map(viewer).collect(),
    }
}
