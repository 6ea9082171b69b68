//! Before every handler, in this order: emergency stop, origin and token of a form, session, permission. The visitor's
//! address was checked by [`crate::front`]. Every refusal is in the ledger before the visitor hears it: in the log of the
//! municipality whose session it was, or in the system's. A visitor without any session who asks for a page is no refusal
//! but shown the way in.

use actix_http::h1;
use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Query};
use actix_web::{Error, FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse};
use poortwacht_domain::Permission;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::paths;
use poortwacht_services::sessions::{self, SessionRefusal};
use poortwacht_services::{
    ServiceError, Visitor, emergency, note_refusal, note_refused, note_stranger, refusals,
};
use poortwacht_store::emergency::Listener;
use serde::Deserialize;

use crate::app::Shared;
use crate::failure::Failure;
use crate::routes::{Access, Endpoint};
use crate::visit::Visit;
use crate::{cookie, notice, page, same_origin, upload};

/// Why a request does not reach its handler.
#[derive(Debug)]
pub(crate) enum Stop {
    /// An error page.
    Fail(Failure),
    /// Log in first; whether a session was over.
    LogIn { over: bool },
}

impl<E: Into<Failure>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fail(error.into())
    }
}

const FORBIDDEN: Stop = Stop::Fail(Failure::Page(ErrorKind::Forbidden));

/// Lets a request through to the endpoint's handler, or answers it. Never gives an error: the answer would miss the
/// headers of every outer layer.
pub(crate) async fn pass(
    endpoint: Endpoint,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    match check(endpoint, &mut request).await {
        Ok(()) => next.call(request).await,
        Err(Stop::Fail(failure)) => Ok(request.error_response(failure)),
        Err(Stop::LogIn { over }) => Ok(request.into_response(to_login(over))),
    }
}

async fn check(endpoint: Endpoint, request: &mut ServiceRequest) -> Result<(), Stop> {
    let shared = Shared::of(request.request())?;
    let line = endpoint.declaration();
    if endpoint != Endpoint::Asset && emergency::stop_of(shared.services(), Listener::Portal).await?.is_some()
    {
        return Err(Stop::Fail(Failure::Page(ErrorKind::PortalClosed)));
    }
    if line.method == Method::POST
        && let Some(why) = check_form(&shared, endpoint, request).await?
    {
        return Err(turned_away(&shared, request.request(), why).await);
    }
    let permission = match line.access {
        Access::Public => return Ok(()),
        Access::Session => None,
        Access::Permission(permission) => Some(permission),
    };
    let visit = match session(&shared, request.request()).await {
        Ok(visit) => visit,
        Err(stop) => return Err(refused(&shared, request.request(), endpoint, stop).await),
    };
    let allowed = check_permission(&visit, permission).await;
    request.extensions_mut().insert(visit);
    allowed
}

/// A form must come from our own pages, be short, and be made for the session that sends it; else why it is refused. Its
/// body is read here and put back for the handler.
async fn check_form(
    shared: &Shared,
    endpoint: Endpoint,
    request: &mut ServiceRequest,
) -> Result<Option<&'static str>, Stop> {
    if !same_origin::is_own(request.headers(), shared.public_origin()) {
        return Ok(Some(refusals::FOREIGN_FORM));
    }
    if upload::is_one(endpoint, request) {
        let given = upload::token(request).await?;
        let own = cookie::token(request.request());
        let is_ours = own.zip(given).is_some_and(|(own, given)| sessions::is_form_token(&own, &given));
        return Ok((!is_ours).then_some(refusals::FORM_TOKEN));
    }
    let body = body(request).await?;
    let is_ours =
        endpoint.declaration().access == Access::Public || is_made_for_session(request.request(), &body);
    request.set_payload(payload(body));
    Ok((!is_ours).then_some(refusals::FORM_TOKEN))
}

/// Refuses a request, once it is written down whose it was.
async fn turned_away(shared: &Shared, request: &HttpRequest, why: &'static str) -> Stop {
    match note(shared, request, why).await {
        Ok(()) => FORBIDDEN,
        Err(failure) => Stop::Fail(failure),
    }
}

async fn note(shared: &Shared, request: &HttpRequest, why: &'static str) -> Result<(), Failure> {
    let visitor = visitor(request)?;
    let actor = match cookie::token(request) {
        Some(token) => sessions::whose(shared.services(), &token, &visitor).await?,
        None => None,
    };
    match actor {
        Some(actor) => note_refused(shared.services(), &actor, why).await?,
        None => note_stranger(shared.services(), &visitor, why).await?,
    }
    Ok(())
}

