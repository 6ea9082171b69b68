//! The heartbeat.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{MAX_AGE, shapes, validate};
use crate::FieldError;

/// How a unit is doing. Counts cover the time since its last heartbeat that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Heartbeat {
    /// The unit's own time.
    pub time: Timestamp,
    /// The unit's clock minus its source, in milliseconds.
    pub clock_offset_ms: i64,
    /// Packets that wait in the unit.
    pub queue_length: u64,
    /// When the oldest of them was captured; missing when none waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_queued_at: Option<Timestamp>,
    /// Vehicles seen.
    pub passages: u64,
    /// Passages that matched the exemption list or fell outside the hours.
    pub no_hits: u64,
    /// The unit's software version.
    pub software_version: String,
}

impl Heartbeat {
    /// Reads a heartbeat and lists every fault.
    ///
    /// # Errors
    /// All faults, each with its JSON pointer and the fix.
    pub fn from_json(document: &[u8]) -> Result<Self, Vec<FieldError>> {
        validate::read(document, &shapes::HEARTBEAT)
    }

    /// Every fault of this heartbeat.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldError> {
        validate::recheck(self, &shapes::HEARTBEAT)
    }

    /// Whether the oldest waiting packet comes within `margin` of the age at which the unit must erase it.
    #[must_use]
    pub fn nears_erasure(&self, now: Timestamp, margin: SignedDuration) -> bool {
        self.oldest_queued_at.is_some_and(|oldest| now.duration_since(oldest) >= MAX_AGE - margin)
    }
}
