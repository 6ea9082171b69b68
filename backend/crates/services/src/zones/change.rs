//! Making a zone, changing its members, closing it. Two people at once are told of each other.

use jiff::Timestamp;
use poortwacht_domain::{Act, LocationId, Permission, RetentionClass, ZoneId};
use poortwacht_ledger::Entry;
use poortwacht_store::zones::{self as rows, Content, NewZone, Zone, ZoneChange};
use poortwacht_store::{Connection, Plan, Scope, Tx, accounts, locations};

use super::{LONGEST_NAME, alike};
use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// The most characters of a reason.
const LONGEST_REASON: usize = 300;
/// The fewest of a name.
const SHORTEST_NAME: usize = 2;

/// What the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneForm {
    /// What the zone is called.
    pub name: String,
    /// Codes of its locations.
    pub locations: Vec<String>,
    /// Why it changes.
    pub reason: String,
}

/// What saving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneSaved {
    /// The zone has a new version.
    Changed,
    /// The form says what the zone is already.
    Unchanged,
    /// Somebody else changed it meanwhile: nothing was saved.
    Overtaken {
        /// The version as it is now; saving again against it keeps what was typed.
        version: i64,
        /// Who changed it last, where that is known.
        who: Option<String>,
        /// When.
        at: Timestamp,
    },
}

/// Makes a zone. Logged as [`Act::ZoneChanged`].
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw (`name`, `location`, `reason`); [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn add(services: &Services, actor: &Actor, form: &ZoneForm) -> Result<ZoneId, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let id = ZoneId::random(services.rng().as_ref());
    let (own, by, form) = (services.clone(), actor.clone(), form.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let (content, change) = checked(&own, &by, tx, &form, None)?;
        let count = content.locations.len();
        let new = NewZone { id, municipality: by.municipality, content };
        if !rows::insert(tx, &by.scope(), &new, &change)?.is_new() {
            return Err(taken());
        }
        Ok(own.record(tx, &by.log(), &entry(&by, (id, 1), "added").detail("locations", count))?)
    });
    written.await?;
    Ok(id)
}

/// Saves what was typed against the version `seen`; members count from now on. Logged as [`Act::ZoneChanged`].
///
/// # Errors
/// As [`add`]; [`ServiceError::NotFound`] for a zone that is not there or closed.
pub async fn save(
    services: &Services,
    actor: &Actor,
    (id, seen): (ZoneId, i64),
    form: &ZoneForm,
) -> Result<ZoneSaved, ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let (own, by, form) = (services.clone(), actor.clone(), form.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let zone = standing(tx, &by.scope(), id)?;
        let (content, change) = checked(&own, &by, tx, &form, Some(&zone))?;
        if zone.version != seen {
            return overtaken(tx, &by.scope(), &zone);
        }
        if content == current(tx, &by.scope(), &zone)? {
            return Ok(ZoneSaved::Unchanged);
        }
        let count = content.locations.len();
        let next = rows::revise(tx, &by.scope(), (id, seen), &content, &change)?;
        let next = next.ok_or_else(|| ServiceError::Conflict("the zone".to_owned()))?;
        let entry = entry(&by, (id, next), "changed").detail("locations", count);
        own.record(tx, &by.log(), &entry)?;
        Ok(ZoneSaved::Changed)
    });
    Ok(written.await?.into_inner())
}

/// Closes a zone that no exemption names any more. Logged as [`Act::ZoneChanged`].
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw (`close_reason`, and `zone` while exemptions name it that are not over);
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn close(services: &Services, actor: &Actor, id: ZoneId, reason: &str) -> Result<(), ServiceError> {
    actor.require(Permission::ManageExemptions)?;
    let (own, by, reason) = (services.clone(), actor.clone(), reason.to_owned());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let (scope, now) = (by.scope(), own.now());
        let zone = standing(tx, &scope, id)?;
        let mut flaws = Flaws::default();
        let reason = flaws.take("close_reason", told(&reason));
        let count = rows::standing_exemptions(tx, &scope, id, now)?;
        if count > 0 {
            flaws.add("zone", Flaw::ZoneInUse { count });
        }
        flaws.check()?;
        let change = change(&own, &by, reason.unwrap_or_default(), now);
        let next = rows::close(tx, &scope, (id, zone.version), &zone.name, &change)?;
        let next = next.ok_or_else(|| ServiceError::Conflict("the zone".to_owned()))?;
        Ok(own.record(tx, &by.log(), &entry(&by, (id, next), "closed"))?)
    });
    written.await.map(drop)
}

