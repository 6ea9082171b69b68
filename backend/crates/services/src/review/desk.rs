//! What lies on the desk.

use jiff::Timestamp;
use poortwacht_domain::passage::VehicleDescription;
use poortwacht_domain::{CaseRef, OffenceCode, VehicleCategory};

use super::RecentDecision;
use crate::case_file::{DossierFacts, EarlierCase, ExemptionLook, GroundsValues, PlateReading};
use crate::export::ReturnNote;
use crate::pictures::GrantedPicture;

/// The desk, and what is told around it.
pub struct DeskView {
    /// The deadline is told from here.
    pub now: Timestamp,
    /// Cases that wait, the one on the desk not counted, as far as they are counted.
    pub waiting: u64,
    /// Whether more wait than were counted.
    pub more_waiting: bool,
    /// What lies on the desk.
    pub desk: Desk,
    /// The officer's last decision, if it can still be taken back.
    pub last: Option<RecentDecision>,
    /// Until when the officer's claims last, unless renewed.
    pub claimed_until: Timestamp,
}

/// What is told around the case that has just come onto the desk.
pub struct DeskBar {
    /// The case.
    pub reference: CaseRef,
    /// As in [`DeskView`].
    pub waiting: u64,
    /// As in [`DeskView`].
    pub more_waiting: bool,
    /// As in [`DeskView`].
    pub last: Option<RecentDecision>,
    /// As in [`DeskView`].
    pub claimed_until: Timestamp,
}

/// What lies on the desk.
pub enum Desk {
    /// A claimed case.
    Case(Box<DeskCase>),
    /// Cases wait, none is claimed.
    Idle,
    /// Nothing waits.
    Empty,
    /// The officer's authorisation does not hold now: nothing is claimed and nothing is opened.
    NotAuthorised,
}

/// The case on the desk. Not printable: it holds a plate.
pub struct DeskCase {
    /// Its reference.
    pub reference: CaseRef,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// The location's name.
    pub location: String,
    /// When the case expires unjudged.
    pub deadline: Timestamp,
    /// What may be seen of it; each dies with the claim.
    pub pictures: Vec<GrantedPicture>,
    /// The plate as it was read, and as it was corrected.
    pub plate: PlateReading,
    /// How often it was corrected: a confirmation tells it back.
    pub corrections: u32,
    /// The vehicle as the camera saw it.
    pub vehicle: VehicleDescription,
    /// The exemption check, made now.
    pub exemption: ExemptionLook,
    /// Other cases of this plate at this location on that day.
    pub earlier: Vec<EarlierCase>,
    /// The dossier at the act.
    pub dossier: DossierFacts,
    /// The overview lacks vehicle, sign or overlay.
    pub incomplete: bool,
    /// The picture in which the unit declared no windscreen, by its place in the packet, until an officer has said
    /// whether anybody can be recognised behind it.
    pub windscreen_asked: Option<u32>,
    /// An officer masked the plate in the picture that shows it enlarged.
    pub plate_masked: bool,
    /// Offence codes to choose from: the location's own that are in force on the day of the act for some category.
    pub offences: Vec<OffenceCode>,
    /// Vehicle categories to choose from: those to which one of the codes applies.
    pub categories: Vec<VehicleCategory>,
    /// What the form holds at first.
    pub proposal: Proposal,
    /// What is filled into the grounds of knowledge.
    pub values: GroundsValues,
    /// Why the CJIB sent it back, the last time.
    pub returned: Option<ReturnNote>,
}

/// What the form holds at first; the officer answers for what it holds at last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The one code that fits what the camera saw.
    pub offence_code: Option<OffenceCode>,
    /// The category as the camera saw it.
    pub vehicle_category: Option<VehicleCategory>,
    /// The location's template.
    pub grounds: String,
}
