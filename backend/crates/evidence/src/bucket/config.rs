//! Which bucket, and as whom.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, Certificate, ClientOptions, RetryConfig};
use secrecy::{ExposeSecret, SecretString};

/// Longest time for a connection to come about.
const CONNECTING: Duration = Duration::from_secs(3);
/// Longest time for one request, sending and answer included: a sealed picture has a few megabytes at most.
const REQUEST: Duration = Duration::from_secs(15);
/// No repetition starts later than this after the first attempt.
const REPEATING: Duration = Duration::from_secs(10);
/// Repetitions after the first attempt.
const REPETITIONS: usize = 2;

/// A bucket and the credentials for it.
#[derive(Debug, Clone)]
pub struct BucketConfig {
    /// Base URL of the server, `https://…` without a path; `http://` only on the loopback.
    pub endpoint: String,
    /// Region, as requests are signed for.
    pub region: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Identifier of the access key.
    pub access_key_id: String,
    /// The access key.
    pub secret_access_key: SecretString,
    /// Authorities of the server's certificate, PEM; those of the system when there is none.
    pub ca_file: Option<PathBuf>,
}

/// Why a bucket cannot be used as configured; the text names the member and the fix.
#[derive(Debug, thiserror::Error)]
pub enum BucketConfigError {
    /// Not a base URL, or one that would send evidence over a network in clear.
    #[error("endpoint: {0}")]
    Endpoint(&'static str),
    /// Not a bucket's name.
    #[error("name: 3 to 63 lower-case letters, digits, dots and hyphens")]
    Name,
    /// A member is empty.
    #[error("{0}: must not be empty")]
    Empty(&'static str),
    /// The authorities cannot be read.
    #[error("ca_file {path}: {detail}")]
    Authorities {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The client could not be made.
    #[error("the client for the bucket could not be made: {0}")]
    Client(String),
}

impl BucketConfig {
    /// Checks everything that can be checked without asking the server.
    ///
    /// # Errors
    /// The first member that will not do.
    pub fn check(&self) -> Result<(), BucketConfigError> {
        check_endpoint(&self.endpoint)?;
        check_name(&self.bucket)?;
        let members = [
            ("region", self.region.as_str()),
            ("access_key_id", self.access_key_id.as_str()),
            ("secret_access_key", self.secret_access_key.expose_secret()),
        ];
        match members.into_iter().find(|(_, value)| value.trim().is_empty()) {
            Some((member, _)) => Err(BucketConfigError::Empty(member)),
            None => self.authorities().map(drop),
        }
    }

    /// The endpoint without a slash at its end.
    pub(super) fn base(&self) -> &str {
        self.endpoint.trim_end_matches('/')
    }

    /// Nothing is taken from the environment or from a cloud's metadata service: only what is configured counts.
    pub(super) fn store(&self, options: ClientOptions) -> Result<AmazonS3, BucketConfigError> {
        let builder = AmazonS3Builder::new()
            .with_endpoint(self.base())
            .with_region(&self.region)
            .with_bucket_name(&self.bucket)
            .with_access_key_id(&self.access_key_id)
            .with_secret_access_key(self.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(false)
            .with_disable_bulk_delete(true)
            .with_retry(repetitions())
            .with_client_options(options);
        builder.build().map_err(|error| BucketConfigError::Client(error.to_string()))
    }

    pub(super) fn options(&self) -> Result<ClientOptions, BucketConfigError> {
        let mut options = ClientOptions::new()
            .with_timeout(REQUEST)
            .with_connect_timeout(CONNECTING)
            .with_allow_http(self.endpoint.starts_with("http://"));
        if let Some(authorities) = self.authorities()? {
            options = options.with_no_system_certificates(true);
            options = authorities.into_iter().fold(options, ClientOptions::with_root_certificate);
        }
        Ok(options)
    }

    fn authorities(&self) -> Result<Option<Vec<Certificate>>, BucketConfigError> {
        let Some(path) = &self.ca_file else { return Ok(None) };
        let wrong = |detail: String| BucketConfigError::Authorities { path: path.clone(), detail };
        let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let found = Certificate::from_pem_bundle(&pem).map_err(|error| wrong(error.to_string()))?;
        if found.is_empty() {
            return Err(wrong("holds no certificate in PEM form".to_owned()));
        }
        Ok(Some(found))
    }
}

fn repetitions() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries: REPETITIONS, retry_timeout: REPEATING }
}

/// Sealed or not, evidence and access keys do not cross a network without TLS.
fn check_endpoint(endpoint: &str) -> Result<(), BucketConfigError> {
    let base = endpoint.trim_end_matches('/');
    let (authority, encrypted) = match (base.strip_prefix("https://"), base.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => return Err(BucketConfigError::Endpoint("must start with https://")),
    };
    if authority.is_empty() || authority.contains(['/', '?', '#', '@']) {
        let shape = "must be https://HOST or https://HOST:PORT; the bucket's name goes into `name`";
        return Err(BucketConfigError::Endpoint(shape));
    }
    if encrypted || is_loopback(authority) {
        return Ok(());
    }
    Err(BucketConfigError::Endpoint("http:// is for the loopback only; use https://"))
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn check_name(name: &str) -> Result<(), BucketConfigError> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    if (3..=63).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(())
    } else {
        Err(BucketConfigError::Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(endpoint: &str) -> BucketConfig {
        BucketConfig {
            endpoint: endpoint.to_owned(),
            region: "eu-central".to_owned(),
            bucket: "evidence".to_owned(),
            access_key_id: "key".to_owned(),
            secret_access_key: SecretString::from("secret".to_owned()),
            ca_file: None,
        }
    }

    #[test]
    fn https_anywhere_and_http_on_the_loopback_only() {
        for endpoint in [
            "https://s3.example.nl",
            "https://s3.example.nl:9000/",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://localhost",
        ] {
            config(endpoint).check().unwrap();
        }
        for endpoint in [
            "http://s3.example.nl",
            "http://127.0.0.1.example.nl",
            "http://192.0.2.1:9000",
            "s3.example.nl",
            "https://",
            "https://s3.example.nl/evidence",
            "https://key:secret@s3.example.nl",
        ] {
            let refused = config(endpoint).check().unwrap_err().to_string();
            assert!(refused.starts_with("endpoint: "), "{endpoint}: {refused}");
        }
    }

    #[test]
    fn every_wrong_member_is_named() {
        let wrong = |change: fn(&mut BucketConfig)| {
            let mut config = config("https://s3.example.nl");
            change(&mut config);
            config.check().unwrap_err().to_string()
        };
        assert!(wrong(|config| config.bucket = "Evidence".to_owned()).starts_with("name: "));
        assert!(wrong(|config| config.region.clear()).starts_with("region: "));
        assert!(wrong(|config| config.access_key_id.clear()).starts_with("access_key_id: "));
        assert!(
            wrong(|config| config.secret_access_key = SecretString::from(" ".to_owned()))
                .starts_with("secret_")
        );
        assert!(
            wrong(|config| config.ca_file = Some("/nowhere.pem".into())).starts_with("ca_file /nowhere.pem")
        );
    }

    #[test]
    fn the_access_key_is_not_in_debug_output() {
        assert!(!format!("{:?}", config("https://s3.example.nl")).contains("\"secret\""));
    }
}
