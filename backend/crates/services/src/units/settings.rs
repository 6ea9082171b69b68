//! From when on the silence of a unit is an alarm.

use jiff::SignedDuration;

/// Bounds for the watch over the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitSettings {
    /// Without a heartbeat for longer than this somebody must look at the unit.
    pub silence: SignedDuration,
}

impl Default for UnitSettings {
    fn default() -> Self {
        Self { silence: SignedDuration::from_hours(2) }
    }
}
