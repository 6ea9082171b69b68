//! Rows of the table of kept ledger heads. A head is no secret; it is sealed so that only the holder of the master key
//! can write one.

use diesel::prelude::*;
use poortwacht_domain::rng::Rng;
use poortwacht_ledger::KeptHead;
use secrecy::ExposeSecret;

use super::KeyStoreError;
use super::any::AnyConnection;
use super::master::{MasterKey, corrupt};
use super::schema::kept_heads;

const TABLE: &str = "kept_heads";

pub(super) fn all(conn: &mut AnyConnection, master: &MasterKey) -> Result<Vec<KeptHead>, KeyStoreError> {
    let rows = kept_heads::table.order(kept_heads::log).load::<(String, Vec<u8>)>(conn)?;
    rows.into_iter().map(|(log, sealed)| open(master, &log, &sealed)).collect()
}

/// Keeps them, one after the other; to be committed all or none.
pub(super) fn keep(
    conn: &mut AnyConnection,
    master: &MasterKey,
    heads: &[KeptHead],
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    heads.iter().try_for_each(|head| keep_one(conn, master, head, rng))
}

fn keep_one(
    conn: &mut AnyConnection,
    master: &MasterKey,
    head: &KeptHead,
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    let log = head.shard.to_string();
    let before = kept_heads::table.find(&log).select(kept_heads::sealed).first::<Vec<u8>>(conn).optional()?;
    let before = before.map(|sealed| open(master, &log, &sealed)).transpose()?;
    if before.as_ref() == Some(head) {
        return Ok(());
    }
    let sealed = master.seal(TABLE, &log, head.to_string().as_bytes(), rng)?;
    match before {
        None => insert(conn, &log, sealed),
        Some(kept) if kept.size < head.size => update(conn, &log, sealed),
        Some(kept) => {
            Err(KeyStoreError::HeadWentBack { kept: Box::new(kept), offered: Box::new(head.clone()) })
        }
    }
}

/// Forgets heads of shards that an older database does not have, and keeps those that it has.
pub(super) fn recover(
    conn: &mut AnyConnection,
    master: &MasterKey,
    lost: &[KeptHead],
    left: &[KeptHead],
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    let logs: Vec<String> = lost.iter().map(|head| head.shard.to_string()).collect();
    diesel::delete(kept_heads::table.filter(kept_heads::log.eq_any(logs))).execute(conn)?;
    keep(conn, master, left, rng)
}

fn insert(conn: &mut AnyConnection, log: &str, sealed: Vec<u8>) -> Result<(), KeyStoreError> {
    let row = (kept_heads::log.eq(log), kept_heads::sealed.eq(sealed));
    diesel::insert_into(kept_heads::table).values(row).execute(conn)?;
    Ok(())
}

fn update(conn: &mut AnyConnection, log: &str, sealed: Vec<u8>) -> Result<(), KeyStoreError> {
    diesel::update(kept_heads::table.find(log)).set(kept_heads::sealed.eq(sealed)).execute(conn)?;
    Ok(())
}

fn open(master: &MasterKey, log: &str, sealed: &[u8]) -> Result<KeptHead, KeyStoreError> {
    let text = master.open(TABLE, log, sealed)?;
    std::str::from_utf8(text.expose_secret())
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| corrupt(TABLE, log, "is not a ledger head"))
}
