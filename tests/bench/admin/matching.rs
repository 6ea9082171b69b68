//! A packet's plate against the register, as intake asks: the plate and all that a camera may take for it.

use std::time::{Duration, Instant};

use anyhow::Result;
use poortwacht_domain::Plate;
use poortwacht_services::{ServiceError, exemptions};

use super::million::Town;
use crate::report::percentile;

/// Matches that count.
const MATCHES: u32 = 5_000;
/// Matches before them.
const WARM: u32 = 500;
/// Steps through the register so that neighbours do not follow each other.
const STRIDE: u32 = 7_919;

/// The time that ninety-nine of a hundred matches do not exceed, in microseconds. Half of the plates are in the register.
pub fn p99(town: &Town) -> Result<f64> {
    let mut times: Vec<Duration> = Vec::new();
    for number in 0..WARM + MATCHES {
        let plate = town.known(number.wrapping_mul(STRIDE))?;
        let stranger = Plate::parse(&plate.as_str().replace("UA", "EU"))?;
        let plate = if number % 2 == 0 { plate } else { stranger };
        let took = one(town, &plate)?;
        if number >= WARM {
            times.push(took);
        }
    }
    times.sort();
    Ok(percentile(&times, 0.99) * 1_000.0)
}

fn one(town: &Town, plate: &Plate) -> Result<Duration> {
    let started = Instant::now();
    let plates: Vec<Plate> = std::iter::once(plate.clone()).chain(plate.confusions()).collect();
    let found = town
        .store
        .read_blocking(|conn| exemptions::find(conn, town.keys.as_ref(), town.municipality, &plates));
    let found: Result<_, ServiceError> = found;
    std::hint::black_box(found?);
    Ok(started.elapsed())
}
