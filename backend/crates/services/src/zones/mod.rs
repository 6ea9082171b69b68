//! Zones: named sets of locations that exemptions may name in place of the locations themselves.
//!
//! What a zone holds counts from the moment it was entered, never before: adding a location dismisses no case of yesterday,
//! and taking one out makes nothing a violation that was none.

mod change;
mod list;

use poortwacht_domain::ZoneId;
use poortwacht_store::{Connection, Scope, zones};

pub use change::{ZoneForm, ZoneSaved, add, close, save};
pub use list::{ZoneLine, ZoneVersionLine, ZoneView, list, show};

use crate::{Actor, Flaw, ServiceError, Services};

/// The most characters of a zone's name.
pub(crate) const LONGEST_NAME: usize = 60;

/// The names of the zones that exemptions may name, in their order.
///
/// # Errors
/// Those of the store.
pub async fn names(services: &Services, actor: &Actor) -> Result<Vec<String>, ServiceError> {
    let scope = actor.scope();
    let open = services.store().read(move |conn| zones::open(conn, &scope)).await?;
    Ok(open.into_iter().map(|zone| zone.name).collect())
}

/// The zone that a form or a file names; upper and lower case do not matter.
///
/// # Errors
/// Those of the store.
pub(crate) fn named(
    conn: &mut Connection,
    scope: &Scope,
    typed: &str,
) -> Result<Result<ZoneId, Flaw>, ServiceError> {
    let open = zones::open(conn, scope)?;
    let found = open.into_iter().find(|zone| alike(&zone.name, typed.trim()));
    Ok(found.map(|zone| zone.id).ok_or(Flaw::NotAChoice))
}

/// Whether people would take one name for the other.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