fn visitor(request: &HttpRequest) -> Result<Visitor, Failure> {
    request.extensions().get::<Visitor>().cloned().ok_or(Failure::Page(ErrorKind::Internal))
}

async fn body(request: &mut ServiceRequest) -> Result<Bytes, Failure> {
    let (head, payload) = request.parts_mut();
    let read = Bytes::from_request(head, payload).await;
    read.map_err(|error| match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => Failure::Page(ErrorKind::TooLarge),
        _ => Failure::Page(ErrorKind::BadRequest),
    })
}

fn payload(body: Bytes) -> Payload {
    let (_, mut payload) = h1::Payload::create(true);
    payload.unread_data(body);
    Payload::from(payload)
}

/// The field that every form with a session has.
#[derive(Deserialize)]
struct Token {
    form_token: String,
}

fn is_made_for_session(request: &HttpRequest, body: &[u8]) -> bool {
    let given = std::str::from_utf8(body).ok().and_then(|body| Query::<Token>::from_query(body).ok());
    match (cookie::token(request), given) {
        (Some(token), Some(given)) => sessions::is_form_token(&token, &given.form_token),
        _ => false,
    }
}

/// The session that a request belongs to. Why there is none is written down, unless nobody claimed one.
pub(crate) async fn session(shared: &Shared, request: &HttpRequest) -> Result<Visit, Stop> {
    let token = cookie::token(request).ok_or(Stop::LogIn { over: false })?;
    let (services, visitor) = (shared.services(), visitor(request)?);
    match sessions::authenticate(services, &token, &visitor).await {
        Ok(present) => Ok(Visit::new(shared.clone(), present, &token, request)),
        Err(SessionRefusal::Over(actor)) => {
            note_refused(services, &actor, refusals::SESSION_OVER).await?;
            Err(Stop::LogIn { over: true })
        }
        Err(SessionRefusal::Unknown) => {
            note_stranger(services, &visitor, refusals::NO_SESSION).await?;
            Err(Stop::LogIn { over: true })
        }
        Err(SessionRefusal::WrongAddress(actor)) => {
            note_refused(services, &actor, refusals::WRONG_ADDRESS).await?;
            Err(FORBIDDEN)
        }
        Err(SessionRefusal::Service(error)) => Err(error.into()),
    }
}

/// Whether the login form has nothing to offer. Asking for it is never a refusal.
pub(crate) async fn is_logged_in(shared: &Shared, request: &HttpRequest) -> Result<bool, Failure> {
    let Some(token) = cookie::token(request) else { return Ok(false) };
    match sessions::authenticate(shared.services(), &token, &visitor(request)?).await {
        Ok(_) => Ok(true),
        Err(SessionRefusal::Service(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

/// Pages send to the login form; a picture or a form without a session is refused.
async fn refused(shared: &Shared, request: &HttpRequest, endpoint: Endpoint, stop: Stop) -> Stop {
    let is_page = endpoint.declaration().method == Method::GET && endpoint != Endpoint::Picture;
    match stop {
        Stop::LogIn { over: false } if !is_page => turned_away(shared, request, refusals::NO_SESSION).await,
        Stop::LogIn { .. } if !is_page => FORBIDDEN,
        other => other,
    }
}

/// Refuses what the role does not cover; the refusal is in the ledger before the visitor hears it.
async fn check_permission(visit: &Visit, permission: Option<Permission>) -> Result<(), Stop> {
    let Some(permission) = permission.filter(|permission| !visit.actor().role.allows(*permission)) else {
        return Ok(());
    };
    note_refusal(visit.services(), visit.actor(), permission).await?;
    Err(ServiceError::Refused("the role does not cover this").into())
}

pub(crate) fn to_login(over: bool) -> HttpResponse {
    if !over {
        return page::see(paths::LOGIN);
    }
    let mut response = page::see(&notice::on(paths::LOGIN, notice::SESSION_ENDED));
    // A cookie with a session that is over is worth nothing; that it does not fit into the answer cannot happen.
    if let Err(error) = response.add_cookie(&cookie::removal()) {
        tracing::error!(%error, "session cookie not removed");
    }
    response
}
