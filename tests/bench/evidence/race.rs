//! All contestants on one picture after the other, several times round, on one thread: a machine that changes its
//! speed changes it for everybody.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::contestants::Task;
use super::pictures::Sample;

const ROUNDS: usize = 7;

/// Median times of one picture.
pub struct Times {
    /// Inspection and redaction.
    pub ours: Duration,
    /// Reading and writing the coefficients.
    pub coefficients: Duration,
    /// The crate `image`.
    pub image: Duration,
    /// zune-jpeg and jpeg-encoder.
    pub fast: Duration,
    /// Width times height.
    pub pixels: f64,
    /// Bytes of the original and of the redacted picture.
    pub bytes: (usize, usize),
}

type Contestant<'a> = fn(&Task<'a>) -> Result<usize>;

/// Lets all contestants run over one picture. The first round warms the caches and does not count.
pub fn run(sample: &Sample) -> Result<Times> {
    let (task, redacted) = Task::of(sample).with_context(|| sample.name.clone())?;
    let contestants: [Contestant<'_>; 4] = [Task::ours, Task::coefficients, Task::fast, Task::image];
    let mut times = [const { Vec::new() }; 4];
    for round in 0..=ROUNDS {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            let started = Instant::now();
            contestant(&task).with_context(|| sample.name.clone())?;
            if round > 0 {
                times.push(started.elapsed());
            }
        }
    }
    let [ours, coefficients, fast, image] = times.map(median);
    let bytes = (sample.jpeg.len(), redacted.jpeg.len());
    Ok(Times { ours, coefficients, image, fast, pixels: sample.pixels, bytes })
}

/// The middle one.
pub fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}
