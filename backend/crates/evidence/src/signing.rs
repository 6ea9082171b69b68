//! The signature under what leaves the system: Ed25519 (RFC 8032), with a key pair of the municipality that is derived
//! from a key in the key store and stands nowhere else.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poortwacht_domain::ids::MunicipalityId;

use crate::keystore::{KeyStore, KeyStoreError, Purpose};

/// Keeps the seed apart from anything else ever derived from the same key.
const SEED: &[u8] = b"dossier signing ed25519 v1\0";
/// What stands before the key in its SubjectPublicKeyInfo (RFC 8410).
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const PEM_BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const PEM_END: &str = "-----END PUBLIC KEY-----";

/// As [`SEED`], for the ledger's checkpoints.
const LEDGER_SEED: &[u8] = b"ledger checkpoints ed25519 v1\0";

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The key store did not answer.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// The derived seed was refused, which no seed of that length is.
    #[error("the signing key cannot be derived")]
    Derivation,
}

/// The seed of the Ed25519 key that signs the ledger's checkpoints: the same one as long as the key store lives.
///
/// # Errors
/// [`SigningError::KeyStore`].
pub fn ledger_seed(keys: &dyn KeyStore) -> Result<[u8; 32], SigningError> {
    let key = keys.purpose_key(Purpose::LedgerSigning)?;
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.secret().expose()), LEDGER_SEED);
    mac.as_ref().try_into().map_err(|_| SigningError::Derivation)
}

/// Signs a municipality's dossiers. Lives in memory only.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The municipality's key: the same one as long as its key store lives.
    ///
    /// # Errors
    /// [`SigningError`].
    pub fn of(keys: &dyn KeyStore, municipality: MunicipalityId) -> Result<Self, SigningError> {
        let key = keys.purpose_key(Purpose::DossierSigning(municipality))?;
        let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.secret().expose()), SEED);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_ref());
        pair.map(Self).map_err(|_| SigningError::Derivation)
    }

    /// Signs exactly these bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    /// What others check the signature with.
    ///
    /// # Errors
    /// [`SigningError::Derivation`] never happens: the key has its length.
    pub fn public_key(&self) -> Result<PublicKey, SigningError> {
        let bytes = <[u8; 32]>::try_from(self.0.public_key().as_ref());
        bytes.map(PublicKey).map_err(|_| SigningError::Derivation)
    }
}

/// An Ed25519 public key. Its text is base64 of the SubjectPublicKeyInfo, the inside of a PEM file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Whether the key's owner signed exactly these bytes.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }

    /// SHA-256 of the SubjectPublicKeyInfo, hexadecimal: short enough to be compared by eye.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(digest(&SHA256, &self.info()))
    }

    /// The key as a PEM file.
    #[must_use]
    pub fn pem(&self) -> String {
        format!("{PEM_BEGIN}\n{self}\n{PEM_END}\n")
    }

    fn info(&self) -> Vec<u8> {
        [SPKI_PREFIX.as_slice(), &self.0].concat()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.info()))
    }
}

/// Not an Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 public key; expected a PEM file as `poortwacht evidence public-key` prints it")]
pub struct NotAPublicKey;

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    /// Reads a PEM file, or its inside alone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inside: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
        let info = STANDARD.decode(inside).map_err(|_| NotAPublicKey)?;
        let key = info.strip_prefix(SPKI_PREFIX.as_slice()).ok_or(NotAPublicKey)?;
        key.try_into().map(Self).map_err(|_| NotAPublicKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    #[test]
    fn a_signature_fits_its_bytes_and_its_key_alone() {
        let (own, other) = (key(1), key(2));
        let signature = own.sign(b"manifest");
        assert_eq!(signature.len(), 64, "RFC 8032");
        assert!(own.public_key().unwrap().verifies(b"manifest", &signature));
        assert!(!own.public_key().unwrap().verifies(b"manifest ", &signature));
        assert!(!other.public_key().unwrap().verifies(b"manifest", &signature));
        assert!(!own.public_key().unwrap().verifies(b"manifest", b""));
    }

    #[test]
    fn a_public_key_survives_its_pem_file() {
        let public = key(1).public_key().unwrap();
        assert_eq!(public.pem().parse(), Ok(public));
        assert_eq!(public.to_string().parse(), Ok(public));
        assert!(public.pem().contains("MCowBQYDK2VwAyEA"), "as other programs write it");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in
            ["", "MCowBQYDK2VwAyEA", "AAAA", "-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----"]
        {
            assert_eq!(text.parse::<PublicKey>(), Err(NotAPublicKey), "{text}");
        }
    }
}
