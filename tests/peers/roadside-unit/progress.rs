//! A progress bar on standard error; invisible when that is no terminal.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::summary::End;

/// Shows how many packets have ended.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    lost: AtomicU64,
}

impl Progress {
    /// A bar for `expected` packets, or a counter without an end.
    pub fn new(expected: Option<u64>) -> Self {
        let (bar, template) = match expected {
            Some(expected) => (ProgressBar::new(expected), "{bar:40} {pos}/{len} packets {per_sec} {msg}"),
            None => (ProgressBar::new_spinner(), "{spinner} {pos} packets {elapsed} {msg}"),
        };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self { bar, lost: AtomicU64::new(0) }
    }

    /// A packet left the spool.
    pub fn ended(&self, end: End) {
        self.bar.inc(1);
        if end != End::Acknowledged {
            let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.set_message(format!("{lost} not acknowledged"));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
