//! A month in numbers, for the CISO: nobody's name stands in it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Act, ActKind, LogReason, Month, Permission, add_calendar_months, local_day};
use poortwacht_ledger::{Outcome, Record};
use poortwacht_store::job_runs::{self, RunOutcome};
use poortwacht_store::{Connection, Scope};

use super::csv::Csv;
use super::heard::{Heard, heard};
use super::patterns::Addresses;
use super::settings::SignalSettings;
use super::walk::walk;
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, ServiceError, Services, witnesses};

/// The job that verifies the ledger.
const VERIFIES: &str = "keep-ledger-heads";

/// Counts of one act, by outcome.
pub type Counts = BTreeMap<Act, [u64; 3]>;

/// The last verification of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// When.
    pub at: Timestamp,
    /// Whether the ledger was sound.
    pub sound: bool,
}

/// The last cosignature of a witness over the municipality's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// When.
    pub at: Timestamp,
    /// The witness's name.
    pub witness: String,
    /// Entries added since.
    pub unseen: u64,
}

/// A listener was closed or opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyAct {
    /// When.
    pub at: Timestamp,
    /// Which of both.
    pub act: Act,
    /// Code of the listener.
    pub listener: String,
}

/// The month.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Which.
    pub month: Month,
    /// Acts by outcome: done, refused, failed.
    pub acts: Counts,
    /// Failed logins on accounts of the municipality, by day.
    pub failed_logins: BTreeMap<Date, u64>,
    /// Refusals by their reason's code.
    pub refusals: BTreeMap<String, u64>,
    /// Addresses from which an account came for the first time.
    pub new_addresses: u64,
    /// Failed logins with names that nobody has, in the whole installation, by day.
    pub unknown_logins: BTreeMap<Date, u64>,
    /// Connections of strangers that were closed, in the whole installation.
    pub strangers: u64,
    /// Refused requests without a session or with an unknown certificate, in the whole installation.
    pub nameless: u64,
    /// Starts of server processes.
    pub starts: u64,
    /// Emergency stops of the installation.
    pub emergencies: Vec<EmergencyAct>,
    /// The last verification, whenever it was.
    pub verified: Option<Check>,
    /// The last cosignature, whenever it was.
    pub witnessed: Option<Witnessed>,
}

impl Summary {
    /// Changes by administrators and the operator, by act.
    pub fn administration(&self) -> impl Iterator<Item = (Act, u64)> {
        let of_kind = self.acts.iter().filter(|(act, _)| act.kind() == ActKind::Administration);
        of_kind.map(|(act, counts)| (*act, counts.iter().sum()))
    }
}

/// The month in numbers; empty is this month. Logged as [`Act::LedgerListed`] before anything is read.
///
/// # Errors
/// [`ServiceError::Invalid`] for what is no month; [`ServiceError::Refused`] without the permission; those of store and
/// ledger.
pub async fn summary(services: &Services, actor: &Actor, month: &str) -> Result<Summary, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let month = read(month, services.now())?;
    let entry = actor.entry(Act::LedgerListed).reason(LogReason::Supervision.as_str());
    services.enter(actor.log(), entry.detail("page", "summary").detail("month", month)).await?;
    gather(services, actor, month).await
}

/// The same as a file. Logged as [`Act::LedgerExported`].
///
/// # Errors
/// As [`summary`].
pub async fn summary_file(
    services: &Services,
    actor: &Actor,
    month: &str,
) -> Result<(Month, Vec<u8>), ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let month = read(month, services.now())?;
    let entry = actor.entry(Act::LedgerExported).reason(LogReason::Supervision.as_str());
    services.enter(actor.log(), entry.detail("page", "summary").detail("month", month)).await?;
    Ok((month, file(&gather(services, actor, month).await?)))
}

fn read(typed: &str, now: Timestamp) -> Result<Month, ServiceError> {
    let mut flaws = Flaws::default();
    let month = match typed.trim() {
        "" => Ok(Month::of(now)),
        typed => typed.parse().map_err(|_| Flaw::NotADate),
    };
    let month = flaws.take("month", month);
    flaws.check()?;
    month.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a month".to_owned()))
}

