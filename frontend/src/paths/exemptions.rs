//! Addresses of the exemptions.

use poortwacht_domain::{ExemptionId, RecordId};

/// Exemptions (GET).
pub const EXEMPTIONS: &str = "/exemptions";
/// Add an exemption (GET form, POST).
pub const EXEMPTIONS_NEW: &str = "/exemptions/new";
/// One plate among the exemptions (POST).
pub const EXEMPTIONS_FIND: &str = "/exemptions/find";
/// All exemptions as a file (GET form, POST file).
pub const EXEMPTIONS_EXPORT: &str = "/exemptions/export";
/// A file of exemptions (GET form and files that wait, POST a file).
pub const EXEMPTION_IMPORTS: &str = "/exemptions/imports";
/// Route pattern of [`exemption_import`].
pub const EXEMPTION_IMPORT: &str = "/exemptions/imports/{import}";
/// Route pattern of [`exemption_import_progress`].
pub const EXEMPTION_IMPORT_PROGRESS: &str = "/exemptions/imports/{import}/progress";
/// Route pattern of [`exemption_import_wrong`].
pub const EXEMPTION_IMPORT_WRONG: &str = "/exemptions/imports/{import}/wrong.csv";
/// Route pattern of [`exemption_import_discard`].
pub const EXEMPTION_IMPORT_DISCARD: &str = "/exemptions/imports/{import}/discard";
/// Starts in the past that wait for a second person (GET).
pub const LATE_STARTS: &str = "/exemptions/late-starts";
/// Route pattern of [`late_start`].
pub const LATE_START: &str = "/exemptions/late-starts/{late}";
/// Route pattern of [`late_dismissals`].
pub const LATE_DISMISSALS: &str = "/exemptions/late-starts/{late}/dismissals";
/// Cases whose annulment is to be requested (GET).
pub const ANNULMENTS: &str = "/annulments";
/// Route pattern of [`exemption`].
pub const EXEMPTION: &str = "/exemptions/{id}";
/// Route pattern of [`exemption_change`].
pub const EXEMPTION_CHANGE: &str = "/exemptions/{id}/change";
/// Route pattern of [`exemption_end`].
pub const EXEMPTION_END: &str = "/exemptions/{id}/end";

/// A page of the exemption list, counted from 1; `show` is empty, `ending` or `ended`.
#[must_use]
pub fn exemptions_page(page: u64, show: &str) -> String {
    let show = if show.is_empty() { String::new() } else { format!("&show={show}") };
    format!("{EXEMPTIONS}?page={page}{show}")
}

/// One exemption with its history (GET).
#[must_use]
pub fn exemption(id: ExemptionId) -> String {
    format!("/exemptions/{id}")
}

/// Change an exemption (GET form, POST).
#[must_use]
pub fn exemption_change(id: ExemptionId) -> String {
    format!("/exemptions/{id}/change")
}

/// A file that was uploaded (GET preview, POST import).
#[must_use]
pub fn exemption_import(file: RecordId) -> String {
    format!("/exemptions/imports/{file}")
}

/// How far the import of a file is, in words (GET).
#[must_use]
pub fn exemption_import_progress(file: RecordId) -> String {
    format!("/exemptions/imports/{file}/progress")
}

/// Everything that is wrong with a file that was uploaded, as a file (GET).
#[must_use]
pub fn exemption_import_wrong(file: RecordId) -> String {
    format!("/exemptions/imports/{file}/wrong.csv")
}

/// Throw a file away that was uploaded (POST).
#[must_use]
pub fn exemption_import_discard(file: RecordId) -> String {
    format!("/exemptions/imports/{file}/discard")
}

/// Decide about a start in the past (POST).
#[must_use]
pub fn late_start(id: RecordId) -> String {
    format!("/exemptions/late-starts/{id}")
}

/// End an exemption (POST).
#[must_use]
pub fn exemption_end(id: ExemptionId) -> String {
    format!("/exemptions/{id}/end")
}

/// What becomes of the dismissals of one start in the past (POST).
#[must_use]
pub fn late_dismissals(id: RecordId) -> String {
    format!("/exemptions/late-starts/{id}/dismissals")
}
