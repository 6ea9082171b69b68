//! The review desk. Every decision claims the next case at once, so that an officer never waits; the page's own script
//! asked for it before and wants to hear no more than that the decision is stored.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Query};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::review::{
    BeginForm, CaseForm, ConfirmForm, CorrectForm, Desk, DeskCase, DismissForm, ReviewPage,
};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::review::{self, ConfirmRequest, DeskView, DismissRequest, ReviewRefusal};
use poortwacht_services::{FieldProblem, ServiceError};

use super::desk_island::{self, Asks};
use super::desk_page;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const CONFIRM_FIELDS: [&str; 9] = [
    "windscreen",
    "plate",
    "sign_visible",
    "sign_passed",
    "plate_readable",
    "no_priority_vehicle",
    "offence_code",
    "vehicle_category",
    "grounds",
];
const DISMISS_FIELDS: [&str; 3] = ["windscreen", "reason", "explanation"];

/// `GET /review`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let shown = present(&visit).await?;
    Ok(visit.show(ReviewPage { notice: told.at_review(), ..shown }))
}

/// `POST /review`
pub(crate) async fn begin(visit: Visit, form: Form<BeginForm>) -> Result<HttpResponse, Failure> {
    match review::claim(visit.services(), visit.actor(), Some(&form.location)).await {
        Ok(()) => Ok(page::see(paths::REVIEW)),
        Err(ReviewRefusal::Invalid(problems)) => Err(ServiceError::Invalid(problems).into()),
        Err(refusal) => refused(&visit, Asks::Page, refusal).await,
    }
}

