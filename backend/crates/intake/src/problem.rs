//! Refusals as `application/problem+json` (RFC 9457), all faults together.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER};
use poortwacht_services::ServiceError;
use poortwacht_services::intake::{IntakeRefusal, PacketFault};
use serde::Serialize;

/// Seconds after which a unit may try again when something of ours does not answer.
const RETRY_SOON: u64 = 30;

/// Seconds after which a unit may try again when intake was closed by the emergency stop.
const RETRY_CLOSED: u64 = 300;

/// A refusal on its way to the unit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: Box<str>,
    title: &'static str,
    status: u16,
    detail: &'static str,
    /// Only ever there as `true`: without it the unit keeps its packet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_erase: bool,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: Box<[Fault]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Box<str>>,
    #[serde(skip)]
    retry_after: Option<u64>,
    #[serde(skip)]
    allow: Option<Box<str>>,
}

/// One fault, by its place in the document.
#[derive(Debug, Serialize)]
struct Fault {
    pointer: String,
    code: &'static str,
    detail: String,
}

impl Problem {
    /// A problem of a kind, as `not-found`.
    pub(crate) fn new(status: StatusCode, kind: &str, title: &'static str, detail: &'static str) -> Self {
        Self {
            kind: format!("urn:poortwacht:problem:{kind}").into(),
            title,
            status: status.as_u16(),
            detail,
            may_erase: false,
            errors: Box::default(),
            reason: None,
            retry_after: None,
            allow: None,
        }
    }

    /// The same with particulars.
    pub(crate) fn because(self, reason: String) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// Everything that is wrong with a request.
    pub(crate) fn invalid(faults: Vec<PacketFault>) -> Self {
        let detail = "nothing was kept; mend every error listed and send the request again";
        let problem =
            Self::new(StatusCode::BAD_REQUEST, "invalid-request", "The request is not valid", detail);
        let errors =
            faults.into_iter().map(|PacketFault { pointer, code, detail }| Fault { pointer, code, detail });
        Self { errors: errors.collect(), ..problem }
    }

    pub(crate) fn too_large(detail: &'static str) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large", detail)
    }

    pub(crate) fn unsupported(detail: &'static str) -> Self {
        let title = "The content type is not supported";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-content-type", title, detail)
    }

    pub(crate) fn too_slow() -> Self {
        let detail = "the body did not arrive within two minutes; send the request again";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The request took too long", detail)
    }

    pub(crate) fn too_many(wait_seconds: u64) -> Self {
        let detail = "the unit sends faster than is agreed; wait as Retry-After says";
        let problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail);
        Self { retry_after: Some(wait_seconds), ..problem }
    }

    pub(crate) fn not_found() -> Self {
        let detail = "there is no such resource; see the interface description";
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        let detail = "the resource does not take this method; see the header Allow";
        let problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed", detail);
        Self { allow: Some(allow.into()), ..problem }
    }

    fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "unit-refused", "The unit is refused", detail)
    }

    pub(crate) fn unavailable(detail: &'static str, retry_after: u64) -> Self {
        let title = "Not available now";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, detail);
        Self { retry_after: Some(retry_after), ..problem }
    }

    fn too_old() -> Self {
        let detail = "the passage is more than 48 hours ago; erase the packet";
        let problem = Self::new(StatusCode::GONE, "too-old", "The packet is too old", detail);
        Self { may_erase: true, ..problem }
    }

    fn of_service(error: &ServiceError) -> Self {
        match error {
            // An alarm is open; a line for each packet would say nothing more.
            ServiceError::DatabaseBehind => {
                let detail = "nothing is taken until the database is recovered; keep the packet and try again as Retry-After says";
                Self::unavailable(detail, RETRY_CLOSED)
            }
            ServiceError::Unavailable(what) => {
                tracing::warn!(what = %what, "intake is not available");
                let detail =
                    "the packet cannot be made durable now; keep it and try again as Retry-After says";
                Self::unavailable(detail, RETRY_SOON)
            }
            other => {
                tracing::error!(error = %other, "intake failed");
                let detail = "the server failed; keep the packet, back off and try again";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server-error", "The server failed", detail)
            }
        }
    }

    /// The answer.
    pub(crate) fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((ALLOW, &**methods));
        }
        match serde_json::to_vec(&self) {
            Ok(body) => response.content_type("application/problem+json").body(body),
            Err(_) => response.finish(),
        }
    }
}

impl From<IntakeRefusal> for Problem {
    fn from(refusal: IntakeRefusal) -> Self {
        match refusal {
            IntakeRefusal::UnknownUnit => {
                Self::forbidden("the certificate is not registered; ask the administrator to register it")
            }
            IntakeRefusal::RevokedUnit => Self::forbidden("the unit is revoked; ask the administrator"),
            IntakeRefusal::SuspendedUnit => {
                Self::forbidden("the unit is suspended; keep what waits and ask the administrator")
            }
            IntakeRefusal::Closed => {
                Self::unavailable("intake is closed by the emergency stop; keep every packet", RETRY_CLOSED)
            }
            IntakeRefusal::Invalid(faults) => Self::invalid(faults),
            IntakeRefusal::OtherContent => {
                let detail =
                    "the unit sent other content under this packetId before; give each packet its own";
                Self::new(StatusCode::CONFLICT, "other-content", "The identifier was used before", detail)
            }
            IntakeRefusal::TooOld => Self::too_old(),
            IntakeRefusal::Service(error) => Self::of_service(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(refusal: IntakeRefusal) -> (u16, bool, bool) {
        let problem = Problem::from(refusal);
        let (may_erase, retry) = (problem.may_erase, problem.retry_after.is_some());
        (problem.into_response().status().as_u16(), may_erase, retry)
    }

    #[test]
    fn every_refusal_has_its_status_and_only_410_lets_the_unit_erase() {
        let unavailable = || ServiceError::Unavailable("test".to_owned());
        let damaged = || ServiceError::Damaged("test".to_owned());
        for (refusal, expected) in [
            (IntakeRefusal::UnknownUnit, (403, false, false)),
            (IntakeRefusal::RevokedUnit, (403, false, false)),
            (IntakeRefusal::SuspendedUnit, (403, false, false)),
            (IntakeRefusal::Closed, (503, false, true)),
            (IntakeRefusal::Invalid(Vec::new()), (400, false, false)),
            (IntakeRefusal::OtherContent, (409, false, false)),
            (IntakeRefusal::TooOld, (410, true, false)),
            (IntakeRefusal::Service(unavailable()), (503, false, true)),
            (IntakeRefusal::Service(damaged()), (500, false, false)),
        ] {
            assert_eq!(status(refusal), expected);
        }
    }

    #[test]
    fn faults_are_listed_by_pointer_code_and_detail() {
        let problem = Problem::invalid(vec![PacketFault::new("/lane", "out_of_range", "give 1 to 32")]);
        let json = serde_json::to_value(&problem).unwrap();
        let expected =
            serde_json::json!([{"pointer": "/lane", "code": "out_of_range", "detail": "give 1 to 32"}]);
        assert_eq!(json["errors"], expected);
        assert_eq!(json["type"], "urn:poortwacht:problem:invalid-request");
        assert!(json.get("mayErase").is_none());
    }
}
