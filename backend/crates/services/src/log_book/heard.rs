//! What the system's own log tells about a period: numbers of the whole installation, nobody's acts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{Act, local_day};
use poortwacht_ledger::{LogName, Record};
use poortwacht_store::Connection;

use super::summary::EmergencyAct;
use super::walk::walk;
use crate::ServiceError;

/// Emergency stops that are listed; a month with more has other worries.
const MOST_STOPS: usize = 100;

/// What the installation went through.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) emergencies: Vec<EmergencyAct>,
    pub(super) unknown_logins: BTreeMap<Date, u64>,
    pub(super) strangers: u64,
    pub(super) nameless: u64,
    pub(super) starts: u64,
}

/// Listens to the system's log.
///
/// # Errors
/// Those of [`walk`].
pub(super) fn heard(conn: &mut Connection, from: Timestamp, until: Timestamp) -> Result<Heard, ServiceError> {
    let mut heard = Heard::default();
    walk(conn, &LogName::system(), from, until, &mut |record| heard.see(record))?;
    Ok(heard)
}

/// Connections of strangers that were closed in a period, in the whole installation.
///
/// # Errors
/// Those of [`walk`].
pub(crate) fn strangers(
    conn: &mut Connection,
    from: Timestamp,
    until: Timestamp,
) -> Result<u64, ServiceError> {
    heard(conn, from, until).map(|heard| heard.strangers)
}

impl Heard {
    fn see(&mut self, record: &Record) {
        let entry = &record.entry;
        match entry.act {
            Act::EmergencyClosed | Act::EmergencyReopened if self.emergencies.len() < MOST_STOPS => {
                let listener = entry.detail.get("listener").cloned().unwrap_or_default();
                self.emergencies.push(EmergencyAct { at: record.at, act: entry.act, listener });
            }
            Act::LoginFailed => *self.unknown_logins.entry(local_day(record.at)).or_default() += 1,
            Act::InstanceStarted => self.starts = self.starts.saturating_add(1),
            // The gate reports connections a minute at a time; any other refusal in this log is one request of nobody known.
            Act::AccessRefused => match entry.detail.get("connections").map(|count| count.parse::<u64>()) {
                Some(count) => self.strangers = self.strangers.saturating_add(count.unwrap_or_default()),
                None => self.nameless = self.nameless.saturating_add(1),
            },
            _ => {}
        }
    }
}
