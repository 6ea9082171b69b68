//! Witnesses of the logs, and their newest cosignatures.
//!
//! A witness belongs to one log, and a log to one municipality or to the system, so the log's name is the scope.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::RecordId;

use crate::columns::{Row, count, micros, micros_opt};
use crate::connection::{Connection, Db};
use crate::error::{Insertion, StoreError};
use crate::ledger_rows::{self, LogName, ShardName};
use crate::schema::{ledger_cosignatures, ledger_shards, witnesses};
use crate::scope::Scope;
use crate::tx::Tx;

/// A witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its id.
    pub id: RecordId,
    /// The one log it watches.
    pub log: LogName,
    /// Its name, unique among the log's witnesses that are not revoked.
    pub name: String,
    /// SHA-256 of the public key in its TLS client certificate, lower-case hexadecimal.
    pub certificate_fingerprint: String,
    /// What its cosignatures are verified with, `<name>+<hash>+<base64>`.
    pub cosigner_key: String,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// From when its requests are refused.
    pub revoked_at: Option<Timestamp>,
}

/// The newest cosignature of a witness over a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// The shard.
    pub shard: ShardName,
    /// The witness.
    pub witness: RecordId,
    /// Entries of the checkpoint that was cosigned.
    pub size: u64,
    /// The witness's own moment.
    pub at: Timestamp,
    /// The line of the signed note, without its line end.
    pub line: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = witnesses)]
struct WitnessRow {
    id: String,
    log: String,
    name: String,
    certificate_fingerprint: String,
    cosigner_key: String,
    registered_at: i64,
    revoked_at: Option<i64>,
}

impl From<&Witness> for WitnessRow {
    fn from(witness: &Witness) -> Self {
        Self {
            id: witness.id.to_string(),
            log: witness.log.to_string(),
            name: witness.name.clone(),
            certificate_fingerprint: witness.certificate_fingerprint.clone(),
            cosigner_key: witness.cosigner_key.clone(),
            registered_at: micros(witness.registered_at),
            revoked_at: micros_opt(witness.revoked_at),
        }
    }
}

impl TryFrom<WitnessRow> for Witness {
    type Error = StoreError;

    fn try_from(stored: WitnessRow) -> Result<Self, StoreError> {
        let row = Row::new("witnesses", &stored.id);
        Ok(Self {
            id: row.text("id", &stored.id)?,
            log: row.text("log", &stored.log)?,
            registered_at: row.instant("registered_at", stored.registered_at)?,
            revoked_at: row.instant_opt("revoked_at", stored.revoked_at)?,
            name: stored.name,
            certificate_fingerprint: stored.certificate_fingerprint,
            cosigner_key: stored.cosigner_key,
        })
    }
}

/// Registers a witness.
///
/// # Errors
/// [`StoreError::Conflict`] when its name or its certificate is registered already.
pub fn register(tx: &mut Tx<'_>, witness: &Witness) -> Result<(), StoreError> {
    diesel::insert_into(witnesses::table).values(WitnessRow::from(witness)).execute(tx.raw())?;
    Ok(())
}

/// Revokes a witness of a log by its name: its next request is refused. Answers which one, if there was one.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn revoke(
    tx: &mut Tx<'_>,
    log: &LogName,
    name: &str,
    at: Timestamp,
) -> Result<Option<RecordId>, StoreError> {
    let registered = witnesses::table
        .filter(witnesses::log.eq(log.as_str()))
        .filter(witnesses::name.eq(name))
        .filter(witnesses::revoked_at.is_null());
    let revoked: Option<String> = diesel::update(registered)
        .set(witnesses::revoked_at.eq(micros(at)))
        .returning(witnesses::id)
        .get_result(tx.raw())
        .optional()?;
    revoked.map(|id| Row::new("witnesses", &id).text("id", &id)).transpose()
}

