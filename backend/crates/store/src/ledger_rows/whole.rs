//! Reading a shard as a whole, for verification and export: its row is looked up once, not for every bundle.

use diesel::dsl::min;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::bundle::BUNDLE;
use super::entries::bundle_bytes;
use super::shards::Shard;
use super::tiles;
use crate::columns::{Row, count};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{ledger_bundles, ledger_index, ledger_tail, ledger_tiles};

/// The rows of the index for one bundle, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexText {
    /// How many there are. A stored text that holds a separator makes more of them, and so deceives nobody.
    pub rows: usize,
    /// `position at act outcome case account` for each, separated by semicolons, in any order. Case and account stand
    /// after a plus sign, or are a minus sign where they are NULL.
    pub lines: String,
}

#[derive(QueryableByName)]
struct Lines {
    #[diesel(sql_type = BigInt)]
    rows_there: i64,
    #[diesel(sql_type = Nullable<Text>)]
    lines: Option<String>,
}

impl Shard {
    /// As [`bundle`](super::bundle).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn bundle(&self, conn: &mut Connection, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(bundle_bytes(conn, self.id, number)?.filter(|bytes| !bytes.is_empty()))
    }

    /// A tile's hashes, as many as are there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn hashes(&self, conn: &mut Connection, level: u8, number: u64) -> Result<Vec<u8>, StoreError> {
        tiles::hashes(conn, self.id, level, number)
    }

    /// The rows of the index for the entries of one bundle.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_text(&self, conn: &mut Connection, number: u64) -> Result<IndexText, StoreError> {
        let first = count(number.saturating_mul(BUNDLE));
        let until = first.saturating_add(count(BUNDLE));
        // One value for 256 rows: to fetch them one by one takes longer than all the rest of a verification.
        let sql = format!(
            "SELECT count(*) AS rows_there, string_agg(position || ' ' || at || ' ' || act || ' ' || outcome || ' ' \
             || coalesce('+' || case_id, '-') || ' ' || coalesce('+' || account_id, '-'), ';') AS lines \
             FROM ledger_index WHERE shard_id = {} AND position >= {first} AND position < {until}",
            self.id
        );
        let found: Lines = diesel::sql_query(sql).get_result(conn.raw())?;
        let rows = Row::new("ledger_index", &self.end.name).number("position", found.rows_there)?;
        Ok(IndexText { rows, lines: found.lines.unwrap_or_default() })
    }

    /// The first position at which entries or hashes are stored that do not belong to a tree of `size` entries.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn beyond(&self, conn: &mut Connection, size: u64) -> Result<Option<u64>, StoreError> {
        let (bundles, whole) = (count(size.div_ceil(BUNDLE)), count(size / BUNDLE * BUNDLE));
        let bundle: Option<i64> = ledger_bundles::table
            .filter(ledger_bundles::shard_id.eq(self.id))
            .filter(ledger_bundles::number.ge(bundles).or(ledger_bundles::number.lt(0)))
            .select(min(ledger_bundles::number))
            .first(conn.raw())?;
        let tile: Option<i64> = ledger_tiles::table
            .filter(ledger_tiles::shard_id.eq(self.id))
            .filter(ledger_tiles::level.eq(0))
            .filter(ledger_tiles::number.ge(bundles).or(ledger_tiles::number.lt(0)))
            .select(min(ledger_tiles::number))
            .first(conn.raw())?;
        let tail: Option<i64> = ledger_tail::table
            .filter(ledger_tail::shard_id.eq(self.id))
            .filter(ledger_tail::first.ge(count(size)).or(ledger_tail::first.lt(whole)))
            .select(min(ledger_tail::first))
            .first(conn.raw())?;
        let positions = [bundle.map(first_of), tile.map(first_of), tail];
        Ok(positions.into_iter().flatten().min().map(place))
    }

    /// The first position of which the index has a row although a shard of `size` entries has no such entry.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn index_beyond(&self, conn: &mut Connection, size: u64) -> Result<Option<u64>, StoreError> {
        let stray: Option<i64> = ledger_index::table
            .filter(ledger_index::shard_id.eq(self.id))
            .filter(ledger_index::position.ge(count(size)).or(ledger_index::position.lt(0)))
            .select(min(ledger_index::position))
            .first(conn.raw())?;
        Ok(stray.map(place))
    }
}

fn first_of(number: i64) -> i64 {
    number.saturating_mul(count(BUNDLE))
}

/// A position below 0 is no place at all; the nearest one is named.
fn place(position: i64) -> u64 {
    u64::try_from(position).unwrap_or(0)
}
