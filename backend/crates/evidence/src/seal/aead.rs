//! AES-256-GCM with a random nonce in front: `nonce ‖ ciphertext ‖ tag`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use poortwacht_domain::rng::Rng;
use secrecy::{ExposeSecretMut, SecretBox};

use crate::secret::{SecretBytes, SecretKey};

/// The cipher refused; in practice only for absurdly long input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value could not be sealed")]
pub struct SealError;

/// Seals `plaintext` under `key`, bound to `associated`.
///
/// Nonces are random: NIST SP 800-38D allows 2^32 of them under one key, far beyond what one data key or master key sees.
pub(crate) fn seal(
    key: &SecretKey,
    associated: &[u8],
    plaintext: &[u8],
    rng: &dyn Rng,
) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let (_, body) = sealed.split_at_mut(NONCE_LEN);
    let tag = cipher(key)?
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), body)
        .map_err(|_| SealError)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// Opens what [`seal`] made. `None` when key, associated data or a single bit differ: the cipher cannot say which.
pub(crate) fn open(key: &SecretKey, associated: &[u8], sealed: &[u8]) -> Option<SecretBytes> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut buffer = SecretBox::new(Box::new(body.to_vec()));
    let opened = buffer.expose_secret_mut();
    let length =
        cipher(key).ok()?.open_in_place(nonce, Aad::from(associated), opened.as_mut_slice()).ok()?.len();
    opened.truncate(length);
    Some(buffer)
}

fn cipher(key: &SecretKey) -> Result<LessSafeKey, SealError> {
    UnboundKey::new(&AES_256_GCM, key.expose()).map(LessSafeKey::new).map_err(|_| SealError)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::testing::TestRng;

    proptest! {
        #[test]
        fn what_was_sealed_opens_again(plaintext: Vec<u8>, associated: Vec<u8>) {
            let key = SecretKey::random(&TestRng);
            let sealed = seal(&key, &associated, &plaintext, &TestRng).unwrap();
            let opened = open(&key, &associated, &sealed).unwrap();
            prop_assert_eq!(opened.expose_secret(), &plaintext);
        }

        #[test]
        fn one_flipped_bit_anywhere_does_not_open(plaintext in prop::collection::vec(any::<u8>(), 0..64), at: prop::sample::Index, bit in 0..8_u8) {
            let key = SecretKey::random(&TestRng);
            let mut sealed = seal(&key, b"binding", &plaintext, &TestRng).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(open(&key, b"binding", &sealed).is_none());
        }
    }

    #[test]
    fn truncated_and_empty_input_is_refused_without_a_panic() {
        let key = SecretKey::random(&TestRng);
        let sealed = seal(&key, b"", b"text", &TestRng).unwrap();
        assert!((0..sealed.len()).all(|length| open(&key, b"", &sealed[..length]).is_none()));
    }

    #[test]
    fn sealing_twice_gives_different_bytes() {
        let key = SecretKey::random(&TestRng);
        assert_ne!(seal(&key, b"", b"text", &TestRng).unwrap(), seal(&key, b"", b"text", &TestRng).unwrap());
    }
}
