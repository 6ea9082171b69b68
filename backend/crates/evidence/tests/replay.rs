//! Mutated pictures through everything that reads pictures, judged as the fuzz targets judge: guards what fuzzing
//! found between two runs of it. The same mutations every time.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows these in `#[test]` functions; helpers of tests stand outside them"
)]

#[path = "../fuzz/src/case.rs"]
mod case;
#[path = "../fuzz/src/judge.rs"]
mod judge;
#[path = "../fuzz/src/seeds.rs"]
mod seeds;

use case::{Case, HEADER};
use judge::Guard;
use seeds::Noise;

/// Mutations of each generated picture.
const MUTATIONS: usize = 8;

/// The clock and the memory are the fuzzer's and the bench's to watch.
struct Unbounded;

impl Guard for Unbounded {
    fn run<T>(&self, _file: &[u8], work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// Generated pictures with declarations: as they are, then mutated.
fn inputs() -> impl Iterator<Item = Vec<u8>> {
    let pictures = seeds::pictures().unwrap();
    let mut noise = Noise::new(20_261_122);
    pictures.into_iter().flat_map(move |picture| {
        let header: Vec<u8> = (0..HEADER).map(|_| noise.below(256) as u8).collect();
        let input = [header, picture].concat();
        let mutated: Vec<_> = (0..MUTATIONS).map(|_| mutate(input.clone(), &mut noise)).collect();
        std::iter::once(input).chain(mutated)
    })
}

/// A few bytes changed, a stretch taken out, or a stretch doubled. The start marker stays, else nothing is reached.
fn mutate(mut input: Vec<u8>, noise: &mut Noise) -> Vec<u8> {
    let first = HEADER + 2;
    let start = first + noise.below(input.len() - first);
    let end = (start + 1 + noise.below(16)).min(input.len());
    match noise.below(4) {
        0 => drop(input.drain(start..end)),
        1 => drop(input.splice(start..start, input[start..end].to_vec())),
        _ => {
            for _ in 0..=noise.below(3) {
                let at = first + noise.below(input.len() - first);
                input[at] = noise.below(256) as u8;
            }
        }
    }
    input
}

/// How many inputs came through.
fn passed(judge: impl Fn(&Case<'_>) -> bool) -> usize {
    inputs().filter(|input| judge(&Case::read(input))).count()
}

#[test]
fn mutated_pictures_are_refused_or_described() {
    let passed = passed(|case| judge::inspect(case, &Unbounded).is_some());
    assert!(passed > 150, "only {passed} pictures passed inspection");
}

#[test]
fn mutated_pictures_are_refused_or_redacted_soundly() {
    let passed = passed(|case| judge::redact(case, &Unbounded).is_some());
    assert!(passed > 100, "only {passed} pictures were redacted");
}

#[test]
fn masking_more_of_a_redacted_picture_only_removes() {
    let passed = passed(|case| judge::mask_more(case, &Unbounded).is_some());
    assert!(passed > 100, "only {passed} pictures were masked");
}

#[test]
fn views_of_any_bytes_are_refused_or_made() {
    let passed = passed(|case| judge::views(case, &Unbounded).is_some());
    assert!(passed > 100, "only {passed} pictures were shown");
}
