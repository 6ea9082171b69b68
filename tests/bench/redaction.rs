//! Redaction alone, on as many threads as there are processors: the ceiling of intake.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Result, anyhow};
use poortwacht_domain::{RedactionPolicy, Region};
use poortwacht_evidence::jpeg::{self, Limits};
use poortwacht_tests::sender::Draft;

/// Inspects and redacts every draft's pictures once; drafts per second.
pub fn per_second(drafts: &[Draft]) -> Result<f64> {
    let threads = std::thread::available_parallelism()?.get();
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(drafts, &next))).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a redaction panicked"))?)
    })?;
    #[expect(clippy::cast_precision_loss, reason = "a count of packets")]
    let packets = drafts.len() as f64;
    Ok(packets / started.elapsed().as_secs_f64())
}

#[expect(clippy::indexing_slicing, reason = "a document of our own making")]
fn work(drafts: &[Draft], next: &AtomicUsize) -> Result<()> {
    while let Some(draft) = drafts.get(next.fetch_add(1, Ordering::Relaxed)) {
        for ((_, picture), declared) in
            draft.pictures.iter().zip(draft.packet["images"].as_array().into_iter().flatten())
        {
            let regions: Vec<Region> = serde_json::from_value(declared["regions"].clone())?;
            let inspected = jpeg::inspect(picture, &Limits::default())?;
            jpeg::redact(&inspected, &regions, &RedactionPolicy::default(), &[])?;
        }
    }
    Ok(())
}
