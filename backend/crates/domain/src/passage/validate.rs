//! Reads and checks the roadside documents.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{MAX_AHEAD, MAX_PICTURE_DISTANCE, ViolationPacket, shapes};
use crate::json::{self, Shape};
use crate::{FieldError, FieldErrorCode};

impl ViolationPacket {
    /// Reads a packet and lists every fault: of its shape first, and when that is sound, of values that do
    /// not go together or do not go with the time `now`.
    ///
    /// Too old is no fault ([`ViolationPacket::is_expired`] has an answer of its own); neither are regions
    /// outside a picture, whose size only the picture tells.
    ///
    /// # Errors
    /// All faults, each with its JSON pointer and the fix.
    pub fn from_json(document: &[u8], now: Timestamp) -> Result<Self, Vec<FieldError>> {
        let packet: Self = read(document, &shapes::PACKET)?;
        let faults = packet.inconsistencies(now);
        if faults.is_empty() { Ok(packet) } else { Err(faults) }
    }

    /// Every fault of this packet, as [`ViolationPacket::from_json`] lists them.
    #[must_use]
    pub fn validate(&self, now: Timestamp) -> Vec<FieldError> {
        let mut faults = recheck(self, &shapes::PACKET);
        faults.extend(self.inconsistencies(now));
        faults
    }

    fn inconsistencies(&self, now: Timestamp) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.captured_at.duration_since(now) > MAX_AHEAD {
            faults.push(inconsistent("/capturedAt", "the passage lies in the future; set the unit's clock"));
        }
        let mut parts = BTreeSet::new();
        for (position, image) in self.images.iter().enumerate() {
            if !parts.insert(image.part.as_str()) {
                let pointer = format!("/images/{position}/part");
                faults.push(inconsistent(&pointer, "another picture has this part; give each its own"));
            }
            if image.captured_at.duration_since(self.captured_at).abs() > MAX_PICTURE_DISTANCE {
                let pointer = format!("/images/{position}/capturedAt");
                faults.push(inconsistent(&pointer, "the picture was taken minutes away from the passage"));
            }
        }
        faults
    }
}

fn inconsistent(pointer: &str, detail: &str) -> FieldError {
    FieldError::new(pointer, FieldErrorCode::Inconsistent, detail)
}

/// Reads a document of the given shape, or lists what is wrong with it.
pub(super) fn read<T: DeserializeOwned>(document: &[u8], shape: &Shape) -> Result<T, Vec<FieldError>> {
    let faults = json::check(document, shape);
    if !faults.is_empty() {
        return Err(faults);
    }
    // The shape says all that serde asks, so a failure here is a fault of ours; the sender still hears where.
    serde_json::from_slice(document).map_err(|error| {
        let detail = format!("cannot be read at line {}, column {}", error.line(), error.column());
        vec![FieldError::new("", FieldErrorCode::Malformed, detail)]
    })
}

/// Checks a value that did not come as JSON against its shape.
pub(super) fn recheck<T: Serialize>(value: &T, shape: &Shape) -> Vec<FieldError> {
    match serde_json::to_vec(value) {
        Ok(document) => json::check(&document, shape),
        Err(_) => vec![FieldError::new("", FieldErrorCode::Malformed, "cannot be written as JSON")],
    }
}
