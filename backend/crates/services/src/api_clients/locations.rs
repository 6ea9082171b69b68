//! Locations for permit systems: where exemptions can hold. No personal data.

use poortwacht_domain::{Act, ApiScope, Membership, WeeklyWindow};
use poortwacht_store::locations::{self as rows, Location};
use poortwacht_store::{Connection, zones};

use super::caller::ApiCaller;
use crate::{ServiceError, Services};

/// A location as a permit system needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationView {
    /// The municipality's own code, by which exemptions name it.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The street.
    pub street: String,
    /// The direction that is closed.
    pub direction: String,
    /// The sign, as `C12`.
    pub sign: String,
    /// Latitude and longitude in degrees (WGS 84).
    pub coordinates: Option<(f64, f64)>,
    /// When the road is closed, public holidays aside; empty is always.
    pub windows: Vec<WeeklyWindow>,
    /// Names of the zones that it is part of.
    pub zones: Vec<String>,
}

/// All locations of the permit system's municipality, by code. Logged before.
///
/// # Errors
/// [`ServiceError::Refused`] without the scope; those of store and ledger.
pub async fn locations(services: &Services, caller: &ApiCaller) -> Result<Vec<LocationView>, ServiceError> {
    caller.allows(ApiScope::LocationsRead)?;
    services.enter(caller.log(), caller.entry(Act::LocationsListed)).await?;
    let scope = caller.scope();
    let read = move |conn: &mut Connection| {
        let (zones, members) = (zones::open(conn, &scope)?, zones::memberships(conn, &scope)?);
        Ok::<_, ServiceError>((rows::all(conn, &scope)?, zones, members))
    };
    let (mut all, zones, members) = services.store().read(read).await?;
    all.sort_by(|one, other| one.dossier.code.cmp(&other.dossier.code));
    let around = |location: &Location| {
        let has = |member: &Membership| member.location == location.id && member.until.is_none();
        let around = zones.iter().filter(|zone| members.get(&zone.id).is_some_and(|of| of.iter().any(has)));
        around.map(|zone| zone.name.clone()).collect()
    };
    Ok(all.into_iter().map(|location| view(around(&location), location)).collect())
}

/// The location with this code. Logged before.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Refused`] without the scope; those of store and ledger.
pub async fn location(
    services: &Services,
    caller: &ApiCaller,
    code: &str,
) -> Result<LocationView, ServiceError> {
    let all = locations(services, caller).await?;
    all.into_iter().find(|place| place.code == code).ok_or(ServiceError::NotFound("location"))
}

fn view(zones: Vec<String>, location: Location) -> LocationView {
    let dossier = location.dossier;
    LocationView {
        code: dossier.code,
        name: dossier.name,
        street: dossier.street,
        direction: dossier.direction,
        sign: dossier.sign,
        coordinates: dossier.coordinates,
        windows: dossier.windows.iter().map(|window| window.weekly()).collect(),
        zones,
    }
}
