//! The administrator's list of exemptions.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::exemption::ExemptionCategory;

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
    /// On this plate, by its blind index.
    pub plate_index: Option<[u8; 32]>,
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
    let mut query = within!(exemptions::table, scope, exemptions::municipality_id);
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
    if let Some(index) = filter.plate_index {
        query = query.filter(exemptions::plate_index.eq(index.to_vec()));
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
