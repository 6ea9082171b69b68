//! Second factors: sealed under the key store's own key, bound to their account. They are checked, never shown, so no
//! receipt is asked for.

use aws_lc_rs::hmac;
use poortwacht_domain::ids::AccountId;
use poortwacht_domain::rng::Rng;
use zeroize::Zeroizing;

use super::{OpenError, aead};
use crate::keystore::{KeyStore, KeyStoreError, Purpose};
use crate::secret::SecretBytes;

/// Length of a second factor's secret, in bytes: that of the HMAC-SHA-1 that authenticators use (RFC 4226).
pub const TOTP_SECRET_LENGTH: usize = 20;

/// The second factor that one enrolment link offers, derived from the link's token: showing it stores nothing, and the
/// same link always shows the same one.
///
/// # Errors
/// When the key store does not answer.
pub fn enrolment_totp_secret(
    keys: &dyn KeyStore,
    token: &str,
) -> Result<Zeroizing<[u8; TOTP_SECRET_LENGTH]>, KeyStoreError> {
    let key = keys.purpose_key(Purpose::Enrolment)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.secret().expose());
    let tag = hmac::sign(&key, token.as_bytes());
    let mut secret = Zeroizing::new([0; TOTP_SECRET_LENGTH]);
    for (byte, derived) in secret.iter_mut().zip(tag.as_ref()) {
        *byte = *derived;
    }
    Ok(secret)
}

/// Seals the shared secret of an account's authenticator.
///
/// # Errors
/// [`OpenError::KeyStore`] when the key store does not answer.
pub fn seal_totp_secret(
    keys: &dyn KeyStore,
    account: AccountId,
    secret: &[u8],
    rng: &dyn Rng,
) -> Result<Vec<u8>, OpenError> {
    let key = keys.purpose_key(Purpose::Totp)?;
    Ok(aead::seal(key.secret(), &associated_data(account), secret, rng)?)
}

/// Opens the shared secret of an account's authenticator.
///
/// # Errors
/// [`OpenError::KeyStore`] when the key store does not answer, [`OpenError::DoesNotOpen`] when the value was altered or
/// belongs to another account.
pub fn open_totp_secret(
    keys: &dyn KeyStore,
    account: AccountId,
    sealed: &[u8],
) -> Result<SecretBytes, OpenError> {
    let key = keys.purpose_key(Purpose::Totp)?;
    aead::open(key.secret(), &associated_data(account), sealed).ok_or(OpenError::DoesNotOpen)
}

fn associated_data(account: AccountId) -> Vec<u8> {
    [b"poortwacht totp v1".as_slice(), account.as_uuid().as_bytes()].concat()
}
