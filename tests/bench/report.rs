//! The figures of a run.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

/// What a figure must hold.
#[derive(Debug, Clone, Copy)]
pub enum Limit {
    /// Not less than this.
    AtLeast(f64),
    /// Not more than this.
    AtMost(f64),
}

impl Limit {
    /// A figure that is not a number misses every limit.
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::AtMost(most) => write!(f, "≤ {most}"),
        }
    }
}

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    note: String,
    #[serde(skip)]
    limit: Option<Limit>,
}

impl Figure {
    fn missed(&self) -> Option<Limit> {
        self.limit.filter(|limit| !limit.holds(self.value))
    }
}

/// All of them, in the order of measuring.
#[derive(Debug, Default)]
pub struct Report(Vec<Figure>);

impl Report {
    /// Adds a figure.
    pub fn add(&mut self, name: &'static str, value: f64, unit: &'static str, note: impl Into<String>) {
        self.0.push(Figure { name, value, unit, note: note.into(), limit: None });
    }

    /// Adds a figure that must hold a limit.
    pub fn add_limited(
        &mut self,
        name: &'static str,
        value: f64,
        unit: &'static str,
        limit: Limit,
        note: impl Into<String>,
    ) {
        self.0.push(Figure { name, value, unit, note: note.into(), limit: Some(limit) });
    }

    /// Prints the table.
    #[expect(clippy::print_stdout, reason = "the answer to the person at the terminal")]
    pub fn print(&self) {
        for figure @ Figure { name, value, unit, note, limit } in &self.0 {
            let limit = limit.map(|limit| limit.to_string()).unwrap_or_default();
            let verdict = figure.missed().map_or("", |_| "MISSED: ");
            println!("{name:<28} {value:>12.2} {unit:<4} {limit:<6} {verdict}{note}");
        }
    }

    /// Fails with the names of the figures that miss their limit.
    pub fn judge(&self) -> Result<()> {
        let missed = self.0.iter().filter_map(|figure| {
            let limit = figure.missed()?;
            Some(format!("{} is {:.2}, must be {limit}", figure.name, figure.value))
        });
        let missed: Vec<String> = missed.collect();
        ensure!(missed.is_empty(), "{}", missed.join("; "));
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(value: f64, limit: Limit) -> Result<()> {
        let mut report = Report::default();
        report.add("free", value, "", "");
        report.add_limited("bound", value, "", limit, "");
        report.judge()
    }

    #[test]
    fn a_figure_beyond_its_limit_fails_the_run() {
        assert!(judged(8.0, Limit::AtLeast(8.0)).is_ok());
        assert!(judged(1.3, Limit::AtMost(1.3)).is_ok());
        let error = judged(7.9, Limit::AtLeast(8.0)).unwrap_err().to_string();
        assert_eq!(error, "bound is 7.90, must be ≥ 8");
        assert!(judged(1.4, Limit::AtMost(1.3)).is_err());
        assert!(judged(f64::NAN, Limit::AtMost(1.3)).is_err());
    }
}
