//! What the page of a case says.

use jiff::Timestamp;
use poortwacht_domain::passage::VehicleDescription;
use poortwacht_domain::{CaseRef, CaseState, Check, DismissalReason, VehicleCategory};

use super::history::{TimelineEntry, Viewing};
use crate::case_file::{DossierFacts, ExemptionResult, PlateReading};
use crate::custody::Custody;
use crate::exemptions::PendingDismissal;
use crate::legal_holds::HoldView;
use crate::persons::RestrictionView;
use crate::pictures::GrantedPicture;

/// Why pictures and plate are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// The reader's role does not open them.
    Role,
    /// A dismissed case opens only for a second look.
    Dismissed,
    /// The case has been destroyed.
    Destroyed,
}

/// The pictures, or why there are none.
#[derive(Debug, Clone)]
pub enum CasePictures {
    /// Granted to this page.
    Granted(Vec<GrantedPicture>),
    /// Not to be opened.
    Sealed(Sealed),
}

/// What the officer decided and wrote. The texts are there only where the reader may open the case.
#[derive(Clone, Default)]
pub struct CaseDecision {
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The officer's number.
    pub officer_number: Option<String>,
    /// Reason of a dismissal.
    pub dismissal: Option<DismissalReason>,
    /// Code of the offence.
    pub offence_code: Option<String>,
    /// Category of the vehicle.
    pub vehicle_category: Option<VehicleCategory>,
    /// Grounds of knowledge; with a dismissal the officer's own words.
    pub grounds: Option<String>,
    /// What the officer ticked as seen.
    pub seen: Vec<Check>,
    /// Why the driver was not stopped.
    pub not_stopped_reason: Option<String>,
    /// What keeps the case from being sent.
    pub gate_findings: Vec<String>,
}

/// The page. Not printable: it may hold a plate.
pub struct CaseView {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// When the packet arrived.
    pub received_at: Timestamp,
    /// The location's name.
    pub location: String,
    /// The dismissal by an exemption that was entered late, while it waits.
    pub pending: Option<PendingDismissal>,
    /// When it will be destroyed; nothing once it was.
    pub destroy_after: Option<Timestamp>,
    /// The legal hold, or what was asked.
    pub hold: Option<HoldView>,
    /// Whether the reader can ask for one now.
    pub may_hold: bool,
    /// Why it is left alone, if it is.
    pub restriction: Option<RestrictionView>,
    /// Whether the reader can restrict it, or lift that.
    pub may_restrict: bool,
    /// Whether the reader can note that its sanction was taken back.
    pub may_annul: bool,
    /// The plate, where the reader may see it.
    pub plate: Option<PlateReading>,
    /// The vehicle as the camera saw it.
    pub vehicle: VehicleDescription,
    /// What the exemption check found.
    pub exemption: ExemptionResult,
    /// The dossier at the act.
    pub dossier: DossierFacts,
    /// What was decided.
    pub decision: CaseDecision,
    /// Pictures.
    pub pictures: CasePictures,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Who saw it, newest first.
    pub viewings: Vec<Viewing>,
    /// The chain of custody; nothing once the case was destroyed.
    pub custody: Option<Custody>,
    /// Whether the reader can take the decision back now.
    pub may_undo: bool,
    /// Whether the reader can mask more of the pictures now.
    pub may_mask: bool,
    /// Whether the reader can take the dossier and the picture for the offender out now.
    pub may_issue: bool,
}
