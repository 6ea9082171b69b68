//! Blind indexes: find a plate without storing it. Without the key an index says nothing; equal plates are equal only
//! under the same key.

use aws_lc_rs::hmac;
use poortwacht_domain::plate::Plate;
use zeroize::Zeroizing;

use crate::keystore::{IndexKey, PurposeKey};
use crate::secret::KEY_LENGTH;

/// Keeps plate indexes apart from anything else ever computed under the same key.
const PLATE: &[u8] = b"plate\0";

/// HMAC-SHA-256 of a case's plate under an index key of its municipality, month of capture and class.
pub fn blind_index(key: &IndexKey, plate: &Plate) -> [u8; 32] {
    plate_mac(key.secret().expose(), plate)
}

/// HMAC-SHA-256 of an exemption's plate under [`Purpose::ExemptionIndex`](crate::keystore::Purpose::ExemptionIndex).
pub fn exemption_index(key: &PurposeKey, plate: &Plate) -> [u8; 32] {
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

    fn index_key(byte: u8) -> IndexKey {
        IndexKey::new(SecretKey::from_bytes([byte; 32]))
    }

    fn purpose_key(byte: u8) -> PurposeKey {
        PurposeKey::new(SecretKey::from_bytes([byte; 32]))
    }

    #[test]
    fn equal_plates_are_equal_under_one_key_and_different_under_another() {
        let (plate, same) = (Plate::parse("AE-12-UI").unwrap(), Plate::parse("ae12ui").unwrap());
        assert_eq!(blind_index(&index_key(1), &plate), blind_index(&index_key(1), &same));
        assert_ne!(blind_index(&index_key(1), &plate), blind_index(&index_key(2), &plate));
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
