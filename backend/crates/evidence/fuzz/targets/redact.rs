//! Any bytes with any declaration: refused, or written so that every check and another decoder pass it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poortwacht_evidence_fuzz::{Bounds, case::Case, judge};

fuzz_target!(|input: &[u8]| {
    judge::redact(&Case::read(input), &Bounds);
});
