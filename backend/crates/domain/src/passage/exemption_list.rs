//! The keyed list with which a unit lets exempt vehicles pass unseen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::WeeklyWindow;

/// Length of a tag in bits: short enough that a list cannot be turned back into plates with certainty, long
/// enough that false matches are rare. A false match costs a fine, never a person.
pub const TAG_BITS: u32 = 24;

/// The exemptions of one location that hold in the next 48 hours, under a key of this list alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionListAnswer {
    /// When the list was made.
    pub generated_at: Timestamp,
    /// Until when it may be used.
    pub valid_until: Timestamp,
    /// The key of the tags (HMAC-SHA-256 over the normalised plate), base64; keep it in memory only.
    pub key: String,
    /// Length of each tag in bits.
    pub tag_bits: u32,
    /// The chance that a vehicle without an exemption matches some entry.
    pub expected_false_match_rate: f64,
    /// The entries, in no order that tells anything.
    pub entries: Vec<ExemptionListEntry>,
}

/// One entry: no holder, no category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionListEntry {
    /// The first [`TAG_BITS`] bits of the plate's HMAC, lower-case hexadecimal.
    pub tag: String,
    /// First instant of validity.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Hours of the week in which it holds; empty: always.
    #[serde(default)]
    pub windows: Vec<WeeklyWindow>,
}

impl ExemptionListAnswer {
    /// The chance that a random plate matches one of `entries` different tags.
    #[must_use]
    pub fn false_match_rate(entries: u32) -> f64 {
        let tags = f64::from(1_u32 << TAG_BITS);
        1.0 - (1.0 - 1.0 / tags).powf(f64::from(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_entries_match_one_stranger_in_seventeen_hundred() {
        assert_eq!(ExemptionListAnswer::false_match_rate(0), 0.0);
        let rate = ExemptionListAnswer::false_match_rate(10_000);
        assert!((1.0 / 1_700.0..1.0 / 1_600.0).contains(&rate), "{rate}");
    }
}
