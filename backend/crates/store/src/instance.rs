//! The marker that tells a demo or test database from a real one.

use std::fmt;
use std::str::FromStr;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::instance;

/// What a database is for. No production data in a test, no test in production (BIO2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Real cases.
    Production,
    /// Invented cases to show the system with.
    Demo,
    /// Automated tests.
    Test,
}

impl Environment {
    /// The stored text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Demo => "demo",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "production" => Ok(Self::Production),
            "demo" => Ok(Self::Demo),
            "test" => Ok(Self::Test),
            _ => Err("an environment is production, demo or test"),
        }
    }
}

/// This database: made once, by `poortwacht migrate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its random identity.
    pub id: Uuid,
    /// What it is for.
    pub environment: Environment,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The marker, if the database has one.
pub(crate) fn find(conn: &mut Connection) -> Result<Option<Instance>, StoreError> {
    let found: Option<(String, String, i64)> = instance::table
        .select((instance::instance_id, instance::environment, instance::created_at))
        .first(conn.raw())
        .optional()?;
    found.map(|(id, environment, created_at)| read(&id, &environment, created_at)).transpose()
}

fn read(id: &str, environment: &str, created_at: i64) -> Result<Instance, StoreError> {
    let row = Row::new("instance", 1);
    Ok(Instance {
        id: row.text("instance_id", id)?,
        environment: row.text("environment", environment)?,
        created_at: row.instant("created_at", created_at)?,
    })
}

/// Marks a new database. A second marker is refused by the table's own key.
pub(crate) fn insert(conn: &mut Connection, marker: &Instance) -> Result<(), StoreError> {
    diesel::insert_into(instance::table)
        .values((
            instance::id.eq(1),
            instance::instance_id.eq(marker.id.to_string()),
            instance::environment.eq(marker.environment.as_str()),
            instance::created_at.eq(micros(marker.created_at)),
        ))
        .execute(conn.raw())?;
    Ok(())
}

/// Writes the marker over itself: a durable write that changes nothing, to see whether the store takes writes.
pub(crate) fn touch(conn: &mut Connection) -> Result<(), StoreError> {
    let touched = diesel::update(instance::table)
        .set(instance::id.eq(1))
        .filter(instance::id.eq(1))
        .execute(conn.raw())?;
    if touched == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
