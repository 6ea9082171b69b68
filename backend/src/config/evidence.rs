//! `[evidence]`: where sealed pictures lie.

use std::path::PathBuf;

use poortwacht_domain::PicturePlace;
use poortwacht_evidence::bucket::BucketConfig;
use secrecy::SecretString;
use serde::Deserialize;

use super::secret::{SecretError, resolve};

/// `[evidence]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSection {
    /// Where new pictures go: `database` (default) or `bucket`.
    #[serde(default = "default_place")]
    pub place: PicturePlace,
    /// The bucket. Keep the section as long as pictures lie there, also after `place` has changed.
    pub bucket: Option<BucketSection>,
}

impl Default for EvidenceSection {
    fn default() -> Self {
        Self { place: default_place(), bucket: None }
    }
}

const fn default_place() -> PicturePlace {
    PicturePlace::Database
}

/// `[evidence.bucket]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketSection {
    /// Base URL of the server, `https://…`; `http://` only on the loopback.
    pub endpoint: String,
    /// Region, as requests are signed for.
    #[serde(default = "default_region")]
    pub region: String,
    /// Name of the bucket: this installation's alone.
    pub name: String,
    /// Identifier of the access key.
    pub access_key_id: String,
    /// The access key.
    pub secret_access_key: Option<SecretString>,
    /// File that holds the access key.
    pub secret_access_key_file: Option<PathBuf>,
    /// Authority of the server's certificate, PEM; without it those of the system.
    pub ca_file: Option<PathBuf>,
}

/// What servers that know no regions expect.
fn default_region() -> String {
    "us-east-1".to_owned()
}

/// Why `[evidence]` will not do.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceSectionError {
    /// Pictures are to go into a bucket that is not there.
    #[error("evidence.bucket: add this section, or set evidence.place to \"database\"")]
    NoBucket,
    /// The access key could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl EvidenceSection {
    /// The bucket as configured, unchecked.
    ///
    /// # Errors
    /// When new pictures are to go into a bucket and there is none, or when its access key cannot be had.
    pub fn bucket(&self) -> Result<Option<BucketConfig>, EvidenceSectionError> {
        match (&self.bucket, self.place) {
            (Some(section), _) => Ok(Some(section.config()?)),
            (None, PicturePlace::Database) => Ok(None),
            (None, PicturePlace::Bucket) => Err(EvidenceSectionError::NoBucket),
        }
    }
}

impl BucketSection {
    fn config(&self) -> Result<BucketConfig, SecretError> {
        let (value, file) = (self.secret_access_key.as_ref(), self.secret_access_key_file.as_deref());
        Ok(BucketConfig {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            bucket: self.name.clone(),
            access_key_id: self.access_key_id.clone(),
            secret_access_key: resolve("evidence.bucket.secret_access_key", value, file)?,
            ca_file: self.ca_file.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    fn section(toml: &str) -> EvidenceSection {
        Figment::from(Toml::string(toml)).extract().unwrap()
    }

    const BUCKET: &str =
        "[bucket]\nendpoint = 'https://s3.example.nl'\nname = 'evidence'\naccess_key_id = 'key'\n";

    #[test]
    fn evidence_lies_in_the_database_unless_told_otherwise() {
        let empty = section("");
        assert_eq!(empty.place, PicturePlace::Database);
        assert!(empty.bucket().unwrap().is_none());
    }

    #[test]
    fn a_bucket_that_is_asked_for_must_be_there_with_its_key() {
        let refused = section("place = 'bucket'").bucket().unwrap_err().to_string();
        assert!(refused.starts_with("evidence.bucket: "), "{refused}");
        let refused = section(BUCKET).bucket().unwrap_err().to_string();
        assert!(refused.starts_with("evidence.bucket.secret_access_key: "), "{refused}");
        let whole = section(&format!("place = 'bucket'\n{BUCKET}secret_access_key = 'secret'\n"));
        let bucket = whole.bucket().unwrap().unwrap();
        assert_eq!((bucket.bucket.as_str(), bucket.region.as_str()), ("evidence", "us-east-1"));
    }

    #[test]
    fn another_place_is_refused() {
        let refused = Figment::from(Toml::string("place = 'tape'")).extract::<EvidenceSection>().unwrap_err();
        assert!(refused.to_string().contains("bucket"), "{refused}");
    }
}
