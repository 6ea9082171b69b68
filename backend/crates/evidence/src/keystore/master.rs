//! The master key: seals every secret in the key store. It is kept elsewhere (a `*_file`, a systemd credential).

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poortwacht_domain::rng::Rng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::KeyStoreError;
use crate::seal::aead;
use crate::secret::{KEY_LENGTH, SecretKey};

/// The key that seals the key store.
#[derive(Debug)]
pub struct MasterKey(SecretKey);

/// Why a master key was not accepted. Never shows the text itself.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file could not be read.
    #[error("the master key file {path} cannot be read: {detail}")]
    Unreadable {
        /// Configured path.
        path: PathBuf,
        /// What the system said.
        detail: std::io::Error,
    },
    /// Not 32 bytes in hexadecimal or base64.
    #[error(
        "the master key must be 32 bytes, written as 64 hexadecimal digits or as base64 (make one with `openssl rand -hex 32`)"
    )]
    NotAKey,
    /// Every byte is zero: a placeholder that was never filled in.
    #[error("the master key is all zeros: put a random key in its file")]
    Placeholder,
}

impl MasterKey {
    /// Takes over existing bytes.
    pub fn from_bytes(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(SecretKey::from_bytes(bytes))
    }

    /// Reads a key file; white space around the key does not count.
    ///
    /// # Errors
    /// [`MasterKeyError`] when the file cannot be read or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, MasterKeyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|detail| MasterKeyError::Unreadable { path: path.to_owned(), detail })?;
        Self::parse(&Zeroizing::new(text))
    }

    /// Reads 64 hexadecimal digits or the standard base64 of 32 bytes.
    ///
    /// # Errors
    /// [`MasterKeyError::NotAKey`] and [`MasterKeyError::Placeholder`].
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        if text.len() == 2 * KEY_LENGTH {
            hex::decode_to_slice(text, bytes.as_mut_slice()).map_err(|_| MasterKeyError::NotAKey)?;
        } else {
            let decoded = Zeroizing::new(STANDARD.decode(text).map_err(|_| MasterKeyError::NotAKey)?);
            if decoded.len() != KEY_LENGTH {
                return Err(MasterKeyError::NotAKey);
            }
            bytes.copy_from_slice(&decoded);
        }
        if *bytes == [0; KEY_LENGTH] {
            return Err(MasterKeyError::Placeholder);
        }
        Ok(Self(SecretKey::from_bytes(*bytes)))
    }

    /// Whether both are the same key.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.0.expose().ct_eq(other.0.expose()).into()
    }

    /// Seals a value of the row `table`/`row`, so that values exchanged between rows do not open.
    pub(super) fn seal(
        &self,
        table: &'static str,
        row: &str,
        plaintext: &[u8],
        rng: &dyn Rng,
    ) -> Result<Vec<u8>, KeyStoreError> {
        Ok(aead::seal(&self.0, format!("{table}/{row}").as_bytes(), plaintext, rng)?)
    }

    /// Opens a value of the row `table`/`row`.
    pub(super) fn open(
        &self,
        table: &'static str,
        row: &str,
        sealed: &[u8],
    ) -> Result<crate::secret::SecretBytes, KeyStoreError> {
        aead::open(&self.0, format!("{table}/{row}").as_bytes(), sealed)
            .ok_or_else(|| corrupt(table, row, "does not open under the master key"))
    }

    /// Opens a key of the row `table`/`row`.
    pub(super) fn open_key(
        &self,
        table: &'static str,
        row: &str,
        sealed: &[u8],
    ) -> Result<SecretKey, KeyStoreError> {
        let opened = self.open(table, row, sealed)?;
        SecretKey::from_slice(secrecy::ExposeSecret::expose_secret(&opened))
            .ok_or_else(|| corrupt(table, row, "is not a key of 32 bytes"))
    }
}

pub(super) fn corrupt(table: &'static str, row: &str, detail: &'static str) -> KeyStoreError {
    KeyStoreError::Corrupt { table, row: row.to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_base64_give_the_same_key() {
        let hex = format!("{}\n", "0b".repeat(32));
        let base64 = STANDARD.encode([11; 32]);
        for text in [hex, base64] {
            assert_eq!(MasterKey::parse(&text).unwrap().0.expose(), &[11; 32]);
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for text in ["", "secret", &"0b".repeat(31), &"zz".repeat(32), &STANDARD.encode([1; 31])] {
            let refusal = MasterKey::parse(text).unwrap_err();
            assert!(matches!(refusal, MasterKeyError::NotAKey), "{text}");
            assert!(text.is_empty() || !refusal.to_string().contains(text));
        }
    }

    #[test]
    fn a_placeholder_of_zeros_is_refused() {
        assert!(matches!(MasterKey::parse(&"00".repeat(32)), Err(MasterKeyError::Placeholder)));
    }

    #[test]
    fn a_missing_key_file_is_named() {
        let refusal = MasterKey::from_file(Path::new("/nonexistent/master.key")).unwrap_err();
        assert!(refusal.to_string().contains("/nonexistent/master.key"), "{refusal}");
    }
}
