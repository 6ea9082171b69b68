//! What becomes of holds by themselves: requests lapse, reviews are warned of, and what nobody reviewed ends.

use jiff::Timestamp;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::cases;
use poortwacht_store::legal_holds::{self as rows, HoldLine, PlacedHold};
use poortwacht_store::{Plan, Scope, StoreError, Tx};

use super::noted::{Step, note};
use super::{UNREVIEWED, WARNINGS};
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Alarm: a legal hold must be reviewed soon. Its subject is the case.
const ALARM_REVIEW: &str = "legal_hold_review";

/// What was done.
#[derive(Default)]
struct Kept {
    /// Requests that nobody agreed to in time.
    lapsed: u64,
    /// Holds that nobody reviewed in time.
    ended: u64,
    /// Holds that must be reviewed within thirty days.
    warned: u64,
}

/// Lets requests lapse and ends holds that nobody reviewed for thirty days, both at once with their entries, and raises or
/// clears the warnings of reviews to come.
///
/// # Errors
/// Those of store and ledger.
pub(crate) async fn keep(services: &Services, actor: &Actor) -> Result<(), ServiceError> {
    let read = |conn: &mut _| Ok::<_, ServiceError>(rows::list(conn, &scope())?);
    let (all, now) = (services.store().read(read).await?, services.now());
    let mut kept = Kept::default();
    for line in &all {
        match line.hold.placed {
            None if line.hold.request.lapses_at <= now => kept.lapsed += end(services, actor, line).await?,
            Some(placed) if is_over(&placed, now) => kept.ended += end(services, actor, line).await?,
            Some(placed) => kept.warned += warn(services, line, &placed, now).await?,
            None => {}
        }
    }
    tracing::info!(lapsed = kept.lapsed, ended = kept.ended, warned = kept.warned, "legal holds");
    clear(services, &all, now).await
}

fn is_over(placed: &PlacedHold, now: Timestamp) -> bool {
    placed.review_at.saturating_add(UNREVIEWED).is_ok_and(|end| end <= now)
}

/// Takes a request or a hold away; `0` when somebody was faster.
async fn end(services: &Services, actor: &Actor, line: &HoldLine) -> Result<u64, ServiceError> {
    let (own, actor, hold) = (services.clone(), actor.clone(), line.hold.clone());
    let read = move |conn: &mut _| Ok::<_, ServiceError>(cases::find(conn, &scope(), hold.case)?);
    let Some(case) = services.store().read(read).await? else { return Ok(0) };
    let (log, hold) = (LogName::municipality(case.municipality), line.hold.clone());
    let municipality = Scope::municipality(case.municipality);
    let written = services.store().write(Plan::new().log(log.clone()), move |tx: &mut Tx<'_>| {
        let (act, why) = match hold.placed {
            None => (Act::HoldRefused, "lapsed"),
            Some(_) => (Act::HoldReleased, "unreviewed"),
        };
        let taken = match hold.placed {
            None => rows::take_back(tx, &municipality, hold.case),
            Some(placed) => rows::release(tx, &municipality, hold.case, &placed.under),
        };
        if let Err(StoreError::Conflict { .. } | StoreError::NotFound) = taken {
            return Ok(0);
        }
        taken?;
        let entry = Entry::new(actor.clone(), act);
        let (log, ground) = (log.clone(), hold.request.ground);
        note(&own, tx, Step { scope: &municipality, log, case: hold.case, ground, why: Some(why), entry })?;
        Ok::<_, ServiceError>(1)
    });
    Ok(written.await?.into_inner())
}

/// Raises the warning of a review that comes; at seven days it is told anew.
async fn warn(
    services: &Services,
    line: &HoldLine,
    placed: &PlacedHold,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    if !is_near(placed, now) {
        return Ok(0);
    }
    let left = placed.review_at.duration_since(now).as_hours() / 24;
    let soon = placed.review_at.saturating_sub(WARNINGS[1]).is_ok_and(|from| from <= now);
    let detail = format!("review by {}, {left} days left", placed.review_at);
    let subject = subject(line, soon);
    alarms::raise(services, Notice { kind: ALARM_REVIEW, subject, municipality: None, detail }).await?;
    Ok(1)
}

fn is_near(placed: &PlacedHold, now: Timestamp) -> bool {
    placed.review_at.saturating_sub(WARNINGS[0]).is_ok_and(|from| from <= now)
}

/// A second alarm at seven days, beside the first.
fn subject(line: &HoldLine, soon: bool) -> String {
    if soon { format!("{} (last week)", line.hold.case) } else { line.hold.case.to_string() }
}

/// Clears the warnings of what was reviewed or released meanwhile.
async fn clear(services: &Services, all: &[HoldLine], now: Timestamp) -> Result<(), ServiceError> {
    let near = all.iter().filter(|line| line.hold.placed.is_some_and(|placed| is_near(&placed, now)));
    let near: Vec<String> = near.map(|line| line.hold.case.to_string()).collect();
    let open = alarms::open(services).await?.into_iter().filter(|alarm| alarm.kind == ALARM_REVIEW);
    for alarm in open {
        if !near.iter().any(|case| alarm.subject.starts_with(case)) {
            alarms::clear(services, ALARM_REVIEW, &alarm.subject).await?;
        }
    }
    Ok(())
}

fn scope() -> Scope {
    Scope::job("legal holds")
}
