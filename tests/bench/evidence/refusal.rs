//! A small file that declares a huge picture.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use poortwacht_evidence::jpeg::{self, Limits};
use poortwacht_tests::sender;

use crate::report::{Limit, Report, percentile};

const RUNS: usize = 200;
const BYTES: usize = 4096;

/// Adds the slowest of many refusals.
pub fn measure(report: &mut Report) -> Result<()> {
    let file = huge()?;
    let mut code = "";
    let mut times: Vec<Duration> = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        let refused = jpeg::inspect(&file, &Limits::default());
        times.push(started.elapsed());
        match refused {
            Err(refusal) => code = refusal.code(),
            Ok(_) => bail!("a picture of 65500×65500 was let in"),
        }
    }
    times.sort_unstable();
    let note = format!("a 4 kB file declaring 65500×65500, slowest of {RUNS}; answer {code}");
    report.add_limited("refusal_65500_ms", percentile(&times, 1.0), "ms", Limit::AtMost(5.0), note);
    Ok(())
}

/// A real picture whose frame header lies.
fn huge() -> Result<Vec<u8>> {
    let mut file = sender::picture(64, 64);
    let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).context("no frame header")?;
    // Marker, length, precision; then height and width.
    let size = file.get_mut(frame + 5..frame + 9).context("a short frame header")?;
    size.copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    file.resize(BYTES, 0);
    Ok(file)
}
