//! Addresses of the portal. The route table and the views take them from here, so a link cannot point nowhere.
//! No address ever carries a plate or a name.

mod exemptions;
mod holds;
mod incidents;
mod persons;
mod samples;
mod terms;
mod zones;

use poortwacht_domain::{AccountId, BatchId, CaseRef, Language, LocationId, MaskReason, RecordId, UnitId};

pub use exemptions::*;
pub use holds::*;
pub use incidents::*;
pub use persons::*;
pub use samples::*;
pub use terms::*;
pub use zones::*;

/// Where the account works (GET, sends there).
pub const HOME: &str = "/";
/// Log in (GET form, POST credentials).
pub const LOGIN: &str = "/login";
/// Log out (POST).
pub const LOGOUT: &str = "/logout";
/// The reader's own account (GET).
pub const ACCOUNT: &str = "/account";
/// A new password (GET form, POST).
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// A new authenticator (GET form, POST).
pub const ACCOUNT_AUTHENTICATOR: &str = "/account/authenticator";
/// Recovery codes (GET form, POST).
pub const ACCOUNT_RECOVERY: &str = "/account/recovery-codes";
/// End another own session (POST).
pub const ACCOUNT_END_SESSION: &str = "/account/sessions/end";
/// End all other own sessions (POST).
pub const ACCOUNT_END_OTHERS: &str = "/account/sessions/end-others";
/// Choose the language (POST).
pub const ACCOUNT_LANGUAGE: &str = "/account/language";
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
/// The next case, sent ahead (POST).
pub const REVIEW_NEXT: &str = "/review/next";
/// A case that was sent ahead came onto the desk (POST).
pub const REVIEW_SHOWN: &str = "/review/shown";
/// The page with the case is still open (POST).
pub const REVIEW_RENEW: &str = "/review/renew";
/// The page with the case was left (POST).
pub const REVIEW_RELEASE: &str = "/review/release";
/// Say that nobody can be recognised behind an undeclared windscreen (POST).
pub const REVIEW_WINDSCREEN: &str = "/review/windscreen";
/// Corrects the plate of the case on the desk.
pub const REVIEW_PLATE: &str = "/review/plate";
/// Shows the grounds of knowledge with the case filled in.
pub const REVIEW_PREVIEW: &str = "/review/preview";
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
/// Route pattern of [`case_annul`].
pub const CASE_ANNUL: &str = "/cases/{reference}/annul";
/// Route pattern of [`case_send_back`].
pub const CASE_SEND_BACK: &str = "/cases/{reference}/send-back";
/// Route pattern of [`case_release`].
pub const CASE_RELEASE: &str = "/cases/{reference}/release";
/// Route pattern of [`case_second_look`].
pub const CASE_SECOND_LOOK: &str = "/cases/{reference}/second-look";
/// Decisions of colleagues to be looked at again (GET).
pub const SECOND_LOOKS: &str = "/second-looks";
/// Quality for the coordinator (GET).
pub const QUALITY: &str = "/quality";
/// Figures without personal data (GET).
pub const FIGURES: &str = "/figures";
/// Route pattern of [`figures_file`].
pub const FIGURES_FILE: &str = "/figures.csv";
/// The traffic with the CJIB (GET).
pub const CJIB: &str = "/cjib";
/// Route pattern of [`cjib_batch`].
pub const CJIB_BATCH: &str = "/cjib/{batch}";
/// Warning letters (GET list, POST file).
pub const LETTERS: &str = "/letters";
/// Search (GET form, POST search).
pub const SEARCH: &str = "/search";
/// Whether every promise is kept (GET).
pub const COMPLIANCE: &str = "/compliance";
/// The evidence as a file (POST).
pub const COMPLIANCE_FILE: &str = "/compliance/file";
/// Locations with what is missing (GET).
pub const LOCATIONS: &str = "/locations";
/// Add a location (GET form, POST).
pub const LOCATIONS_NEW: &str = "/locations/new";
/// Route pattern of [`location`].
pub const LOCATION: &str = "/locations/{location}";
/// Route pattern of [`location_edit`].
pub const LOCATION_EDIT: &str = "/locations/{location}/edit";
/// Route pattern of [`location_history`].
pub const LOCATION_HISTORY: &str = "/locations/{location}/history";
/// Inspections of the signs (GET list and form, POST).
pub const INSPECTIONS: &str = "/inspections";
/// Route pattern of [`inspection_correct`].
pub const INSPECTION_CORRECT: &str = "/inspections/{inspection}/correct";
/// Units and their health (GET).
pub const UNITS: &str = "/units";
/// Register a unit (GET form, POST).
pub const UNITS_NEW: &str = "/units/new";
/// Accounts (GET).
pub const USERS: &str = "/users";
/// A new account (GET form, POST).
pub const USERS_NEW: &str = "/users/new";
/// Close the chosen accounts (POST).
pub const USERS_CLOSE: &str = "/users/close";
/// Route pattern of [`user`].
pub const USER: &str = "/users/{account}";
/// Give another role (POST).
pub const USER_ROLE: &str = "/users/{account}/role";
/// Ask to take a lock off (POST).
pub const USER_UNLOCK: &str = "/users/{account}/unlock";
/// Ask for new credentials (POST).
pub const USER_RESET: &str = "/users/{account}/reset";
/// Make a new enrolment link (POST).
pub const USER_INVITE: &str = "/users/{account}/invite";
/// Close an account (POST).
pub const USER_CLOSE: &str = "/users/{account}/close";
/// Open a closed account again (POST).
pub const USER_REOPEN: &str = "/users/{account}/reopen";
/// Record an authorisation (POST).
pub const USER_AUTHORISE: &str = "/users/{account}/authorisations";
/// Confirm the suspended authorisations (POST).
pub const USER_CONFIRM: &str = "/users/{account}/authorisations/confirm";
/// End one of an officer's authorisations (POST).
pub const USER_END_TERM: &str = "/users/{account}/authorisations/end";
/// Address ranges (GET, POST allows one).
pub const ADDRESSES: &str = "/addresses";
/// Route pattern of [`address_remove`].
pub const ADDRESS_REMOVE: &str = "/addresses/{range}/remove";
/// Requests for a second person (GET).
pub const REQUESTS: &str = "/requests";
/// Route pattern of [`request_approve`].
pub const REQUEST_APPROVE: &str = "/requests/{request}/approve";
/// Route pattern of [`request_refuse`].
pub const REQUEST_REFUSE: &str = "/requests/{request}/refuse";
/// Route pattern of [`request_withdraw`].
pub const REQUEST_WITHDRAW: &str = "/requests/{request}/withdraw";
/// Reviews of who has access (GET, POST begins one).
pub const ACCESS_REVIEWS: &str = "/access-reviews";
/// Route pattern of [`access_review`].
pub const ACCESS_REVIEW: &str = "/access-reviews/{review}";
/// Route pattern of [`access_review_close`].
pub const ACCESS_REVIEW_CLOSE: &str = "/access-reviews/{review}/close";
/// Route pattern of [`access_review_judge`].
pub const ACCESS_REVIEW_JUDGE: &str = "/access-reviews/{review}/accounts/{account}";
/// Route pattern of [`unit`].
pub const UNIT: &str = "/units/{unit}";
/// Route pattern of [`unit_certificate`].
pub const UNIT_CERTIFICATE: &str = "/units/{unit}/certificate";
/// Route pattern of [`unit_signing_key`].
pub const UNIT_SIGNING_KEY: &str = "/units/{unit}/signing-key";
/// Route pattern of [`unit_state`].
pub const UNIT_STATE: &str = "/units/{unit}/state";
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
/// Says that the server is there (GET).
pub const PING: &str = "/ping";
/// Route pattern of [`asset`].
pub const ASSET: &str = "/assets/{file}";

