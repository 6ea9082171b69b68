//! Late starts that were agreed to, while what they dismiss waits: withdrawn, or kept although a second look disagreed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{Act, Permission, RecordId};
use poortwacht_store::exemptions::late::{self as rows, LateStart};
use poortwacht_store::exemptions::late_cases;
use poortwacht_store::{Connection, Plan, Scope, Tx, cases};

use super::dismissed::{PendingDismissal, pending};
use crate::{Actor, ServiceError, Services};

/// More cases of late starts are not looked through.
const MOST: u32 = 5_000;

/// What may still be done about a late start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateOrder {
    /// Its exemptions begin when they were agreed to, and no case is dismissed for what was before.
    Withdraw,
    /// The objection does not hold: its cases are dismissed when their time comes.
    Keep,
}

impl LateOrder {
    const fn code(self) -> &'static str {
        match self {
            Self::Withdraw => "withdrawn",
            Self::Keep => "kept",
        }
    }
}

/// A late start of which dismissals wait. No plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateDismissals {
    /// The late start.
    pub id: RecordId,
    /// When it was agreed to.
    pub agreed_at: Option<Timestamp>,
    /// Cases that wait to be dismissed.
    pub cases: u64,
    /// When the first of them is, unless somebody objects.
    pub due: Timestamp,
    /// Cases that a second look disagreed about.
    pub objections: u64,
    /// Whether this reader may keep it: it is somebody else's.
    pub may_keep: bool,
}

/// The late starts of which dismissals wait, the first to be carried out first. Read with the page of
/// [`late_starts`](super::late_starts), which is logged.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of the store.
pub async fn late_dismissals(
    services: &Services,
    actor: &Actor,
) -> Result<Vec<LateDismissals>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let (by, now) = (actor.clone(), services.now());
    services.store().read(move |conn| gather(conn, &by, now)).await
}

fn gather(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<Vec<LateDismissals>, ServiceError> {
    let scope = actor.scope();
    let mut starts: BTreeMap<RecordId, LateDismissals> = BTreeMap::new();
    for late in late_cases::all(conn, &scope, MOST)? {
        let Some(waits) = waiting(conn, &scope, &late, now)? else { continue };
        let line = match starts.entry(late.late_start) {
            std::collections::btree_map::Entry::Occupied(line) => line.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(line(conn, actor, late.late_start, waits.due)?)
            }
        };
        line.cases += 1;
        line.due = line.due.min(waits.due);
        line.objections += u64::from(waits.objected_at.is_some());
    }
    let mut lines: Vec<LateDismissals> = starts.into_values().collect();
    lines.sort_by_key(|line| (line.due, line.id));
    Ok(lines)
}

fn waiting(
    conn: &mut Connection,
    scope: &Scope,
    late: &late_cases::LateCase,
    now: Timestamp,
) -> Result<Option<PendingDismissal>, ServiceError> {
    match cases::find(conn, scope, late.case)? {
        Some(case) => pending(conn, scope, &case, now),
        None => Ok(None),
    }
}

fn line(
    conn: &mut Connection,
    actor: &Actor,
    id: RecordId,
    due: Timestamp,
) -> Result<LateDismissals, ServiceError> {
    let start = rows::find(conn, &actor.scope(), id)?;
    let proposed_by = start.as_ref().and_then(|start| start.proposed_by);
    Ok(LateDismissals {
        id,
        agreed_at: start.and_then(|start| start.agreement).map(|agreement| agreement.at),
        cases: 0,
        due,
        objections: 0,
        may_keep: proposed_by != Some(actor.account),
    })
}

/// Withdraws a start in the past that was agreed to, or keeps it although a second look disagreed. Whoever proposed it may
/// withdraw it, but not keep it. Logged as [`Act::LateStartSettled`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for keeping one's own; [`ServiceError::Conflict`] when no case of
/// it waits, or nobody objects to what is to be kept; those of store and ledger.
pub async fn settle_late(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    order: LateOrder,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| settle(&own, tx, &by, id, order);
    services.store().write(Plan::new().log(actor.log()), write).await.map(drop)
}

fn settle(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: RecordId,
    order: LateOrder,
) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    let start = rows::find(tx, &scope, id)?.ok_or(ServiceError::NotFound("late start"))?;
    if order == LateOrder::Keep && start.proposed_by == Some(actor.account) {
        return Err(ServiceError::Refused("a second person decides"));
    }
    let waits = gather(tx, actor, now)?.into_iter().any(|line| line.id == id);
    let count = match order {
        _ if !waits => 0,
        LateOrder::Keep => late_cases::overrule(tx, &scope, id, now)?,
        LateOrder::Withdraw => withdraw(tx, actor, &start, now)?,
    };
    if count == 0 {
        return Err(ServiceError::Conflict("the late start".to_owned()));
    }
    let entry = actor.entry(Act::LateStartSettled).reason(order.code()).detail("late_start", id);
    Ok(services.record(tx, &actor.log(), &entry.detail("cases", count))?)
}

/// The exemptions stand from when they were agreed to; the cases go their way.
fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    start: &LateStart,
    now: Timestamp,
) -> Result<usize, ServiceError> {
    let agreed_at = start.agreement.filter(|agreement| agreement.agreed).map(|agreement| agreement.at);
    let agreed_at = agreed_at.ok_or_else(|| ServiceError::Conflict("the late start".to_owned()))?;
    let scope = actor.scope();
    late_cases::withdraw(tx, &scope, actor.municipality, (start.id, agreed_at, now))?;
    Ok(late_cases::let_go(tx, &scope, start.id)?)
}
