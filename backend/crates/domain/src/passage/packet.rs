//! The violation packet.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::MAX_AGE;
use crate::{Country, PacketId, Plate, PlateError, Rect, VehicleCategory};

/// One passage that the unit holds for a possible violation.
///
/// serde refuses unknown and double members but stops at the first fault;
/// [`ViolationPacket::from_json`] lists all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ViolationPacket {
    /// The unit's identifier for the packet, unique per unit.
    pub packet_id: PacketId,
    /// Counts the unit's packets without gaps.
    pub unit_sequence: u64,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// What the camera read.
    pub plate: PlateReading,
    /// What the camera saw of the vehicle.
    #[serde(default, skip_serializing_if = "VehicleDescription::is_empty")]
    pub vehicle: VehicleDescription,
    /// The direction of travel, as the location names it.
    pub direction: String,
    /// The lane, counted from 1.
    pub lane: u32,
    /// Speed in km/h, if the unit measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// One to six pictures.
    pub images: Vec<ImageDeclaration>,
    /// How well the unit knows the time.
    pub clock: UnitClock,
}

impl ViolationPacket {
    /// Whether the packet is too old to be taken: the unit must erase it.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.captured_at) > MAX_AGE
    }

    /// Whether some overview declares the vehicle, the sign and the overlay; otherwise the case is marked
    /// incomplete and the gate asks for other proof of the sign.
    #[must_use]
    pub fn has_complete_overview(&self) -> bool {
        let needed = [RegionKind::Vehicle, RegionKind::Sign, RegionKind::Overlay];
        self.images
            .iter()
            .filter(|image| image.kind == ImageKind::Overview)
            .any(|image| needed.iter().all(|kind| image.regions.iter().any(|region| region.kind == *kind)))
    }
}

/// What the camera read on the plate. `Debug` does not show it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlateReading {
    /// The characters as read, before any correction.
    pub raw: String,
    /// The country the camera takes it for.
    pub country: Country,
    /// The camera's confidence in the whole reading, 0 to 1.
    pub confidence: f64,
    /// The camera's confidence in each character.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub characters: Vec<CharacterReading>,
}

impl PlateReading {
    /// The reading as a normalised plate.
    ///
    /// # Errors
    /// [`PlateError`] when the camera read something that no plate has.
    pub fn plate(&self) -> Result<Plate, PlateError> {
        Plate::parse(&self.raw)
    }
}

impl fmt::Debug for PlateReading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PlateReading(…)")
    }
}

/// One character of a reading. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CharacterReading {
    /// The character.
    pub char: char,
    /// The camera's confidence in it, 0 to 1.
    pub confidence: f64,
}

impl fmt::Debug for CharacterReading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CharacterReading(…)")
    }
}

/// What the camera saw of the vehicle; every member may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VehicleDescription {
    /// The category of the offence table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<VehicleCategory>,
    /// The kind, as "van".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

impl VehicleDescription {
    /// Whether the camera saw nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A picture that comes with the packet, and what may stay readable in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageDeclaration {
    /// The name of the multipart part that holds it.
    pub part: String,
    /// What it shows.
    pub kind: ImageKind,
    /// SHA-256 over its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// When it was taken.
    pub captured_at: Timestamp,
    /// What the unit declares in it.
    #[serde(default)]
    pub regions: Vec<Region>,
}

text_enum! {
    /// What a picture shows.
    pub enum ImageKind {
        /// The vehicle in its surroundings, with sign and overlay.
        Overview = "overview",
        /// The plate.
        Plate = "plate",
        /// The sign.
        Sign = "sign",
        /// A frame before or after.
        Sequence = "sequence",
    }
}

/// A declared part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Region {
    /// What is in it.
    pub kind: RegionKind,
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Region {
    /// The region without its meaning.
    #[must_use]
    pub const fn rect(&self) -> Rect {
        Rect { x: self.x, y: self.y, width: self.width, height: self.height }
    }
}

text_enum! {
    /// What a region holds.
    pub enum RegionKind {
        /// The case's own vehicle.
        Vehicle = "vehicle",
        /// A plate.
        Plate = "plate",
        /// The traffic sign.
        Sign = "sign",
        /// The unit's time and place overlay.
        Overlay = "overlay",
        /// A person: always made unrecognisable.
        Person = "person",
        /// A cyclist: always made unrecognisable.
        Cyclist = "cyclist",
        /// A windscreen: always made unrecognisable.
        Windscreen = "windscreen",
    }
}

/// How well the unit knows the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnitClock {
    /// Where the time comes from, as `ntp` or `gnss`.
    pub source: String,
    /// The unit's clock minus its source, in milliseconds, at the last synchronisation.
    pub offset_ms: i64,
    /// The last synchronisation.
    pub synchronised_at: Timestamp,
}
