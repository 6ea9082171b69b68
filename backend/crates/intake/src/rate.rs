//! How fast a unit or witness may ask: a token bucket for each and per kind of request, in memory. Several processes each count their
//! own, which only makes the limit milder.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Kinds of requests that are counted apart, so that a flood of packets does not silence the heartbeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Packet,
    Heartbeat,
    ExemptionList,
    Ledger,
}

/// The buckets of all units and witnesses, by id.
#[derive(Debug)]
pub(crate) struct Buckets {
    per_minute: f64,
    buckets: Mutex<HashMap<(Uuid, Kind), Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

impl Buckets {
    /// Buckets that hold a minute's worth of requests and fill evenly.
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute.max(1)), buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes a token; the whole seconds to wait when there is none.
    pub(crate) fn take(&self, asker: Uuid, kind: Kind, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = Bucket { tokens: self.per_minute, filled_at: now };
        let bucket = buckets.entry((asker, kind)).or_insert(full);
        bucket.fill(now, self.per_minute);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait = Duration::from_secs_f64((1.0 - bucket.tokens) * 60.0 / self.per_minute);
        Err(wait.as_secs() + 1)
    }
}

impl Bucket {
    fn fill(&mut self, now: Instant, per_minute: f64) {
        let seconds = now.saturating_duration_since(self.filled_at).as_secs_f64();
        self.tokens = (self.tokens + seconds * per_minute / 60.0).min(per_minute);
        self.filled_at = now;
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::UnitId;
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_as_fast_as_the_bucket_fills() {
        let (buckets, rng, start) = (Buckets::new(60), SequenceRng::default(), Instant::now());
        let (unit, other) = (UnitId::random(&rng).as_uuid(), UnitId::random(&rng).as_uuid());
        let take = |unit, kind, seconds| buckets.take(unit, kind, start + Duration::from_secs(seconds));
        assert!((0..60).all(|_| take(unit, Kind::Packet, 0).is_ok()));
        assert_eq!(take(unit, Kind::Packet, 0), Err(2));
        assert_eq!(take(unit, Kind::Heartbeat, 0), Ok(()));
        assert_eq!(take(other, Kind::Packet, 0), Ok(()));
        assert_eq!(take(unit, Kind::Packet, 1), Ok(()));
        assert_eq!(take(unit, Kind::Packet, 1), Err(2));
    }
}