/// `POST /review/confirm`
pub(crate) async fn confirm(
    visit: Visit,
    asks: Asks,
    form: Form<ConfirmForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let request = ConfirmRequest {
        case: form.case.clone(),
        offence_code: form.offence_code.clone(),
        vehicle_category: form.vehicle_category.clone(),
        grounds: form.grounds.clone(),
        seen: form.seen(),
        corrections: form.corrections.clone(),
    };
    match review::confirm(visit.services(), visit.actor(), request).await {
        Ok(_) => done(&visit, asks).await,
        Err(ReviewRefusal::Invalid(problems)) => {
            again(&visit, asks, problems, &CONFIRM_FIELDS, Typed::Confirm(form)).await
        }
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// `POST /review/dismiss`
pub(crate) async fn dismiss(
    visit: Visit,
    asks: Asks,
    form: Form<DismissForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let request = DismissRequest {
        case: form.case.clone(),
        reason: form.reason.clone(),
        explanation: form.explanation.clone(),
    };
    match review::dismiss(visit.services(), visit.actor(), request).await {
        Ok(_) => done(&visit, asks).await,
        Err(ReviewRefusal::Invalid(problems)) => {
            again(&visit, asks, problems, &DISMISS_FIELDS, Typed::Dismiss(form)).await
        }
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// `POST /review/skip`
pub(crate) async fn skip(visit: Visit, asks: Asks, form: Form<CaseForm>) -> Result<HttpResponse, Failure> {
    match review::skip(visit.services(), visit.actor(), &form.case).await {
        Ok(()) => done(&visit, asks).await,
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// `POST /review/windscreen`
pub(crate) async fn windscreen(
    visit: Visit,
    asks: Asks,
    form: Form<CaseForm>,
) -> Result<HttpResponse, Failure> {
    match review::nobody_recognisable(visit.services(), visit.actor(), &form.case).await {
        Ok(()) if asks == Asks::Script => Ok(desk_island::stored()),
        Ok(()) => Ok(page::see(paths::REVIEW)),
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// `POST /review/undo`
pub(crate) async fn undo(visit: Visit, asks: Asks, form: Form<CaseForm>) -> Result<HttpResponse, Failure> {
    match review::undo(visit.services(), visit.actor(), &form.case).await {
        Ok(()) if asks == Asks::Script => Ok(desk_island::stored()),
        Ok(()) => Ok(page::see(&notice::on(paths::REVIEW, notice::UNDONE))),
        Err(refusal) => refused(&visit, asks, refusal).await,
    }
}

/// A decision is stored: the page goes to the next case, a script has it already.
async fn done(visit: &Visit, asks: Asks) -> Result<HttpResponse, Failure> {
    match asks {
        Asks::Script => Ok(desk_island::stored()),
        Asks::Page => next(visit).await,
    }
}

/// Claims the next case and goes to it.
async fn next(visit: &Visit) -> Result<HttpResponse, Failure> {
    review::claim(visit.services(), visit.actor(), None).await.map_err(failure)?;
    Ok(page::see(paths::REVIEW))
}

/// What to do with a refusal that the form itself cannot tell.
pub(super) async fn refused(
    visit: &Visit,
    asks: Asks,
    refusal: ReviewRefusal,
) -> Result<HttpResponse, Failure> {
    if asks == Asks::Script {
        return desk_island::refused(visit, refusal).await;
    }
    match refusal {
        ReviewRefusal::NoLongerYours => {
            next(visit).await?;
            Ok(page::see(&notice::on(paths::REVIEW, notice::NO_LONGER_YOURS)))
        }
        ReviewRefusal::UndoTooLate => Ok(page::see(&notice::on(paths::REVIEW, notice::UNDO_TOO_LATE))),
        // The desk itself says that the authorisation does not hold.
        ReviewRefusal::NotAuthorised => Ok(page::see(paths::REVIEW)),
        other => Err(failure(other)),
    }
}

pub(super) fn failure(refusal: ReviewRefusal) -> Failure {
    match refusal {
        ReviewRefusal::Invalid(problems) => ServiceError::Invalid(problems).into(),
        ReviewRefusal::Service(error) => error.into(),
        ReviewRefusal::NoLongerYours | ReviewRefusal::UndoTooLate => Failure::Page(ErrorKind::Conflict),
        ReviewRefusal::NotYourDecision | ReviewRefusal::NotAuthorised => Failure::Page(ErrorKind::Forbidden),
    }
}

/// What an officer typed before a form came back.
pub(super) enum Typed {
    Confirm(ConfirmForm),
    Dismiss(DismissForm),
    Correct(CorrectForm),
}

impl Typed {
    /// Puts it where it stood.
    pub(super) fn put(self, case: &mut DeskCase) {
        match self {
            Self::Confirm(form) => case.form = form.shown_with(&case.form),
            Self::Dismiss(form) => case.explanation = form.explanation,
            Self::Correct(form) => {
                case.explanation = form.explanation;
                if !form.judgement.is_blank() {
                    case.form = form.judgement.shown_with(&case.form);
                }
                case.correction = (form.plate, form.country);
            }
        }
    }
}

/// The desk once more, with the complaints and all that was typed.
pub(super) async fn again(
    visit: &Visit,
    asks: Asks,
    problems: Vec<FieldProblem>,
    fields: &[&'static str],
    typed: Typed,
) -> Result<HttpResponse, Failure> {
    let errors = form::complaints_of(problems, fields)?;
    let mut shown = ReviewPage { errors, ..present(visit).await? };
    if let Desk::Case(case) = &mut shown.desk {
        typed.put(case);
    }
    Ok(match asks {
        Asks::Script => desk_island::part(visit, StatusCode::UNPROCESSABLE_ENTITY, shown),
        Asks::Page => visit.show_again(shown),
    })
}

/// What lies on the desk now.
pub(super) async fn present(visit: &Visit) -> Result<ReviewPage, Failure> {
    let view = review::show(visit.services(), visit.actor()).await.map_err(failure)?;
    Ok(page_of(visit, view))
}

/// The page that shows a view of the desk.
pub(super) fn page_of(visit: &Visit, view: DeskView) -> ReviewPage {
    ReviewPage {
        now: view.now,
        waiting: view.waiting,
        more_waiting: view.more_waiting,
        desk: desk_page::desk(view.desk, visit.frame().texts),
        last: view.last.map(desk_page::recent),
        notice: None,
        errors: FieldErrors::none(),
        claimed_until: view.claimed_until.as_microsecond(),
    }
}
