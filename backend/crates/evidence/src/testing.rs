//! Randomness for this crate's tests.

use poortwacht_domain::Rng;

/// The cryptographic library's own generator: tests of sealing want real nonces.
pub(crate) struct TestRng;

impl Rng for TestRng {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).unwrap();
    }
}
