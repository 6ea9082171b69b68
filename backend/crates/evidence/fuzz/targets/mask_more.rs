//! More of a redacted picture masked, and all but one area: only ever removes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poortwacht_evidence_fuzz::{Bounds, case::Case, judge};

fuzz_target!(|input: &[u8]| {
    judge::mask_more(&Case::read(input), &Bounds);
});
