//! The unit's clock.

use jiff::Timestamp;

/// The present instant in whole milliseconds, as packets carry it.
#[expect(clippy::disallowed_methods, reason = "the one place where the simulator reads the system's clock")]
pub fn now() -> Timestamp {
    let exact = Timestamp::now();
    Timestamp::from_millisecond(exact.as_millisecond()).unwrap_or(exact)
}
