//! Rows with a key of their own: what destruction and the sweep of key halves must know of them.

use jiff::Timestamp;
use poortwacht_domain::{HalfId, MunicipalityId, RecordId};

use crate::columns::Row;
use crate::error::StoreError;

/// A row whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRecord {
    /// Which.
    pub id: RecordId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// The key store's half of its key, which dies first.
    pub half: HalfId,
    /// Since when it is due.
    pub destroy_after: Timestamp,
}

/// Identifier, municipality, key half and date, as they are stored.
pub(crate) type Due = (String, String, String, i64);

impl DueRecord {
    pub(crate) fn read(
        table: &'static str,
        (id, municipality, half, destroy_after): Due,
    ) -> Result<Self, StoreError> {
        let at = Row::new(table, &id);
        Ok(Self {
            id: at.text("id", &id)?,
            municipality: at.text("municipality_id", &municipality)?,
            half: at.text("key_half_id", &half)?,
            destroy_after: at.instant("destroy_after", destroy_after)?,
        })
    }
}

/// The first `$limit` rows of a query on `$table` that are due at `$now`, the longest overdue first.
macro_rules! due_records {
    ($conn:expr, $scope:expr, $query:expr, $table:ident, $name:expr, $now:expr, $limit:expr) => {{
        let due = $query.filter($table::destroy_after.le(crate::columns::micros($now)));
        let rows: Vec<crate::keyed::Due> = crate::within::within!(due, $scope, $table::municipality_id)
            .order(($table::destroy_after, $table::id))
            .limit($limit.into())
            .select(($table::id, $table::municipality_id, $table::key_half_id, $table::destroy_after))
            .load($conn.raw())?;
        rows.into_iter().map(|row| crate::keyed::DueRecord::read($name, row)).collect()
    }};
}

/// Those of `$halves` that a row of `$table` names.
macro_rules! named_halves {
    ($conn:expr, $scope:expr, $halves:expr, $table:ident, $name:expr) => {{
        let halves: Vec<String> = $halves.iter().map(poortwacht_domain::HalfId::to_string).collect();
        let belonging = $table::table.filter($table::key_half_id.eq_any(halves));
        let used: Vec<String> = crate::within::within!(belonging, $scope, $table::municipality_id)
            .select($table::key_half_id)
            .load($conn.raw())?;
        used.iter().map(|half| crate::columns::Row::new($name, half).text("key_half_id", half)).collect()
    }};
}

pub(crate) use {due_records, named_halves};
