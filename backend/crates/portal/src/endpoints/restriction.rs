//! Leaving a case alone because the person concerned asked so, and using it again.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path};
use poortwacht_domain::CaseRef;
use poortwacht_frontend::pages::restriction::{LiftForm, RestrictForm, RestrictionPage, RestrictionStep};
use poortwacht_frontend::paths;
use poortwacht_services::{ServiceError, persons};

use crate::failure::Failure;
use crate::form;
use crate::page;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["restriction_ground", "lift_reason"];

/// `POST /cases/{reference}/restriction`
pub(crate) async fn restrict(
    visit: Visit,
    reference: Path<String>,
    form: Form<RestrictForm>,
) -> Result<HttpResponse, Failure> {
    let done = persons::restrict(visit.services(), visit.actor(), &reference, &form.restriction_ground).await;
    answer(&visit, &reference, RestrictionStep::Restrict, done)
}

/// `POST /cases/{reference}/restriction/lift`
pub(crate) async fn lift(
    visit: Visit,
    reference: Path<String>,
    form: Form<LiftForm>,
) -> Result<HttpResponse, Failure> {
    let done = persons::lift(visit.services(), visit.actor(), &reference, &form.lift_reason).await;
    answer(&visit, &reference, RestrictionStep::Lift, done)
}

/// To the case, or the form again.
fn answer(
    visit: &Visit,
    reference: &str,
    step: RestrictionStep,
    done: Result<(), ServiceError>,
) -> Result<HttpResponse, Failure> {
    let reference = CaseRef::parse(reference).map_err(|_| ServiceError::NotFound("case"))?;
    match done {
        Ok(()) => Ok(page::see(&paths::case(&reference))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(RestrictionPage { reference, step, errors }))
        }
    }
}
