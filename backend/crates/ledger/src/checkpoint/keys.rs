//! The Ed25519 keys that sign checkpoints, and their texts.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, VerifyingKey};
use signed_note::{Signer, is_key_name_valid, key_id};
use zeroize::Zeroize as _;

use super::CheckpointError;

/// The note algorithm of a plain Ed25519 signature ([signed-note](https://c2sp.org/signed-note)).
pub(super) const ED25519: u8 = 0x01;

/// The secret half of a key that signs notes. Wiped from memory when dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of a seed (the private key of RFC 8032). Wipes its own copy of the seed.
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let key = Self(ed25519_dalek::SigningKey::from_bytes(&seed));
        seed.zeroize();
        key
    }

    /// The half that may be known.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {})", self.public())
    }
}

/// The public half of a key that signs notes: what an outsider pins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes (RFC 8032).
    ///
    /// # Errors
    /// They are no point of the curve, or a point under which anybody can sign.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, CheckpointError> {
        match VerifyingKey::from_bytes(&bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(bytes)),
            _ => Err(CheckpointError::Key),
        }
    }

    /// The bytes (RFC 8032).
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The verifier key of the notes under `origin`: `<origin>+<hash>+<base64>`, as other people's tools take it.
    pub fn verifier_key(&self, origin: &str) -> String {
        self.verifier_key_of(origin, ED25519)
    }

    /// The text of this key under `name` for an algorithm of signed notes.
    pub(super) fn verifier_key_of(&self, name: &str, algorithm: u8) -> String {
        let key = self.with_algorithm(algorithm);
        format!("{name}+{:08x}+{}", key_id(name, &key), BASE64_STANDARD.encode(&key))
    }

    /// What the identity of the key under `name` is for an algorithm of signed notes.
    pub(super) fn id_of(&self, name: &str, algorithm: u8) -> u32 {
        key_id(name, &self.with_algorithm(algorithm))
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let (Ok(key), Ok(signature)) =
            (VerifyingKey::from_bytes(&self.0), ed25519_dalek::Signature::from_slice(signature))
        else {
            return false;
        };
        key.verify_strict(message, &signature).is_ok()
    }

    fn with_algorithm(&self, algorithm: u8) -> Vec<u8> {
        [&[algorithm], self.0.as_slice()].concat()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_STANDARD.encode(self.0))
    }
}

impl FromStr for PublicKey {
    type Err = CheckpointError;

    /// Reads the key alone or as a whole verifier key, whose hash must then be right.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(bytes) = decoded(text) {
            return Self::from_bytes(bytes);
        }
        let (_, _, key) = split_verifier_key(text)?;
        Self::from_bytes(tail_of(&key, ED25519)?)
    }
}

fn decoded(text: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

/// Name, identity and bytes (algorithm first) of a verifier key text.
pub(super) fn split_verifier_key(text: &str) -> Result<(&str, u32, Vec<u8>), CheckpointError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(CheckpointError::Key);
    };
    let key = BASE64_STANDARD.decode(key).map_err(|_| CheckpointError::Key)?;
    let known = key_id(name, &key);
    if !is_key_name_valid(name) || id != format!("{known:08x}") {
        return Err(CheckpointError::Key);
    }
    Ok((name, known, key))
}

/// The key behind its algorithm byte.
pub(super) fn tail_of(key: &[u8], algorithm: u8) -> Result<[u8; 32], CheckpointError> {
    match key.split_first() {
        Some((first, rest)) if *first == algorithm => rest.try_into().map_err(|_| CheckpointError::Key),
        _ => Err(CheckpointError::Key),
    }
}

/// A key under the name it signs with.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) key: &'a SigningKey,
}

impl Signer for Named<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn key_id(&self) -> u32 {
        self.key.public().id_of(self.name, ED25519)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(self.key.sign(message).to_vec())
    }
}