/// Enrolment by the one-time link's token (GET form, POST).
#[must_use]
pub fn enrol(token: &str) -> String {
    format!("/enrol/{token}")
}

/// A page in a language that was chosen before logging in; afterwards the account's own counts.
#[must_use]
pub fn in_language(path: &str, language: Option<Language>) -> String {
    language.map_or_else(|| path.to_owned(), |language| format!("{path}?lang={language}"))
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

/// Note that the sanction of a case was taken back (POST).
#[must_use]
pub fn case_annul(reference: &CaseRef) -> String {
    format!("/cases/{}/annul", reference.as_str())
}

/// Put a returned case back on the desk (POST).
#[must_use]
pub fn case_send_back(reference: &CaseRef) -> String {
    format!("/cases/{}/send-back", reference.as_str())
}

/// One batch for the CJIB (GET).
#[must_use]
pub fn cjib_batch(id: BatchId) -> String {
    format!("/cjib/{id}")
}

/// Take a case off an officer's desk (POST).
#[must_use]
pub fn case_release(reference: &CaseRef) -> String {
    format!("/cases/{}/release", reference.as_str())
}

/// A second look at a decision (GET the case with a form, POST what the officer says).
#[must_use]
pub fn case_second_look(reference: &CaseRef) -> String {
    format!("/cases/{}/second-look", reference.as_str())
}

/// Figures as a file (GET).
#[must_use]
pub fn figures_file(weeks: &str, location: &str) -> String {
    format!("{FIGURES_FILE}?weeks={weeks}&location={location}")
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

/// A location's dossier (GET).
#[must_use]
pub fn location(id: LocationId) -> String {
    format!("/locations/{id}")
}

/// Change a location's dossier (GET form, POST).
#[must_use]
pub fn location_edit(id: LocationId) -> String {
    format!("/locations/{id}/edit")
}

/// All versions of a location's dossier (GET).
#[must_use]
pub fn location_history(id: LocationId) -> String {
    format!("/locations/{id}/history")
}

/// One unit (GET).
#[must_use]
pub fn unit(id: UnitId) -> String {
    format!("/units/{id}")
}

/// Look at another certificate of a unit, and take it into use (POST).
#[must_use]
pub fn unit_certificate(id: UnitId) -> String {
    format!("/units/{id}/certificate")
}

/// Give a unit another signing key (POST).
#[must_use]
pub fn unit_signing_key(id: UnitId) -> String {
    format!("/units/{id}/signing-key")
}

/// Suspend, resume or revoke a unit (POST).
#[must_use]
pub fn unit_state(id: UnitId) -> String {
    format!("/units/{id}/state")
}

/// Correct an entry about an inspection (GET form, POST).
#[must_use]
pub fn inspection_correct(id: RecordId) -> String {
    format!("/inspections/{id}/correct")
}

/// One account (GET), or below it what is done to it (POST to one of the `USER_…` patterns).
#[must_use]
pub fn user(pattern: &str, account: AccountId) -> String {
    pattern.replace("{account}", &account.to_string())
}

/// Take an address range away (POST).
#[must_use]
pub fn address_remove(range: RecordId) -> String {
    format!("/addresses/{range}/remove")
}

/// Approve a request (POST).
#[must_use]
pub fn request_approve(request: RecordId) -> String {
    format!("/requests/{request}/approve")
}

/// Refuse a request (POST).
#[must_use]
pub fn request_refuse(request: RecordId) -> String {
    format!("/requests/{request}/refuse")
}

/// Withdraw one's own request (POST).
#[must_use]
pub fn request_withdraw(request: RecordId) -> String {
    format!("/requests/{request}/withdraw")
}

/// A review (GET).
#[must_use]
pub fn access_review(review: RecordId) -> String {
    format!("/access-reviews/{review}")
}

/// A review with one account's form open (GET).
#[must_use]
pub fn access_review_of(review: RecordId, account: AccountId) -> String {
    format!("/access-reviews/{review}?account={account}")
}

/// Finish a review (POST).
#[must_use]
pub fn access_review_close(review: RecordId) -> String {
    format!("/access-reviews/{review}/close")
}

/// Judge one account's access (POST).
#[must_use]
pub fn access_review_judge(review: RecordId, account: AccountId) -> String {
    format!("/access-reviews/{review}/accounts/{account}")
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
