//! Packet signatures: ECDSA over the exact bytes, on P-256 with SHA-256 or P-384 with SHA-384.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA384_FIXED,
    EcdsaVerificationAlgorithm, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poortwacht_store::units::SigningKey;

use super::PacketFault;

/// Signatures come as ASN.1 DER or as the fixed-length pair of numbers that some units' key chips give.
static ALGORITHMS: [&EcdsaVerificationAlgorithm; 4] =
    [&ECDSA_P256_SHA256_ASN1, &ECDSA_P256_SHA256_FIXED, &ECDSA_P384_SHA384_ASN1, &ECDSA_P384_SHA384_FIXED];

/// Code of a packet whose signature does not fit.
pub(super) const INVALID: &str = "signature_invalid";

/// Code of a packet from a time for which the unit has no signing key.
pub(super) const NO_KEY: &str = "signing_key_unknown";

/// The bytes of the part `signature`.
pub(super) fn decode(part: Option<&[u8]>) -> Result<Vec<u8>, PacketFault> {
    let part = part.ok_or_else(|| {
        PacketFault::of_request(
            "part_missing",
            "the part signature is missing; sign the exact bytes of packet",
        )
    })?;
    STANDARD.decode(part.trim_ascii()).map_err(|_| {
        PacketFault::of_request(
            "signature_malformed",
            "the part signature is not base64; encode the ECDSA signature",
        )
    })
}

/// Checks the signature with the key that was valid when the vehicle passed.
pub(super) fn check(key: Option<&SigningKey>, bytes: &[u8], signature: &[u8]) -> Result<(), PacketFault> {
    let key = key.ok_or_else(|| {
        let detail =
            "the unit has no signing key registered for this time; ask the administrator to register it";
        PacketFault::new("/capturedAt", NO_KEY, detail)
    })?;
    if verifies(&key.public_key, bytes, signature) {
        return Ok(());
    }
    let detail = "the signature does not fit; sign the exact bytes of packet with the registered key";
    Err(PacketFault::of_request(INVALID, detail))
}

/// Whether some algorithm takes this key (SubjectPublicKeyInfo) and the signature with it.
pub(crate) fn verifies(public_key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    ALGORITHMS
        .iter()
        .any(|algorithm| UnparsedPublicKey::new(*algorithm, public_key).verify(bytes, signature).is_ok())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING,
        ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    };

    use super::*;

    fn signed(algorithm: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm) -> (Vec<u8>, Vec<u8>) {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let spki: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let signature = pair.sign(&SystemRandom::new(), b"packet").unwrap();
        (spki.as_ref().to_vec(), signature.as_ref().to_vec())
    }

    #[test]
    fn both_curves_verify_in_both_forms_and_only_over_the_exact_bytes() {
        for algorithm in [
            &ECDSA_P256_SHA256_ASN1_SIGNING,
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &ECDSA_P384_SHA384_ASN1_SIGNING,
            &ECDSA_P384_SHA384_FIXED_SIGNING,
        ] {
            let (key, signature) = signed(algorithm);
            assert!(verifies(&key, b"packet", &signature));
            assert!(!verifies(&key, b"packet ", &signature));
            assert!(!verifies(&signed(algorithm).0, b"packet", &signature));
        }
    }

    #[test]
    fn junk_is_no_signature_and_no_key() {
        let (key, signature) = signed(&ECDSA_P256_SHA256_ASN1_SIGNING);
        assert!(!verifies(&key, b"packet", b""));
        assert!(!verifies(&key, b"packet", &[0; 64]));
        assert!(!verifies(b"no key", b"packet", &signature));
    }

    #[test]
    fn a_signature_part_is_base64_with_or_without_a_line_end() {
        assert_eq!(decode(Some(b"AAE=\n")).unwrap(), [0, 1]);
        assert_eq!(decode(Some(b"?")).unwrap_err().code, "signature_malformed");
        assert_eq!(decode(None).unwrap_err().code, "part_missing");
    }
}
