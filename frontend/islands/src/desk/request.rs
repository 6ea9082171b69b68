//! Asking the server.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Headers, Request, RequestInit, RequestRedirect, Response, UrlSearchParams};

use crate::dom;

/// The next case, ahead of time.
pub(super) const NEXT: &str = "/review/next";
/// A case that was fetched ahead lies on the desk.
pub(super) const SHOWN: &str = "/review/shown";
/// The page is still open.
pub(super) const RENEW: &str = "/review/renew";
/// The page was left.
pub(super) const RELEASE: &str = "/review/release";
/// The desk.
pub(super) const DESK: &str = "/review";

/// What came back. No answer at all is `None` in place of it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    /// Milliseconds that the server says it took.
    pub(super) server: Option<f64>,
}

/// Sends a form; it is told that a script asks.
pub(super) async fn post(place: &str, form: &UrlSearchParams) -> Option<Answer> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(form);
    send(place, &options).await
}

/// Fetches a page.
pub(super) async fn get(place: &str) -> Option<Answer> {
    send(place, &RequestInit::new()).await
}

async fn send(place: &str, options: &RequestInit) -> Option<Answer> {
    // A redirection leads to the login form: the session is over.
    options.set_redirect(RequestRedirect::Manual);
    let headers = Headers::new().ok()?;
    headers.set("X-Requested-With", "desk").ok()?;
    options.set_headers(&headers);
    let request = Request::new_with_str_and_init(place, options).ok()?;
    let answer = JsFuture::from(dom::window()?.fetch_with_request(&request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let server = answer.headers().get("server-timing").ok().flatten();
    let server = server.and_then(|timing| dom::decimal(timing.split_once("dur=")?.1));
    let body: JsValue = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some(Answer { status: answer.status(), body: body.as_string()?, server })
}

/// A form with the session's token and one field.
pub(super) fn form(root: &Element, field: &str, value: &str) -> Option<UrlSearchParams> {
    let form = UrlSearchParams::new().ok()?;
    form.append("form_token", &root.get_attribute("data-form-token")?);
    form.append(field, value);
    Some(form)
}
