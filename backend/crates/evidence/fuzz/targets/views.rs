//! Crops and smaller sizes of any bytes and of redacted pictures.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poortwacht_evidence_fuzz::{Bounds, case::Case, judge};

fuzz_target!(|input: &[u8]| {
    judge::views(&Case::read(input), &Bounds);
});
