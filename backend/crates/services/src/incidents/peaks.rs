//! Peaks of failed logins and of strangers at the gate, as alarms: what an incident may begin with.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::LogName;
use poortwacht_store::{Connection, Scope, municipalities};

use crate::alarms::{self, Notice};
use crate::log_book::{strangers, walk};
use crate::{ServiceError, Services};

/// Failed logins within an hour that are more than forgetful people make.
pub(super) const ALARM_LOGINS: &str = "failed_logins_peak";
/// Strangers within an hour that are more than a wrong address makes.
pub(super) const ALARM_STRANGERS: &str = "strangers_peak";

/// From this many failed logins of a municipality within an hour.
const LOGINS: u64 = 15;

/// From this many refused connections of the installation within an hour.
const STRANGERS: u64 = 200;

/// How far back a look goes.
const PERIOD: SignedDuration = SignedDuration::from_hours(1);

/// Raises or clears the alarms by what the ledger tells of the last hour.
///
/// # Errors
/// Those of store and ledger.
pub(super) async fn look(services: &Services) -> Result<(), ServiceError> {
    let until = services.now();
    let from = until.saturating_sub(PERIOD).unwrap_or(until);
    let (logins, refused) = services.store().read(move |conn| counted(conn, from, until)).await?;
    for (municipality, count) in logins {
        let subject = municipality.to_string();
        judge(services, ALARM_LOGINS, subject, Some(municipality), (count, LOGINS)).await?;
    }
    judge(services, ALARM_STRANGERS, "gate".to_owned(), None, (refused, STRANGERS)).await
}

type Counted = (Vec<(MunicipalityId, u64)>, u64);

fn counted(conn: &mut Connection, from: Timestamp, until: Timestamp) -> Result<Counted, ServiceError> {
    let mut logins = Vec::new();
    for municipality in municipalities::all(conn, &Scope::job("peaks of failed logins"))? {
        let (log, mut failed) = (LogName::municipality(municipality.id), 0_u64);
        walk(conn, &log, from, until, &mut |record| {
            failed = failed.saturating_add(u64::from(record.entry.act == Act::LoginFailed));
        })?;
        logins.push((municipality.id, failed));
    }
    Ok((logins, strangers(conn, from, until)?))
}

async fn judge(
    services: &Services,
    kind: &'static str,
    subject: String,
    municipality: Option<MunicipalityId>,
    (count, most): (u64, u64),
) -> Result<(), ServiceError> {
    if count < most {
        return alarms::clear(services, kind, &subject).await;
    }
    let detail = format!("{count} within an hour; from {most} on it is unusual");
    alarms::raise(services, Notice { kind, subject, municipality, detail }).await
}
