//! The figures of a run.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    note: String,
}

/// All of them, in the order of measuring.
#[derive(Debug, Default)]
pub struct Report(Vec<Figure>);

impl Report {
    /// Adds a figure.
    pub fn add(&mut self, name: &'static str, value: f64, unit: &'static str, note: impl Into<String>) {
        self.0.push(Figure { name, value, unit, note: note.into() });
    }

    /// Prints the table.
    #[expect(clippy::print_stdout, reason = "the answer to the person at the terminal")]
    pub fn print(&self) {
        for Figure { name, value, unit, note } in &self.0 {
            println!("{name:<28} {value:>12.2} {unit:<4} {note}");
        }
    }

    /// Writes the figures as JSON.
    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.0)?;
        std::fs::write(file, text + "\n").with_context(|| file.display().to_string())
    }
}

/// The duration that `share` of the sorted durations do not exceed, in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rank"
)]
pub fn percentile(sorted: &[Duration], share: f64) -> f64 {
    let rank = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(rank).map_or(f64::NAN, |duration| duration.as_secs_f64() * 1000.0)
}

/// Says what is being done.
#[expect(clippy::print_stderr, reason = "progress for the person at the terminal")]
pub fn progress(step: &str) {
    eprintln!("==> {step}");
}
