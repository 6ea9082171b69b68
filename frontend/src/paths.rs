//! Addresses of the portal. The route table and the views take them from here, so a link cannot point nowhere.
//! No address ever carries a plate or a name.

use poortwacht_domain::{CaseRef, ExemptionId};

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
/// Route pattern of [`case`].
pub const CASE: &str = "/cases/{reference}";
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
/// Route pattern of [`picture`].
pub const PICTURE: &str = "/pictures/{grant}";
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
