//! Refusals as `application/problem+json` (RFC 9457), all errors together.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use poortwacht_services::api_clients::{CallRefusal, TokenRefusal};
use poortwacht_services::{FieldProblem, ServiceError};
use serde::Serialize;

/// Seconds after which to try again when something of ours does not answer.
const RETRY_SOON: u64 = 30;
/// Seconds after which to try again when the API was closed by the emergency stop.
const RETRY_CLOSED: u64 = 300;

/// A refusal on its way to the permit system.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    /// What the ledger calls it; its type is made from it.
    code: &'static str,
    title: &'static str,
    detail: Box<str>,
    errors: Box<[Fault]>,
    /// OAuth 2's own code (RFC 6749, 5.2), at the token endpoint.
    oauth: Option<&'static str>,
    header: Option<Header>,
}

/// What a refusal has beside its body.
#[derive(Debug)]
enum Header {
    /// Seconds to wait.
    RetryAfter(u64),
    /// Methods that the resource takes.
    Allow(Box<str>),
    /// How to authenticate.
    Challenge,
}

/// A problem as it is written (RFC 9457).
#[derive(Serialize)]
struct Written<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Fault],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
}

/// One error, by where it is.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    #[serde(rename = "in")]
    place: &'static str,
    location: Location,
    code: &'static str,
    detail: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Location {
    /// JSON Pointer into the body.
    Pointer(String),
    /// Name of a parameter or header.
    Name(String),
}

impl Fault {
    /// An error in the JSON body, by its pointer, as `/plate`.
    pub(crate) fn in_body(problem: FieldProblem) -> Self {
        Self {
            place: "body",
            location: Location::Pointer(problem.field),
            code: "invalid",
            detail: problem.message,
        }
    }

    /// An error in a parameter of the query, the path or a header.
    pub(crate) fn named(place: &'static str, name: &str, detail: impl Into<String>) -> Self {
        Self { place, location: Location::Name(name.to_owned()), code: "invalid", detail: detail.into() }
    }
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<Box<str>>) -> Self {
        let (detail, errors) = (detail.into(), Box::default());
        Self { status, code, title, detail, errors, oauth: None, header: None }
    }

    /// What the ledger calls it.
    pub(crate) const fn code(&self) -> &'static str {
        self.code
    }

    /// How many errors it lists.
    #[cfg(test)]
    pub(crate) fn faults(&self) -> usize {
        self.errors.len()
    }

    /// Everything that is wrong with a request.
    pub(crate) fn invalid(errors: Vec<Fault>) -> Self {
        let detail = "nothing was changed; mend every error listed and send the request again";
        Self { errors: errors.into(), ..Self::malformed(detail) }
    }

    /// A request that cannot be read at all.
    pub(crate) fn malformed(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", "The request is not valid", detail)
    }

    pub(crate) fn too_large() -> Self {
        let detail = "a request has at most 64 KiB";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The request is too large", detail)
    }

    pub(crate) fn too_slow() -> Self {
        let detail = "the body did not arrive within half a minute; send the request again";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The request took too long", detail)
    }

    pub(crate) fn unsupported(detail: &'static str) -> Self {
        let title = "The content type is not supported";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", title, detail)
    }

    pub(crate) fn too_many(wait_seconds: u64) -> Self {
        let detail = "requests come faster than is agreed; wait as Retry-After says";
        let problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests", detail);
        Self { header: Some(Header::RetryAfter(wait_seconds)), ..problem }
    }

    pub(crate) fn not_found() -> Self {
        let detail = "there is no such resource; see the interface description";
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
    }

    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        let detail = "the resource does not take this method; see the header Allow";
        let problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", detail);
        Self { header: Some(Header::Allow(allow.into())), ..problem }
    }

    pub(crate) fn closed() -> Self {
        let detail = "the API is closed by the emergency stop; try again as Retry-After says";
        Self::unavailable(detail, RETRY_CLOSED)
    }

    pub(crate) fn conflict(detail: impl Into<Box<str>>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "It is not as the request supposes", detail)
    }

    fn unavailable(detail: &'static str, retry_after: u64) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available now", detail);
        Self { header: Some(Header::RetryAfter(retry_after)), ..problem }
    }

    fn forbidden(detail: impl Into<Box<str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    fn failed() -> Self {
        let detail = "the server failed; nothing was changed, try again later";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The server failed", detail)
    }

    /// As the token endpoint of OAuth 2 answers.
    fn oauth(self, error: &'static str) -> Self {
        Self { oauth: Some(error), ..self }
    }

    fn written(&self) -> Written<'_> {
        Written {
            kind: format!("urn:poortwacht:problem:{}", self.code.replace('_', "-")),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            errors: &self.errors,
            error: self.oauth,
            error_description: self.oauth.map(|_| &*self.detail),
        }
    }

    /// The answer.
    pub(crate) fn into_response(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        match &self.header {
            Some(Header::RetryAfter(seconds)) => response.insert_header((RETRY_AFTER, seconds.to_string())),
            Some(Header::Allow(methods)) => response.insert_header((ALLOW, &**methods)),
            Some(Header::Challenge) => {
                response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"poortwacht\""))
            }
            None => &mut response,
        };
        match serde_json::to_vec(&self.written()) {
            Ok(body) => response.content_type("application/problem+json").body(body),
            Err(_) => response.finish(),
        }
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Invalid(problems) => {
                Self::invalid(problems.into_iter().map(Fault::in_body).collect())
            }
            ServiceError::NotFound(_) => Self::not_found(),
            ServiceError::Conflict(what) => Self::conflict(what),
            ServiceError::Refused(what) => Self::forbidden(what),
            ServiceError::Unavailable(what) => {
                tracing::warn!(what = %what, "the API is not available");
                Self::unavailable("something does not answer; try again as Retry-After says", RETRY_SOON)
            }
            ServiceError::DatabaseBehind => {
                let detail = "the database is being recovered; try again as Retry-After says";
                Self::unavailable(detail, RETRY_SOON)
            }
            error @ (ServiceError::Damaged(_) | ServiceError::Altered(_)) => {
                tracing::error!(%error, "a request of the API failed");
                Self::failed()
            }
        }
    }
}

