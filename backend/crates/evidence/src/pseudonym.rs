//! Pseudonyms of data subjects, for logs that leave the system.

use aws_lc_rs::hmac;
use uuid::Uuid;

use crate::keystore::PurposeKey;

/// Keeps these apart from anything else ever computed under the same key.
const SUBJECT: &[u8] = b"data subject\0";

/// HMAC-SHA-256 of a data subject's random identifier, and what kind of identifier it is, under
/// [`Purpose::ProcessingSubject`](crate::keystore::Purpose::ProcessingSubject); lower-case hexadecimal. The same subject
/// has the same pseudonym for as long as the key lives; nothing of a plate goes into it.
pub fn subject_pseudonym(key: &PurposeKey, kind: &str, id: Uuid) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.secret().expose());
    let mut context = hmac::Context::with_key(&key);
    for part in [SUBJECT, kind.as_bytes(), b"\0", id.as_bytes()] {
        context.update(part);
    }
    hex::encode(context.sign().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretKey;

    fn key(byte: u8) -> PurposeKey {
        PurposeKey::new(SecretKey::from_bytes([byte; 32]))
    }

    #[test]
    fn a_subject_keeps_its_pseudonym_under_one_key_and_loses_it_under_another() {
        let id = Uuid::from_u128(7);
        let pseudonym = subject_pseudonym(&key(1), "case", id);
        assert_eq!(pseudonym, subject_pseudonym(&key(1), "case", id));
        assert_eq!(pseudonym.len(), 64);
        for other in [
            subject_pseudonym(&key(2), "case", id),
            subject_pseudonym(&key(1), "exemption-holder", id),
            subject_pseudonym(&key(1), "case", Uuid::from_u128(8)),
        ] {
            assert_ne!(pseudonym, other);
        }
    }
}
