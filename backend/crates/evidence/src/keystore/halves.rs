//! Rows of the table of halves.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::HalfId;
use poortwacht_domain::rng::Rng;

use super::any::AnyConnection;
use super::master::{MasterKey, corrupt};
use super::pool::POOL_SIZE;
use super::rows::{HalfRow, SealedRow};
use super::schema::halves;
use super::{Half, KeyStoreError};
use crate::secret::SecretKey;

pub(super) const TABLE: &str = "halves";
/// Ids per statement, well under SQLite's limit of parameters.
const IDS_PER_STATEMENT: usize = 500;

/// Makes a pool of halves, to be committed before the first of them is handed out.
pub(super) fn make_pool(
    conn: &mut AnyConnection,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<Vec<Half>, KeyStoreError> {
    let make = |_| Half { id: HalfId::random(rng), secret: SecretKey::random(rng) };
    let pool: Vec<Half> = (0..POOL_SIZE).map(make).collect();
    let rows: Result<Vec<HalfRow>, KeyStoreError> =
        pool.iter().map(|half| row(half, master, now, rng)).collect();
    HalfRow::insert(conn, &rows?)?;
    Ok(pool)
}

fn row(half: &Half, master: &MasterKey, now: Timestamp, rng: &dyn Rng) -> Result<HalfRow, KeyStoreError> {
    let id = half.id.to_string();
    let sealed = master.seal(TABLE, &id, half.secret.expose(), rng)?;
    Ok(HalfRow { id, created_at: now.as_microsecond(), attached: false, sealed })
}

pub(super) fn find(
    conn: &mut AnyConnection,
    master: &MasterKey,
    id: HalfId,
) -> Result<Option<SecretKey>, KeyStoreError> {
    let row = id.to_string();
    let sealed = halves::table.find(&row).select(halves::sealed).get_result::<Vec<u8>>(conn).optional()?;
    sealed.map(|sealed| master.open_key(TABLE, &row, &sealed)).transpose()
}

pub(super) fn find_all(
    conn: &mut AnyConnection,
    master: &MasterKey,
    ids: &[HalfId],
) -> Result<Vec<Half>, KeyStoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS_PER_STATEMENT) {
        let chunk: Vec<String> = chunk.iter().map(HalfId::to_string).collect();
        let rows = halves::table.filter(halves::id.eq_any(chunk)).select((halves::id, halves::sealed));
        for (row, sealed) in rows.load::<(String, Vec<u8>)>(conn)? {
            let id = row.parse().map_err(|_| corrupt(TABLE, &row, "is not an identifier"))?;
            found.push(Half { id, secret: master.open_key(TABLE, &row, &sealed)? });
        }
    }
    Ok(found)
}

pub(super) fn missing(conn: &mut AnyConnection, ids: &[HalfId]) -> Result<Vec<HalfId>, KeyStoreError> {
    let mut missing = Vec::new();
    for chunk in ids.chunks(IDS_PER_STATEMENT) {
        let rows: Vec<String> = chunk.iter().map(HalfId::to_string).collect();
        let there: Vec<String> =
            halves::table.filter(halves::id.eq_any(rows)).select(halves::id).load(conn)?;
        missing.extend(chunk.iter().filter(|id| !there.contains(&id.to_string())));
    }
    Ok(missing)
}

pub(super) fn attached_after(
    conn: &mut AnyConnection,
    after: Option<HalfId>,
    limit: u32,
) -> Result<Vec<HalfId>, KeyStoreError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = halves::table
        .filter(halves::attached)
        .filter(halves::id.gt(after))
        .order(halves::id)
        .limit(i64::from(limit))
        .select(halves::id)
        .load::<String>(conn)?;
    parsed(rows)
}

pub(super) fn attach(conn: &mut AnyConnection, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
    in_chunks(ids, |rows| {
        diesel::update(halves::table.filter(halves::id.eq_any(rows)).filter(halves::attached.eq(false)))
            .set(halves::attached.eq(true))
            .execute(conn)
    })
}

pub(super) fn delete(conn: &mut AnyConnection, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
    in_chunks(ids, |rows| diesel::delete(halves::table.filter(halves::id.eq_any(rows))).execute(conn))
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
    conn: &mut AnyConnection,
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
    parsed(rows)
}

fn parsed(rows: Vec<String>) -> Result<Vec<HalfId>, KeyStoreError> {
    rows.into_iter()
        .map(|row| row.parse().map_err(|_| corrupt(TABLE, &row, "is not an identifier")))
        .collect()
}
