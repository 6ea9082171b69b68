//! What intake writes about a case, in the form in which the desk, the gate and the export read it back.

use jiff::Timestamp;
use poortwacht_domain::passage::{CharacterReading, UnitClock};
use poortwacht_domain::{
    AccountId, Country, ExemptionCategory, ImageDeclaration, ImageKind, Region, RegionKind, VehicleCategory,
    ViolationPacket,
};
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
    /// The version of the location's dossier that the case keeps a copy of; cases from before versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_version: Option<i64>,
    /// No overview declares vehicle, sign and overlay: the gate asks for other proof of the sign.
    pub incomplete: bool,
    /// Some overview or sequence frame of the vehicle declares no windscreen: somebody behind it may be recognisable.
    pub windscreen_undeclared: bool,
    /// What an officer said about that; asked once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windscreen_judged: Option<WindscreenJudgement>,
    /// How often an officer corrected the plate or its country.
    #[serde(default, skip_serializing_if = "is_none")]
    pub plate_corrections: u32,
}

/// As serde asks it.
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// An officer's answer to whether anybody can be recognised behind a windscreen that no unit declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindscreenJudgement {
    /// Nobody can.
    NobodyRecognisable,
    /// It was masked.
    Masked,
}

impl WindscreenJudgement {
    /// The reason code in the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NobodyRecognisable => "nobody_recognisable",
            Self::Masked => "masked",
        }
    }
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
            location_version: None,
            incomplete: !packet.has_complete_overview(),
            windscreen_undeclared: packet.images.iter().any(lacks_windscreen),
            windscreen_judged: None,
            plate_corrections: 0,
        }
    }

    /// Whether an officer must still say if anybody can be recognised behind the windscreen.
    #[must_use]
    pub const fn asks_about_windscreen(&self) -> bool {
        self.windscreen_undeclared && self.windscreen_judged.is_none()
    }
}

/// Whether the picture shows the case's own vehicle, which stays readable, and declares no windscreen in it. That of
/// another vehicle does not count; a close-up of plate or sign has none to declare.
pub(crate) fn lacks_windscreen(image: &ImageDeclaration) -> bool {
    let of_kind = |kind| image.regions.iter().filter(move |region| region.kind == kind).map(Region::rect);
    let shows_vehicle = matches!(image.kind, ImageKind::Overview | ImageKind::Sequence);
    // Of several vehicles the first is the case's own.
    let Some(vehicle) = of_kind(RegionKind::Vehicle).next().filter(|_| shows_vehicle) else { return false };
    !of_kind(RegionKind::Windscreen).any(|windscreen| windscreen.intersection(&vehicle).is_some())
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
    /// What officers made of it, oldest first; the last one counts. What stands above never changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<PlateCorrection>,
}

/// A plate as an officer read it in the picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlateCorrection {
    /// Normalised plate.
    pub plate: String,
    /// Its country.
    pub country: Country,
    /// Who corrected it.
    pub by: AccountId,
    /// That officer's number then.
    pub officer_number: String,
    /// When.
    pub at: Timestamp,
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

/// What kinds of exemption concern a case though none covers it. Never which ones: they outlive the case, and through
/// them an old copy of its row would tell its plate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionFinding {
    /// An exemption of this very plate that holds there and then. Intake makes no case of such a plate: it was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<ExemptionCategory>,
    /// Exemptions of this very plate that hold at another time or place.
    pub elsewhere: Vec<ExemptionCategory>,
    /// Exemptions, valid there and then, of plates one camera confusion away.
    pub near: Vec<ExemptionCategory>,
}

impl ExemptionFinding {
    /// The text in the case's row.
    ///
    /// # Errors
    /// None in practice: categories always serialise.
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

    #[test]
    fn the_windscreen_of_another_vehicle_does_not_count() {
        let mut beside = image(ImageKind::Overview, &[RegionKind::Vehicle, RegionKind::Windscreen]);
        for region in beside.regions.iter_mut().filter(|region| region.kind == RegionKind::Windscreen) {
            region.x = 100;
        }
        assert!(lacks_windscreen(&beside));
    }
}
