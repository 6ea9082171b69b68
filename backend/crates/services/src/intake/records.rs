//! What intake writes about a case, in the form in which the desk, the gate and the export read it back.

use jiff::Timestamp;
use poortwacht_domain::passage::{CharacterReading, UnitClock};
use poortwacht_domain::{Country, ExemptionId, ImageKind, VehicleCategory, ViolationPacket};
use serde::{Deserialize, Serialize};

/// Capture metadata of a case, without personal data; stands in clear in its row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseFacts {
    /// The unit's own count of its packets.
    pub unit_sequence: u64,
    /// Direction of travel, as the unit names it.
    pub direction: String,
    /// Lane, counted from 1.
    pub lane: u32,
    /// Speed in km/h, where the unit measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// How well the unit knew the time.
    pub clock: UnitClock,
    /// Vehicle category as the camera sees it; not the one the case is charged with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<VehicleCategory>,
    /// No overview declares vehicle, sign and overlay: the gate asks for other proof of the sign.
    pub incomplete: bool,
    /// Some overview or sequence frame of the vehicle declares no windscreen: somebody behind it may be recognisable.
    pub windscreen_undeclared: bool,
}

impl CaseFacts {
    /// The facts of a packet.
    #[must_use]
    pub fn of(packet: &ViolationPacket) -> Self {
        Self {
            unit_sequence: packet.unit_sequence,
            direction: packet.direction.clone(),
            lane: packet.lane,
            speed: packet.speed,
            clock: packet.clock.clone(),
            category: packet.vehicle.category,
            incomplete: !packet.has_complete_overview(),
            windscreen_undeclared: packet.images.iter().any(lacks_windscreen),
        }
    }
}

/// A close-up of plate or sign has no windscreen to declare.
fn lacks_windscreen(image: &poortwacht_domain::ImageDeclaration) -> bool {
    use poortwacht_domain::RegionKind::{Vehicle, Windscreen};
    let declares = |kind| image.regions.iter().any(|region| region.kind == kind);
    let shows_vehicle = matches!(image.kind, ImageKind::Overview | ImageKind::Sequence);
    shows_vehicle && declares(Vehicle) && !declares(Windscreen)
}

/// The sealed field `plate`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlateRecord {
    /// Normalised plate.
    pub plate: String,
    /// Country the camera takes it for.
    pub country: Country,
    /// The characters as read, before any correction.
    pub raw: String,
    /// The camera's confidence in the whole reading, 0 to 1.
    pub confidence: f64,
    /// The camera's confidence in each character.
    #[serde(default)]
    pub characters: Vec<CharacterReading>,
}

/// The sealed field `signature`: what proves later that the packet is the unit's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureRecord {
    /// The signature as sent, base64.
    pub signature: String,
    /// The key that verified it, SubjectPublicKeyInfo in base64.
    pub signing_key: String,
    /// From when that key was valid.
    pub valid_from: Timestamp,
    /// Fingerprint of the client certificate on the connection.
    pub certificate_fingerprint: String,
}

/// Which exemptions concern a case though none covers it; by identifier, never by plate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionFinding {
    /// Exemptions of this very plate that hold at another time or place.
    pub elsewhere: Vec<ExemptionId>,
    /// Exemptions, valid there and then, of plates one camera confusion away.
    pub near: Vec<ExemptionId>,
}

impl ExemptionFinding {
    /// The text in the case's row.
    ///
    /// # Errors
    /// None in practice: identifiers always serialise.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads the text in a case's row.
    ///
    /// # Errors
    /// When the text was not written by [`ExemptionFinding::to_text`].
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::{ImageDeclaration, Region, RegionKind};

    use super::*;

    fn image(kind: ImageKind, regions: &[RegionKind]) -> ImageDeclaration {
        let region = |kind: &RegionKind| Region { kind: *kind, x: 0, y: 0, width: 8, height: 8 };
        ImageDeclaration {
            part: "one".to_owned(),
            kind,
            sha256: String::new(),
            captured_at: Timestamp::UNIX_EPOCH,
            regions: regions.iter().map(region).collect(),
        }
    }

    #[test]
    fn a_windscreen_is_missed_where_one_can_be_seen_and_not_on_a_close_up_of_the_plate() {
        let vehicle = [RegionKind::Vehicle, RegionKind::Plate];
        assert!(lacks_windscreen(&image(ImageKind::Overview, &vehicle)));
        assert!(lacks_windscreen(&image(ImageKind::Sequence, &vehicle)));
        assert!(!lacks_windscreen(&image(ImageKind::Plate, &vehicle)));
        assert!(!lacks_windscreen(&image(
            ImageKind::Overview,
            &[RegionKind::Vehicle, RegionKind::Windscreen]
        )));
    }
}
