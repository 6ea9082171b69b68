//! Any bytes: refused or described.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poortwacht_evidence_fuzz::{Bounds, case::Case, judge};

fuzz_target!(|input: &[u8]| {
    judge::inspect(&Case::read(input), &Bounds);
});
