//! Secret values: zeroed when dropped, never printed.

use poortwacht_domain::rng::Rng;
use secrecy::{ExposeSecret, SecretBox};

/// Length of every key and key half, in bytes.
pub const KEY_LENGTH: usize = 32;

/// Opened plaintext: zeroed when dropped, redacted in debug output.
pub type SecretBytes = SecretBox<Vec<u8>>;

/// Thirty-two secret bytes: a key or one half of a key.
///
/// Neither `Clone` nor `Serialize`: each copy of a key is one more place from which it would have to be destroyed.
#[derive(Debug)]
pub struct SecretKey(SecretBox<[u8; KEY_LENGTH]>);

impl SecretKey {
    /// A fresh random key.
    pub fn random(rng: &dyn Rng) -> Self {
        Self(SecretBox::init_with_mut(|bytes: &mut [u8; KEY_LENGTH]| rng.fill(bytes)))
    }

    /// Takes over existing bytes.
    pub fn from_bytes(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// Copies a slice; `None` unless it has exactly [`KEY_LENGTH`] bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != KEY_LENGTH {
            return None;
        }
        Some(Self(SecretBox::init_with_mut(|own: &mut [u8; KEY_LENGTH]| own.copy_from_slice(bytes))))
    }

    /// The bytes themselves. Every call is a place to look at in a review.
    pub fn expose(&self) -> &[u8; KEY_LENGTH] {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_the_key() {
        let shown = format!("{:?}", SecretKey::from_bytes([171; KEY_LENGTH]));
        assert!(!shown.contains("171") && !shown.contains("ab"), "{shown}");
    }

    #[test]
    fn only_thirty_two_bytes_make_a_key() {
        assert!(SecretKey::from_slice(&[1; 31]).is_none());
        assert!(SecretKey::from_slice(&[1; 33]).is_none());
        assert_eq!(SecretKey::from_slice(&[1; 32]).unwrap().expose(), &[1; 32]);
    }
}
