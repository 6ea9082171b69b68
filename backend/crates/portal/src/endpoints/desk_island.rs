//! What the review desk's own script asks for: the next case ahead of time, and short answers to decisions.

use std::future::{Ready, ready};
use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};
use actix_web::web::Form;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use poortwacht_frontend::pages::review::{CaseForm, ReleaseForm, ReviewNotice, ReviewPage};
use poortwacht_frontend::pages::review_bar::Bar;
use poortwacht_frontend::{Fragment, render_fragment};
use poortwacht_services::review::{self, ReviewRefusal};

use super::desk::{failure, page_of, present, refused as refused_to};
use super::desk_page;
use crate::failure::Failure;
use crate::page::HTML;
use crate::visit::Visit;

/// Who asks: a page by its form, or the desk's script. Both are answered with the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// A form; the answer leads to a page.
    Page,
    /// The script; the answer is a part of the page, or nothing but its status.
    Script,
}

const REQUESTED_WITH: &str = "x-requested-with";
const DESK: &str = "desk";
/// How long the server took, for the browser's own measurements.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

impl FromRequest for Asks {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let by = request.headers().get(REQUESTED_WITH);
        ready(Ok(if by.is_some_and(|by| by == DESK) { Self::Script } else { Self::Page }))
    }
}

/// `POST /review/next`
pub(crate) async fn next(visit: Visit, form: Form<CaseForm>) -> Result<HttpResponse, Failure> {
    let begun = Instant::now();
    match review::prefetch(visit.services(), visit.actor(), &form.case).await {
        Ok(Some(view)) => Ok(timed(begun, part(&visit, StatusCode::OK, page_of(&visit, view)))),
        Ok(None) => Ok(stored()),
        Err(refusal) => Err(failure(refusal)),
    }
}

/// `POST /review/shown`
pub(crate) async fn shown(visit: Visit, form: Form<CaseForm>) -> Result<HttpResponse, Failure> {
    let begun = Instant::now();
    match review::shown(visit.services(), visit.actor(), &form.case).await {
        Ok(bar) => Ok(timed(begun, part(&visit, StatusCode::OK, bar_of(bar)))),
        Err(refusal) => refused_to(&visit, Asks::Script, refusal).await,
    }
}

/// `POST /review/renew`: answers until when the claims last.
pub(crate) async fn renew(visit: Visit, form: Form<CaseForm>) -> Result<HttpResponse, Failure> {
    match review::renew(visit.services(), visit.actor(), &form.case).await {
        Ok(until) => Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body(until.as_microsecond().to_string())),
        Err(refusal) => refused_to(&visit, Asks::Script, refusal).await,
    }
}

/// `POST /review/release`
pub(crate) async fn release(visit: Visit, form: Form<ReleaseForm>) -> Result<HttpResponse, Failure> {
    // What is no number fits no claim.
    let until = match form.until.as_str() {
        "" => None,
        until => Some(until.parse().unwrap_or(i64::MIN)),
    };
    review::release(visit.services(), visit.actor(), until).await.map_err(failure)?;
    Ok(stored())
}

/// The answer to the script when all went well and there is nothing to show.
pub(super) fn stored() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// A part of a page.
pub(super) fn part(visit: &Visit, code: StatusCode, fragment: impl Fragment) -> HttpResponse {
    let body = render_fragment(&visit.frame(), fragment);
    HttpResponse::build(code).insert_header((CONTENT_TYPE, HTML)).body(body)
}

/// What lies on the desk instead of what the script thought: its case is lost, or nothing may be decided.
pub(super) async fn refused(visit: &Visit, refusal: ReviewRefusal) -> Result<HttpResponse, Failure> {
    let notice = match refusal {
        ReviewRefusal::NoLongerYours => {
            review::claim(visit.services(), visit.actor(), None).await.map_err(failure)?;
            Some(ReviewNotice::NoLongerYours)
        }
        ReviewRefusal::UndoTooLate => Some(ReviewNotice::UndoTooLate),
        ReviewRefusal::NotAuthorised => None,
        other => return Err(failure(other)),
    };
    let shown = ReviewPage { notice, ..present(visit).await? };
    Ok(part(visit, StatusCode::CONFLICT, shown))
}

fn bar_of(bar: review::DeskBar) -> Bar {
    Bar {
        reference: Some(bar.reference),
        waiting: bar.waiting,
        more_waiting: bar.more_waiting,
        last: bar.last.map(desk_page::recent),
        claimed_until: bar.claimed_until.as_microsecond(),
    }
}

fn timed(begun: Instant, mut answer: HttpResponse) -> HttpResponse {
    let took = format!("app;dur={:.1}", begun.elapsed().as_secs_f64() * 1000.0);
    if let Ok(took) = took.parse() {
        answer.headers_mut().insert(SERVER_TIMING, took);
    }
    answer
}
