//! How long an account refuses attempts after failures: longer each time, never for good, so that nobody can shut a
//! colleague out for a day by typing nonsense.

use jiff::{SignedDuration, Timestamp};

/// Failures without consequence: typing errors.
const FREE: u64 = 4;
/// The first delay; it doubles with each failure.
const FIRST: SignedDuration = SignedDuration::from_secs(30);
/// The longest delay.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// Until when attempts are refused after the `failures`-th failure in a row.
pub(super) fn locked_until(failures: u64, now: Timestamp) -> Option<Timestamp> {
    let doublings = failures.checked_sub(FREE + 1)?;
    let doublings = u32::try_from(doublings.min(16)).unwrap_or(16);
    let delay = FIRST.checked_mul(1 << doublings).unwrap_or(LONGEST).min(LONGEST);
    Some(now.saturating_add(delay).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_starts_at_the_fifth_failure_doubles_and_stops_growing() {
        let now = Timestamp::UNIX_EPOCH;
        let seconds = |failures| locked_until(failures, now).map(Timestamp::as_second);
        assert_eq!((1..=4).map(seconds).collect::<Vec<_>>(), [None; 4]);
        let growing: Vec<_> = (5..=11).filter_map(seconds).collect();
        assert_eq!(growing, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(seconds(u64::MAX), Some(900));
    }
}
