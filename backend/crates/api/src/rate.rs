//! How fast a permit system, or an address, may ask: a token bucket for each, in memory. Several processes each count
//! their own, which only makes the limit milder.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use poortwacht_domain::ApiClientId;

/// With more buckets than this, those that are full again are forgotten.
const MANY: usize = 4_096;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asker {
    /// Somebody at this address who has proved nothing yet.
    Address(IpAddr),
    /// A permit system.
    Client(ApiClientId),
}

/// The buckets of everybody.
#[derive(Debug)]
pub(crate) struct Buckets {
    per_minute: f64,
    buckets: Mutex<HashMap<Asker, Bucket>>,
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

    /// Takes a token; the whole seconds to wait when there is none. Several permit systems may share an address, so it
    /// has twice as many.
    pub(crate) fn take(&self, asker: Asker, now: Instant) -> Result<(), u64> {
        let most = match asker {
            Asker::Address(_) => 2.0 * self.per_minute,
            Asker::Client(_) => self.per_minute,
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            let minute = Duration::from_secs(60);
            buckets.retain(|_, bucket| now.saturating_duration_since(bucket.filled_at) < minute);
        }
        let bucket = buckets.entry(asker).or_insert(Bucket { tokens: most, filled_at: now });
        bucket.fill(now, most);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait = Duration::from_secs_f64((1.0 - bucket.tokens) * 60.0 / most);
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
    use super::*;

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_as_fast_as_the_bucket_fills() {
        let (buckets, start) = (Buckets::new(60), Instant::now());
        let client = Asker::Client("0192f7a0-0000-4000-8000-000000000001".parse().unwrap());
        let take = |asker, seconds| buckets.take(asker, start + Duration::from_secs(seconds));
        assert!((0..60).all(|_| take(client, 0).is_ok()));
        assert_eq!(take(client, 0), Err(2));
        let address = Asker::Address([192, 0, 2, 1].into());
        assert!((0..120).all(|_| take(address, 0).is_ok()));
        assert_eq!(take(address, 0), Err(1));
        assert_eq!(take(client, 1), Ok(()));
    }

    #[test]
    fn of_many_addresses_those_that_were_long_quiet_are_forgotten() {
        let (buckets, start) = (Buckets::new(1), Instant::now());
        for number in 0..=u32::try_from(MANY).unwrap() {
            let address = Asker::Address(std::net::Ipv4Addr::from(number).into());
            assert_eq!(buckets.take(address, start), Ok(()));
        }
        let later = start + Duration::from_secs(61);
        assert_eq!(buckets.take(Asker::Address([192, 0, 2, 1].into()), later), Ok(()));
        assert_eq!(buckets.buckets.lock().unwrap().len(), 1);
    }
}
