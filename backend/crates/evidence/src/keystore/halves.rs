//! Rows of the table of halves.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use jiff::Timestamp;
use poortwacht_domain::ids::HalfId;
use poortwacht_domain::rng::Rng;

use super::master::{MasterKey, corrupt};
use super::pool::POOL_SIZE;
use super::schema::halves;
use super::{Half, KeyStoreError};
use crate::secret::SecretKey;

const TABLE: &str = "halves";
/// Ids per statement, well under SQLite's limit of parameters.
const IDS_PER_STATEMENT: usize = 500;

/// Makes a pool of halves durable in one commit.
pub(super) fn make_pool(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<Vec<Half>, KeyStoreError> {
    conn.immediate_transaction(|conn| (0..POOL_SIZE).map(|_| make(conn, master, now, rng)).collect())
}

fn make(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<Half, KeyStoreError> {
    let half = Half { id: HalfId::random(rng), secret: SecretKey::random(rng) };
    let row = half.id.to_string();
    diesel::insert_into(halves::table)
        .values((
            halves::sealed.eq(master.seal(TABLE, &row, half.secret.expose(), rng)?),
            halves::id.eq(row),
            halves::created_at.eq(now.as_microsecond()),
            halves::attached.eq(false),
        ))
        .execute(conn)?;
    Ok(half)
}

pub(super) fn find(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    id: HalfId,
) -> Result<Option<SecretKey>, KeyStoreError> {
    let row = id.to_string();
    let sealed = halves::table.find(&row).select(halves::sealed).first::<Vec<u8>>(conn).optional()?;
    sealed.map(|sealed| master.open_key(TABLE, &row, &sealed)).transpose()
}

pub(super) fn attach(conn: &mut SqliteConnection, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
    conn.immediate_transaction(|conn| {
        in_chunks(ids, |rows| {
            diesel::update(halves::table.filter(halves::id.eq_any(rows)).filter(halves::attached.eq(false)))
                .set(halves::attached.eq(true))
                .execute(conn)
        })
    })
}

pub(super) fn delete(conn: &mut SqliteConnection, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
    conn.immediate_transaction(|conn| {
        in_chunks(ids, |rows| diesel::delete(halves::table.filter(halves::id.eq_any(rows))).execute(conn))
    })
}

fn in_chunks(
    ids: &[HalfId],
    mut statement: impl FnMut(Vec<String>) -> QueryResult<usize>,
) -> Result<usize, KeyStoreError> {
    let mut affected = 0;
    for chunk in ids.chunks(IDS_PER_STATEMENT) {
        affected += statement(chunk.iter().map(HalfId::to_string).collect())?;
    }
    Ok(affected)
}

pub(super) fn unattached_before(
    conn: &mut SqliteConnection,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<HalfId>, KeyStoreError> {
    let rows = halves::table
        // Spelled as the partial index is, or SQLite would not use it.
        .filter(diesel::dsl::not(halves::attached))
        .filter(halves::created_at.lt(before.as_microsecond()))
        .order((halves::created_at, halves::id))
        .limit(i64::from(limit))
        .select(halves::id)
        .load::<String>(conn)?;
    rows.into_iter()
        .map(|row| row.parse().map_err(|_| corrupt(TABLE, &row, "is not an identifier")))
        .collect()
}
