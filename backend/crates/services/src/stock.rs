//! Work stock: what waits, where, and for how long. No plates, no pictures.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseState, LocationId, Permission, local_day};
use poortwacht_store::Connection;
use poortwacht_store::cases::{self, StockLine};
use poortwacht_store::locations::{self, Location};

use crate::export::{Effect, GateFinding};
use crate::review::{RecentDecision, recent_decisions};
use crate::{Actor, ServiceError, Services};

/// What waits at one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRow {
    /// The location's code.
    pub code: String,
    /// The location's name.
    pub name: String,
    /// Cases that wait to be judged.
    pub waiting: u64,
    /// Capture of the oldest of them.
    pub oldest: Option<Timestamp>,
    /// The first moment at which one of them expires.
    pub deadline: Option<Timestamp>,
    /// Cases of which that moment is at most a week away.
    pub near: u64,
}

/// What waits for a coordinator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp {
    /// Confirmed cases that the gate holds.
    pub held: u64,
    /// Cases that the CJIB returned.
    pub returned: u64,
}

/// The work stock.
#[derive(Debug, Clone)]
pub struct StockView {
    /// Ages and deadlines are told from here.
    pub now: Timestamp,
    /// Locations: the nearest deadline first, then those where nothing waits, by name.
    pub rows: Vec<StockRow>,
    /// Whether the reader has a case on the desk already.
    pub case_open: bool,
    /// Whether the reader may judge cases.
    pub may_review: bool,
    /// The reader's own decisions of today, newest first.
    pub recent: Vec<RecentDecision>,
    /// What waits for a coordinator; nothing for others.
    pub follow_up: Option<FollowUp>,
    /// For a coordinator: names of the locations of which the last inspection found a fault of the signs.
    pub sign_faults: Vec<String>,
}

/// From so near on a deadline is marked.
const NEAR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// More cases than these are not counted for a coordinator.
const MOST: u32 = 1000;

/// Lists the work stock. Logged as [`Act::StockListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<StockView, ServiceError> {
    actor.require(Permission::ViewStock)?;
    services.enter(actor.log(), actor.entry(Act::StockListed)).await?;
    let (now, actor) = (services.now(), actor.clone());
    services.store().read(move |conn| gather(conn, &actor, now)).await
}

fn gather(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<StockView, ServiceError> {
    let scope = actor.scope();
    let near = cases::stock_near(conn, &scope, now.saturating_add(NEAR).unwrap_or(now))?;
    let places = locations::all(conn, &scope)?;
    let sign_faults = sign_faults(actor, &places, local_day(now));
    let rows = rows(cases::stock(conn, &scope)?, places, &near);
    Ok(StockView {
        now,
        rows,
        case_open: !cases::claimed(conn, &scope, actor.account, now)?.is_empty(),
        may_review: actor.role.allows(Permission::Review),
        recent: recent_decisions(conn, &scope, actor.account, now)?,
        follow_up: follow_up(conn, actor)?,
        sign_faults,
    })
}

fn sign_faults(actor: &Actor, places: &[Location], today: Date) -> Vec<String> {
    if !actor.role.allows(Permission::WatchDelivery) {
        return Vec::new();
    }
    let faulty = places.iter().filter(|place| place.dossier.has_fault_on(today));
    faulty.map(|place| place.dossier.name.clone()).collect()
}

fn follow_up(conn: &mut Connection, actor: &Actor) -> Result<Option<FollowUp>, ServiceError> {
    if !actor.role.allows(Permission::WatchDelivery) {
        return Ok(None);
    }
    let scope = actor.scope();
    let confirmed =
        cases::ready_candidates(conn, &scope, &[CaseState::Confirmed, CaseState::Ready], None, MOST)?;
    let returned = cases::ready_candidates(conn, &scope, &[CaseState::Returned], None, MOST)?;
    let mut held = 0;
    for case in &confirmed {
        let findings = GateFinding::parse_all(&case.gate_findings)
            .map_err(|_| ServiceError::Damaged("gate findings do not parse".to_owned()))?;
        held += u64::from(findings.iter().any(|finding| finding.effect == Effect::Curable));
    }
    Ok(Some(FollowUp { held, returned: u64::try_from(returned.len()).unwrap_or(u64::MAX) }))
}

fn rows(lines: Vec<StockLine>, places: Vec<Location>, near: &BTreeMap<LocationId, u64>) -> Vec<StockRow> {
    let mut places: BTreeMap<LocationId, Location> =
        places.into_iter().map(|place| (place.id, place)).collect();
    let waiting: Vec<StockRow> = lines
        .into_iter()
        .filter_map(|line| Some((places.remove(&line.location)?, line)))
        .map(|(place, line)| StockRow {
            code: place.dossier.code,
            name: place.dossier.name,
            waiting: line.waiting,
            oldest: Some(line.oldest),
            deadline: Some(line.deadline),
            near: near.get(&line.location).copied().unwrap_or_default(),
        })
        .collect();
    let mut idle: Vec<StockRow> = places
        .into_values()
        .map(|place| StockRow {
            code: place.dossier.code,
            name: place.dossier.name,
            waiting: 0,
            oldest: None,
            deadline: None,
            near: 0,
        })
        .collect();
    idle.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
    waiting.into_iter().chain(idle).collect()
}
