//! The rows of the database compared with the key store, with their own bytes and with the calendar.

use poortwacht_store::{Connection, picture_places};

use super::scope;
use crate::alarms::{self, Notice};
use crate::recovery::replay;
use crate::{ServiceError, Services, retention};

/// Alarm: cases of which the evidence can never be opened again.
pub(crate) const ALARM_CLOSED: &str = "evidence_closed_for_good";

/// The subject of that alarm: it is the whole instance's.
const SUBJECT: &str = "cases";

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RowFinds {
    /// Cases whose half the key store does not have.
    pub(super) without_key: u64,
    /// Halves whose case, exemption or file is gone.
    pub(super) without_subject: u64,
    /// Pictures in the database without bytes.
    pub(super) empty: u64,
    /// Rows past their date.
    pub(super) overdue: u64,
}

/// Compares both ways. Halves without a subject are destroyed unless `dry_run`, and the alarms are raised or cleared.
pub(super) async fn compare(services: &Services, dry_run: bool) -> Result<RowFinds, ServiceError> {
    if services.keys().is_withholding() {
        return Err(ServiceError::DatabaseBehind);
    }
    let without_key = replay::count_without_key(services).await?;
    let read = |conn: &mut Connection| picture_places::number_empty(conn, &scope());
    let empty = services.store().read(read).await?;
    if dry_run {
        let without_subject = replay::count_without_subject(services).await?;
        let overdue = retention::count_overdue(services).await?;
        return Ok(RowFinds { without_key, without_subject, empty, overdue });
    }
    let without_subject = replay::destroy_without_subject(services).await?;
    let overdue = retention::check_overdue(services).await?;
    let finds = RowFinds { without_key, without_subject, empty, overdue };
    tell(services, finds).await?;
    Ok(finds)
}

async fn tell(services: &Services, finds: RowFinds) -> Result<(), ServiceError> {
    let RowFinds { without_key, empty, .. } = finds;
    if without_key + empty == 0 {
        return alarms::clear(services, ALARM_CLOSED, SUBJECT).await;
    }
    let detail = format!("{without_key} cases have no key any more, {empty} pictures have no bytes");
    let notice = Notice { kind: ALARM_CLOSED, subject: SUBJECT.to_owned(), municipality: None, detail };
    alarms::raise(services, notice).await
}
