//! Where the lines go.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::collector::Collector;
use crate::{FieldProblem, ServiceError};

/// Collector of the processing log, and how to reach it.
#[derive(Debug, Clone)]
pub struct ProcessingLogConfig {
    /// Base URL of the collector's OTLP/HTTP interface, `https://…`; lines go to `/v1/traces` below it.
    pub endpoint: String,
    /// Authority of the collector's certificate, PEM.
    pub ca_file: PathBuf,
    /// Our client certificate and its key, PEM, where the collector asks for one.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// File of further headers, one `Name: value` a line, for example a token.
    pub headers_file: Option<PathBuf>,
    /// Pause between two looks at what waits.
    pub interval: Duration,
    /// Longest wait for an answer.
    pub timeout: Duration,
}

impl ProcessingLogConfig {
    /// Whether the files are there and can be used; connects to nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming the member that cannot be used.
    pub fn check(&self) -> Result<(), ServiceError> {
        Collector::new(self).map(drop)
    }

    /// Where lines are posted to.
    pub(super) fn url(&self) -> Result<Url, ServiceError> {
        let refused = |why: String| invalid("endpoint", why);
        let url = format!("{}/v1/traces", self.endpoint.trim_end_matches('/'));
        let url = Url::parse(&url).map_err(|error| refused(format!("is no URL: {error}")))?;
        if url.scheme() == "https" {
            Ok(url)
        } else {
            Err(refused("must start with https://; the log takes lines over TLS only".to_owned()))
        }
    }

    /// The further headers, marked as secret.
    pub(super) fn headers(&self) -> Result<HeaderMap, ServiceError> {
        let Some(file) = &self.headers_file else { return Ok(HeaderMap::new()) };
        let text = fs::read_to_string(file).map_err(|error| unusable(file, &error.to_string()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| header(line).ok_or_else(|| unusable(file, "a line is not `Name: value`"))).collect()
    }
}

/// Never repeats the line: it may hold a secret.
fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let mut value = HeaderValue::from_str(value.trim()).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

fn unusable(file: &Path, why: &str) -> ServiceError {
    invalid("headers_file", format!("{} cannot be used: {why}", file.display()))
}

pub(super) fn invalid(member: &str, message: impl Into<String>) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::new(format!("processing_log.{member}"), message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(endpoint: &str, headers_file: Option<PathBuf>) -> ProcessingLogConfig {
        ProcessingLogConfig {
            endpoint: endpoint.to_owned(),
            ca_file: PathBuf::new(),
            identity: None,
            headers_file,
            interval: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
        }
    }

    #[test]
    fn lines_go_over_tls_only() {
        assert_eq!(config("https://log.example/otlp/", None).url().unwrap().path(), "/otlp/v1/traces");
        for endpoint in ["http://log.example", "log.example", ""] {
            let refused = config(endpoint, None).url().unwrap_err();
            let ServiceError::Invalid(problems) = refused else { panic!("{endpoint}") };
            assert_eq!(problems[0].field, "processing_log.endpoint");
        }
    }

    #[test]
    fn headers_are_read_from_a_file_and_a_bad_line_is_not_repeated() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "# a token\nAuthorization: Bearer secret-token\n\nX-Scope: a\n").unwrap();
        let headers = config("https://a", Some(file.path().to_owned())).headers().unwrap();
        assert_eq!(headers.get("x-scope").unwrap(), "a");
        assert!(headers.get("authorization").unwrap().is_sensitive());
        fs::write(file.path(), "secret-token\n").unwrap();
        let refused = config("https://a", Some(file.path().to_owned())).headers().unwrap_err();
        assert!(!format!("{refused:?}").contains("secret-token"), "{refused:?}");
    }
}
