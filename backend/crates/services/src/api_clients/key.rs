//! The public key of a permit system's assertions: from PEM or JWK to one stored form.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poortwacht_store::api_clients::AssertionKey;
use serde::Deserialize;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).
const ES256: &str = "ES256";
/// RSASSA-PSS with SHA-256 (RFC 7518, 3.5).
const PS256: &str = "PS256";
/// Fewest bits of an RSA key, as the TLS guidelines ask.
const RSA_BITS: usize = 3072;

/// SubjectPublicKeyInfo of a P-256 key, up to the two coordinates.
const P256_PREFIX: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
/// AlgorithmIdentifier of an RSA key.
const RSA_ALGORITHM: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// A public key as a JWK (RFC 7517); members that do not matter here are left unread.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<serde::de::IgnoredAny>,
}

/// Reads a P-256 key or an RSA key of at least 3072 bits, as JWK or PEM (`BEGIN PUBLIC KEY`).
///
/// # Errors
/// What is wrong and how to mend it.
pub(super) fn parse(text: &str) -> Result<AssertionKey, &'static str> {
    let text = text.trim();
    let spki = if text.starts_with('{') { from_jwk(text)? } else { from_pem(text)? };
    let algorithm = algorithm(&spki)?.to_owned();
    Ok(AssertionKey { public_key: spki, algorithm })
}

/// Whether the client signed these bytes, with the one algorithm that its key is for.
pub(super) fn verifies(key: &AssertionKey, algorithm: &str, bytes: &[u8], signature: &[u8]) -> bool {
    let verifier: &'static dyn VerificationAlgorithm = match algorithm {
        ES256 => &ECDSA_P256_SHA256_FIXED,
        PS256 => &RSA_PSS_2048_8192_SHA256,
        _ => return false,
    };
    key.algorithm == algorithm
        && UnparsedPublicKey::new(verifier, &key.public_key).verify(bytes, signature).is_ok()
}

fn from_pem(text: &str) -> Result<Vec<u8>, &'static str> {
    let (_, pem) = parse_x509_pem(text.as_bytes())
        .map_err(|_| "is neither PEM nor JWK; give the public key as PEM (BEGIN PUBLIC KEY) or as one JWK")?;
    match pem.label.as_str() {
        "PUBLIC KEY" => Ok(pem.contents),
        label if label.contains("PRIVATE") => Err(PRIVATE),
        _ => Err("is PEM, but no public key; give BEGIN PUBLIC KEY"),
    }
}

const PRIVATE: &str =
    "is a private key, which stays with the permit system; make a new pair and give its public key";
const INCOMPLETE: &str =
    "is no whole JWK; an EC key has crv P-256, x and y, an RSA key n and e, each base64url";

fn from_jwk(text: &str) -> Result<Vec<u8>, &'static str> {
    let jwk: Jwk = serde_json::from_str(text).map_err(|_| INCOMPLETE)?;
    if jwk.d.is_some() {
        return Err(PRIVATE);
    }
    match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("EC", Some("P-256")) => {
            let (x, y) = (coordinate(jwk.x.as_deref())?, coordinate(jwk.y.as_deref())?);
            Ok([&P256_PREFIX[..], &x, &y].concat())
        }
        ("RSA", _) => Ok(rsa(&decoded(jwk.n.as_deref())?, &decoded(jwk.e.as_deref())?)),
        _ => Err("is of another kind; use a P-256 key (ES256) or an RSA key of 3072 bits or more (PS256)"),
    }
}

fn decoded(member: Option<&str>) -> Result<Vec<u8>, &'static str> {
    URL_SAFE_NO_PAD.decode(member.ok_or(INCOMPLETE)?).map_err(|_| INCOMPLETE)
}

fn coordinate(member: Option<&str>) -> Result<[u8; 32], &'static str> {
    decoded(member)?.try_into().map_err(|_| INCOMPLETE)
}

/// SubjectPublicKeyInfo of an RSA key.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der(0x30, &[integer(modulus), integer(exponent)].concat());
    let bits = der(0x03, &[&[0], key.as_slice()].concat());
    der(0x30, &[&RSA_ALGORITHM[..], &bits].concat())
}

