//! Random tokens that only their holder knows: sessions, enrolment links, picture grants. Only hashes are stored.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poortwacht_domain::Rng;
use poortwacht_domain::rng::random_bytes;

/// Longest token that is worth hashing; ours have 43 characters.
const LONGEST: usize = 128;

/// A fresh token of 256 random bits, safe in an address and in a cookie.
pub(crate) fn fresh(rng: &dyn Rng) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>(rng))
}

/// How a token is stored: SHA-256, hexadecimal. A random token needs no salt.
pub(crate) fn hash(token: &str) -> String {
    let bytes = token.as_bytes();
    hex::encode(digest(&SHA256, bytes.get(..LONGEST).unwrap_or(bytes)))
}
