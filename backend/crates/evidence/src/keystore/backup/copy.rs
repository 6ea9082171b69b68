//! What is in a backup.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use super::make::Copied;
use crate::keystore::any::AnyConnection;
use crate::keystore::marker::Marker;
use crate::keystore::master::corrupt;
use crate::keystore::rows::{HalfRow, HeadRow, NamedKeyRow, SealedRow, for_each_page};
use crate::keystore::{KeyStoreError, dialect, file, transaction};

/// Tells a backup from a key store in use.
const BACKUP_TABLE: &str =
    "CREATE TABLE backup (id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), made_at BIGINT NOT NULL)";

diesel::table! {
    backup (id) {
        id -> Integer,
        made_at -> BigInt,
    }
}

/// Writes one consistent state of the key store into a new file, readable by its owner only and durable.
pub(in crate::keystore) fn copy(
    source: &mut AnyConnection,
    file: &Path,
    now: Timestamp,
) -> Result<Copied, KeyStoreError> {
    file::create_private(file).map_err(not_written)?;
    let mut target = dialect::connect_copy(file)?;
    let copied = transaction::snapshot(source, |source| {
        transaction::write(&mut target, |target| write_all(source, target, now))
    })?;
    drop(target);
    file::sync(file).map_err(not_written)?;
    Ok(copied)
}

fn write_all(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    now: Timestamp,
) -> Result<Copied, KeyStoreError> {
    let marker = Marker::of_open_store(source)?;
    let instance =
        marker.instance_id.parse::<Uuid>().map_err(|_| corrupt("marker", "1", "names no instance"))?;
    start(target, &marker, now).map_err(not_written)?;
    let keys = write_table::<HalfRow>(source, target)?
        + write_table::<NamedKeyRow>(source, target)?
        + write_table::<HeadRow>(source, target)?;
    Ok(Copied { instance, keys })
}

fn start(target: &mut AnyConnection, marker: &Marker, now: Timestamp) -> QueryResult<()> {
    dialect::create_tables(target)?;
    target.batch_execute(BACKUP_TABLE)?;
    let row = (backup::id.eq(1), backup::made_at.eq(now.as_microsecond()));
    diesel::insert_into(backup::table).values(row).execute(target)?;
    marker.insert(target)
}

fn write_table<R: SealedRow>(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
) -> Result<usize, KeyStoreError> {
    for_each_page(source, |_, page: Vec<R>| R::insert(target, &page).map_err(not_written))
}

/// Whether a key store is a backup.
pub(in crate::keystore) fn is_backup(conn: &mut AnyConnection) -> QueryResult<bool> {
    dialect::has_table(conn, "backup")
}

/// When a backup was made.
pub(super) fn made_at(conn: &mut AnyConnection) -> QueryResult<Option<Timestamp>> {
    if !is_backup(conn)? {
        return Ok(None);
    }
    let micros = backup::table.find(1).select(backup::made_at).first::<i64>(conn).optional()?;
    Ok(micros.and_then(|micros| Timestamp::from_microsecond(micros).ok()))
}

fn not_written(error: impl ToString) -> KeyStoreError {
    KeyStoreError::Copy(error.to_string())
}
