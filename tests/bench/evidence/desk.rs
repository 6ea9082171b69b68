//! What an officer's screen asks of one case: the overview, the plate large, and the size that fits a page.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use poortwacht_evidence::jpeg;

use super::contestants;
use super::pictures::Sample;
use super::race::median;
use crate::report::{Limit, Report, percentile};

const ROUNDS: usize = 7;
/// The width of a picture on the review desk.
const WORK_WIDTH: u32 = 1280;

/// A redacted picture as it lies in the store. Opening a real one asks for a receipt of the ledger; the cipher and
/// the length are the same.
struct Sealed {
    key: LessSafeKey,
    body: Vec<u8>,
    plate: poortwacht_domain::Rect,
}

/// How long the parts of one showing took.
struct Parts {
    opening: Duration,
    crop: Duration,
    work: Duration,
}

/// Adds the slowest picture's median, and the median picture's parts.
pub fn measure(samples: &[Sample], report: &mut Report) -> Result<()> {
    let shown = samples.iter().map(time).collect::<Result<Vec<_>>>()?;
    let mut times: Vec<Duration> =
        shown.iter().map(|parts| parts.opening + parts.crop + parts.work).collect();
    times.sort_unstable();
    let middle = |of: fn(&Parts) -> Duration| median(shown.iter().map(of).collect()).as_secs_f64() * 1000.0;
    let note = format!(
        "slowest of {} drawn pictures of 2560×1440; medians: opening {:.1}, plate crop {:.1}, work size {:.1}",
        samples.len(),
        middle(|parts| parts.opening),
        middle(|parts| parts.crop),
        middle(|parts| parts.work)
    );
    report.add_limited("desk_pictures_ms", percentile(&times, 1.0), "ms", Limit::AtMost(30.0), note);
    Ok(())
}

/// The median of each part.
fn time(sample: &Sample) -> Result<Parts> {
    let sealed = seal(sample)?;
    let rounds = (0..ROUNDS).map(|_| sealed.show()).collect::<Result<Vec<_>>>()?;
    let middle = |of: fn(&Parts) -> Duration| median(rounds.iter().map(of).collect());
    Ok(Parts {
        opening: middle(|parts| parts.opening),
        crop: middle(|parts| parts.crop),
        work: middle(|parts| parts.work),
    })
}

fn seal(sample: &Sample) -> Result<Sealed> {
    let redacted = contestants::redact(sample)?;
    let plate = jpeg::case_plate(&sample.regions).context("no plate")?;
    let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).map_err(|error| anyhow!("key: {error}"))?;
    let key = LessSafeKey::new(key);
    let mut body = redacted.jpeg;
    key.seal_in_place_append_tag(nonce(), Aad::empty(), &mut body)
        .map_err(|error| anyhow!("seal: {error}"))?;
    Ok(Sealed { key, body, plate })
}

/// One key seals one value here.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

impl Sealed {
    fn show(&self) -> Result<Parts> {
        let started = Instant::now();
        let mut buffer = self.body.clone();
        let opened = self.key.open_in_place(nonce(), Aad::empty(), &mut buffer);
        let overview = black_box(opened.map_err(|error| anyhow!("open: {error}"))?);
        let opening = started.elapsed();
        black_box(jpeg::plate_crop(overview, self.plate)?);
        let crop = started.elapsed() - opening;
        black_box(jpeg::work_size(overview, WORK_WIDTH)?);
        Ok(Parts { opening, crop, work: started.elapsed() - opening - crop })
    }
}
