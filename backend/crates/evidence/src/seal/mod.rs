//! Sealing of evidence and other personal fields, and the only ways to open them again.
//!
//! A data key exists only while something is sealed or opened: it is derived from the half in the database and the half
//! in the key store, so that destroying either makes every copy of the ciphertext unreadable.

mod account;
pub(crate) mod aead;
mod open;
#[cfg(test)]
mod tests;

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use poortwacht_domain::ids::MunicipalityId;
use poortwacht_domain::rng::Rng;
use uuid::Uuid;

pub use self::account::{TOTP_SECRET_LENGTH, enrolment_totp_secret, open_totp_secret, seal_totp_secret};
pub use self::aead::SealError;
pub use self::open::{CaseHalves, OpenError, RecordKind, data_key, open_case_field, open_record};
use crate::secret::{KEY_LENGTH, SecretKey};

/// Names the construction in every derived key, so that a later one cannot collide with it.
const DERIVATION: &[u8] = b"poortwacht data key v1";
/// Names the layout of the associated data.
const BINDING: &[u8] = b"poortwacht binding v1";

/// The key under which one subject's fields are sealed (AES-256-GCM). Lives in memory only, zeroed when dropped.
#[derive(Debug)]
pub struct DataKey(SecretKey);

/// What a sealed value belongs to. It is authenticated, not stored: a ciphertext moved to another municipality, subject
/// or field, or an older revision put back, does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The municipality that owns the subject.
    pub municipality: MunicipalityId,
    /// The case, exemption, text, batch or account the value belongs to.
    pub subject: Uuid,
    /// Name of the field, for example `plate` or `picture/0`.
    pub field: &'a str,
    /// Revision of the field; the current one stands in the subject's row.
    pub revision: i64,
}

impl Binding<'_> {
    /// Fixed-width members first, the field's name last: no two bindings give the same bytes.
    fn associated_data(&self) -> Vec<u8> {
        [
            BINDING,
            self.municipality.as_uuid().as_bytes(),
            self.subject.as_bytes(),
            &self.revision.to_be_bytes(),
            self.field.as_bytes(),
        ]
        .concat()
    }
}

/// Length marker for HKDF: one key of 32 bytes.
struct DataKeyLength;

impl KeyType for DataKeyLength {
    fn len(&self) -> usize {
        KEY_LENGTH
    }
}

/// HKDF-SHA-256 over both halves, with the subject as salt.
///
/// # Errors
/// [`SealError`] when the library refuses, which it does not for this length.
pub fn derive(
    db_half: &[u8; KEY_LENGTH],
    store_half: &[u8; KEY_LENGTH],
    subject: Uuid,
) -> Result<DataKey, SealError> {
    derive_for(DERIVATION, db_half, store_half, subject).map(DataKey)
}

/// As [`derive`], a key for one use that its label names: keys with different labels tell nothing of each other.
pub(crate) fn derive_for(
    label: &'static [u8],
    db_half: &[u8; KEY_LENGTH],
    store_half: &[u8; KEY_LENGTH],
    subject: Uuid,
) -> Result<SecretKey, SealError> {
    let mut both = zeroize::Zeroizing::new([0; 2 * KEY_LENGTH]);
    let (first, second) = both.split_at_mut(KEY_LENGTH);
    first.copy_from_slice(db_half);
    second.copy_from_slice(store_half);
    let extracted = Salt::new(HKDF_SHA256, subject.as_bytes()).extract(both.as_slice());
    let mut key = zeroize::Zeroizing::new([0; KEY_LENGTH]);
    extracted
        .expand(&[label], DataKeyLength)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .map_err(|_| SealError)?;
    SecretKey::from_slice(key.as_slice()).ok_or(SealError)
}

/// Seals one field: `nonce ‖ ciphertext ‖ tag`, 28 bytes longer than the plaintext.
///
/// # Errors
/// [`SealError`] when the cipher refuses (input beyond 64 GiB).
pub fn seal(
    key: &DataKey,
    binding: &Binding<'_>,
    plaintext: &[u8],
    rng: &dyn Rng,
) -> Result<Vec<u8>, SealError> {
    aead::seal(&key.0, &binding.associated_data(), plaintext, rng)
}
