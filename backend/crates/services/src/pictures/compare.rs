//! Pictures compared with the ledger before a page that shows them is made, so that a page shows all or nothing.

use poortwacht_domain::PicturePlace;
use poortwacht_store::pictures::{self, Picture};
use poortwacht_store::{Connection, Scope};

use crate::case_file::Opener;
use crate::{ServiceError, Services, sealed_pictures};

/// Compares every picture of the case with what the ledger recorded, and gives their rows. Nothing is opened. Bytes that
/// lie in the bucket are compared when the picture itself is asked for: a page does not wait for them twice. Blocks.
///
/// # Errors
/// [`ServiceError::Altered`] naming the picture.
pub(crate) fn compare_pictures(
    services: &Services,
    conn: &mut Connection,
    scope: &Scope,
    opener: &Opener<'_>,
) -> Result<Vec<Picture>, ServiceError> {
    let (case, recorded) = (opener.case().id, opener.recorded());
    let rows = pictures::of_case(conn, scope, case)?;
    recorded.check_records(&rows)?;
    for row in rows.iter().filter(|row| row.place == PicturePlace::Database) {
        if let Some(located) = sealed_pictures::locate(conn, scope, case, row.ordinal)? {
            recorded.check_picture(&sealed_pictures::bring(services, located)?)?;
        }
    }
    Ok(rows)
}
