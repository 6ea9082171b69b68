//! The words of the document's language for the domain's lists. The surface that asks for a dossier has them already.

use poortwacht_domain::{
    Act, CaseState, DisclosureReason, DismissalReason, MaskReason, Recipient, Role, VehicleCategory,
};

/// Words per member of each list.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary {
    /// What the ledger says was done.
    pub act: fn(Act) -> &'static str,
    /// Where a case stands.
    pub case_state: fn(CaseState) -> &'static str,
    /// Why a case was dismissed.
    pub dismissal_reason: fn(DismissalReason) -> &'static str,
    /// Why something goes out.
    pub disclosure_reason: fn(DisclosureReason) -> &'static str,
    /// Why more of a picture was masked.
    pub mask_reason: fn(MaskReason) -> &'static str,
    /// To whom something goes out.
    pub recipient: fn(Recipient) -> &'static str,
    /// Roles of accounts.
    pub role: fn(Role) -> &'static str,
    /// Vehicle categories of the offence list.
    pub vehicle_category: fn(VehicleCategory) -> String,
    /// Reason codes of the ledger; nothing for an unknown one.
    pub code: fn(&str) -> Option<&'static str>,
}
