//! The redacted, sealed pictures of a case.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, ImageKind, ObjectStamp, PicturePlace};

use crate::cases::{self, Retention};
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::case_pictures;
use crate::scope::Scope;
use crate::tx::Tx;

/// What is known of a picture without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its place in the packet, from 0.
    pub ordinal: u32,
    /// What it shows.
    pub kind: ImageKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// When it was taken.
    pub captured_at: Timestamp,
    /// SHA-256 of the picture as the unit sent it, hexadecimal. That picture itself is not kept.
    pub received_sha256: String,
    /// SHA-256 of the redacted picture that is sealed here, hexadecimal.
    pub sealed_sha256: String,
    /// What was redacted and how, JSON; the evidence crate owns its shape.
    pub manifest: String,
    /// The case's revision it was sealed under.
    pub revision: i64,
    /// Where its sealed bytes lie.
    pub place: PicturePlace,
    /// What the bucket said of them; `None` when they lie in the database.
    pub object: Option<ObjectStamp>,
}

/// A picture to be stored with its case.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// What is known of it.
    pub picture: Picture,
    /// The redacted picture, sealed under the case's key; empty when it lies in the bucket.
    pub sealed: Vec<u8>,
}

/// A sealed picture and what it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPicture {
    /// What is known of it.
    pub picture: Picture,
    /// The ciphertext; empty when it lies in the bucket.
    pub sealed: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_pictures)]
struct PictureRow {
    case_id: String,
    ordinal: i64,
    kind: String,
    width: i64,
    height: i64,
    captured_at: i64,
    received_sha256: String,
    sealed_sha256: String,
    manifest: String,
    revision: i64,
    place: String,
    object_size: Option<i64>,
    object_etag: Option<String>,
}

impl TryFrom<PictureRow> for Picture {
    type Error = StoreError;

    fn try_from(picture: PictureRow) -> Result<Self, StoreError> {
        let row = Row::new("case_pictures", format_args!("{}/{}", picture.case_id, picture.ordinal));
        Ok(Self {
            ordinal: row.number("ordinal", picture.ordinal)?,
            kind: row.text("kind", &picture.kind)?,
            width: row.number("width", picture.width)?,
            height: row.number("height", picture.height)?,
            captured_at: row.instant("captured_at", picture.captured_at)?,
            received_sha256: picture.received_sha256,
            sealed_sha256: picture.sealed_sha256,
            manifest: picture.manifest,
            revision: picture.revision,
            place: row.text("place", &picture.place)?,
            object: stamp(&row, picture.object_size, picture.object_etag)?,
        })
    }
}

/// A stamp without a size is none.
pub(crate) fn stamp(
    row: &Row,
    size: Option<i64>,
    etag: Option<String>,
) -> Result<Option<ObjectStamp>, StoreError> {
    size.map(|size| Ok(ObjectStamp { size: row.number("object_size", size)?, etag })).transpose()
}

#[derive(Insertable)]
#[diesel(table_name = case_pictures)]
struct InsertRow<'a> {
    case_id: String,
    ordinal: i64,
    kind: &'static str,
    width: i64,
    height: i64,
    captured_at: i64,
    received_sha256: &'a str,
    sealed_sha256: &'a str,
    manifest: &'a str,
    revision: i64,
    retention_class: &'static str,
    destroy_after: i64,
    sealed: &'a [u8],
    place: &'static str,
    object_size: Option<i64>,
    object_etag: Option<&'a str>,
}

/// Stores a picture with its case; only the insertion of a case does this.
pub(crate) fn insert(
    tx: &mut Tx,
    case: CaseId,
    retention: &Retention,
    new: &NewPicture,
) -> Result<(), StoreError> {
    let picture = &new.picture;
    let row = InsertRow {
        case_id: case.to_string(),
        ordinal: picture.ordinal.into(),
        kind: picture.kind.as_str(),
        width: picture.width.into(),
        height: picture.height.into(),
        captured_at: micros(picture.captured_at),
        received_sha256: &picture.received_sha256,
        sealed_sha256: &picture.sealed_sha256,
        manifest: &picture.manifest,
        revision: picture.revision,
        retention_class: retention.class.as_str(),
        destroy_after: micros(retention.destroy_after),
        sealed: &new.sealed,
        place: picture.place.as_str(),
        object_size: picture.object.as_ref().map(|object| count(object.size)),
        object_etag: picture.object.as_ref().and_then(|object| object.etag.as_deref()),
    };
    diesel::insert_into(case_pictures::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// What is known of the case's pictures, without their bytes.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn of_case(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Vec<Picture>, StoreError> {
    cases::require(conn, scope, case)?;
    let query = case_pictures::table
        .filter(case_pictures::case_id.eq(case.to_string()))
        .order(case_pictures::ordinal)
        .select(PictureRow::as_select());
    query.load(conn.raw())?.into_iter().map(Picture::try_from).collect()
}

/// One picture with its sealed bytes, to be opened against a ledger receipt.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; a picture the case does not have is `None`.
pub fn sealed(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    ordinal: u32,
) -> Result<Option<SealedPicture>, StoreError> {
    cases::require(conn, scope, case)?;
    let found: Option<(PictureRow, Vec<u8>)> = case_pictures::table
        .find((case.to_string(), i64::from(ordinal)))
        .select((PictureRow::as_select(), case_pictures::sealed))
        .get_result(conn.raw())
        .optional()?;
    found.map(|(row, sealed)| Ok(SealedPicture { picture: row.try_into()?, sealed })).transpose()
}

/// Replaces a picture's sealed bytes after more of it was masked, under the case's new revision.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope or a picture it does not have.
pub fn reseal(tx: &mut Tx, scope: &Scope, case: CaseId, new: &NewPicture) -> Result<(), StoreError> {
    cases::require(tx, scope, case)?;
    let rows = diesel::update(case_pictures::table.find((case.to_string(), i64::from(new.picture.ordinal))))
        .set((
            case_pictures::sealed_sha256.eq(&new.picture.sealed_sha256),
            case_pictures::manifest.eq(&new.picture.manifest),
            case_pictures::revision.eq(new.picture.revision),
            case_pictures::sealed.eq(&new.sealed),
            case_pictures::place.eq(new.picture.place.as_str()),
            case_pictures::object_size.eq(new.picture.object.as_ref().map(|object| count(object.size))),
            case_pictures::object_etag.eq(new
                .picture
                .object
                .as_ref()
                .and_then(|object| object.etag.as_deref())),
        ))
        .execute(tx.raw())?;
    if rows > 0 { Ok(()) } else { Err(StoreError::NotFound) }
}
