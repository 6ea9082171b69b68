//! What the last pictures of a unit were like. Never the pictures.

use diesel::prelude::*;
use poortwacht_domain::ids::UnitId;
use poortwacht_domain::passage::ImageKind;

use crate::columns::Row;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{case_pictures, cases};
use crate::scope::Scope;
use crate::within::within;

/// One picture of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFacts {
    /// What it shows.
    pub kind: ImageKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What redaction did to it, as JSON text.
    pub manifest: String,
}

/// The last pictures of a unit that are still kept, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn last_pictures(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
    limit: i64,
) -> Result<Vec<PictureFacts>, StoreError> {
    let of_unit = case_pictures::table.inner_join(cases::table).filter(cases::unit_id.eq(unit.to_string()));
    let rows: Vec<(String, i64, String, i64, i64, String)> = within!(of_unit, scope, cases::municipality_id)
        .order((case_pictures::captured_at.desc(), case_pictures::case_id, case_pictures::ordinal))
        .limit(limit)
        .select((
            case_pictures::case_id,
            case_pictures::ordinal,
            case_pictures::kind,
            case_pictures::width,
            case_pictures::height,
            case_pictures::manifest,
        ))
        .load(conn.raw())?;
    let facts = |(case, ordinal, kind, width, height, manifest): (String, i64, String, i64, i64, String)| {
        let at = Row::new("case_pictures", format!("{case}/{ordinal}"));
        Ok(PictureFacts {
            kind: at.text("kind", &kind)?,
            width: at.number("width", width)?,
            height: at.number("height", height)?,
            manifest,
        })
    };
    rows.into_iter().map(facts).collect()
}
