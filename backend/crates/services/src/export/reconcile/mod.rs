//! The CJIB's own list of a month against ours: what is missing on either side, what is there twice, what differs.
//!
//! Both lists are told by different machines at different moments, so a batch is looked for by its identifier, not by its
//! date: one that the CJIB received in another month than we heard of it is compared in the CJIB's month. What differs is
//! kept, shown to the coordinator, raised as an alarm and written in the ledger; nothing is mended by itself.

mod adopt;
mod compare;
mod lists;
mod recovered;
mod report;

use std::collections::BTreeSet;

use poortwacht_domain::calendar::start_of_day;
use poortwacht_domain::{Act, Month, MunicipalityId, RetentionClass, local_day};
use poortwacht_ledger::{self as ledger, Entry, LogName};
use poortwacht_store::reconciliations::{self, Reconciliation};
use poortwacht_store::{Plan, Scope};

pub use compare::Difference;
pub use report::{Compared, ReconcileReport};

pub(super) use recovered::Recovered;
pub(crate) use recovered::unsettled;

use self::lists::Side;
use self::recovered::left_open;
use super::profile::{CjibProfile, Period};
use super::{ALARM_RECONCILIATION, profile};
use crate::alarms::{self, Notice};
use crate::{FieldProblem, ServiceError, Services};

/// What is to be compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The month; by default the last whole one, and those in which a recovery left something open.
    pub month: Option<Month>,
    /// The municipality; by default all.
    pub municipality: Option<MunicipalityId>,
    /// Take over what the CJIB judged and an older database does not know.
    pub adopt: bool,
}

/// Compares the lists. An act of the command line.
///
/// # Errors
/// [`ServiceError::Invalid`] without a configured CJIB, or for a month that is not over; [`ServiceError::Unavailable`]
/// when the CJIB does not give its list; those of store and ledger.
pub async fn reconcile(services: &Services, wanted: Wanted) -> Result<ReconcileReport, ServiceError> {
    let Some(config) = &services.config().cjib else {
        let message = "is not configured; add the section to compare with the CJIB's list";
        return Err(ServiceError::Invalid(vec![FieldProblem::new("cjib", message)]));
    };
    if wanted.month.is_some_and(|month| month > Month::of(services.now())) {
        let message = "is still to come; name one that has begun, such as 2026-10";
        return Err(ServiceError::Invalid(vec![FieldProblem::new("month", message)]));
    }
    run_with(services, &ledger::Actor::Operator, wanted, profile(config)?.as_ref()).await
}

/// Compares the last month, from the configured day on, until the lists are the same; and what a recovery left open.
///
/// # Errors
/// As [`reconcile`].
pub(crate) async fn run_due(
    services: &Services,
    actor: &ledger::Actor,
) -> Result<ReconcileReport, ServiceError> {
    let Some(config) = &services.config().cjib else { return Ok(ReconcileReport::default()) };
    let (last, mut months) = (last_month(services), left_open(services, None).await?);
    let early = local_day(services.now()).day() < config.reconcile_day;
    // A person who asks is not made to wait for the day.
    let waits = early && matches!(actor, ledger::Actor::Job(_));
    if !waits && !is_settled(services, last).await? {
        months.insert(last);
    }
    let (mut report, profile) = (ReconcileReport::default(), profile(config)?);
    for month in months {
        let wanted = Wanted { month: Some(month), ..Wanted::default() };
        report.add(run_with(services, actor, wanted, profile.as_ref()).await?);
    }
    Ok(report)
}

/// As [`reconcile`], over a given profile.
pub(crate) async fn run_with(
    services: &Services,
    actor: &ledger::Actor,
    wanted: Wanted,
    profile: &dyn CjibProfile,
) -> Result<ReconcileReport, ServiceError> {
    let months = match wanted.month {
        Some(month) => BTreeSet::from([month]),
        None => {
            let mut months = left_open(services, wanted.municipality).await?;
            months.insert(last_month(services));
            months
        }
    };
    let mut report = ReconcileReport::default();
    for month in months {
        report.add(compare_month(services, actor, month, wanted, profile).await?);
    }
    Ok(report)
}

