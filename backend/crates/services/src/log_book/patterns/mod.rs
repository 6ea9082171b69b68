//! What stands out in a period: one pass over its entries, with bounded memory, against thresholds that are shown.

mod addresses;
mod day;
mod viewers;

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use poortwacht_domain::{AccountId, Act, ActKind, CaseId, LogReason, Permission, local_day};
use poortwacht_ledger::{Outcome, Record};
use poortwacht_store::{Connection, cases};

pub(super) use addresses::Addresses;
use day::Days;
use viewers::Viewers;

use super::model::{AccountChoice, CaseMention};
use super::names::{Names, mention};
use super::request::{instants, period};
use super::settings::SignalSettings;
use super::walk::walk;
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, ServiceError, Services};

/// The longest period that is looked through, in days.
pub const LONGEST_DAYS: u32 = 92;
/// The period when none is given, in days.
const USUAL_DAYS: i32 = 30;
/// More findings than this are not listed.
const MOST_FINDINGS: usize = 500;

/// The period to look through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatternsRequest {
    /// First Dutch day, `YYYY-MM-DD`; empty is a month ago.
    pub from: String,
    /// Last Dutch day, `YYYY-MM-DD`; empty is today.
    pub until: String,
}

/// What stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// Many cases opened and not decided.
    ViewsWithoutDecision,
    /// Many searches.
    Searches,
    /// Acts outside the usual hours.
    OddHours,
    /// An account came from an address it had not come from before.
    NewAddress,
    /// Many failed logins.
    FailedLogins,
    /// One case was seen by many people.
    ManyViewers,
    /// Many dossiers, pictures or exports.
    Disclosures,
}

/// One thing that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub signal: Signal,
    /// Whose, where it is one account's.
    pub account: Option<AccountChoice>,
    /// About which case.
    pub case: Option<CaseMention>,
    /// From which address.
    pub address: Option<IpAddr>,
    /// On which Dutch day; nothing where it is the whole period.
    pub day: Option<Date>,
    /// How many.
    pub count: u64,
    /// From how many on it is listed.
    pub threshold: u64,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Patterns {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// What stands out, the newest days first.
    pub findings: Vec<Finding>,
    /// Whether there was more than could be counted or listed.
    pub incomplete: bool,
    /// How often something went out in the period.
    pub disclosures: Vec<(Act, u64)>,
    /// The thresholds that held.
    pub settings: SignalSettings,
}

/// As found: identifiers, no names yet.
pub(super) struct Found {
    pub(super) signal: Signal,
    pub(super) account: Option<AccountId>,
    pub(super) case: Option<CaseId>,
    pub(super) address: Option<IpAddr>,
    pub(super) day: Option<Date>,
    pub(super) count: u64,
    pub(super) threshold: u64,
}

/// Looks through a period. Logged as [`Act::LedgerListed`] before anything is read.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store and ledger.
pub async fn patterns(
    services: &Services,
    actor: &Actor,
    request: &PatternsRequest,
) -> Result<Patterns, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let (from, until) = days(request, services.now())?;
    let entry = actor.entry(Act::LedgerListed).reason(LogReason::Supervision.as_str());
    let entry = entry.detail("page", "patterns").detail("from", from).detail("until", until);
    services.enter(actor.log(), entry).await?;
    let (actor, settings) = (actor.clone(), services.config().signals.clone());
    services.store().read(move |conn| gather(conn, &actor, (from, until), settings)).await
}

fn days(request: &PatternsRequest, now: Timestamp) -> Result<(Date, Date), ServiceError> {
    let mut flaws = Flaws::default();
    let (from, until) = period(&request.from, &request.until, &mut flaws);
    let until = until.flatten().unwrap_or_else(|| local_day(now));
    let from = from.flatten().unwrap_or_else(|| until.saturating_sub(Span::new().days(USUAL_DAYS - 1)));
    let length = from.until(until).map_or(i32::MAX, |span| span.get_days());
    if i64::from(length) >= i64::from(LONGEST_DAYS) {
        flaws.add("from", Flaw::PeriodTooLong { max: LONGEST_DAYS });
    }
    flaws.check()?;
    Ok((from, until))
}

/// Everything that is counted in one pass.
struct Counting {
    days: Days,
    viewers: Viewers,
    addresses: Addresses,
    disclosures: BTreeMap<Act, u64>,
    from: Timestamp,
}

impl Counting {
    fn see(&mut self, record: &Record) {
        self.addresses.see(record);
        if record.at < self.from {
            return;
        }
        self.days.see(record);
        self.viewers.see(record);
        let entry = &record.entry;
        if entry.act.kind() == ActKind::Disclosures && entry.outcome == Outcome::Done {
            *self.disclosures.entry(entry.act).or_default() += 1;
        }
    }
}

fn gather(
    conn: &mut Connection,
    actor: &Actor,
    (from, until): (Date, Date),
    settings: SignalSettings,
) -> Result<Patterns, ServiceError> {
    let (start, end) = instants(from, until);
    let known_from = from.saturating_sub(Span::new().days(i64::from(settings.known_addresses_days)));
    let mut counting = Counting {
        days: Days::new(settings.clone()),
        viewers: Viewers::new(settings.viewers),
        addresses: Addresses::new(start),
        disclosures: BTreeMap::new(),
        from: start,
    };
    walk(conn, &actor.log(), instants(known_from, until).0, end, &mut |record| counting.see(record))?;
    let (mut found, many) = counting.days.found();
    let (viewed, uncounted) = counting.viewers.found();
    found.extend(viewed);
    found.extend(counting.addresses.found());
    found.sort_by_key(|found| (std::cmp::Reverse(found.day), found.signal));
    let incomplete = many || uncounted || found.len() > MOST_FINDINGS;
    found.truncate(MOST_FINDINGS);
    Ok(Patterns {
        from,
        until,
        findings: named(conn, actor, found)?,
        incomplete,
        disclosures: counting.disclosures.into_iter().collect(),
        settings,
    })
}

fn named(conn: &mut Connection, actor: &Actor, found: Vec<Found>) -> Result<Vec<Finding>, ServiceError> {
    let scope = actor.scope();
    let names = Names::load(conn, &scope)?;
    let ids: Vec<CaseId> = found.iter().filter_map(|found| found.case).collect();
    let cases = cases::mentions(conn, &scope, &ids)?;
    let finding = |found: Found| Finding {
        signal: found.signal,
        account: found.account.map(|id| AccountChoice { id, name: names.called(id) }),
        case: found.case.map(|id| mention(cases.get(&id))),
        address: found.address,
        day: found.day,
        count: found.count,
        threshold: found.threshold,
    };
    Ok(found.into_iter().map(finding).collect())
}