/// The witness whose client certificate has this public-key fingerprint, revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_fingerprint(conn: &mut Connection, fingerprint: &str) -> Result<Option<Witness>, StoreError> {
    let row = witnesses::table
        .filter(witnesses::certificate_fingerprint.eq(fingerprint))
        .select(WitnessRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(Witness::try_from).transpose()
}

/// All witnesses within reach, revoked ones included, by log and name. Those of the system's log are only in reach of
/// jobs and auditors.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<Witness>, StoreError> {
    let mut query = witnesses::table.select(WitnessRow::as_select()).into_boxed::<Db>();
    if let Some(id) = scope.only() {
        query = query.filter(witnesses::log.eq(String::from(LogName::municipality(id))));
    }
    let order = (witnesses::log, witnesses::name, witnesses::registered_at);
    let rows: Vec<WitnessRow> = query.order(order).load(conn.raw())?;
    rows.into_iter().map(Witness::try_from).collect()
}

/// Keeps a cosignature in the place of an older one. Answers whether it was newer than what was there.
///
/// # Errors
/// [`StoreError::NotFound`] for a shard that does not exist.
pub fn take_cosignature(tx: &mut Tx<'_>, new: &Cosignature) -> Result<bool, StoreError> {
    let shard = ledger_rows::shard(tx, &new.shard)?.ok_or(StoreError::NotFound)?.id;
    if replace(tx, shard, new)? {
        return Ok(true);
    }
    let made = tx.insert_unique(|tx| insert(tx, shard, new))?;
    // Whoever was there meanwhile may still be older.
    if made == Insertion::Inserted { Ok(true) } else { replace(tx, shard, new) }
}

fn replace(tx: &mut Tx<'_>, shard: i64, new: &Cosignature) -> Result<bool, StoreError> {
    let older = ledger_cosignatures::table
        .find((shard, new.witness.to_string()))
        .filter(ledger_cosignatures::at.lt(micros(new.at)));
    let replaced = diesel::update(older)
        .set((
            ledger_cosignatures::size.eq(count(new.size)),
            ledger_cosignatures::at.eq(micros(new.at)),
            ledger_cosignatures::line.eq(&new.line),
        ))
        .execute(tx.raw())?;
    Ok(replaced == 1)
}

fn insert(tx: &mut Tx<'_>, shard: i64, new: &Cosignature) -> Result<(), StoreError> {
    let row = (
        ledger_cosignatures::shard_id.eq(shard),
        ledger_cosignatures::witness_id.eq(new.witness.to_string()),
        ledger_cosignatures::size.eq(count(new.size)),
        ledger_cosignatures::at.eq(micros(new.at)),
        ledger_cosignatures::line.eq(&new.line),
    );
    diesel::insert_into(ledger_cosignatures::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// The newest cosignatures over the shards of a log, by shard and witness.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn cosignatures(conn: &mut Connection, log: &LogName) -> Result<Vec<Cosignature>, StoreError> {
    let rows: Vec<(String, String, i64, i64, String)> = ledger_cosignatures::table
        .inner_join(ledger_shards::table)
        .filter(ledger_shards::log.eq(log.as_str()))
        .order((ledger_shards::name, ledger_cosignatures::witness_id))
        .select((
            ledger_shards::name,
            ledger_cosignatures::witness_id,
            ledger_cosignatures::size,
            ledger_cosignatures::at,
            ledger_cosignatures::line,
        ))
        .load(conn.raw())?;
    rows.into_iter().map(cosignature).collect()
}

fn cosignature(stored: (String, String, i64, i64, String)) -> Result<Cosignature, StoreError> {
    let (shard, witness, size, at, line) = stored;
    let row = Row::new("ledger_cosignatures", format_args!("{shard}, {witness}"));
    Ok(Cosignature {
        shard: row.text("shard_id", &shard)?,
        witness: row.text("witness_id", &witness)?,
        size: row.number("size", size)?,
        at: row.instant("at", at)?,
        line,
    })
}
