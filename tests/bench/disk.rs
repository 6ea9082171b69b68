//! What the disk itself can sync: the ceiling of every durable rate.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::report::Report;

/// Adds the disk's sync rate.
pub fn measure(report: &mut Report) -> Result<()> {
    let note = "4 KiB written and synced, one after the other";
    report.add("disk_syncs_per_s", syncs_per_second()?, "1/s", note);
    Ok(())
}

/// Writes and syncs 4 KiB after 4 KiB for two seconds.
fn syncs_per_second() -> Result<f64> {
    let mut file = tempfile::tempfile()?;
    let started = Instant::now();
    let mut syncs = 0_u32;
    while started.elapsed() < Duration::from_secs(2) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        syncs += 1;
    }
    Ok(f64::from(syncs) / started.elapsed().as_secs_f64())
}
