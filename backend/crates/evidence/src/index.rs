//! Blind indexes: find a plate without storing it. Without the key an index says nothing.
//!
//! A case's index is made under a key of the case's own, from the same two halves as its data key: it dies with the case.
//! Whoever holds an old copy of the database can neither test a guess on a destroyed case nor see that it had the plate
//! of one that lives. The price is that a search tries its candidates one by one.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use poortwacht_domain::ids::{CaseId, HalfId};
use poortwacht_domain::plate::Plate;
use poortwacht_store::cases::{CaseSummary, DatabaseHalf, PlateCandidate, PlateIndex};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::keystore::{GenerationKey, KeyStore, PurposeKey};
use crate::seal::{OpenError, SealError, derive_for};
use crate::secret::{KEY_LENGTH, SecretKey};

/// Keeps plate indexes apart from anything else ever computed under the same key.
const PLATE: &[u8] = b"plate\0";
/// Names the use of the derived key.
const DERIVATION: &[u8] = b"poortwacht plate index key v1";

/// Key of one case's plate index. It opens nothing. Lives in memory only, zeroed when dropped.
#[derive(Debug)]
pub struct IndexKey(SecretKey);

impl IndexKey {
    /// HKDF-SHA-256 over both halves of the case's key, with the case as salt and a label of its own.
    ///
    /// # Errors
    /// [`SealError`] when the library refuses, which it does not for this length.
    pub fn derive(
        db_half: &[u8; KEY_LENGTH],
        store_half: &SecretKey,
        case: CaseId,
    ) -> Result<Self, SealError> {
        derive_for(DERIVATION, db_half, store_half.expose(), case.as_uuid()).map(Self)
    }

    /// HMAC-SHA-256 of the plate.
    pub fn index(&self, plate: &Plate) -> PlateIndex {
        PlateIndex(plate_mac(self.0.expose(), plate))
    }
}

/// The index that a case with these halves has for a plate.
///
/// # Errors
/// [`OpenError::Destroyed`] when the key store's half is gone, [`OpenError::KeyStore`] when it does not answer.
pub fn plate_index(
    keys: &dyn KeyStore,
    half: &DatabaseHalf,
    case: CaseId,
    plate: &Plate,
) -> Result<PlateIndex, OpenError> {
    let other = keys.half(half.id)?.ok_or(OpenError::Destroyed)?;
    Ok(IndexKey::derive(&half.half, &other, case)?.index(plate))
}

/// Those of the candidates that have this plate, in the same order. A case that is being destroyed has none any more.
/// Nothing is opened: what comes out is only what was asked for. One question to the key store for 500 candidates.
///
/// # Errors
/// [`OpenError::KeyStore`] when the key store does not answer.
pub fn with_plate(
    keys: &dyn KeyStore,
    plate: &Plate,
    candidates: Vec<PlateCandidate>,
) -> Result<Vec<CaseSummary>, OpenError> {
    let halves: Vec<HalfId> = candidates.iter().map(|candidate| candidate.half.id).collect();
    let others: BTreeMap<HalfId, SecretKey> =
        keys.halves(&halves)?.into_iter().map(|half| (half.id, half.secret)).collect();
    let mut found = Vec::new();
    for candidate in candidates {
        let Some(other) = others.get(&candidate.half.id) else { continue };
        let own = IndexKey::derive(&candidate.half.half, other, candidate.case.id)?.index(plate);
        if bool::from(own.0.ct_eq(&candidate.index.0)) {
            found.push(candidate.case);
        }
    }
    Ok(found)
}

/// HMAC-SHA-256 of an exemption's plate under the key of a generation, which is destroyed when one of them dies. Packets
/// are matched against all exemptions at once, so these share a key and equal plates are equal under it.
pub fn exemption_index(key: &GenerationKey, plate: &Plate) -> [u8; 32] {
    plate_mac(key.secret().expose(), plate)
}

/// The key of one exemption list, derived from [`Purpose::ExemptionList`](crate::keystore::Purpose::ExemptionList) and
/// what the list is made from (unit and version). The same list has the same key in every process, so its `ETag` holds.
pub fn exemption_list_key(key: &PurposeKey, list: &[u8]) -> Zeroizing<[u8; KEY_LENGTH]> {
    Zeroizing::new(mac(key.secret().expose(), &[b"exemption list\0", list]))
}

/// The 24-bit tag by which a roadside unit recognises an exempt plate (protocols.md, exemption list).
pub fn exemption_list_tag(list_key: &[u8; KEY_LENGTH], plate: &Plate) -> [u8; 3] {
    let [first, second, third, ..] = mac(list_key, &[plate.as_str().as_bytes()]);
    [first, second, third]
}

/// HMAC-SHA-256 of the exact content of a packet under
/// [`Purpose::PacketDigest`](crate::keystore::Purpose::PacketDigest): recognises a retry without storing a digest that
/// others could compare with a picture they hold.
pub fn packet_digest(key: &PurposeKey, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.secret().expose()));
    for part in parts {
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    to_array(&context.sign())
}

fn plate_mac(key: &[u8; KEY_LENGTH], plate: &Plate) -> [u8; 32] {
    mac(key, &[PLATE, plate.as_str().as_bytes()])
}

fn mac(key: &[u8; KEY_LENGTH], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    to_array(&context.sign())
}

fn to_array(tag: &hmac::Tag) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(tag.as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretKey;

    fn purpose_key(byte: u8) -> PurposeKey {
        PurposeKey::new(SecretKey::from_bytes([byte; 32]))
    }

    fn case_key(half: u8, other: u8, case: u128) -> IndexKey {
        let case = CaseId::from_uuid(uuid::Uuid::from_u128(case));
        IndexKey::derive(&[half; 32], &SecretKey::from_bytes([other; 32]), case).unwrap()
    }

    #[test]
    fn an_index_depends_on_plate_case_and_both_halves() {
        let (plate, same) = (Plate::parse("AE-12-UI").unwrap(), Plate::parse("ae12ui").unwrap());
        let index = case_key(1, 2, 3).index(&plate);
        assert_eq!(index, case_key(1, 2, 3).index(&same));
        assert_ne!(index, case_key(1, 2, 3).index(&Plate::parse("AE-13-UI").unwrap()));
        for other in [case_key(9, 2, 3), case_key(1, 9, 3), case_key(1, 2, 9)] {
            assert_ne!(index, other.index(&plate));
        }
    }

    #[test]
    fn the_key_of_an_index_is_not_the_data_key() {
        let subject = uuid::Uuid::from_u128(3);
        let data = derive_for(b"poortwacht data key v1", &[1; 32], &[2; 32], subject).unwrap();
        assert_ne!(case_key(1, 2, 3).0.expose(), data.expose());
    }

    #[test]
    fn parts_of_a_packet_cannot_be_shifted_into_each_other() {
        let key = purpose_key(3);
        assert_ne!(packet_digest(&key, &[b"ab", b"c"]), packet_digest(&key, &[b"a", b"bc"]));
        assert_eq!(packet_digest(&key, &[b"ab", b"c"]), packet_digest(&key, &[b"ab", b"c"]));
    }

    #[test]
    fn each_exemption_list_has_a_key_of_its_own() {
        let key = purpose_key(4);
        let (first, second) =
            (exemption_list_key(&key, b"unit 1 v1"), exemption_list_key(&key, b"unit 1 v2"));
        let plate = Plate::parse("AE12UI").unwrap();
        assert_ne!(*first, *second);
        assert_ne!(exemption_list_tag(&first, &plate), exemption_list_tag(&second, &plate));
    }
}
