//! How long the bucket takes, and how often it fails.

use std::time::Instant;

use poortwacht_evidence::bucket::BucketError;

/// Runs one operation on the bucket and counts it.
pub(crate) fn measured<T>(
    operation: &'static str,
    work: impl FnOnce() -> Result<T, BucketError>,
) -> Result<T, BucketError> {
    let started = Instant::now();
    let done = work();
    let outcome = done.as_ref().map_or_else(kind, |_| "done");
    metrics::counter!("poortwacht_bucket_requests_total", "operation" => operation, "outcome" => outcome)
        .increment(1);
    metrics::histogram!("poortwacht_bucket_seconds", "operation" => operation)
        .record(started.elapsed().as_secs_f64());
    done
}

fn kind(error: &BucketError) -> &'static str {
    match error {
        BucketError::Unavailable(_) => "unavailable",
        BucketError::Refused(_) => "refused",
        BucketError::Missing(_) => "missing",
        BucketError::Conflict(_) => "conflict",
        BucketError::TooLarge { .. } => "too_large",
    }
}
