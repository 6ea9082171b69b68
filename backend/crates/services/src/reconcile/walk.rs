//! The walk through one municipality's objects, and then through the rows that were not met on the way.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use poortwacht_domain::{CaseId, MunicipalityId, PicturePlace};
use poortwacht_evidence::bucket::{Bucket, BucketError, Listed, ObjectName};
use poortwacht_store::picture_places::{self, Placed};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::sealed_pictures::{measured, name_of};
use crate::{ServiceError, Services};

/// Cases looked up at once.
const CASES: usize = 500;
/// Rows looked up at once.
const ROWS: u32 = 1000;
/// Lost pictures that the alarm names; all of them are counted.
const NAMED: usize = 3;

/// How much a walk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Removes strays; looks for nothing else.
    StraysOnly,
    /// Removes strays and looks for lost objects.
    Whole,
    /// Looks at everything and removes nothing.
    LookOnly,
}

/// What was found in one municipality.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) objects: u64,
    pub(super) strays: u64,
    pub(super) removed: u64,
    pub(super) young: u64,
    pub(super) missing: u64,
    pub(super) contradicting: u64,
    pub(super) foreign: u64,
    /// The first lost ones.
    lost: Vec<ObjectName>,
}

impl Finds {
    /// What the alarm says, if something is lost.
    pub(super) fn lost(&self) -> Option<String> {
        let first: Vec<String> =
            self.lost.iter().map(|name| format!("picture {} of case {}", name.ordinal, name.case)).collect();
        let (missing, other) = (self.missing, self.contradicting);
        (missing + other > 0).then(|| {
            format!(
                "the bucket lost {missing} pictures and has others in place of {other}: {}",
                first.join(", ")
            )
        })
    }

    fn contradicts(&mut self, name: ObjectName) {
        self.contradicting += 1;
        self.note(name);
    }

    fn misses(&mut self, name: ObjectName) {
        self.missing += 1;
        self.note(name);
    }

    fn note(&mut self, name: ObjectName) {
        if self.lost.len() < NAMED {
            self.lost.push(name);
        }
    }
}

/// Pictures whose object was met.
type Met = HashSet<(CaseId, u32)>;
/// Rows by what they are called.
type Rows = BTreeMap<ObjectName, Placed>;

pub(super) struct Walk<'a> {
    pub(super) services: &'a Services,
    pub(super) bucket: &'a Bucket,
    pub(super) municipality: MunicipalityId,
    /// What no row names and is older is a stray.
    pub(super) before: Timestamp,
    pub(super) depth: Depth,
}

impl Walk<'_> {
    pub(super) fn run(&self) -> Result<Finds, ServiceError> {
        let (mut finds, mut met) = (Finds::default(), Met::new());
        let mut listing = self.bucket.list(self.municipality);
        loop {
            let page = measured("list", || listing.page())?;
            if page.is_empty() {
                break;
            }
            let rows = self.rows(&page)?;
            for object in &page {
                self.judge(object, &rows, &mut met, &mut finds)?;
            }
        }
        if self.depth != Depth::StraysOnly {
            self.look_for_the_rest(&met, &mut finds)?;
        }
        Ok(finds)
    }

    /// The rows are read after the objects were listed: a row that is there by then counts.
    fn rows(&self, page: &[Listed]) -> Result<Rows, ServiceError> {
        let cases: BTreeSet<CaseId> =
            page.iter().filter_map(|object| object.name).map(|name| name.case).collect();
        let cases: Vec<CaseId> = cases.into_iter().collect();
        let scope = self.scope();
        let read = |conn: &mut Connection| {
            let mut rows = Rows::new();
            for some in cases.chunks(CASES) {
                let found = picture_places::of_cases(conn, &scope, PicturePlace::Bucket, some)?;
                rows.extend(found.into_iter().map(|row| (name_of(&row), row)));
            }
            Ok::<_, StoreError>(rows)
        };
        Ok(self.services.store().read_blocking(read)?)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    fn judge(
        &self,
        object: &Listed,
        rows: &Rows,
        met: &mut Met,
        finds: &mut Finds,
    ) -> Result<(), ServiceError> {
        let Some(name) = object.name else {
            finds.foreign += 1;
            return Ok(());
        };
        finds.objects += 1;
        let Some(row) = rows.get(&name) else { return self.stray(name, object.since, finds) };
        if self.depth == Depth::StraysOnly {
            return Ok(());
        }
        met.insert((name.case, name.ordinal));
        if row.object.as_ref().is_some_and(|stamp| !stamp.agrees_with(&object.stamp)) {
            finds.contradicts(name);
        }
        Ok(())
    }

    fn stray(&self, name: ObjectName, since: Timestamp, finds: &mut Finds) -> Result<(), ServiceError> {
        if since > self.before {
            finds.young += 1;
            return Ok(());
        }
        finds.strays += 1;
        if self.depth != Depth::LookOnly {
            measured("delete", || self.bucket.delete(name))?;
            finds.removed += 1;
        }
        Ok(())
    }

    /// Rows whose object was not met: put there after the listing passed by, or lost.
    fn look_for_the_rest(&self, met: &Met, finds: &mut Finds) -> Result<(), ServiceError> {
        let mut after = None;
        loop {
            let scope = self.scope();
            let page =
                |conn: &mut Connection| picture_places::page(conn, &scope, PicturePlace::Bucket, after, ROWS);
            let page = self.services.store().read_blocking(page)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.case, last.ordinal));
            for row in page.iter().filter(|row| !met.contains(&(row.case, row.ordinal))) {
                self.ask_for(row, finds)?;
            }
        }
    }

    fn ask_for(&self, row: &Placed, finds: &mut Finds) -> Result<(), ServiceError> {
        let name = name_of(row);
        match measured("head", || self.bucket.stamp(name)) {
            Ok(stamp) if row.object.as_ref().is_none_or(|own| own.agrees_with(&stamp)) => {}
            Ok(_) => finds.contradicts(name),
            Err(BucketError::Missing(_)) if self.is_still_named(name)? => finds.misses(name),
            Err(BucketError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// A case that was destroyed or sealed anew a moment ago has lost nothing.
    fn is_still_named(&self, name: ObjectName) -> Result<bool, ServiceError> {
        let scope = self.scope();
        let rows = self.services.store().read_blocking(|conn| {
            picture_places::of_cases(conn, &scope, PicturePlace::Bucket, &[name.case])
        })?;
        Ok(rows.iter().any(|row| name_of(row) == name))
    }
}
