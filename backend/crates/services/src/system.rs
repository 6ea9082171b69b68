//! The real clock and the real source of randomness; the only place that reads them.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use jiff::Timestamp;
use poortwacht_domain::{Clock, Rng};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The cryptographic library's generator.
#[derive(Debug, Default)]
pub struct SystemRng(SystemRandom);

impl SystemRng {
    /// A generator.
    #[must_use]
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Rng for SystemRng {
    #[expect(
        clippy::panic,
        reason = "without randomness every key would be guessable: stopping is the safe answer"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if self.0.fill(bytes).is_err() {
            panic!("the system gives no randomness");
        }
    }
}