impl From<CallRefusal> for Problem {
    fn from(refusal: CallRefusal) -> Self {
        match refusal {
            CallRefusal::Unauthenticated(detail) => {
                let title = "Not authenticated";
                let problem = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", title, detail);
                Self { header: Some(Header::Challenge), ..problem }
            }
            CallRefusal::WrongAddress => Self::forbidden("the permit system may not call from this address"),
            CallRefusal::MissingScope(scope) => {
                Self::forbidden(format!("the access token lacks the scope {scope}"))
            }
            CallRefusal::Service(error) => error.into(),
        }
    }
}

impl From<TokenRefusal> for Problem {
    fn from(refusal: TokenRefusal) -> Self {
        let title = "No access token is issued";
        let bad = |detail: String, error| {
            Self::new(StatusCode::BAD_REQUEST, "token_refused", title, detail).oauth(error)
        };
        match refusal {
            TokenRefusal::Service(error) => error.into(),
            TokenRefusal::Malformed(_) => bad(refusal.to_string(), "invalid_request"),
            TokenRefusal::GrantType => bad(refusal.to_string(), "unsupported_grant_type"),
            TokenRefusal::Scope(_) => bad(refusal.to_string(), "invalid_scope"),
            TokenRefusal::WrongAddress => Self::forbidden("the permit system may not call from this address")
                .oauth("unauthorized_client"),
            TokenRefusal::Client(_) => {
                Self::new(StatusCode::UNAUTHORIZED, "token_refused", title, refusal.to_string())
                    .oauth("invalid_client")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_status() {
        let unavailable = || ServiceError::Unavailable("test".to_owned());
        for (problem, status) in [
            (Problem::from(ServiceError::Invalid(Vec::new())), 400),
            (Problem::from(ServiceError::NotFound("x")), 404),
            (Problem::from(ServiceError::Conflict(String::new())), 409),
            (Problem::from(ServiceError::Refused("x")), 403),
            (Problem::from(unavailable()), 503),
            (Problem::from(ServiceError::Damaged(String::new())), 500),
            (Problem::from(CallRefusal::Unauthenticated("x")), 401),
            (Problem::from(CallRefusal::WrongAddress), 403),
            (Problem::from(TokenRefusal::Client("x")), 401),
            (Problem::from(TokenRefusal::GrantType), 400),
            (Problem::from(TokenRefusal::Service(unavailable())), 503),
            (Problem::closed(), 503),
        ] {
            assert_eq!(problem.into_response().status().as_u16(), status);
        }
    }

    #[test]
    fn errors_are_listed_by_place_and_what_failed_inside_stays_inside() {
        let problem = Problem::invalid(vec![
            Fault::in_body(FieldProblem::new("/plate", "is missing")),
            Fault::named("query", "page", "is no number"),
        ]);
        let json = serde_json::to_value(problem.written()).unwrap();
        assert_eq!(json["type"], "urn:poortwacht:problem:invalid-request");
        assert_eq!(json["errors"][0]["location"]["pointer"], "/plate");
        assert_eq!(json["errors"][1]["location"]["name"], "page");
        let failed = Problem::from(ServiceError::Damaged("the plate of X".to_owned()));
        assert!(!serde_json::to_string(&failed.written()).unwrap().contains("plate of X"));
    }
}
