//! Work stock: what waits, where, and for how long. No plates, no pictures.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{Act, LocationId, Permission};
use poortwacht_store::cases::{self, StockLine};
use poortwacht_store::locations::{self, Location};
use poortwacht_store::{Connection, Plan};

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
}

/// Lists the work stock. Logged as [`Act::StockListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<StockView, ServiceError> {
    actor.require(Permission::ViewStock)?;
    let (own, log, entry) = (services.clone(), actor.log(), actor.entry(Act::StockListed));
    let plan = Plan::new().log(log.clone()).ledger_only();
    services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)).await?;
    let (now, actor) = (services.now(), actor.clone());
    services.store().read(move |conn| gather(conn, &actor, now)).await
}

fn gather(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<StockView, ServiceError> {
    let scope = actor.scope();
    let rows = rows(cases::stock(conn, &scope)?, locations::all(conn, &scope)?);
    Ok(StockView {
        now,
        rows,
        case_open: !cases::claimed(conn, &scope, actor.account, now)?.is_empty(),
        may_review: actor.role.allows(Permission::Review),
        recent: recent_decisions(conn, &scope, actor.account, now)?,
    })
}

fn rows(lines: Vec<StockLine>, places: Vec<Location>) -> Vec<StockRow> {
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
        })
        .collect();
    idle.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
    waiting.into_iter().chain(idle).collect()
}
