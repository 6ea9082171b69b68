//! Whether a bucket keeps what is deleted from it.

use std::fmt;

use object_store::aws::{AwsAuthorizer, AwsCredential};
use object_store::client::{HttpClient, HttpRequest, HttpRequestBody};
use secrecy::ExposeSecret;

use super::config::BucketConfig;
use super::error::BucketError;

/// Whether a bucket keeps what is deleted from it. Where it does, destroyed objects stay until a lifecycle rule ends
/// them; they are unreadable all the same, as their key half is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versioning {
    /// Deleted is gone.
    Off,
    /// Deleted objects stay as old versions.
    On,
    /// It was on once; versions from then may still be there.
    Suspended,
    /// The server does not say.
    Unknown,
}

impl fmt::Display for Versioning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Suspended => "suspended",
            Self::Unknown => "unknown",
        })
    }
}

/// Asks the server (`GetBucketVersioning`), which the general client has no call for.
pub(super) async fn ask(client: &HttpClient, config: &BucketConfig) -> Result<Versioning, BucketError> {
    let credential = AwsCredential {
        key_id: config.access_key_id.clone(),
        secret_key: config.secret_access_key.expose_secret().to_owned(),
        token: None,
    };
    let request = signed(config, &credential)?;
    let answer = client.execute(request).await.map_err(|error| unavailable(&error))?;
    let success = answer.status().is_success();
    let body = answer.into_body().bytes().await.map_err(|error| unavailable(&error))?;
    Ok(if success { read(&String::from_utf8_lossy(&body)) } else { Versioning::Unknown })
}

fn signed(config: &BucketConfig, credential: &AwsCredential) -> Result<HttpRequest, BucketError> {
    let mut request = HttpRequest::new(HttpRequestBody::empty());
    let uri = format!("{}/{}?versioning", config.base(), config.bucket);
    *request.uri_mut() = uri.parse().map_err(|error| unavailable(&error))?;
    let signer = AwsAuthorizer::new(credential, "s3", &config.region);
    signer.try_authorize(&mut request, None).map_err(|error| BucketError::of_bucket(&error))?;
    Ok(request)
}

fn unavailable(error: &dyn fmt::Display) -> BucketError {
    BucketError::Unavailable(error.to_string())
}

/// The answer has one member at most: `<Status>Enabled</Status>` or `Suspended`; none when versioning was never on.
fn read(answer: &str) -> Versioning {
    if !answer.contains("VersioningConfiguration") {
        return Versioning::Unknown;
    }
    let status = answer.split_once("<Status>").and_then(|(_, rest)| rest.split_once("</Status>"));
    match status.map(|(status, _)| status.trim()) {
        None => Versioning::Off,
        Some("Enabled") => Versioning::On,
        Some("Suspended") => Versioning::Suspended,
        Some(_) => Versioning::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_read_and_anything_else_is_unknown() {
        let answer = |inner: &str| {
            format!(
                "<?xml version=\"1.0\"?><VersioningConfiguration xmlns=\"http://s3\">{inner}</VersioningConfiguration>"
            )
        };
        assert_eq!(read(&answer("")), Versioning::Off);
        assert_eq!(read("<VersioningConfiguration/>"), Versioning::Off);
        assert_eq!(read(&answer("<Status>Enabled</Status>")), Versioning::On);
        assert_eq!(read(&answer("<Status>Suspended</Status>")), Versioning::Suspended);
        assert_eq!(read(&answer("<Status>Perhaps</Status>")), Versioning::Unknown);
        assert_eq!(read("<Error><Code>NotImplemented</Code></Error>"), Versioning::Unknown);
    }
}
