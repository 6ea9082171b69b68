//! Why a request was not done, and the page that says so.

use std::fmt;

use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_services::ServiceError;

/// Seconds after which it is worth trying again when something does not answer.
const RETRY_SECONDS: &str = "60";

/// Why a request was not done. [`crate::front`] draws the page; internal words go to the log only.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A page without more to tell.
    Page(ErrorKind),
    /// The path does not answer this method.
    Method {
        /// The methods it does answer.
        allow: String,
    },
    /// A use case did not do what was asked.
    Service(ServiceError),
}

impl Failure {
    /// The page that tells the visitor.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Page(kind) => *kind,
            Self::Method { .. } => ErrorKind::MethodNotAllowed,
            Self::Service(error) => match error {
                ServiceError::Unavailable(_) => ErrorKind::Unavailable,
                ServiceError::DatabaseBehind => ErrorKind::DatabaseBehind,
                ServiceError::NotFound(_) => ErrorKind::NotFound,
                ServiceError::Conflict(_) => ErrorKind::Conflict,
                ServiceError::Refused(_) => ErrorKind::Forbidden,
                ServiceError::Invalid(_) => ErrorKind::BadRequest,
                ServiceError::Damaged(_) => ErrorKind::Internal,
                ServiceError::Altered(alteration) => ErrorKind::EvidenceAltered(alteration.part),
            },
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(kind) => write!(f, "{kind:?}"),
            Self::Method { allow } => write!(f, "method not allowed; allowed: {allow}"),
            Self::Service(error) => error.fmt(f),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        status(self.kind())
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        if let Self::Method { allow } = self
            && let Ok(allow) = HeaderValue::from_str(allow)
        {
            response.headers_mut().insert(ALLOW, allow);
        }
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        }
        response
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

/// What a body that cannot be read means: too long, or broken off.
impl From<PayloadError> for Failure {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Overflow => Self::Page(ErrorKind::TooLarge),
            _ => Self::Page(ErrorKind::BadRequest),
        }
    }
}

/// The status code of an error page.
pub(crate) fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_with_store_or_keys_is_503_and_asks_to_come_back() {
        let answer = Failure::from(ServiceError::Unavailable("the disk is full".into())).error_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key(RETRY_AFTER));
    }

    #[test]
    fn an_older_database_is_503_with_a_page_of_its_own() {
        let failure = Failure::from(ServiceError::DatabaseBehind);
        assert_eq!(failure.kind(), ErrorKind::DatabaseBehind);
        assert_eq!(failure.status_code(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[test]
    fn another_method_is_told_which_ones_there_are() {
        let answer = Failure::Method { allow: "GET".into() }.error_response();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers().get(ALLOW), Some(&HeaderValue::from_static("GET")));
    }

    #[test]
    fn damaged_evidence_is_an_error_of_ours_and_refusal_is_not() {
        let status = |error| Failure::from(error).status_code().as_u16();
        assert_eq!(status(ServiceError::Damaged("x".into())), 500);
        assert_eq!(status(ServiceError::Refused("x")), 403);
        assert_eq!(status(ServiceError::NotFound("x")), 404);
        assert_eq!(status(ServiceError::Conflict("x".into())), 409);
    }
}
