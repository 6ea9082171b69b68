//! The administrator's list of exemptions.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::exemption::ExemptionCategory;
use poortwacht_domain::ids::{ExemptionId, RecordId};

use super::{Exemption, ExemptionRow};
use crate::columns::micros;
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::exemptions;
use crate::scope::Scope;
use crate::within::within;

/// Which exemptions to list; all that is `None` does not matter.
#[derive(Clone, Default)]
pub struct ExemptionFilter {
    /// Of this category.
    pub category: Option<ExemptionCategory>,
    /// Holding at this instant, weekly windows aside.
    pub valid_at: Option<Timestamp>,
    /// Not over at this instant: it holds then or will hold later.
    pub not_over_at: Option<Timestamp>,
    /// Over by this instant, of those that are not over at `not_over_at`.
    pub over_by: Option<Timestamp>,
    /// On any of these plates, by their blind indexes.
    pub plate_indexes: Option<Vec<[u8; 32]>>,
}

/// A stretch of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many rows come before.
    pub offset: u32,
    /// How many rows at most.
    pub limit: u32,
}

type Filtered<'query> = exemptions::BoxedQuery<'query, Db>;

fn filtered(scope: &Scope, filter: &ExemptionFilter) -> Filtered<'static> {
    // What does not count yet is on no list of what does.
    let counting = exemptions::table.filter(exemptions::provisional_until.is_null());
    let mut query = within!(counting, scope, exemptions::municipality_id);
    if let Some(category) = filter.category {
        query = query.filter(exemptions::category.eq(category.as_str()));
    }
    if let Some(at) = filter.valid_at.map(micros) {
        query = query
            .filter(exemptions::valid_from.le(at))
            .filter(exemptions::valid_until.gt(at))
            .filter(exemptions::ended_at.is_null().or(exemptions::ended_at.gt(at)));
    }
    if let Some(at) = filter.not_over_at.map(micros) {
        query = query
            .filter(exemptions::valid_until.gt(at))
            .filter(exemptions::ended_at.is_null().or(exemptions::ended_at.gt(at)));
    }
    if let Some(at) = filter.over_by {
        query = query.filter(exemptions::valid_until.le(micros(at)));
    }
    if let Some(indexes) = &filter.plate_indexes {
        let indexes: Vec<Vec<u8>> = indexes.iter().map(|index| index.to_vec()).collect();
        query = query.filter(exemptions::plate_index.eq_any(indexes));
    }
    query
}

/// One page of the list, those that end last first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(
    conn: &mut Connection,
    scope: &Scope,
    filter: &ExemptionFilter,
    page: Page,
) -> Result<Vec<Exemption>, StoreError> {
    let rows = filtered(scope, filter)
        .order((exemptions::valid_until.desc(), exemptions::id))
        .offset(i64::from(page.offset))
        .limit(i64::from(page.limit))
        .select(ExemptionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Exemption::try_from).collect()
}

/// How long the whole list is.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn count(conn: &mut Connection, scope: &Scope, filter: &ExemptionFilter) -> Result<u64, StoreError> {
    let count: i64 = filtered(scope, filter).count().get_result(conn.raw())?;
    Ok(count.unsigned_abs())
}

/// The exemptions that came with an import or late start and do not count yet.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn of_batch(
    conn: &mut Connection,
    scope: &Scope,
    batch: RecordId,
    limit: u32,
) -> Result<Vec<Exemption>, StoreError> {
    let waiting = exemptions::table
        .filter(exemptions::batch_id.eq(batch.to_string()))
        .filter(exemptions::provisional_until.is_not_null());
    let rows = within!(waiting, scope, exemptions::municipality_id)
        .order(exemptions::id)
        .limit(i64::from(limit))
        .select(ExemptionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Exemption::try_from).collect()
}

/// An exemption with those it goes on from and those that go on from it, the latest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn versions(conn: &mut Connection, scope: &Scope, id: ExemptionId) -> Result<Vec<Exemption>, StoreError> {
    let Some(middle) = super::find(conn, scope, id)? else { return Ok(Vec::new()) };
    let mut versions = vec![middle];
    while let Some(newest) = versions.first()
        && let Some(next) = one(conn, scope, Version::After(newest.id))?
    {
        versions.insert(0, next);
    }
    while let Some(before) = versions.last().and_then(|oldest| oldest.follows)
        && let Some(previous) = one(conn, scope, Version::Is(before))?
    {
        versions.push(previous);
    }
    Ok(versions)
}

enum Version {
    Is(ExemptionId),
    After(ExemptionId),
}

fn one(conn: &mut Connection, scope: &Scope, which: Version) -> Result<Option<Exemption>, StoreError> {
    let mut query = within!(exemptions::table, scope, exemptions::municipality_id);
    query = match which {
        Version::Is(id) => query.filter(exemptions::id.eq(id.to_string())),
        Version::After(id) => query.filter(exemptions::follows.eq(id.to_string())),
    };
    let row = query.order(exemptions::created_at).select(ExemptionRow::as_select()).first(conn.raw());
    row.optional()?.map(Exemption::try_from).transpose()
}
