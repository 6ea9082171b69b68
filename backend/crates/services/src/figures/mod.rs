//! Figures without personal data: passages and violations, decisions, review times, by week and location.
//!
//! ```text
//! counters of intake (by day) + the ledger's acts (received, shown, decided, undone) -> weeks -> small counts hidden
//! ```
//!
//! Decisions are counted from the ledger and not from the cases: dismissed ones are destroyed within days.

mod decisions;
mod gather;
mod model;
mod request;
mod table;

pub use model::{Count, Figures, FiguresView, LocationFigures, WeekFigures};
pub use request::{FiguresRequest, PERIODS};

pub(crate) use decisions::{Decided, decisions};

use poortwacht_domain::{Act, Permission};
use poortwacht_store::Plan;

use crate::locations::{self, LocationName};
use crate::{Actor, ServiceError, Services};

/// The figures of a period, of one location or of all. Logged as [`Act::FiguresShown`].
///
/// # Errors
/// [`ServiceError::Invalid`] for what is no period (`weeks`) or no location (`location`); [`ServiceError::Refused`]
/// without the permission; those of store and ledger.
pub async fn figures(
    services: &Services,
    actor: &Actor,
    request: &FiguresRequest,
) -> Result<FiguresView, ServiceError> {
    actor.require(Permission::ViewFigures)?;
    let locations = locations::names(services, actor).await?;
    let asked = request::read(request, &locations, services.now())?;
    note(services, actor, asked.weeks).await?;
    let scope_of = actor.clone();
    let figures = services.store().read(move |conn| gather::gather(conn, &scope_of, &asked)).await?;
    Ok(FiguresView { figures, locations })
}

/// What the form offers while it must be corrected; nothing is counted.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of the store.
pub async fn blank(services: &Services, actor: &Actor) -> Result<Vec<LocationName>, ServiceError> {
    actor.require(Permission::ViewFigures)?;
    locations::names(services, actor).await
}

/// The same as a file for spreadsheets: its name and its bytes. Small counts are hidden there too.
///
/// # Errors
/// As [`figures`].
pub async fn file(
    services: &Services,
    actor: &Actor,
    request: &FiguresRequest,
) -> Result<(String, Vec<u8>), ServiceError> {
    let view = figures(services, actor, request).await?;
    let name = format!("cijfers-{}-{}.csv", view.figures.from, view.figures.until);
    Ok((name, table::csv(&view.figures)))
}

async fn note(services: &Services, actor: &Actor, weeks: u32) -> Result<(), ServiceError> {
    let entry = actor.entry(Act::FiguresShown).detail("weeks", weeks);
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    services
        .store()
        .write(plan, move |tx| Ok::<_, ServiceError>(own.record(tx, &log, &entry)?))
        .await
        .map(drop)
}
