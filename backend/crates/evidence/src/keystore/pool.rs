//! Halves made ahead of need: one durable write serves 256 packets.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::ids::HalfId;

use super::Half;

/// Halves made durable in one write.
pub const POOL_SIZE: usize = 256;

/// A half is handed out at most this long after it was made, so that one without a case after an hour is surely unused.
pub const HALF_USABLE_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Halves that are durable in the key store and not yet handed out.
#[derive(Default)]
pub(super) struct HalfPool {
    halves: VecDeque<Half>,
    created_at: Timestamp,
}

impl HalfPool {
    pub(super) fn refill(&mut self, halves: Vec<Half>, created_at: Timestamp) {
        self.halves = halves.into();
        self.created_at = created_at;
    }

    /// The next half, unless there is none or they are too old; those are left to the sweep. A clock that went back
    /// makes the age unknown, which counts as too old.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<Half> {
        let age = now.duration_since(self.created_at);
        if age.is_negative() || age > HALF_USABLE_FOR {
            self.clear();
        }
        self.halves.pop_front()
    }

    /// Never hand out what has been destroyed.
    pub(super) fn forget(&mut self, destroyed: &[HalfId]) {
        self.halves.retain(|half| !destroyed.contains(&half.id));
    }

    pub(super) fn clear(&mut self) {
        self.halves.clear();
    }
}
