//! Addresses of the portal. The route table and the views take them from here, so a link cannot point nowhere.
//! No address ever carries a plate or a name.

use poortwacht_domain::{CaseRef, ExemptionId, MaskReason};

/// Where the account works (GET, sends there).
pub const HOME: &str = "/";
/// Log in (GET form, POST credentials).
pub const LOGIN: &str = "/login";
/// Log out (POST).
pub const LOGOUT: &str = "/logout";
/// Route pattern of [`enrol`].
pub const ENROL: &str = "/enrol/{token}";
/// Work stock (GET).
pub const STOCK: &str = "/stock";
/// Review desk (GET shows the claimed case, POST claims the next one).
pub const REVIEW: &str = "/review";
/// Confirm the case on the desk (POST).
pub const REVIEW_CONFIRM: &str = "/review/confirm";
/// Dismiss the case on the desk (POST).
pub const REVIEW_DISMISS: &str = "/review/dismiss";
/// Put the case on the desk back (POST).
pub const REVIEW_SKIP: &str = "/review/skip";
/// Take back an own decision (POST).
pub const REVIEW_UNDO: &str = "/review/undo";
/// Say that nobody can be recognised behind an undeclared windscreen (POST).
pub const REVIEW_WINDSCREEN: &str = "/review/windscreen";
/// Route pattern of [`case`].
pub const CASE: &str = "/cases/{reference}";
/// Route pattern of [`case_dossier`].
pub const CASE_DOSSIER: &str = "/cases/{reference}/dossier";
/// Route pattern of [`case_offender_picture`].
pub const CASE_OFFENDER_PICTURE: &str = "/cases/{reference}/offender-picture";
/// Route pattern of [`mask`].
pub const MASK: &str = "/cases/{reference}/mask/{ordinal}";
/// Route pattern of [`mask_draw`].
pub const MASK_DRAW: &str = "/cases/{reference}/mask/{ordinal}/draw";
/// Search (GET form, POST search).
pub const SEARCH: &str = "/search";
/// Exemptions (GET).
pub const EXEMPTIONS: &str = "/exemptions";
/// Add an exemption (GET form, POST).
pub const EXEMPTIONS_NEW: &str = "/exemptions/new";
/// Route pattern of [`exemption_end`].
pub const EXEMPTION_END: &str = "/exemptions/{id}/end";
/// Units and their health (GET).
pub const UNITS: &str = "/units";
/// The ledger, newest entries first (GET).
pub const LOG: &str = "/log";
/// Route pattern of [`log_case`].
pub const LOG_CASE: &str = "/log/cases/{reference}";
/// What stands out in the ledger (GET).
pub const LOG_PATTERNS: &str = "/log/patterns";
/// The ledger's month in numbers (GET).
pub const LOG_SUMMARY: &str = "/log/summary";
/// The same as a file (GET).
pub const LOG_SUMMARY_FILE: &str = "/log/summary.csv";
/// Entries of the ledger as a file (POST).
pub const LOG_EXPORT: &str = "/log/export";
/// Route pattern of [`picture`].
pub const PICTURE: &str = "/pictures/{grant}";
/// The record of processing activities (GET, JSON).
pub const PROCESSING_ACTIVITIES: &str = "/processing-activities";
/// One of them (GET, JSON); the last part of what a line in the processing log names.
pub const PROCESSING_ACTIVITY: &str = "/processing-activities/{activity}";
/// Route pattern of [`asset`].
pub const ASSET: &str = "/assets/{file}";

/// Enrolment by the one-time link's token (GET form, POST).
#[must_use]
pub fn enrol(token: &str) -> String {
    format!("/enrol/{token}")
}

/// One case (GET).
#[must_use]
pub fn case(reference: &CaseRef) -> String {
    format!("/cases/{}", reference.as_str())
}

/// The dossier of a case for an appeal (POST).
#[must_use]
pub fn case_dossier(reference: &CaseRef) -> String {
    format!("/cases/{}/dossier", reference.as_str())
}

/// The picture of a case for the offender (POST).
#[must_use]
pub fn case_offender_picture(reference: &CaseRef) -> String {
    format!("/cases/{}/offender-picture", reference.as_str())
}

/// Mask more of a picture (GET editor, POST mask for good).
#[must_use]
pub fn mask(reference: &CaseRef, ordinal: u32) -> String {
    format!("/cases/{}/mask/{ordinal}", reference.as_str())
}

/// The mask editor with a reason already chosen (GET).
#[must_use]
pub fn mask_for(reference: &CaseRef, ordinal: u32, reason: MaskReason) -> String {
    format!("{}?reason={}", mask(reference, ordinal), reason.as_str())
}

/// One step of drawing without scripts (POST).
#[must_use]
pub fn mask_draw(reference: &CaseRef, ordinal: u32) -> String {
    format!("{}/draw", mask(reference, ordinal))
}

/// A page of the exemption list, counted from 1.
#[must_use]
pub fn exemptions_page(page: u64, ended: bool) -> String {
    let show = if ended { "&show=ended" } else { "" };
    format!("{EXEMPTIONS}?page={page}{show}")
}

/// End an exemption (POST).
#[must_use]
pub fn exemption_end(id: ExemptionId) -> String {
    format!("/exemptions/{id}/end")
}

/// The ledger of one case (GET).
#[must_use]
pub fn log_case(reference: &CaseRef) -> String {
    format!("/log/cases/{}", reference.as_str())
}

/// A picture that was granted to the page that shows it (GET).
#[must_use]
pub fn picture(grant: &str) -> String {
    format!("/pictures/{grant}")
}

/// A static file by its hashed name (GET).
#[must_use]
pub fn asset(file: &str) -> String {
    format!("/assets/{file}")
}
