//! The most memory that another program had.

use std::fs;
use std::process::Child;

const MEGABYTE: f64 = 1024.0;

/// What the kernel says of the program's memory, in megabytes; nothing once it has ended.
pub fn of(program: &Child) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{}/status", program.id())).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes / MEGABYTE)
}
