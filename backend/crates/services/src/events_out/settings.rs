//! Who gets which events.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::Url;
use reqwest::header::HeaderValue;

use super::catalogue::types;
use super::receiver::Receiver;
use super::signature::Secret;
use crate::{FieldProblem, ServiceError};

/// Receivers of events, and how they are sent.
#[derive(Debug, Clone)]
pub struct EventsConfig {
    /// Who gets which.
    pub receivers: Vec<ReceiverConfig>,
    /// Pause between two looks at what waits.
    pub interval: Duration,
    /// Longest wait for an answer.
    pub timeout: Duration,
    /// How long an event is tried before it is given up.
    pub give_up_after: SignedDuration,
    /// This installation's own listeners: nothing is sent to them.
    pub listeners: Vec<SocketAddr>,
}

/// One receiver.
#[derive(Debug, Clone)]
pub struct ReceiverConfig {
    /// Its name, unique among them.
    pub name: String,
    /// Code of the municipality whose events it gets.
    pub municipality: String,
    /// Where they are posted to, `https://…`.
    pub url: String,
    /// Types that it gets; none: all of them.
    pub types: Vec<String>,
    /// Authority of its certificate, PEM.
    pub ca_file: PathBuf,
    /// Our client certificate and its key, PEM, where it asks for one.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// File of the secrets that sign, one on a line.
    pub secret_file: PathBuf,
    /// File of a bearer token, where it asks for one.
    pub token_file: Option<PathBuf>,
}

impl EventsConfig {
    /// Whether everything is there and can be used; connects to nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming all members that cannot be used.
    pub fn check(&self) -> Result<(), ServiceError> {
        let mut problems = self.names();
        for receiver in &self.receivers {
            problems.extend(receiver.unknown_types());
            if let Err(ServiceError::Invalid(found)) = Receiver::new(self, receiver) {
                problems.extend(found);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(problems)) }
    }

    fn names(&self) -> Vec<FieldProblem> {
        let twice = |place: usize, one: &ReceiverConfig| {
            self.receivers.iter().take(place).any(|other| other.name == one.name)
        };
        let named = |name: &str| {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !name.is_empty() && name.len() <= 60 && name.bytes().all(plain)
        };
        let mut problems = Vec::new();
        for (place, receiver) in self.receivers.iter().enumerate() {
            if !named(&receiver.name) {
                problems
                    .push(receiver.problem("name", "must be 1 to 60 lower-case letters, digits and dashes"));
            } else if twice(place, receiver) {
                problems.push(receiver.problem("name", "is given twice; each receiver has its own"));
            }
        }
        problems
    }
}

impl ReceiverConfig {
    /// Whether it asked for this.
    pub(super) fn wants(&self, municipality: &str, kind: &str) -> bool {
        let wanted = self.types.is_empty() || self.types.iter().any(|asked| asked == kind);
        wanted && self.municipality == municipality
    }

    fn unknown_types(&self) -> Vec<FieldProblem> {
        let unknown = self.types.iter().filter(|asked| types().all(|known| known != asked.as_str()));
        let told = |asked: &String| {
            self.problem("types", format!("knows no {asked}; the types stand in deploy/docs/events.md"))
        };
        unknown.map(told).collect()
    }

    pub(super) fn url(&self) -> Result<Url, ServiceError> {
        let url =
            Url::parse(&self.url).map_err(|error| self.refused("url", format!("is no URL: {error}")))?;
        if url.scheme() != "https" {
            return Err(self.refused("url", "must start with https://; events go over TLS only"));
        }
        if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(self.refused("url", "must hold no user, password or fragment; use token_file"));
        }
        Ok(url)
    }

    pub(super) fn secrets(&self) -> Result<Vec<Secret>, ServiceError> {
        let text = self.read("secret_file", &self.secret_file)?;
        Secret::parse_all(&text)
            .map_err(|error| self.refused("secret_file", format!("{}: {error}", self.secret_file.display())))
    }

    /// The header that shows the token, marked as secret.
    pub(super) fn token(&self) -> Result<Option<HeaderValue>, ServiceError> {
        let Some(file) = &self.token_file else { return Ok(None) };
        let text = self.read("token_file", file)?;
        let mut value = HeaderValue::from_str(&format!("Bearer {}", text.trim())).map_err(|_| {
            self.refused("token_file", format!("{}: holds no token on one line", file.display()))
        })?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    fn read(&self, member: &str, file: &Path) -> Result<String, ServiceError> {
        fs::read_to_string(file)
            .map_err(|error| self.refused(member, format!("{} cannot be read: {error}", file.display())))
    }

    fn problem(&self, member: &str, message: impl Into<String>) -> FieldProblem {
        FieldProblem::new(format!("events.receivers[{}].{member}", self.name), message)
    }

    pub(super) fn refused(&self, member: &str, message: impl Into<String>) -> ServiceError {
        ServiceError::Invalid(vec![self.problem(member, message)])
    }
}
