//! What a run destroyed, in one line.

use std::fmt;

/// What a run destroyed, or would destroy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetentionReport {
    /// How many of each kind, without the zeros.
    pub destroyed: Vec<(&'static str, u64)>,
    /// Nothing was destroyed, only counted.
    pub dry_run: bool,
}

impl RetentionReport {
    /// Whether nothing was due.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.destroyed.is_empty()
    }

    /// How many of one kind.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.destroyed.iter().filter(|(kind, _)| *kind == what).map(|(_, number)| number).sum()
    }

    pub(super) fn add(&mut self, what: &'static str, number: u64) {
        if number > 0 {
            self.destroyed.push((what, number));
        }
    }
}

impl fmt::Display for RetentionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.dry_run { "would be destroyed: " } else { "destroyed: " })?;
        let parts: Vec<String> =
            self.destroyed.iter().map(|(what, number)| format!("{number} {what}")).collect();
        f.write_str(if parts.is_empty() { "nothing was due" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}
