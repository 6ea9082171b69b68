//! Which pictures lie in the bucket and which in the database, and their move from one to the other.

use diesel::prelude::*;
use poortwacht_domain::{CaseId, MunicipalityId, ObjectStamp, PicturePlace};

use crate::cases;
use crate::columns::{Row, count};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::pictures::stamp;
use crate::schema::{case_pictures, cases as cases_table};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A picture as whoever looks after its bytes knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// The case.
    pub case: CaseId,
    /// The picture's place in the packet.
    pub ordinal: u32,
    /// The case's revision it was sealed under.
    pub revision: i64,
    /// What the bucket said of it, if it lies there.
    pub object: Option<ObjectStamp>,
}

#[derive(Queryable)]
struct PlacedRow {
    municipality: String,
    case: String,
    ordinal: i64,
    revision: i64,
    object_size: Option<i64>,
    object_etag: Option<String>,
}

impl TryFrom<PlacedRow> for Placed {
    type Error = StoreError;

    fn try_from(placed: PlacedRow) -> Result<Self, StoreError> {
        let row = Row::new("case_pictures", format_args!("{}/{}", placed.case, placed.ordinal));
        Ok(Self {
            municipality: row.text("municipality_id", &placed.municipality)?,
            case: row.text("case_id", &placed.case)?,
            ordinal: row.number("ordinal", placed.ordinal)?,
            revision: placed.revision,
            object: stamp(&row, placed.object_size, placed.object_etag)?,
        })
    }
}

/// Columns of a [`PlacedRow`], in its order.
type PlacedColumns = (
    cases_table::municipality_id,
    case_pictures::case_id,
    case_pictures::ordinal,
    case_pictures::revision,
    case_pictures::object_size,
    case_pictures::object_etag,
);

const PLACED: PlacedColumns = (
    cases_table::municipality_id,
    case_pictures::case_id,
    case_pictures::ordinal,
    case_pictures::revision,
    case_pictures::object_size,
    case_pictures::object_etag,
);

/// The pictures of these cases that lie in `place`.
///
/// # Errors
/// The store's own.
pub fn of_cases(
    conn: &mut Connection,
    scope: &Scope,
    place: PicturePlace,
    ids: &[CaseId],
) -> Result<Vec<Placed>, StoreError> {
    let ids: Vec<String> = ids.iter().map(CaseId::to_string).collect();
    let all = case_pictures::table.inner_join(cases_table::table);
    let query = within!(all, scope, cases_table::municipality_id)
        .filter(case_pictures::place.eq(place.as_str()))
        .filter(case_pictures::case_id.eq_any(ids))
        .order((case_pictures::case_id, case_pictures::ordinal))
        .select(PLACED);
    query.load::<PlacedRow>(conn.raw())?.into_iter().map(Placed::try_from).collect()
}

/// The next pictures that lie in `place`, in an order of the database's own; `after` is the last one of the page before.
///
/// # Errors
/// The store's own.
pub fn page(
    conn: &mut Connection,
    scope: &Scope,
    place: PicturePlace,
    after: Option<(CaseId, u32)>,
    limit: u32,
) -> Result<Vec<Placed>, StoreError> {
    let all = case_pictures::table.inner_join(cases_table::table);
    let mut query = within!(all, scope, cases_table::municipality_id)
        .filter(case_pictures::place.eq(place.as_str()))
        .order((case_pictures::case_id, case_pictures::ordinal))
        .limit(limit.into())
        .select(PLACED);
    if let Some((case, ordinal)) = after {
        let same = case_pictures::case_id.eq(case.to_string());
        let later = case_pictures::case_id.gt(case.to_string());
        query = query.filter(later.or(same.and(case_pictures::ordinal.gt(i64::from(ordinal)))));
    }
    query.load::<PlacedRow>(conn.raw())?.into_iter().map(Placed::try_from).collect()
}

/// How many pictures lie in `place`.
///
/// # Errors
/// The store's own.
pub fn number_in(conn: &mut Connection, scope: &Scope, place: PicturePlace) -> Result<u64, StoreError> {
    let all = case_pictures::table.inner_join(cases_table::table);
    let rows: i64 = within!(all, scope, cases_table::municipality_id)
        .filter(case_pictures::place.eq(place.as_str()))
        .count()
        .get_result(conn.raw())?;
    Row::new("case_pictures", "count").number("place", rows)
}

/// How many pictures should lie in the database and have no bytes there.
///
/// # Errors
/// The store's own.
pub fn number_empty(conn: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let all = case_pictures::table.inner_join(cases_table::table);
    let rows: i64 = within!(all, scope, cases_table::municipality_id)
        .filter(case_pictures::place.eq(PicturePlace::Database.as_str()))
        .filter(case_pictures::sealed.eq(Vec::<u8>::new()))
        .count()
        .get_result(conn.raw())?;
    Row::new("case_pictures", "count").number("place", rows)
}

/// A picture's bytes have been put elsewhere, unchanged.
#[derive(Debug, Clone)]
pub struct Relocation {
    /// The case.
    pub case: CaseId,
    /// The picture's place in the packet.
    pub ordinal: u32,
    /// The revision that was moved; a picture resealed meanwhile stays where it is.
    pub revision: i64,
    /// Where the bytes were.
    pub from: PicturePlace,
    /// The bytes, when they are in the database from now on; otherwise empty.
    pub sealed: Vec<u8>,
    /// What the bucket said of them, when they lie there from now on.
    pub object: Option<ObjectStamp>,
}

/// Records a move. `false` when the picture is gone or was changed meanwhile: then nothing has moved.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn relocate(tx: &mut Tx, scope: &Scope, moved: &Relocation) -> Result<bool, StoreError> {
    cases::require(tx, scope, moved.case)?;
    let to = if moved.object.is_some() { PicturePlace::Bucket } else { PicturePlace::Database };
    let rows = diesel::update(case_pictures::table.find((moved.case.to_string(), i64::from(moved.ordinal))))
        .filter(case_pictures::revision.eq(moved.revision))
        .filter(case_pictures::place.eq(moved.from.as_str()))
        .set((
            case_pictures::place.eq(to.as_str()),
            case_pictures::sealed.eq(&moved.sealed),
            case_pictures::object_size.eq(moved.object.as_ref().map(|object| count(object.size))),
            case_pictures::object_etag.eq(moved.object.as_ref().and_then(|object| object.etag.as_deref())),
        ))
        .execute(tx.raw())?;
    Ok(rows > 0)
}
