//! Addresses of samples for inspection.

use poortwacht_domain::RecordId;

/// Samples, and drawing one (GET, POST).
pub const SAMPLES: &str = "/samples";
/// Route pattern of [`sample`].
pub const SAMPLE: &str = "/samples/{sample}";
/// Route pattern of [`sample_line`].
pub const SAMPLE_LINE: &str = "/samples/{sample}/lines/{line}";
/// Route pattern of [`sample_close`].
pub const SAMPLE_CLOSE: &str = "/samples/{sample}/close";
/// Route pattern of [`sample_report`].
pub const SAMPLE_REPORT: &str = "/samples/{sample}/report.csv";

/// One sample (GET).
#[must_use]
pub fn sample(sample: RecordId) -> String {
    format!("/samples/{sample}")
}

/// One line of a sample, opened to be judged (GET, POST).
#[must_use]
pub fn sample_line(sample: RecordId, line: u32) -> String {
    format!("/samples/{sample}/lines/{line}")
}

/// Finish a sample (POST).
#[must_use]
pub fn sample_close(sample: RecordId) -> String {
    format!("/samples/{sample}/close")
}

/// The report of a sample as a file (GET).
#[must_use]
pub fn sample_report(sample: RecordId) -> String {
    format!("/samples/{sample}/report.csv")
}
