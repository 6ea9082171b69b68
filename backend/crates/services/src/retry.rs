//! When something is tried again that failed.

use jiff::{SignedDuration, Timestamp};

/// The pause after so many failures in a row: the first, doubled with each further one, up to the longest.
pub(crate) fn pause(failures: u64, first: SignedDuration, longest: SignedDuration) -> SignedDuration {
    let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(16);
    first.saturating_mul(1 << doublings).min(longest)
}

/// So much later; never beyond the end of time.
pub(crate) fn later(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.saturating_add(pause).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let (first, longest) = (SignedDuration::from_mins(2), SignedDuration::from_hours(1));
        let told = [0, 1, 2, 3, 6, u64::MAX].map(|failures| pause(failures, first, longest).as_mins());
        assert_eq!(told, [2, 2, 4, 8, 60, 60]);
    }
}
