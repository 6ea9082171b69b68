//! What a reconciliation found, in numbers.

use std::fmt;

use poortwacht_domain::PicturePlace;
use serde::Serialize;

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
        }
    }
}

impl Reconciliation {
    /// Whether every picture that lies in the bucket is there, as it was put.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.missing == 0 && self.contradicting == 0
    }

    /// The numbers by name.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, u64); 8] {
        [
            ("objects", self.objects),
            ("rows", self.rows),
            ("strays", self.strays),
            ("removed", self.removed),
            ("young", self.young),
            ("missing", self.missing),
            ("contradicting", self.contradicting),
            ("foreign", self.foreign),
        ]
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
        if !self.bucket {
            return f.write_str(": no bucket is configured, all evidence lies in the database");
        }
        write!(f, "; {} strays, {} removed, {} too young to tell", self.strays, self.removed, self.young)?;
        write!(f, "; {} missing, {} contradicting", self.missing, self.contradicting)?;
        write!(f, "; {} not ours", self.foreign)
    }
}
