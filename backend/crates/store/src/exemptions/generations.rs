//! Generations of the exemptions' plate indexes. The index of each exemption is made under the key of one generation. When
//! an exemption dies those that live move to the next generation, and the key of the old one is destroyed: in old copies
//! the indexes then say nothing.
//!
//! Every step is one transaction and may be repeated: the state always tells what is left to be done.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use poortwacht_domain::ids::{ExemptionId, MunicipalityId};

use super::{Exemption, ExemptionRow};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::{exemption_generations, exemptions};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Where a municipality's exemptions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generations {
    /// New exemptions are indexed under this generation's key.
    pub current: i64,
    /// Keys from this generation on may exist.
    pub oldest: i64,
    /// An exemption has died since the current generation began.
    pub stale: bool,
}

/// The index of an exemption's plate under another generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedPlate {
    /// The exemption.
    pub id: ExemptionId,
    /// The index.
    pub index: [u8; 32],
    /// The generation.
    pub generation: i64,
}

/// The state of a municipality's generations.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn generations(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
) -> Result<Generations, StoreError> {
    scope.check(municipality)?;
    let (current, oldest, stale) = exemption_generations::table
        .find(municipality.to_string())
        .select((exemption_generations::current, exemption_generations::oldest, exemption_generations::stale))
        .get_result::<(i64, i64, i64)>(conn.raw())?;
    Ok(Generations { current, oldest, stale: stale != 0 })
}

/// The generations under which some exemption is indexed, in order: one, and two while a move is under way.
///
/// # Errors
/// The store's own.
pub fn in_generations(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
) -> Result<Vec<i64>, StoreError> {
    scope.check(municipality)?;
    // Few generations, many exemptions: the index is asked for the next one instead of being read.
    let next = "WITH RECURSIVE used (generation) AS (
            SELECT min(index_generation) FROM exemptions WHERE municipality_id = ?
            UNION ALL
            SELECT (SELECT min(index_generation) FROM exemptions WHERE municipality_id = ? AND index_generation > generation)
            FROM used WHERE generation IS NOT NULL)
        SELECT generation FROM used WHERE generation IS NOT NULL";
    let id = municipality.to_string();
    Ok(Fixed::<BigInt>::new(next, [Value::Text(id.clone()), Value::Text(id)]).load(conn.raw())?)
}

/// Begins a new generation if the current one is stale; whoever inserts waits here or sees the new one.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn begin_generation(
    tx: &mut Tx<'_>,
    scope: &Scope,
    municipality: MunicipalityId,
) -> Result<(), StoreError> {
    scope.check(municipality)?;
    let stale = exemption_generations::table
        .find(municipality.to_string())
        .filter(exemption_generations::stale.ne(0_i64));
    diesel::update(stale)
        .set((
            exemption_generations::current.eq(exemption_generations::current + 1),
            exemption_generations::stale.eq(0_i64),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Exemptions that are indexed under an earlier generation.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn indexed_before(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
    generation: i64,
    limit: u32,
) -> Result<Vec<Exemption>, StoreError> {
    scope.check(municipality)?;
    let rows = exemptions::table
        .filter(exemptions::municipality_id.eq(municipality.to_string()))
        .filter(exemptions::index_generation.lt(generation))
        .limit(i64::from(limit))
        .select(ExemptionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Exemption::try_from).collect()
}

/// Moves one exemption to the index of a later generation, unless it has one.
///
/// # Errors
/// The store's own.
pub fn move_index(
    tx: &mut Tx<'_>,
    scope: &Scope,
    municipality: MunicipalityId,
    to: &IndexedPlate,
) -> Result<(), StoreError> {
    scope.check(municipality)?;
    let row = exemptions::table
        .filter(exemptions::id.eq(to.id.to_string()))
        .filter(exemptions::municipality_id.eq(municipality.to_string()))
        .filter(exemptions::index_generation.lt(to.generation));
    diesel::update(row)
        .set((
            exemptions::plate_index.eq(to.index.as_slice()),
            exemptions::index_generation.eq(to.generation),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Lets the next run begin a new generation everywhere: the key store came back from a backup and may lack keys.
///
/// # Errors
/// The store's own.
pub fn distrust_all(tx: &mut Tx<'_>, scope: &Scope) -> Result<(), StoreError> {
    let all =
        within!(diesel::update(exemption_generations::table), scope, exemption_generations::municipality_id);
    all.set(exemption_generations::stale.eq(1_i64)).execute(tx.raw())?;
    Ok(())
}

/// Notes that the keys of all generations before this one are destroyed.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn finish_generation(
    tx: &mut Tx<'_>,
    scope: &Scope,
    municipality: MunicipalityId,
    generation: i64,
) -> Result<(), StoreError> {
    scope.check(municipality)?;
    let behind = exemption_generations::table
        .find(municipality.to_string())
        .filter(exemption_generations::oldest.lt(generation));
    diesel::update(behind).set(exemption_generations::oldest.eq(generation)).execute(tx.raw())?;
    Ok(())
}

/// The first generation of a new municipality.
pub(crate) fn first_generation(tx: &mut Tx<'_>, municipality: MunicipalityId) -> Result<(), StoreError> {
    diesel::insert_into(exemption_generations::table)
        .values((
            exemption_generations::municipality_id.eq(municipality.to_string()),
            exemption_generations::current.eq(1_i64),
            exemption_generations::oldest.eq(1_i64),
            exemption_generations::stale.eq(0_i64),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Refuses an insertion under another generation than the current one, and holds that until the end of the batch: the
/// old one's key may be destroyed at any moment. Writing first makes a second server wait here.
pub(super) fn require_current(
    tx: &mut Tx<'_>,
    municipality: MunicipalityId,
    generation: i64,
) -> Result<(), StoreError> {
    let current: i64 = diesel::update(exemption_generations::table.find(municipality.to_string()))
        .set(exemption_generations::current.eq(exemption_generations::current))
        .returning(exemption_generations::current)
        .get_result(tx.raw())?;
    if current == generation {
        return Ok(());
    }
    Err(StoreError::Conflict { constraint: "generation of the exemptions' index".to_owned() })
}

/// An exemption has died: what old copies hold of it must lose its key.
pub(super) fn mark_stale(tx: &mut Tx<'_>, municipality: MunicipalityId) -> Result<(), StoreError> {
    diesel::update(exemption_generations::table.find(municipality.to_string()))
        .set(exemption_generations::stale.eq(1_i64))
        .execute(tx.raw())?;
    Ok(())
}
