//! Redaction beside its peers, its memory, its refusals, what it leaves readable, and the desk's pictures.

mod contestants;
mod desk;
mod memory;
mod pictures;
mod pixel_mosaic;
mod quality;
mod race;
mod refusal;
mod residue;
mod speed;

use std::path::Path;

use anyhow::Result;

pub use self::memory::peak_of;
use self::pictures::Sample;
use self::race::Times;
use self::speed::Groups;
use crate::report::{Report, progress};

/// Drawn pictures that race.
const DRAWN: u64 = 20;
/// Smaller drawn scenes in which persons are counted.
const SCENES: u64 = 200;

/// Measures on the frames of a folder, if there is one, and on drawn pictures.
pub fn measure(frames: Option<&Path>, report: &mut Report) -> Result<()> {
    progress("drawing pictures");
    let real = frames.map_or_else(|| Ok(Vec::new()), pictures::frames)?;
    let drawn = pictures::drawn(DRAWN, 2560, 1440)?;
    progress("redaction beside its peers");
    Groups { real: race(&real)?, drawn: race(&drawn)? }.add_to(report);
    progress("memory, refusal, pictures for the desk");
    let all: Vec<&Sample> = real.iter().chain(&drawn).collect();
    memory::measure(&all, report)?;
    refusal::measure(report)?;
    desk::measure(&drawn, report)?;
    progress("what stays readable");
    if !real.is_empty() {
        residue::other_plates(&real, report)?;
    }
    residue::persons(&pictures::drawn(SCENES, 960, 540)?, report)
}

fn race(samples: &[Sample]) -> Result<Vec<Times>> {
    samples.iter().map(race::run).collect()
}