/// A positive INTEGER: no leading zeros but the one that keeps it positive.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = bytes.get(start..).unwrap_or_default();
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    der(0x02, &[sign, digits].concat())
}

/// A value with its tag and length (X.690).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let used = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
    let digits = length.get(used..).unwrap_or_default();
    let mut encoded = vec![tag];
    if content.len() >= 0x80 {
        encoded.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
    }
    encoded.extend_from_slice(digits);
    encoded.extend_from_slice(content);
    encoded
}

fn algorithm(spki: &[u8]) -> Result<&'static str, &'static str> {
    let parsed = SubjectPublicKeyInfo::from_der(spki).ok().filter(|(rest, _)| rest.is_empty());
    let (_, key) = parsed.ok_or("is no public key; give it whole")?;
    match key.parsed() {
        Ok(PublicKey::EC(point)) if point.key_size() == 256 && spki.starts_with(&P256_PREFIX) => Ok(ES256),
        Ok(PublicKey::RSA(key)) if key.key_size() >= RSA_BITS => Ok(PS256),
        Ok(PublicKey::RSA(_)) => {
            Err("is an RSA key of fewer than 3072 bits; make a longer one, or a P-256 key")
        }
        _ => Err("is of another kind; use a P-256 key (ES256) or an RSA key of 3072 bits or more (PS256)"),
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PSS_SHA256, RsaKeyPair,
    };
    use serde_json::json;

    use super::*;

    fn pem(der: &[u8]) -> String {
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }

    #[test]
    fn a_p256_key_is_the_same_as_pem_and_as_jwk_and_verifies_es256_alone() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let spki: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let point = pair.public_key().as_ref();
        let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": part(1..33), "y": part(33..65), "kid": "a"});
        let key = parse(&pem(spki.as_ref())).unwrap();
        assert_eq!((parse(&jwk.to_string()), key.algorithm.as_str()), (Ok(key.clone()), ES256));
        let signature = pair.sign(&SystemRandom::new(), b"claims").unwrap();
        assert!(verifies(&key, ES256, b"claims", signature.as_ref()));
        assert!(!verifies(&key, ES256, b"others", signature.as_ref()));
        for other in [PS256, "none", "HS256", "RS256", "es256"] {
            assert!(!verifies(&key, other, b"claims", signature.as_ref()), "{other}");
        }
    }

    #[test]
    fn an_rsa_key_is_the_same_as_pem_and_as_jwk_and_verifies_ps256() {
        let pair = RsaKeyPair::generate(KeySize::Rsa3072).unwrap();
        let spki: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let key = parse(&pem(spki.as_ref())).unwrap();
        let modulus = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
        let jwk = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB"});
        assert_eq!((parse(&jwk.to_string()), key.algorithm.as_str()), (Ok(key.clone()), PS256));
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), b"claims", &mut signature).unwrap();
        assert!(verifies(&key, PS256, b"claims", &signature));
        assert!(!verifies(&key, ES256, b"claims", &signature));
    }

    #[test]
    fn short_private_and_foreign_keys_are_refused_with_the_fix() {
        let short = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let spki: PublicKeyX509Der<'_> = short.public_key().as_der().unwrap();
        let coordinate = URL_SAFE_NO_PAD.encode([1; 32]);
        let private = json!({"kty": "EC", "crv": "P-256", "x": coordinate, "y": coordinate, "d": coordinate});
        for (text, told) in [
            (pem(spki.as_ref()), "3072"),
            (private.to_string(), "private"),
            (pem(spki.as_ref()).replace("PUBLIC", "PRIVATE"), "private"),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": coordinate}).to_string(), "P-256"),
            (json!({"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"}).to_string(), "JWK"),
            (String::new(), "PEM"),
            ("{}".to_owned(), "JWK"),
        ] {
            let refused = parse(&text).unwrap_err();
            assert!(refused.contains(told), "{text}: {refused}");
        }
    }
}
