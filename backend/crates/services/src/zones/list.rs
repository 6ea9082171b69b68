//! Zones with their locations and history.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, LocationId, Membership, Permission, ZoneId};
use poortwacht_store::zones::{self as rows, Zone, ZoneVersion};
use poortwacht_store::{Connection, Scope, accounts, locations};

use crate::{Actor, ServiceError, Services};

/// One zone of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneLine {
    /// The zone.
    pub id: ZoneId,
    /// Its name.
    pub name: String,
    /// Names of its locations.
    pub locations: Vec<String>,
    /// Exemptions that name it and are not over.
    pub exemptions: u64,
    /// Counts the changes.
    pub version: i64,
}

/// A change of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneVersionLine {
    /// Counted from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, where that is known.
    pub who: Option<String>,
    /// Why.
    pub reason: String,
    /// What it was called from then on.
    pub name: String,
    /// Names of its locations from then on; none for the change that closed it.
    pub locations: Vec<String>,
}

/// A zone's own page.
#[derive(Debug, Clone)]
pub struct ZoneView {
    /// As in the list.
    pub line: ZoneLine,
    /// Codes of its locations, for the form.
    pub codes: Vec<String>,
    /// Since when it is closed.
    pub closed_at: Option<Timestamp>,
    /// The newest first.
    pub history: Vec<ZoneVersionLine>,
}

/// The zones that are not closed. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<ZoneLine>, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).detail("part", "zones")).await?;
    let (scope, now) = (actor.scope(), services.now());
    let read = move |conn: &mut Connection| {
        let (places, members) = (Places::load(conn, &scope)?, rows::memberships(conn, &scope)?);
        let open = rows::open(conn, &scope)?;
        open.iter().map(|zone| line(conn, &scope, zone, (&places, members.get(&zone.id)), now)).collect()
    };
    services.store().read(read).await
}

/// One zone, closed or not, with its history. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn show(services: &Services, actor: &Actor, id: ZoneId) -> Result<ZoneView, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).detail("zone", id)).await?;
    let (scope, now) = (actor.scope(), services.now());
    services.store().read(move |conn| view(conn, &scope, id, now)).await
}

fn view(conn: &mut Connection, scope: &Scope, id: ZoneId, now: Timestamp) -> Result<ZoneView, ServiceError> {
    let zone = rows::by_id(conn, scope, id)?.ok_or(ServiceError::NotFound("zone"))?;
    let (places, members) = (Places::load(conn, scope)?, rows::memberships_of(conn, scope, &[id].into())?);
    let members = members.get(&id);
    let people: BTreeMap<AccountId, String> =
        accounts::list(conn, scope)?.into_iter().map(|person| (person.id, person.display_name)).collect();
    let told = |version: ZoneVersion| ZoneVersionLine {
        number: version.number,
        at: version.change.at,
        who: version.change.by.and_then(|by| people.get(&by).cloned()),
        reason: version.change.reason,
        name: version.content.name,
        locations: places.names(version.content.locations.iter()),
    };
    Ok(ZoneView {
        line: line(conn, scope, &zone, (&places, members), now)?,
        codes: now_in(members).filter_map(|id| places.0.get(id)).map(|(_, code)| code.clone()).collect(),
        closed_at: zone.closed_at,
        history: rows::versions(conn, scope, id)?.into_iter().map(told).collect(),
    })
}

fn line(
    conn: &mut Connection,
    scope: &Scope,
    zone: &Zone,
    (places, members): (&Places, Option<&Vec<Membership>>),
    now: Timestamp,
) -> Result<ZoneLine, ServiceError> {
    Ok(ZoneLine {
        id: zone.id,
        name: zone.name.clone(),
        locations: places.names(now_in(members)),
        exemptions: rows::standing_exemptions(conn, scope, zone.id, now)?,
        version: zone.version,
    })
}

fn now_in(members: Option<&Vec<Membership>>) -> impl Iterator<Item = &LocationId> {
    members.into_iter().flatten().filter(|member| member.until.is_none()).map(|member| &member.location)
}

/// Names and codes of locations.
struct Places(BTreeMap<LocationId, (String, String)>);

impl Places {
    fn load(conn: &mut Connection, scope: &Scope) -> Result<Self, ServiceError> {
        let all = locations::all(conn, scope)?;
        let named = all.into_iter().map(|place| (place.id, (place.dossier.name, place.dossier.code)));
        Ok(Self(named.collect()))
    }

    fn names<'a>(&self, of: impl Iterator<Item = &'a LocationId>) -> Vec<String> {
        let mut names: Vec<String> =
            of.filter_map(|id| self.0.get(id)).map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names
    }
}
