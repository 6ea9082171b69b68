//! Migrations, embedded for both databases under the same names.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use poortwacht_domain::clock::Clock;
use poortwacht_domain::ids::RecordId;
use poortwacht_domain::rng::Rng;

use crate::connection::Connection;
use crate::dialect::{self, Purpose};
use crate::instance::{self, Instance};
use crate::open::{OpenError, missing, refuse_weakness, require_environment};
use crate::store::StoreConfig;
use crate::target::Target;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../../migrations/postgres");

/// What `migrate` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationReport {
    /// Whether the database was marked for its use just now.
    pub created: bool,
    /// The versions that were applied, oldest first.
    pub applied: Vec<String>,
    /// The database's marker.
    pub instance: Instance,
}

/// Where a database stands against this program.
pub(crate) enum SchemaState {
    None,
    Current,
    Newer(String),
    Pending(Vec<String>),
}

/// Compares the versions in the database with ours, without writing.
pub(crate) fn state(conn: &mut Connection) -> Result<SchemaState, OpenError> {
    if !dialect::has_table(conn, "__diesel_schema_migrations")? {
        return Ok(SchemaState::None);
    }
    let sql = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let there: BTreeSet<String> =
        diesel::sql_query(sql).load::<Version>(conn.raw())?.into_iter().map(|row| row.version).collect();
    let ours = our_versions()?;
    if there.is_empty() {
        return Ok(SchemaState::None);
    }
    if let Some(unknown) = there.difference(&ours).last() {
        return Ok(SchemaState::Newer(unknown.clone()));
    }
    let pending: Vec<String> = ours.difference(&there).cloned().collect();
    Ok(if pending.is_empty() { SchemaState::Current } else { SchemaState::Pending(pending) })
}

/// Brings a database up to this version and marks a new one.
pub(crate) fn migrate(
    config: &StoreConfig,
    clock: &dyn Clock,
    rng: &dyn Rng,
) -> Result<MigrationReport, OpenError> {
    let target = Target::parse(&config.url)?;
    let is_new = create_file(&target, config.create)?;
    let mut conn = dialect::connect(&target, Purpose::Write)?;
    refuse_weakness(&mut conn)?;
    if is_new {
        dialect::prepare_new(&mut conn)?;
    }
    dialect::lock_for_migration(&mut conn)?;
    refuse_foreign(&mut conn, config)?;
    refuse_linked_log(&mut conn)?;
    let applied = dialect::run_migrations(&mut conn, SQLITE, POSTGRES)
        .map_err(|error| OpenError::Migration(error.to_string()))?;
    let (created, instance) = mark(&mut conn, config, clock, rng)?;
    require_environment(&instance, config.environment)?;
    Ok(MigrationReport { created, applied, instance })
}

/// A newer database, or one for another use, must not be touched at all.
fn refuse_foreign(conn: &mut Connection, config: &StoreConfig) -> Result<(), OpenError> {
    if let SchemaState::Newer(version) = state(conn)? {
        return Err(OpenError::Newer(version));
    }
    if dialect::has_table(conn, "instance")?
        && let Some(found) = instance::find(conn)?
    {
        require_environment(&found, config.environment)?;
    }
    Ok(())
}

/// The ledger's first form, entries linked by hash, was never released; its entries cannot become leaves of a tree.
fn refuse_linked_log(conn: &mut Connection) -> Result<(), OpenError> {
    if !dialect::has_table(conn, "ledger_entries")? {
        return Ok(());
    }
    let sql = "SELECT CAST(position AS TEXT) AS version FROM ledger_entries LIMIT 1";
    if diesel::sql_query(sql).load::<Version>(conn.raw())?.is_empty() {
        return Ok(());
    }
    let reason = "the database holds a ledger in its first, hash-linked form, which only unreleased builds wrote; \
                  begin with a new database";
    Err(OpenError::Migration(reason.to_owned()))
}

/// Makes the file, readable by its owner only. An empty file counts as new.
fn create_file(target: &Target, create: bool) -> Result<bool, OpenError> {
    let Some(path) = target.file() else { return Ok(false) };
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.len() == 0),
        Err(_) if !create => Err(missing(path)),
        Err(_) => create_private(path).map(|()| true),
    }
}

fn create_private(path: &Path) -> Result<(), OpenError> {
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    created.map(drop).map_err(|source| OpenError::Create { path: path.display().to_string(), source })
}

fn mark(
    conn: &mut Connection,
    config: &StoreConfig,
    clock: &dyn Clock,
    rng: &dyn Rng,
) -> Result<(bool, Instance), OpenError> {
    if let Some(found) = instance::find(conn)? {
        return Ok((false, found));
    }
    let id = RecordId::random(rng).as_uuid();
    let marker = Instance { id, environment: config.environment, created_at: clock.now() };
    instance::insert(conn, &marker)?;
    Ok((true, marker))
}

/// The names are the same in both folders; a test holds them to it.
fn our_versions() -> Result<BTreeSet<String>, OpenError> {
    let migrations: Vec<Box<dyn Migration<Pg>>> =
        POSTGRES.migrations().map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let sqlite: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = SQLITE.migrations().unwrap();
        let sqlite: BTreeSet<String> = sqlite.iter().map(|m| m.name().version().to_string()).collect();
        assert_eq!(sqlite, our_versions().unwrap());
    }
}
