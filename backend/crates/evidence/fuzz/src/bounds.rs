//! How much time and memory a picture may take.

use std::alloc::System;
use std::time::{Duration, Instant};

use cap::Cap;

use crate::judge::Guard;

/// No picture takes longer.
const LONGEST: Duration = Duration::from_secs(1);
/// Bytes for each pixel of the declared picture.
const PER_PIXEL: usize = 12;
/// Bytes that a picture of any size may take: tables, the file's own length, buffers of the codec.
const ALLOWANCE: usize = 1024 * 1024;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Ends the process when a picture takes too long or too much: an allocation beyond the bound fails, and a failed
/// allocation is a crash that the fuzzer reports.
pub struct Bounds;

impl Guard for Bounds {
    fn run<T>(&self, file: &[u8], work: impl FnOnce() -> T) -> T {
        let bound = PER_PIXEL * declared_pixels(file).unwrap_or(0) + ALLOWANCE;
        set_limit(MEMORY.allocated().saturating_add(bound));
        let started = Instant::now();
        let done = work();
        let took = started.elapsed();
        set_limit(usize::MAX);
        assert!(took < LONGEST, "took {took:?}");
        done
    }
}

fn set_limit(limit: usize) {
    assert!(MEMORY.set_limit(limit).is_ok(), "more is allocated than the limit allows");
}

/// Width times height of the first frame header; a program of its own, not the one that is judged.
fn declared_pixels(file: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let [0xFF, marker] = *file.get(at..at + 2)? else { return None };
        match marker {
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some(number(file, at + 5)? * number(file, at + 7)?);
            }
            _ => at += 2 + number(file, at + 2)?,
        }
    }
}

fn number(file: &[u8], at: usize) -> Option<usize> {
    let [high, low] = *file.get(at..at + 2)? else { return None };
    Some(usize::from(u16::from_be_bytes([high, low])))
}
