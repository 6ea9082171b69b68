//! Randomness as a parameter.

use std::sync::Arc;

/// A source of cryptographic randomness. The system's source lives in the services.
///
/// It cannot fail by design: a system that has no randomness left must not go on making keys, so the
/// implementation ends the process instead of returning.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with unpredictable bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl<T: Rng + ?Sized> Rng for Arc<T> {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

/// `N` random bytes.
pub fn random_bytes<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}