async fn compare_month(
    services: &Services,
    actor: &ledger::Actor,
    month: Month,
    wanted: Wanted,
    profile: &dyn CjibProfile,
) -> Result<ReconcileReport, ServiceError> {
    let is_wanted = |side: &&Side| wanted.municipality.is_none_or(|only| only == side.municipality);
    let (mut lists, mut adopted) = (lists::read(services, profile, period(month)).await?, 0);
    if wanted.adopt {
        for side in lists.sides.iter().filter(is_wanted) {
            adopted += adopt::adopt(services, actor, side).await?;
        }
        lists = lists::read(services, profile, period(month)).await?;
    }
    let mut report = ReconcileReport { adopted, strangers: lists.strangers, ..ReconcileReport::default() };
    for side in lists.sides.iter().filter(is_wanted) {
        let compared = Compared::of(side, month);
        keep(services, actor, side, &compared).await?;
        report.months.push(compared);
    }
    tell_strangers(services, month, lists.strangers).await?;
    Ok(report)
}

fn last_month(services: &Services) -> Month {
    let first = Month::of(services.now()).first_day();
    Month::of(start_of_day(first.yesterday().unwrap_or(first)))
}

fn period(month: Month) -> Period {
    let first = month.first_day();
    let next = first.last_of_month().tomorrow().unwrap_or(first);
    Period { from: start_of_day(first), until: start_of_day(next) }
}

/// Whether every municipality's month was compared and is the same.
async fn is_settled(services: &Services, month: Month) -> Result<bool, ServiceError> {
    let read = move |conn: &mut _| {
        let scope = Scope::job("reconciliation with the CJIB");
        let known = reconciliations::list(conn, &scope, u32::MAX)?;
        let all = poortwacht_store::municipalities::all(conn, &scope)?;
        let same = |id: MunicipalityId| {
            let mut own = known.iter().filter(|one| one.municipality == id && one.month == month);
            own.any(|one| one.differences == 0)
        };
        Ok::<_, ServiceError>(all.iter().all(|municipality| same(municipality.id)))
    };
    services.store().read(read).await
}

/// Keeps the comparison with its entry in the ledger, and raises or clears the alarm.
async fn keep(
    services: &Services,
    actor: &ledger::Actor,
    side: &Side,
    compared: &Compared,
) -> Result<(), ServiceError> {
    let (log, scope) = (LogName::municipality(side.municipality), Scope::municipality(side.municipality));
    let (row, entry) = (row(services, side, compared)?, entry(actor, compared));
    let (own, plan) = (services.clone(), Plan::new().log(log.clone()));
    let written = services.store().write(plan, move |tx| {
        reconciliations::keep(tx, &scope, &row)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    });
    written.await?;
    let subject = format!("{} {}", side.municipality, compared.month);
    if compared.findings.is_empty() {
        return alarms::clear(services, ALARM_RECONCILIATION, &subject).await;
    }
    let (municipality, detail) = (Some(side.municipality), compared.to_string());
    alarms::raise(services, Notice { kind: ALARM_RECONCILIATION, subject, municipality, detail }).await
}

fn row(services: &Services, side: &Side, compared: &Compared) -> Result<Reconciliation, ServiceError> {
    let now = services.now();
    let findings = serde_json::to_string(&compared.findings);
    Ok(Reconciliation {
        municipality: side.municipality,
        month: compared.month,
        compared_at: now,
        batches: compared.batches,
        cases: compared.cases,
        differences: compared.differences(),
        findings: findings.map_err(|error| ServiceError::Damaged(error.to_string()))?,
        destroy_after: services.terms(side.municipality).destroy_after(RetentionClass::Reconciliation, now),
    })
}

fn entry(actor: &ledger::Actor, compared: &Compared) -> Entry {
    let entry = Entry::new(actor.clone(), Act::BatchesReconciled)
        .detail("month", compared.month)
        .detail("batches", compared.batches)
        .detail("cases", compared.cases);
    compared.counts().into_iter().fold(entry, |entry, (kind, count)| entry.detail(kind.as_str(), count))
}

/// Batches in a number that no municipality here delivers under concern nobody but the operator.
async fn tell_strangers(services: &Services, month: Month, strangers: u64) -> Result<(), ServiceError> {
    let subject = format!("strangers {month}");
    if strangers == 0 {
        return alarms::clear(services, ALARM_RECONCILIATION, &subject).await;
    }
    let detail = format!("{strangers} batches of {month} at the CJIB are of no municipality here");
    alarms::raise(services, Notice { kind: ALARM_RECONCILIATION, subject, municipality: None, detail }).await
}
