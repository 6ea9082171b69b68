//! Refusals as `application/problem+json` (RFC 9457), every error at once.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

/// One thing that is wrong, without the value: a value may be a plate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where, as a path in the XML or the name of a header.
    pub location: String,
    /// What to change.
    pub detail: String,
}

impl Fault {
    /// A fault at `location`.
    pub fn new(location: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { location: location.into(), detail: detail.into() }
    }
}

/// Why a delivery or a question is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not what the schema and its written rules say.
    Malformed,
    /// An act older than four months.
    Late,
    /// A case that is in another batch which did not return it.
    Duplicate,
    /// The key is known with other bytes.
    KeyConflict,
    /// The client's OIN may not do this.
    Unauthorised,
    /// Not held.
    NotFound,
    /// Over the size limit.
    TooLarge,
    /// Not `application/xml`.
    MediaType,
    /// `--fault error-500`, or the state file could not be written.
    Internal,
}

impl Kind {
    /// Short name, used as problem type and in the exit report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Late => "late",
            Self::Duplicate => "duplicate",
            Self::KeyConflict => "key-conflict",
            Self::Unauthorised => "unauthorised",
            Self::NotFound => "not-found",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::Internal => "internal",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Malformed | Self::Late => StatusCode::BAD_REQUEST,
            Self::Duplicate | Self::KeyConflict => StatusCode::CONFLICT,
            Self::Unauthorised => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A refusal with all its errors.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Why.
    pub kind: Kind,
    errors: Vec<Fault>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
}

impl Problem {
    /// A refusal that lists `errors`.
    pub fn new(kind: Kind, errors: Vec<Fault>) -> Self {
        Self { kind, errors }
    }

    /// A refusal with a single error.
    pub fn one(kind: Kind, location: &str, detail: impl Into<String>) -> Self {
        Self::new(kind, vec![Fault::new(location, detail)])
    }

    /// A refusal that needs no list.
    pub fn bare(kind: Kind) -> Self {
        Self::new(kind, Vec::new())
    }

    /// The answer to send.
    pub fn response(&self) -> HttpResponse {
        let status = self.kind.status();
        let body = Body {
            r#type: format!("urn:poortwacht:cjib-mock:{}", self.kind.name()),
            title: self.kind.name(),
            status: status.as_u16(),
            errors: &self.errors,
        };
        let text = serde_json::to_string(&body).unwrap_or_default();
        HttpResponse::build(status).content_type("application/problem+json").body(text)
    }
}
