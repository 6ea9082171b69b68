//! Packet receipts: what a unit was told about a packet, kept 72 hours so that a retry hears the same answer.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{CaseId, MunicipalityId, PacketId, UnitId};
use poortwacht_domain::passage::PacketOutcome;
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::packet_receipts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// The answer to a packet, whatever became of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketReceipt {
    /// The unit that sent it; packet ids are unique per unit.
    pub unit: UnitId,
    /// The packet's own id.
    pub packet: PacketId,
    /// The unit's municipality.
    pub municipality: MunicipalityId,
    /// Keyed digest of the content, to tell a retry from another packet under the same id.
    pub digest: Vec<u8>,
    /// The answer.
    pub outcome: PacketOutcome,
    /// The case it became, if it became one.
    pub case: Option<CaseId>,
    /// When it came in.
    pub received_at: Timestamp,
    /// When the receipt dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = packet_receipts)]
struct ReceiptRow {
    unit_id: String,
    packet_id: String,
    municipality_id: String,
    digest: Vec<u8>,
    outcome: String,
    case_id: Option<String>,
    received_at: i64,
    retention_class: String,
    destroy_after: i64,
}

impl From<&PacketReceipt> for ReceiptRow {
    fn from(receipt: &PacketReceipt) -> Self {
        Self {
            unit_id: receipt.unit.to_string(),
            packet_id: receipt.packet.to_string(),
            municipality_id: receipt.municipality.to_string(),
            digest: receipt.digest.clone(),
            outcome: receipt.outcome.as_str().to_owned(),
            case_id: receipt.case.map(|case| case.to_string()),
            received_at: micros(receipt.received_at),
            retention_class: RetentionClass::PacketReceipt.as_str().to_owned(),
            destroy_after: micros(receipt.destroy_after),
        }
    }
}

impl TryFrom<ReceiptRow> for PacketReceipt {
    type Error = StoreError;

    fn try_from(row: ReceiptRow) -> Result<Self, StoreError> {
        let at = Row::new("packet_receipts", format!("{}/{}", row.unit_id, row.packet_id));
        Ok(Self {
            unit: at.text("unit_id", &row.unit_id)?,
            packet: at.text("packet_id", &row.packet_id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            digest: row.digest,
            outcome: at.text("outcome", &row.outcome)?,
            case: at.text_opt("case_id", row.case_id.as_deref())?,
            received_at: at.instant("received_at", row.received_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
        })
    }
}

/// What the unit was told about this packet, if it was told within the last 72 hours.
///
/// # Errors
/// [`StoreError::Corrupt`] when the row cannot be read.
pub fn find_receipt(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
    packet: PacketId,
) -> Result<Option<PacketReceipt>, StoreError> {
    let named = packet_receipts::table
        .filter(packet_receipts::unit_id.eq(unit.to_string()))
        .filter(packet_receipts::packet_id.eq(packet.to_string()));
    let row = within!(named, scope, packet_receipts::municipality_id)
        .select(ReceiptRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(PacketReceipt::try_from).transpose()
}

/// Keeps the answer to a packet, unless the same packet has an answer already.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn insert_receipt(tx: &mut Tx, scope: &Scope, receipt: &PacketReceipt) -> Result<Insertion, StoreError> {
    scope.check(receipt.municipality)?;
    let row = ReceiptRow::from(receipt);
    tx.insert_unique(|connection| {
        diesel::insert_into(packet_receipts::table).values(&row).execute(connection.raw())?;
        Ok(())
    })
}

/// Deletes receipts that are due, the oldest first, about `limit` at a time. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = packet_receipts::table.filter(packet_receipts::destroy_after.le(micros(now)));
    let last_of_batch: Option<i64> = within!(due, scope, packet_receipts::municipality_id)
        .order(packet_receipts::destroy_after)
        .select(packet_receipts::destroy_after)
        .offset(i64::from(limit.saturating_sub(1)))
        .first(tx.raw())
        .optional()?;
    let until = last_of_batch.unwrap_or(micros(now));
    let batch = packet_receipts::table.filter(packet_receipts::destroy_after.le(until));
    let deleted =
        within!(diesel::delete(batch), scope, packet_receipts::municipality_id).execute(tx.raw())?;
    Ok(deleted)
}
