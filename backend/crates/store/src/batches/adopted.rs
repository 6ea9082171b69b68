//! Batches that the CJIB has and that this database does not know, because an older one was put back: taken over without a file.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseId, CaseRef, MunicipalityId};

use super::delivery::Acknowledgement;
use super::{BatchState, changed, items};
use crate::cases::Retention;
use crate::columns::{count, micros};
use crate::error::StoreError;
use crate::schema::batches;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A batch as the CJIB tells of it.
#[derive(Debug, Clone)]
pub struct AdoptedBatch {
    /// Its identifier.
    pub id: BatchId,
    /// Whose cases they are.
    pub municipality: MunicipalityId,
    /// The number under which it was delivered.
    pub oin: String,
    /// How many cases the CJIB has in it, also those that are not here any more.
    pub case_count: u64,
    /// SHA-256 of the file as it arrived, hexadecimal.
    pub sha256: String,
    /// Its receipt, and when it was heard of.
    pub receipt: Acknowledgement,
    /// The first of its acts that is here, and an instant after the last; twice the present moment without any.
    pub period: (Timestamp, Timestamp),
    /// Until when the summary lives.
    pub retention: Retention,
}

/// Stores a batch that the CJIB acknowledged before this database knew of it, without a file and without cases.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; the store's own.
pub fn adopt(tx: &mut Tx, scope: &Scope, batch: &AdoptedBatch) -> Result<(), StoreError> {
    scope.check(batch.municipality)?;
    let row = (
        batches::id.eq(batch.id.to_string()),
        batches::municipality_id.eq(batch.municipality.to_string()),
        batches::state.eq(BatchState::Acknowledged.as_str()),
        batches::oin.eq(&batch.oin),
        batches::period_from.eq(micros(batch.period.0)),
        batches::period_until.eq(micros(batch.period.1)),
        batches::built_at.eq(micros(batch.receipt.at)),
        batches::case_count.eq(count(batch.case_count)),
        batches::sha256.eq(&batch.sha256),
        batches::attempts.eq(0),
        batches::receipt_number.eq(Some(&batch.receipt.receipt_number)),
        batches::acknowledged_at.eq(Some(micros(batch.receipt.at))),
        batches::retention_class.eq(batch.retention.class.as_str()),
        batches::destroy_after.eq(micros(batch.retention.destroy_after)),
    );
    diesel::insert_into(batches::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Adds cases to a batch that was taken over; it waits for their answers. The cases themselves enter it by
/// [`crate::cases::enter_batch`], in the same transaction.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it was not acknowledged, or when a case is in
/// another batch that did not return it.
pub fn take_in(
    tx: &mut Tx,
    scope: &Scope,
    id: BatchId,
    cases: &[(CaseId, CaseRef)],
) -> Result<(), StoreError> {
    let received = [BatchState::Acknowledged, BatchState::Processed].map(BatchState::as_str);
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .filter(batches::state.eq_any(received))
        .set((batches::state.eq(BatchState::Acknowledged.as_str()), batches::processed_at.eq(None::<i64>)));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    changed(tx, scope, id, rows, "batch state")?;
    items::append(tx, id, cases)
}
