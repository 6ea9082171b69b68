//! Address ranges from which a municipality's officers may reach the portal.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use ipnetwork::IpNetwork;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};

use crate::columns::{Row, micros};
use crate::connection::{Connection, Db};
use crate::error::{Insertion, StoreError};
use crate::schema::address_ranges;
use crate::scope::Scope;
use crate::tx::Tx;

/// An allowed range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRange {
    /// Its id.
    pub id: RecordId,
    /// Whose officers it is for.
    pub municipality: MunicipalityId,
    /// The range.
    pub network: IpNetwork,
    /// What it is ("town hall", "VPN").
    pub note: String,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Allows a range; the same range twice is no error.
///
/// # Errors
/// [`StoreError`].
pub fn allow(tx: &mut Tx<'_>, scope: &Scope, range: &AddressRange) -> Result<Insertion, StoreError> {
    scope.check(range.municipality)?;
    tx.insert_unique(|tx| {
        diesel::insert_into(address_ranges::table)
            .values((
                address_ranges::id.eq(range.id.to_string()),
                address_ranges::municipality_id.eq(range.municipality.to_string()),
                address_ranges::network.eq(canonical(&range.network)),
                address_ranges::note.eq(&range.note),
                address_ranges::created_at.eq(micros(range.created_at)),
            ))
            .execute(tx.raw())?;
        Ok(())
    })
}

/// Takes a range away; whether it was there.
///
/// # Errors
/// [`StoreError`].
pub fn remove(
    tx: &mut Tx<'_>,
    scope: &Scope,
    municipality: MunicipalityId,
    network: &IpNetwork,
) -> Result<bool, StoreError> {
    scope.check(municipality)?;
    let removed = diesel::delete(address_ranges::table)
        .filter(address_ranges::municipality_id.eq(municipality.to_string()))
        .filter(address_ranges::network.eq(canonical(network)))
        .execute(tx.raw())?;
    Ok(removed > 0)
}

/// Takes the range with this id away; what it was, if it was there.
///
/// # Errors
/// [`StoreError`].
pub fn remove_by_id(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: RecordId,
) -> Result<Option<AddressRange>, StoreError> {
    let found = all(tx, scope)?.into_iter().find(|range| range.id == id);
    if let Some(range) = &found {
        remove(tx, scope, range.municipality, &range.network)?;
    }
    Ok(found)
}

/// The ranges of one municipality, oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_municipality(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
) -> Result<Vec<AddressRange>, StoreError> {
    scope.check(municipality)?;
    all(conn, &Scope::municipality(municipality))
}

/// All ranges within reach, oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<AddressRange>, StoreError> {
    let mut query =
        address_ranges::table.order((address_ranges::created_at, address_ranges::network)).into_boxed::<Db>();
    if let Some(id) = scope.filter() {
        query = query.filter(address_ranges::municipality_id.eq(id));
    }
    query.load::<RangeRow>(conn.raw())?.into_iter().map(read).collect()
}

/// One spelling per range, host bits cleared, so that the same range is found again.
fn canonical(network: &IpNetwork) -> String {
    format!("{}/{}", network.network(), network.prefix())
}

#[derive(diesel::Queryable)]
struct RangeRow {
    id: String,
    municipality_id: String,
    network: String,
    note: String,
    created_at: i64,
}

fn read(stored: RangeRow) -> Result<AddressRange, StoreError> {
    let row = Row::new("address_ranges", &stored.id);
    Ok(AddressRange {
        id: row.text("id", &stored.id)?,
        municipality: row.text("municipality_id", &stored.municipality_id)?,
        network: row.text("network", &stored.network)?,
        note: stored.note,
        created_at: row.instant("created_at", stored.created_at)?,
    })
}
