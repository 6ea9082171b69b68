//! From a page to an answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use poortwacht_frontend::{Frame, Page, render};

pub(crate) use crate::failure::status;

/// Content type of every page.
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The answer that shows a page.
pub(crate) fn show<P: Page>(frame: &Frame, code: StatusCode, page: P) -> HttpResponse {
    HttpResponse::build(code).insert_header((CONTENT_TYPE, HTML)).body(render(frame, page))
}

/// The answer after something was done: look there. `place` is one of our own paths, so reloading does nothing twice.
pub(crate) fn see(place: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, place)).finish()
}
