//! Client certificates of units, and until when one that was replaced is still accepted.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::UnitId;

use super::{Unit, by_fingerprint, by_id};
use crate::columns::{Row, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{unit_certificates, units};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "unit_certificates";

/// A client certificate of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of its public key, lower-case hexadecimal.
    pub fingerprint: String,
    /// The unit.
    pub unit: UnitId,
    /// Whom it names; empty where that was not kept.
    pub subject: String,
    /// When it expires; unknown for one that was registered before this was kept.
    pub expires_at: Option<Timestamp>,
    /// When it was registered.
    pub added_at: Timestamp,
    /// Until when it is accepted beside its successor; `None` for the one that counts now.
    pub accepted_until: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_certificates)]
struct CertificateRow {
    fingerprint: String,
    unit_id: String,
    subject: String,
    expires_at: Option<i64>,
    added_at: i64,
    accepted_until: Option<i64>,
}

impl TryFrom<CertificateRow> for Certificate {
    type Error = StoreError;

    fn try_from(row: CertificateRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.fingerprint);
        Ok(Self {
            unit: at.text("unit_id", &row.unit_id)?,
            expires_at: at.instant_opt("expires_at", row.expires_at)?,
            added_at: at.instant("added_at", row.added_at)?,
            accepted_until: at.instant_opt("accepted_until", row.accepted_until)?,
            fingerprint: row.fingerprint,
            subject: row.subject,
        })
    }
}

/// Keeps a certificate. One that replaces another becomes the unit's own at once, and the one before is accepted until
/// `overlap`; the unit's first certificate stands in its row already.
///
/// # Errors
/// [`StoreError::NotFound`] when the unit is not in scope; [`StoreError::Conflict`] when the certificate is registered
/// already.
pub fn add_certificate(
    tx: &mut Tx,
    scope: &Scope,
    new: &Certificate,
    overlap: Timestamp,
) -> Result<(), StoreError> {
    let unit = by_id(tx, scope, new.unit)?.ok_or(StoreError::NotFound)?;
    if unit.certificate_fingerprint != new.fingerprint {
        if by_fingerprint(tx, &Scope::job("a certificate is one unit's"), &new.fingerprint)?.is_some() {
            return Err(StoreError::Conflict { constraint: "certificate_fingerprint".to_owned() });
        }
        replace(tx, &unit, new, overlap)?;
    }
    let row = CertificateRow {
        fingerprint: new.fingerprint.clone(),
        unit_id: new.unit.to_string(),
        subject: new.subject.clone(),
        expires_at: micros_opt(new.expires_at),
        added_at: micros(new.added_at),
        accepted_until: None,
    };
    diesel::insert_into(unit_certificates::table).values(&row).execute(tx.raw())?;
    Ok(())
}

fn replace(tx: &mut Tx, unit: &Unit, new: &Certificate, overlap: Timestamp) -> Result<(), StoreError> {
    let of_unit = unit_certificates::table.filter(unit_certificates::unit_id.eq(unit.id.to_string()));
    let before = of_unit.filter(unit_certificates::accepted_until.is_null());
    let ended = diesel::update(before)
        .set(unit_certificates::accepted_until.eq(micros(overlap)))
        .execute(tx.raw())?;
    if ended == 0 {
        let row = CertificateRow {
            fingerprint: unit.certificate_fingerprint.clone(),
            unit_id: unit.id.to_string(),
            subject: String::new(),
            expires_at: None,
            added_at: micros(unit.registered_at),
            accepted_until: Some(micros(overlap)),
        };
        diesel::insert_into(unit_certificates::table).values(&row).execute(tx.raw())?;
    }
    diesel::update(units::table.filter(units::id.eq(unit.id.to_string())))
        .set(units::certificate_fingerprint.eq(&new.fingerprint))
        .execute(tx.raw())?;
    Ok(())
}

/// Whether a certificate was ever kept, whosever it was.
pub(super) fn is_known(tx: &mut Tx, fingerprint: &str) -> Result<bool, StoreError> {
    let found: Option<String> = unit_certificates::table
        .find(fingerprint)
        .select(unit_certificates::unit_id)
        .get_result(tx.raw())
        .optional()?;
    Ok(found.is_some())
}

/// The unit that a certificate with this public-key fingerprint speaks for now, suspended or revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn accepted(
    conn: &mut Connection,
    scope: &Scope,
    fingerprint: &str,
    now: Timestamp,
) -> Result<Option<Unit>, StoreError> {
    if let Some(unit) = by_fingerprint(conn, scope, fingerprint)? {
        return Ok(Some(unit));
    }
    let named = unit_certificates::table
        .filter(unit_certificates::fingerprint.eq(fingerprint))
        .filter(unit_certificates::accepted_until.gt(micros(now)));
    let found: Option<CertificateRow> =
        named.select(CertificateRow::as_select()).get_result(conn.raw()).optional()?;
    match found.map(Certificate::try_from).transpose()? {
        Some(certificate) => by_id(conn, scope, certificate.unit),
        None => Ok(None),
    }
}

/// The unit's certificates, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn certificates(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
) -> Result<Vec<Certificate>, StoreError> {
    let of_unit = unit_certificates::table
        .inner_join(units::table)
        .filter(unit_certificates::unit_id.eq(unit.to_string()));
    let rows = within!(of_unit, scope, units::municipality_id)
        .order(unit_certificates::added_at.desc())
        .select(CertificateRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Certificate::try_from).collect()
}

/// Certificates that count now and expire before an instant.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn expiring(
    conn: &mut Connection,
    scope: &Scope,
    before: Timestamp,
) -> Result<Vec<Certificate>, StoreError> {
    let near = unit_certificates::table
        .inner_join(units::table)
        .filter(unit_certificates::accepted_until.is_null())
        .filter(unit_certificates::expires_at.lt(micros(before)));
    let rows = within!(near, scope, units::municipality_id)
        .order(unit_certificates::expires_at)
        .select(CertificateRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Certificate::try_from).collect()
}
