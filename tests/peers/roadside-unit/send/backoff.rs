//! Growing pauses, each a little different so that units do not march in step.

use std::time::Duration;

use aws_lc_rs::rand;

/// First and longest pause.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// After the first failure.
    pub first: Duration,
    /// Never longer.
    pub longest: Duration,
}

impl Backoff {
    /// The pause after the `failures`th failure in a row (from 1): doubles, up to the longest, ± a quarter.
    pub fn after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        let plain = self.first.saturating_mul(1 << doublings).min(self.longest);
        let mut noise = [128];
        // Without randomness the pause is the plain one: worse manners, no harm.
        let _ = rand::fill(&mut noise);
        let [noise] = noise;
        plain.mul_f64(0.75 + f64::from(noise) / 512.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(10) };
        let within = |failures, plain: f64| {
            let pause = backoff.after(failures).as_secs_f64();
            (plain * 0.74..plain * 1.26).contains(&pause)
        };
        assert!(
            within(1, 1.0) && within(2, 2.0) && within(3, 4.0) && within(9, 10.0) && within(u32::MAX, 10.0)
        );
    }
}
