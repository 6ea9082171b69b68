//! Correcting the plate on the desk, and the grounds of knowledge as they will read. What was typed beside them stays.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use poortwacht_frontend::pages::review::{ConfirmForm, CorrectForm, Desk, ReviewNotice};
use poortwacht_services::review::{self, CorrectRequest, ReviewRefusal};

use super::desk::{Typed, again, present, refused};
use super::desk_island::{self, Asks};
use crate::failure::Failure;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["plate", "country"];

/// `POST /review/plate`
pub(crate) async fn correct(
    visit: Visit,
    asks: Asks,
    form: Form<CorrectForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let request = CorrectRequest {
        case: form.judgement.case.clone(),
        plate: form.plate.clone(),
        country: form.country.clone(),
    };
    match review::correct_plate(visit.services(), visit.actor(), request).await {
        Ok(()) => corrected(&visit, asks, form).await,
        Err(ReviewRefusal::Invalid(problems)) => {
            again(&visit, asks, problems, &FIELDS, Typed::Correct(form)).await
        }
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// The desk as it is now, with what was typed beside the correction: a redirection would lose that. A reading that was as
/// it is now is not called corrected.
async fn corrected(visit: &Visit, asks: Asks, form: CorrectForm) -> Result<HttpResponse, Failure> {
    let mut shown = present(visit).await?;
    if let Desk::Case(case) = &mut shown.desk {
        let is_new = case.form.corrections != form.judgement.corrections;
        shown.notice = is_new.then_some(ReviewNotice::PlateCorrected);
        let correction = case.correction.clone();
        Typed::Correct(form).put(case);
        case.correction = correction;
    }
    Ok(match asks {
        Asks::Script => desk_island::part(visit, StatusCode::OK, shown),
        Asks::Page => visit.show(shown),
    })
}

/// `POST /review/preview`: what a script does while one types.
pub(crate) async fn preview(visit: Visit, form: Form<ConfirmForm>) -> Result<HttpResponse, Failure> {
    let mut shown = present(&visit).await?;
    match &mut shown.desk {
        Desk::Case(case) if case.reference.as_str() == form.case => {
            Typed::Confirm(form.into_inner()).put(case);
        }
        _ => shown.notice = Some(ReviewNotice::NoLongerYours),
    }
    Ok(visit.show(shown))
}