async fn gather(services: &Services, actor: &Actor, month: Month) -> Result<Summary, ServiceError> {
    let (own, settings) = (actor.clone(), services.config().signals.clone());
    let mut summary = services.store().read(move |conn| count(conn, &own, month, &settings)).await?;
    let last = witnesses::last_witnessed(services, &actor.log()).await?;
    summary.witnessed =
        last.map(|last| Witnessed { at: last.at, witness: last.witness, unseen: last.unseen });
    Ok(summary)
}

#[derive(Default)]
struct Counting {
    acts: Counts,
    failed_logins: BTreeMap<Date, u64>,
    refusals: BTreeMap<String, u64>,
}

impl Counting {
    fn see(&mut self, record: &Record) {
        let entry = &record.entry;
        let [done, refused, failed] = self.acts.entry(entry.act).or_default();
        *match entry.outcome {
            Outcome::Done => done,
            Outcome::Refused => refused,
            Outcome::Failed => failed,
        } += 1;
        if entry.act == Act::LoginFailed {
            *self.failed_logins.entry(local_day(record.at)).or_default() += 1;
        }
        if entry.outcome == Outcome::Refused {
            *self.refusals.entry(entry.reason.clone().unwrap_or_default()).or_default() += 1;
        }
    }
}

fn count(
    conn: &mut Connection,
    actor: &Actor,
    month: Month,
    settings: &SignalSettings,
) -> Result<Summary, ServiceError> {
    let from = start_of_day(month.first_day());
    let until = add_calendar_months(from, 1);
    let known = jiff::Span::new().days(i64::from(settings.known_addresses_days));
    let known_from = start_of_day(month.first_day().saturating_sub(known));
    let (mut counting, mut addresses) = (Counting::default(), Addresses::new(from));
    walk(conn, &actor.log(), known_from, until, &mut |record| {
        addresses.see(record);
        if record.at >= from {
            counting.see(record);
        }
    })?;
    let Heard { emergencies, unknown_logins, strangers, nameless, starts } = heard(conn, from, until)?;
    Ok(Summary {
        month,
        acts: counting.acts,
        failed_logins: counting.failed_logins,
        refusals: counting.refusals,
        new_addresses: u64::try_from(addresses.found().len()).unwrap_or(u64::MAX),
        unknown_logins,
        strangers,
        nameless,
        starts,
        emergencies,
        verified: verified(conn)?,
        witnessed: None,
    })
}

fn verified(conn: &mut Connection) -> Result<Option<Check>, ServiceError> {
    let run = job_runs::latest(conn, &Scope::job("when the ledger was verified"), VERIFIES)?;
    let check = run.and_then(|run| {
        let sound = run.outcome? == RunOutcome::Succeeded;
        run.finished_at.map(|at| Check { at, sound })
    });
    Ok(check)
}

/// One number a row: section, item, number.
fn file(summary: &Summary) -> Vec<u8> {
    let mut csv = Csv::new(&["section", "item", "outcome", "count"]);
    for (act, counts) in &summary.acts {
        for (outcome, count) in ["done", "refused", "failed"].into_iter().zip(counts) {
            csv.row(&["acts", act.as_str(), outcome, &count.to_string()]);
        }
    }
    for (section, days) in
        [("failed_logins", &summary.failed_logins), ("unknown_logins", &summary.unknown_logins)]
    {
        for (day, count) in days {
            csv.row(&[section, &day.to_string(), "failed", &count.to_string()]);
        }
    }
    for (reason, count) in &summary.refusals {
        csv.row(&["refusals", reason, "refused", &count.to_string()]);
    }
    for (item, count) in [
        ("new_addresses", summary.new_addresses),
        ("strangers", summary.strangers),
        ("nameless", summary.nameless),
        ("starts", summary.starts),
    ] {
        csv.row(&["totals", item, "", &count.to_string()]);
    }
    for stop in &summary.emergencies {
        csv.row(&["emergencies", stop.act.as_str(), &stop.listener, &stop.at.to_string()]);
    }
    if let Some(check) = &summary.verified {
        csv.row(&[
            "ledger",
            "verified_at",
            if check.sound { "sound" } else { "failed" },
            &check.at.to_string(),
        ]);
    }
    if let Some(witnessed) = &summary.witnessed {
        csv.row(&["ledger", "last_witnessed_at", &witnessed.witness, &witnessed.at.to_string()]);
    }
    csv.finish()
}
