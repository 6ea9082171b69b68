//! What a reconciliation found, in numbers.

use std::fmt;

use poortwacht_domain::PicturePlace;
use serde::Serialize;

use super::rows::RowFinds;
use super::walk::Finds;

/// What a reconciliation found. Numbers only: it may be shown to anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reconciliation {
    /// Where new pictures go.
    pub place: PicturePlace,
    /// Whether a bucket is configured at all.
    pub bucket: bool,
    /// Nothing was removed or recorded.
    pub dry_run: bool,
    /// Objects in the bucket that have a name of ours.
    pub objects: u64,
    /// Pictures that lie in the bucket according to the database.
    pub rows: u64,
    /// Objects that no row names and that are an hour old at least.
    pub strays: u64,
    /// Those of them that were removed.
    pub removed: u64,
    /// Objects that no row names, of transactions that may still be under way.
    pub young: u64,
    /// Pictures whose object is gone.
    pub missing: u64,
    /// Pictures whose object has another size or tag than it was put there with.
    pub contradicting: u64,
    /// Things in the bucket that are not ours; they are left alone.
    pub foreign: u64,
    /// Cases whose half the key store does not have: their evidence never opens again.
    pub cases_without_key: u64,
    /// Keys whose case, exemption or file is gone; destroyed unless nothing was to be removed.
    pub keys_without_case: u64,
    /// Pictures that should lie in the database and have no bytes there.
    pub empty: u64,
    /// Rows that should have been destroyed and are still there.
    pub overdue: u64,
}

impl Default for Reconciliation {
    fn default() -> Self {
        Self {
            place: PicturePlace::Database,
            bucket: false,
            dry_run: false,
            objects: 0,
            rows: 0,
            strays: 0,
            removed: 0,
            young: 0,
            missing: 0,
            contradicting: 0,
            foreign: 0,
            cases_without_key: 0,
            keys_without_case: 0,
            empty: 0,
            overdue: 0,
        }
    }
}

impl Reconciliation {
    /// Whether every picture is there as it was put, every case has its key, and nothing is past its date.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.is_whole() && self.overdue == 0
    }

    /// Whether no evidence is lost.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing + self.contradicting + self.cases_without_key + self.empty == 0
    }

    /// The numbers by name.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, u64); 12] {
        [
            ("objects", self.objects),
            ("rows", self.rows),
            ("strays", self.strays),
            ("removed", self.removed),
            ("young", self.young),
            ("missing", self.missing),
            ("contradicting", self.contradicting),
            ("foreign", self.foreign),
            ("cases_without_key", self.cases_without_key),
            ("keys_without_case", self.keys_without_case),
            ("empty", self.empty),
            ("overdue", self.overdue),
        ]
    }

    pub(super) fn add_rows(&mut self, finds: &RowFinds) {
        self.cases_without_key = finds.without_key;
        self.keys_without_case = finds.without_subject;
        self.empty = finds.empty;
        self.overdue = finds.overdue;
    }

    fn write_bucket(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "; {} strays, {} removed, {} too young to tell", self.strays, self.removed, self.young)?;
        write!(f, "; {} missing, {} contradicting", self.missing, self.contradicting)?;
        write!(f, "; {} not ours", self.foreign)
    }

    pub(super) fn add(&mut self, finds: &Finds) {
        self.objects += finds.objects;
        self.strays += finds.strays;
        self.removed += finds.removed;
        self.young += finds.young;
        self.missing += finds.missing;
        self.contradicting += finds.contradicting;
        self.foreign += finds.foreign;
    }
}

impl fmt::Display for Reconciliation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} objects, {} rows", self.objects, self.rows)?;
        if self.bucket {
            self.write_bucket(f)?;
        } else {
            f.write_str(": no bucket is configured, all evidence lies in the database")?;
        }
        write!(
            f,
            "; {} cases without a key, {} keys without a case",
            self.cases_without_key, self.keys_without_case
        )?;
        write!(f, "; {} pictures without bytes; {} rows past their date", self.empty, self.overdue)
    }
}
