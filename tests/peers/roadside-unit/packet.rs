//! The documents a unit sends, written from protocols.md and not from the server's code.

use jiff::{Timestamp, tz::TimeZone};
use poortwacht_tests::street::Region;
use serde::Serialize;

/// `packet` of `POST /v1/violation-packets`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Packet {
    /// UUIDv7.
    pub packet_id: String,
    /// Gapless count of the unit's packets.
    pub unit_sequence: u64,
    /// RFC 3339 with offset and milliseconds.
    pub captured_at: String,
    /// What the camera read.
    pub plate: Plate,
    /// What the camera saw of the vehicle.
    pub vehicle: Vehicle,
    /// Direction of travel.
    pub direction: String,
    /// Lane from 1.
    pub lane: u32,
    /// km/h.
    pub speed: u32,
    /// One to six pictures.
    pub images: Vec<Image>,
    /// How well the unit knows the time.
    pub clock: UnitClock,
}

/// A plate reading. No `Debug` that shows it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plate {
    /// As read.
    pub raw: String,
    /// UN sign.
    pub country: String,
    /// 0 to 1.
    pub confidence: f64,
    /// Each character with its confidence.
    pub characters: Vec<Character>,
}

impl std::fmt::Debug for Plate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Plate(…)")
    }
}

/// One character of a reading.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Character {
    /// The character.
    pub char: char,
    /// 0 to 1.
    pub confidence: f64,
}

/// What the camera saw of the vehicle.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vehicle {
    /// 1 to 8.
    pub category: u8,
    /// For example `car`.
    pub kind: &'static str,
    /// Colour name, when the scene was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<&'static str>,
}

/// A declared picture.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// Multipart part that holds it.
    pub part: String,
    /// What it shows.
    pub kind: ImageKind,
    /// Lower-case hexadecimal.
    pub sha256: String,
    /// When it was taken.
    pub captured_at: String,
    /// What is in it.
    pub regions: Vec<Region>,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ImageKind {
    /// The street.
    Overview,
    /// The plate.
    Plate,
    /// A moment later.
    Sequence,
}

impl ImageKind {
    /// Name used for the part.
    pub fn part(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Plate => "plate",
            Self::Sequence => "sequence",
        }
    }
}

/// How well the unit knows the time.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitClock {
    /// For example `ntp`.
    pub source: &'static str,
    /// Unit minus source.
    pub offset_ms: i64,
    /// Last synchronisation.
    pub synchronised_at: String,
}

/// `POST /v1/heartbeats`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Heartbeat {
    /// The unit's time.
    pub time: String,
    /// Unit minus source.
    pub clock_offset_ms: i64,
    /// Packets in the spool.
    pub queue_length: usize,
    /// Capture of the oldest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_queued_at: Option<String>,
    /// Vehicles seen since the last heartbeat that was answered.
    pub passages: u64,
    /// Of those, the ones that made no packet.
    pub no_hits: u64,
    /// Version of the unit's software.
    pub software_version: &'static str,
}

/// RFC 3339 in Dutch local time, with offset and milliseconds.
pub fn rfc3339(at: Timestamp) -> String {
    at.to_zoned(amsterdam()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// The text in the overlay bar.
pub fn overlay_text(at: Timestamp, place: &str) -> String {
    format!("{} {place}", at.to_zoned(amsterdam()).strftime("%Y-%m-%d %H:%M:%S%.3f %:z"))
}

fn amsterdam() -> TimeZone {
    jiff::tz::get!("Europe/Amsterdam")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_carry_the_local_offset_and_milliseconds() {
        assert_eq!(rfc3339("2026-11-22T08:14:05.12Z".parse().unwrap()), "2026-11-22T09:14:05.120+01:00");
        assert_eq!(rfc3339("2026-07-01T08:00:00Z".parse().unwrap()), "2026-07-01T10:00:00.000+02:00");
    }
}
