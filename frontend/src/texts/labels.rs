//! Words for the domain's fixed lists. Functions, so that a new member of a list cannot be without words.

use poortwacht_domain::incident::{
    BreachRisk, BreachVerdict, ClockStanding, Impact, IncidentClock, IncidentField, IncidentKind,
    IncidentSource, IncidentStep, NotificationPhase, PersonsDecision, Urgency,
};
use poortwacht_domain::{
    AccessVerdict, Act, ActKind, AnnulmentGround, ApprovalKind, ApprovalState, CaseState, DifferenceField,
    DisclosureReason, DismissalReason, DossierField, EvidencePart, ExemptionCategory, Fact, ImageKind,
    InspectionResult, LogReason, MaskReason, Promise, Recipient, RetentionClass, ReviewReach, Role,
    SearchReason, Standing, VehicleCategory,
};

/// Words per member of each of the domain's lists.
#[derive(Debug)]
pub struct Labels {
    /// Where a case stands.
    pub case_state: fn(CaseState) -> &'static str,
    /// What differs between the CJIB's list and ours.
    pub difference_field: fn(DifferenceField) -> &'static str,
    /// Why a case was dismissed, short enough for a button.
    pub dismissal_reason: fn(DismissalReason) -> &'static str,
    /// Why something of a case goes out.
    pub disclosure_reason: fn(DisclosureReason) -> &'static str,
    /// To whom something of a case goes out.
    pub recipient: fn(Recipient) -> &'static str,
    /// Kinds of exemption.
    pub exemption_category: fn(ExemptionCategory) -> &'static str,
    /// Why a sanction was taken back.
    pub annulment_ground: fn(AnnulmentGround) -> &'static str,
    /// Reasons to mask more of a picture.
    pub mask_reason: fn(MaskReason) -> &'static str,
    /// Reasons to search.
    pub search_reason: fn(SearchReason) -> &'static str,
    /// Vehicle categories of the offence list.
    pub vehicle_category: fn(VehicleCategory) -> String,
    /// Reasons to read the ledger.
    pub log_reason: fn(LogReason) -> &'static str,
    /// Kinds of acts in the ledger.
    pub act_kind: fn(ActKind) -> &'static str,
    /// What the ledger says was done.
    pub act: fn(Act) -> &'static str,
    /// Codes of why a case was looked at and of what keeps it from being sent; nothing for an unknown code.
    pub code: fn(&str) -> Option<&'static str>,
    /// What a picture shows.
    pub image_kind: fn(ImageKind) -> &'static str,
    /// What a case's evidence consists of.
    pub evidence_part: fn(EvidencePart) -> String,
    /// Roles of accounts.
    pub role: fn(Role) -> &'static str,
    /// Parts of a location's dossier.
    pub dossier_field: fn(DossierField) -> &'static str,
    /// What an inspection of the signs came to.
    pub inspection_result: fn(InspectionResult) -> &'static str,
}

/// Words of who may do what.
#[derive(Debug)]
pub struct AccessWords {
    /// What takes a second person.
    pub approval_kind: fn(ApprovalKind) -> &'static str,
    /// What became of a request.
    pub approval_state: fn(ApprovalState) -> &'static str,
    /// What a reviewer thinks of somebody's access.
    pub access_verdict: fn(AccessVerdict) -> &'static str,
    /// Whom a review is about.
    pub review_reach: fn(ReviewReach) -> &'static str,
}

/// Words of the promises and the evidence for them.
#[derive(Debug)]
pub struct ComplianceWords {
    /// A promise, in a few words.
    pub promise: fn(Promise) -> &'static str,
    /// What exactly is promised.
    pub promised: fn(Promise) -> &'static str,
    /// What a piece of evidence tells.
    pub fact: fn(Fact) -> &'static str,
    /// Whether a promise holds.
    pub standing: fn(Standing) -> &'static str,
    /// Why something is kept.
    pub class: fn(RetentionClass) -> &'static str,
    /// What the destruction register calls things; nothing for an unknown kind.
    pub kind: fn(&str) -> Option<&'static str>,
    /// What a table holds; nothing for an unknown one.
    pub table: fn(&str) -> Option<&'static str>,
}

/// Words of the register of incidents.
#[derive(Debug)]
pub struct IncidentLabels {
    /// What an incident seems to be about.
    pub kind: fn(IncidentKind) -> &'static str,
    /// Who brought it in.
    pub source: fn(IncidentSource) -> &'static str,
    /// A clock.
    pub clock: fn(IncidentClock) -> &'static str,
    /// How a clock stands.
    pub clock_standing: fn(ClockStanding) -> &'static str,
    /// A step.
    pub step: fn(IncidentStep) -> &'static str,
    /// A field of a form.
    pub field: fn(IncidentField) -> &'static str,
    /// What helps to fill in a field, where something does.
    pub hint: fn(IncidentField) -> Option<&'static str>,
    /// How fast the damage grows.
    pub urgency: fn(Urgency) -> &'static str,
    /// How much it touches.
    pub impact: fn(Impact) -> &'static str,
    /// Whether it is a data breach.
    pub verdict: fn(BreachVerdict) -> &'static str,
    /// The risk of a breach.
    pub risk: fn(BreachRisk) -> &'static str,
    /// Which part of a notification.
    pub phase: fn(NotificationPhase) -> &'static str,
    /// Whether those concerned are told.
    pub persons: fn(PersonsDecision) -> &'static str,
    /// An answer to one of the protocol's questions; nothing for an unknown code.
    pub answer: fn(&str) -> Option<&'static str>,
}
