//! Figures without personal data: passages and violations, decisions, review times, by week and location.
//!
//! ```text
//! counters of intake (by day) + the ledger's acts (received, shown, decided, undone) -> location by week -> small counts hidden -> sums
//! ```
//!
//! Decisions are counted from the ledger and not from the cases: dismissed ones are destroyed within days.

mod count;
mod decisions;
mod gather;
mod model;
mod request;
mod table;

pub use count::Count;
pub use model::{Figures, FiguresView, LocationFigures, WeekFigures};
pub use request::{FiguresRequest, PERIODS};

pub(crate) use decisions::{Decided, decisions};

use poortwacht_domain::{Act, Permission};

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
    services.enter(actor.log(), actor.entry(Act::FiguresShown).detail("weeks", asked.weeks)).await?;
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
