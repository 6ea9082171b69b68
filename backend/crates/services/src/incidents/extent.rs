//! How far a leak may reach, within minutes: which vehicles, places and times are held, and who saw what.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{AccountId, Act, ActKind, CaseId, MunicipalityId, Permission};
use poortwacht_ledger::{Actor as LedgerActor, Entry, LogName};
use poortwacht_store::incidents::extent as rows;
use poortwacht_store::{Connection, Scope, accounts};

use crate::flaw::{Flaw, Flaws, date};
use crate::log_book::walk;
use crate::quality::place_names;
use crate::{Actor, ServiceError, Services, municipalities};

/// The period in which it may have leaked, as typed.
#[derive(Debug, Clone, Default)]
pub struct ExtentRequest {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
}

/// What one account saw in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewed {
    /// Who.
    pub name: String,
    /// Different cases that were shown or disclosed to them.
    pub cases: u64,
    /// How often anything was.
    pub times: u64,
}

/// How far it may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Cases that were received before the period's end and are still held.
    pub cases: u64,
    /// Different vehicles among them, at most: a vehicle counts once for each month and state of its cases.
    pub vehicles: u64,
    /// The first and the last passage among them.
    pub passages: Option<(Timestamp, Timestamp)>,
    /// Cases by location, the most first.
    pub places: Vec<(String, u64)>,
    /// Who saw anything in the period, the most first.
    pub viewers: Vec<Viewed>,
}

/// Tells how far a leak in a period may reach. Logged as [`Act::IncidentScopeTold`] first.
///
/// # Errors
/// [`ServiceError::Invalid`] (`from`, `until`); [`ServiceError::Refused`] without the permission; those of store and
/// ledger.
pub async fn extent(
    services: &Services,
    actor: &Actor,
    request: &ExtentRequest,
) -> Result<Extent, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    told(services, actor.municipality, actor.entry(Act::IncidentScopeTold), request).await
}

/// As [`extent`], for the operator.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown municipality; [`ServiceError::Invalid`]; those of store and ledger.
pub async fn extent_of(
    services: &Services,
    municipality: &str,
    request: &ExtentRequest,
) -> Result<Extent, ServiceError> {
    let municipality = municipalities::by_code(services, municipality).await?.id;
    let entry = Entry::new(LedgerActor::Operator, Act::IncidentScopeTold);
    told(services, municipality, entry, request).await
}

async fn told(
    services: &Services,
    municipality: MunicipalityId,
    entry: Entry,
    request: &ExtentRequest,
) -> Result<Extent, ServiceError> {
    let (first, last) = days(request)?;
    let log = LogName::municipality(municipality);
    services.enter(log, entry.detail("from", first).detail("until", last)).await?;
    let period = (start_of_day(first), end_of_day(last));
    services.store().read(move |conn| gather(conn, municipality, period)).await
}

pub(super) fn days(request: &ExtentRequest) -> Result<(Date, Date), ServiceError> {
    let mut flaws = Flaws::default();
    let first = flaws.take("from", date(&request.from));
    let last = flaws.take("until", date(&request.until));
    let both = first.zip(last);
    if both.is_some_and(|(first, last)| last < first) {
        flaws.add("until", Flaw::EndBeforeStart);
    }
    flaws.check()?;
    both.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

fn gather(
    conn: &mut Connection,
    municipality: MunicipalityId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Extent, ServiceError> {
    let scope = Scope::municipality(municipality);
    let held = rows::held_before(conn, &scope, until)?;
    let names = place_names(conn, &scope)?;
    let called = |(location, cases)| (names.get(&location).cloned().unwrap_or_default(), cases);
    let mut places: Vec<(String, u64)> = held.places.into_iter().map(called).collect();
    places.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(Extent {
        cases: held.cases,
        vehicles: held.vehicles,
        passages: held.passages,
        places,
        viewers: viewers(conn, municipality, (from, until))?,
    })
}

/// Everybody before whose eyes a case came in the period, by the ledger.
fn viewers(
    conn: &mut Connection,
    municipality: MunicipalityId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Viewed>, ServiceError> {
    let mut seen: BTreeMap<AccountId, (BTreeSet<CaseId>, u64)> = BTreeMap::new();
    let log = LogName::municipality(municipality);
    walk(conn, &log, from, until, &mut |record| {
        let entry = &record.entry;
        let discloses = matches!(entry.act.kind(), ActKind::Views | ActKind::Disclosures);
        if let (Some(account), true) = (entry.actor.account(), discloses) {
            let (cases, times) = seen.entry(account).or_default();
            cases.extend(entry.case);
            *times = times.saturating_add(1);
        }
    })?;
    let accounts = accounts::list(conn, &Scope::municipality(municipality))?;
    let name = |id: AccountId| {
        let known = accounts.iter().find(|account| account.id == id && !account.display_name.is_empty());
        known.map_or_else(|| id.to_string(), |account| account.display_name.clone())
    };
    let viewed = |(id, (cases, times)): (AccountId, (BTreeSet<CaseId>, u64))| Viewed {
        name: name(id),
        cases: u64::try_from(cases.len()).unwrap_or(u64::MAX),
        times,
    };
    let mut viewers: Vec<Viewed> = seen.into_iter().map(viewed).collect();
    viewers.sort_by(|one, other| other.cases.cmp(&one.cases).then_with(|| one.name.cmp(&other.name)));
    Ok(viewers)
}
