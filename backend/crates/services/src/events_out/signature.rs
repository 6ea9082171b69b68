//! The signature of a web hook, as Standard Webhooks has it: HMAC-SHA-256 over id, time and body, under a secret that the
//! receiver and this installation alone know.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

/// How a secret begins in its file.
const PREFIX: &str = "whsec_";
/// Bytes of a secret.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a secret will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Not what it should be; never repeats it.
    #[error(
        "a line is not `whsec_` and the base64 of 24 to 64 bytes; make one with `openssl rand -base64 32`"
    )]
    Malformed,
    /// Nothing is signed without one.
    #[error("holds no secret; put one on a line, `whsec_` and the base64 of 24 to 64 bytes")]
    Missing,
}

/// A secret. Not printable.
#[derive(Clone)]
pub struct Secret(hmac::Key);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// The secrets in a file, one on a line. While there are two, everything is signed twice: so one replaces the other.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn parse_all(text: &str) -> Result<Vec<Self>, SecretError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let secrets: Vec<Self> = lines.map(Self::parse).collect::<Result<_, _>>()?;
        if secrets.is_empty() { Err(SecretError::Missing) } else { Ok(secrets) }
    }

    fn parse(line: &str) -> Result<Self, SecretError> {
        let text = line.strip_prefix(PREFIX).ok_or(SecretError::Malformed)?;
        let bytes = STANDARD.decode(text).map_err(|_| SecretError::Malformed)?;
        if !LENGTH.contains(&bytes.len()) {
            return Err(SecretError::Malformed);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    fn sign(&self, text: &str) -> String {
        format!("v1,{}", STANDARD.encode(hmac::sign(&self.0, text.as_bytes())))
    }
}

/// Time and signatures as the headers have them.
pub(super) struct Signed {
    pub(super) timestamp: String,
    pub(super) signatures: String,
}

/// Signs a body under every secret.
pub(super) fn sign(secrets: &[Secret], id: &str, at: Timestamp, body: &str) -> Signed {
    let timestamp = at.as_second().to_string();
    let text = format!("{id}.{timestamp}.{body}");
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(&text)).collect();
    Signed { timestamp, signatures: signatures.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks' own libraries.
    #[test]
    fn the_signature_is_the_one_that_the_standards_libraries_expect() {
        let secrets = Secret::parse_all("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let signed = sign(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signed.timestamp, "1614265330");
        assert_eq!(signed.signatures, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_twice_and_a_bad_one_is_refused_without_being_repeated() {
        let both = "# the new one\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\nwhsec_NfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
        let signed = sign(&Secret::parse_all(both).unwrap(), "a", Timestamp::UNIX_EPOCH, "{}");
        assert_eq!(signed.signatures.split(' ').count(), 2);
        assert_eq!(Secret::parse_all("# none\n").unwrap_err(), SecretError::Missing);
        for bad in ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_%%"] {
            let refused = Secret::parse_all(bad).unwrap_err();
            assert!(!refused.to_string().contains(bad), "{bad}");
        }
        assert_eq!(format!("{:?}", Secret::parse_all(both).unwrap()), "[Secret(..), Secret(..)]");
    }
}
