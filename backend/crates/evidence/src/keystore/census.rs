//! What a key store holds, in numbers.

use diesel::prelude::*;

use super::KeyStoreError;
use super::any::AnyConnection;
use super::schema::halves;

/// How many keys there are. It names none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Census {
    /// Halves that have found their subject.
    pub attached: u64,
    /// Halves made ahead of need, and those the sweep has not looked at yet.
    pub unattached: u64,
}

pub(super) fn count(conn: &mut AnyConnection) -> Result<Census, KeyStoreError> {
    let attached = halves::table.filter(halves::attached).count().get_result(conn)?;
    let unattached = halves::table.filter(diesel::dsl::not(halves::attached)).count().get_result(conn)?;
    Ok(Census { attached: number(attached), unattached: number(unattached) })
}

fn number(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or_default()
}