fn entry(actor: &Actor, (id, version): (ZoneId, i64), what: &'static str) -> Entry {
    actor.entry(Act::ZoneChanged).reason(what).detail("zone", id).detail("version", version)
}

fn change(services: &Services, actor: &Actor, reason: String, now: Timestamp) -> ZoneChange {
    let before_dies = services.terms(actor.municipality).destroy_after(RetentionClass::DossierVersion, now);
    ZoneChange { at: now, by: Some(actor.account), reason, before_dies }
}

fn standing(conn: &mut Connection, scope: &Scope, id: ZoneId) -> Result<Zone, ServiceError> {
    let found = rows::by_id(conn, scope, id)?.filter(|zone| zone.closed_at.is_none());
    found.ok_or(ServiceError::NotFound("zone"))
}

/// What the zone is called and holds now.
fn current(conn: &mut Connection, scope: &Scope, zone: &Zone) -> Result<Content, ServiceError> {
    let members = rows::memberships_of(conn, scope, &[zone.id].into())?;
    let mut locations: Vec<LocationId> = members
        .into_values()
        .flatten()
        .filter(|member| member.until.is_none())
        .map(|member| member.location)
        .collect();
    locations.sort_unstable();
    Ok(Content { name: zone.name.clone(), locations })
}

fn overtaken(conn: &mut Connection, scope: &Scope, zone: &Zone) -> Result<ZoneSaved, ServiceError> {
    let versions = rows::versions(conn, scope, zone.id)?;
    let last = versions.first();
    let who = match last.and_then(|version| version.change.by) {
        Some(account) => accounts::by_id(conn, scope, account)?.map(|account| account.display_name),
        None => None,
    };
    let at = last.map_or(zone.created_at, |version| version.change.at);
    Ok(ZoneSaved::Overtaken { version: zone.version, who, at })
}

/// Everything that is wrong with the form, or what it comes to.
fn checked(
    services: &Services,
    actor: &Actor,
    tx: &mut Tx<'_>,
    form: &ZoneForm,
    zone: Option<&Zone>,
) -> Result<(Content, ZoneChange), ServiceError> {
    let scope = actor.scope();
    let places = locations::all(tx, &scope)?;
    let mut flaws = Flaws::default();
    let others = rows::open(tx, &scope)?;
    let mut others = others.iter().filter(|other| zone.is_none_or(|zone| zone.id != other.id));
    let name = flaws.take("name", name(&form.name)).filter(|name| {
        let taken = others.any(|other| alike(&other.name, name))
            || places.iter().any(|place| alike(&place.dossier.code, name));
        if taken {
            flaws.add("name", Flaw::ZoneNameTaken);
        }
        !taken
    });
    let code = |code: &String| places.iter().find(|place| &place.dossier.code == code).map(|place| place.id);
    let ids: Option<Vec<LocationId>> = form.locations.iter().map(code).collect();
    let ids = ids.ok_or(Flaw::NotAChoice);
    let ids = flaws
        .take("location", ids.and_then(|ids| if ids.is_empty() { Err(Flaw::NoLocations) } else { Ok(ids) }));
    let reason = flaws.take("reason", told(&form.reason));
    flaws.check()?;
    let (Some(name), Some(mut locations), Some(reason)) = (name, ids, reason) else {
        return Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    };
    locations.sort_unstable();
    locations.dedup();
    Ok((Content { name, locations }, change(services, actor, reason, services.now())))
}

/// It stands in one cell of a file, so no mark that divides cells may be in it.
fn name(typed: &str) -> Result<String, Flaw> {
    let name = flaw::text(typed, LONGEST_NAME)?;
    let fits = name.chars().count() >= SHORTEST_NAME
        && !name.contains([',', ';', '"'])
        && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Flaw::NotAZoneName) }
}

/// It is kept for years, so no plate may stand in it.
fn told(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST_REASON)
}

fn taken() -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::flawed("name", Flaw::ZoneNameTaken)])
}
