//! What a comparison found, in lines for an operator.

use std::fmt;

use poortwacht_domain::{DifferenceKind, Month};

use super::compare::{Difference, compare};
use super::lists::Side;

/// A municipality's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The municipality's code.
    pub municipality: String,
    /// The month.
    pub month: Month,
    /// Our batches of it.
    pub batches: u64,
    /// Cases in them.
    pub cases: u64,
    /// What differs.
    pub findings: Vec<Difference>,
}

/// What was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReconcileReport {
    /// Each municipality's month.
    pub months: Vec<Compared>,
    /// Cases that were taken over.
    pub adopted: u64,
    /// Batches at the CJIB in a number that no municipality here delivers under.
    pub strangers: u64,
}

impl ReconcileReport {
    pub(super) fn add(&mut self, other: Self) {
        self.months.extend(other.months);
        self.adopted += other.adopted;
        self.strangers += other.strangers;
    }
}

impl Compared {
    pub(super) fn of(side: &Side, month: Month) -> Self {
        Self {
            municipality: side.code.clone(),
            month,
            batches: number(side.ours.len()),
            cases: side.ours.iter().map(|own| number(own.items.len())).sum(),
            findings: compare(&side.ours, &side.theirs),
        }
    }

    /// How many things differ.
    #[must_use]
    pub fn differences(&self) -> u64 {
        number(self.findings.len())
    }

    /// How many of each kind.
    #[must_use]
    pub fn counts(&self) -> Vec<(DifferenceKind, u64)> {
        let of = |kind| self.findings.iter().filter(|finding| finding.kind == kind).count();
        DifferenceKind::ALL.iter().map(|kind| (*kind, number(of(*kind)))).collect()
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} batches, {} cases", self.municipality, self.month, self.batches, self.cases)?;
        if self.findings.is_empty() {
            return f.write_str(", the same at the CJIB");
        }
        self.counts().into_iter().try_for_each(|(kind, count)| write!(f, ", {count} {kind}"))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "batch {}", self.batch)?;
        if let Some(case) = &self.case {
            write!(f, " case {case}")?;
        }
        write!(f, ": {}", self.kind)?;
        if let (Some(field), Some(here), Some(there)) = (self.field, &self.here, &self.there) {
            write!(f, " in {field}: here {here}, there {there}")?;
        }
        Ok(())
    }
}

/// One line of counts, for a job.
impl fmt::Display for ReconcileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let differences: u64 = self.months.iter().map(Compared::differences).sum();
        let Self { months, adopted, strangers } = self;
        write!(
            f,
            "{} months compared, {differences} differences, {adopted} cases taken over, ",
            months.len()
        )?;
        write!(f, "{strangers} batches of nobody here")
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
