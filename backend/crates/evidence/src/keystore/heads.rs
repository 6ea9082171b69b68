//! Rows of the table of kept ledger heads. A head is no secret; it is sealed so that only the holder of the master key
//! can write one.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use poortwacht_domain::rng::Rng;
use poortwacht_ledger::KeptHead;
use secrecy::ExposeSecret;

use super::KeyStoreError;
use super::master::{MasterKey, corrupt};
use super::schema::kept_heads;

const TABLE: &str = "kept_heads";

pub(super) fn all(conn: &mut SqliteConnection, master: &MasterKey) -> Result<Vec<KeptHead>, KeyStoreError> {
    let rows = kept_heads::table.order(kept_heads::log).load::<(String, Vec<u8>)>(conn)?;
    rows.into_iter().map(|(log, sealed)| open(master, &log, &sealed)).collect()
}

/// Keeps all of them or none.
pub(super) fn keep(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    heads: &[KeptHead],
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    conn.immediate_transaction(|conn| heads.iter().try_for_each(|head| keep_one(conn, master, head, rng)))
}

fn keep_one(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    head: &KeptHead,
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    let log = head.log.to_string();
    let before = kept_heads::table.find(&log).select(kept_heads::sealed).first::<Vec<u8>>(conn).optional()?;
    if let Some(sealed) = before {
        let kept = open(master, &log, &sealed)?;
        if kept == *head {
            return Ok(());
        }
        if kept.size >= head.size {
            return Err(KeyStoreError::HeadWentBack {
                kept: Box::new(kept),
                offered: Box::new(head.clone()),
            });
        }
    }
    let sealed = master.seal(TABLE, &log, head.to_string().as_bytes(), rng)?;
    diesel::replace_into(kept_heads::table)
        .values((kept_heads::log.eq(log), kept_heads::sealed.eq(sealed)))
        .execute(conn)?;
    Ok(())
}

fn open(master: &MasterKey, log: &str, sealed: &[u8]) -> Result<KeptHead, KeyStoreError> {
    let text = master.open(TABLE, log, sealed)?;
    std::str::from_utf8(text.expose_secret())
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| corrupt(TABLE, log, "is not a ledger head"))
}
