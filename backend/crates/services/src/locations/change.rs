//! Adding a location and changing a dossier. Every change is a version; two people at once are told of each other.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::location::changes;
use poortwacht_domain::{Act, DossierField, LocationDossier, LocationId, Permission, RetentionClass};
use poortwacht_ledger::Entry;
use poortwacht_store::locations::{self as rows, Change, Location, NewLocation, Version};
use poortwacht_store::{Plan, accounts, municipalities};

use super::form::DossierForm;
use super::names_a_zone;
use super::read::checked;
use crate::{Actor, FieldProblem, Flaw, ServiceError, Services};

/// What saving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// The dossier has a new version.
    Changed(i64),
    /// The form says what the dossier says already.
    Unchanged,
    /// Somebody else changed the dossier meanwhile: nothing was saved.
    Overtaken(Overtaken),
}

/// What somebody else changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// The version as it is now; saving again against it keeps what was typed.
    pub version: i64,
    /// Who changed it last; `None` for the operator.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The parts that differ from what the form began with.
    pub fields: Vec<DossierField>,
}

/// A form to begin with, and the version it belongs to; 0 for a location that does not exist yet.
#[derive(Debug, Clone)]
pub struct Editing {
    /// The location's name; empty for a new one.
    pub name: String,
    /// The version.
    pub version: i64,
    /// The form.
    pub form: DossierForm,
}

/// The form for a new location. Shows nothing and logs nothing.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of the store.
pub async fn begin(services: &Services, actor: &Actor) -> Result<Editing, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    let (scope, own) = (actor.scope(), actor.municipality);
    let all = services.store().read(move |conn| municipalities::all(conn, &scope)).await?;
    let town = all.into_iter().find(|town| town.id == own).map(|town| town.name).unwrap_or_default();
    let today = poortwacht_domain::local_day(services.now());
    Ok(Editing { name: String::new(), version: 0, form: DossierForm::blank(&town, today) })
}

/// The form of a location. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn edit(services: &Services, actor: &Actor, id: LocationId) -> Result<Editing, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).detail("location", id)).await?;
    let found = find(services, actor, id).await?;
    let form = DossierForm::of(&found.dossier);
    Ok(Editing { name: found.dossier.name, version: found.version, form })
}

/// Adds a location.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::Refused`] without the permission; those of store and
/// ledger.
pub async fn add(services: &Services, actor: &Actor, form: &DossierForm) -> Result<LocationId, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    let (dossier, reason, reference) = checked(form, None)?;
    let id = LocationId::random(services.rng().as_ref());
    let change = Change { at: services.now(), by: Some(actor.account), reason, reference };
    let entry = entry(actor, id, 1, &dossier, "added")?;
    let new = NewLocation { id, municipality: actor.municipality, dossier };
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let taken = names_a_zone(tx, &scope, &new.dossier.code)?;
        if !taken && rows::add(tx, &scope, &new, &change)?.is_new() {
            return Ok(own.record(tx, &log, &entry)?);
        }
        Err(ServiceError::Invalid(vec![FieldProblem::flawed("code", Flaw::CodeTaken)]))
    });
    written.await?;
    Ok(id)
}

/// Saves what was typed against the version `seen`.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn save(
    services: &Services,
    actor: &Actor,
    id: LocationId,
    seen: i64,
    form: &DossierForm,
) -> Result<Saved, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    let current = find(services, actor, id).await?;
    if let Some(overtaken) = overtaken(services, actor, &current, seen).await? {
        return Ok(Saved::Overtaken(overtaken));
    }
    let (dossier, reason, reference) = checked(form, Some(&current.dossier))?;
    if changes(&current.dossier, &dossier).is_empty() {
        return Ok(Saved::Unchanged);
    }
    let change = Change { at: services.now(), by: Some(actor.account), reason, reference };
    match revise(services, actor, &current, dossier, change, "changed").await? {
        Some(version) => Ok(Saved::Changed(version)),
        None => Err(ServiceError::Conflict("the dossier changed this very moment".to_owned())),
    }
}

async fn revise(
    services: &Services,
    actor: &Actor,
    current: &Location,
    dossier: LocationDossier,
    change: Change,
    what: &'static str,
) -> Result<Option<i64>, ServiceError> {
    let entry = entry(actor, current.id, current.version.saturating_add(1), &dossier, what)?;
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let (id, seen) = (current.id, current.version);
    let before_dies =
        services.terms(actor.municipality).destroy_after(RetentionClass::DossierVersion, change.at);
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let version = rows::revise(tx, &scope, id, seen, &dossier, (&change, before_dies))?;
        if version.is_some() {
            own.record(tx, &log, &entry)?;
        }
        Ok::<_, ServiceError>(version)
    });
    Ok(written.await?.into_inner())
}

/// The entry about a version. The hash commits the ledger to the dossier as it is stored.
fn entry(
    actor: &Actor,
    id: LocationId,
    version: i64,
    dossier: &LocationDossier,
    what: &'static str,
) -> Result<Entry, ServiceError> {
    let json = serde_json::to_vec(dossier)
        .map_err(|_| ServiceError::Damaged("a dossier cannot be written".to_owned()))?;
    Ok(actor
        .entry(Act::LocationChanged)
        .reason(what)
        .detail("location", id)
        .detail("version", version)
        .detail("dossier", hex::encode(digest(&SHA256, &json))))
}

pub(super) async fn find(
    services: &Services,
    actor: &Actor,
    id: LocationId,
) -> Result<Location, ServiceError> {
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_id(conn, &scope, id)).await?;
    found.ok_or(ServiceError::NotFound("location"))
}

/// What somebody changed since `seen`. Inspections do not stand in the form, so they overtake nobody.
async fn overtaken(
    services: &Services,
    actor: &Actor,
    current: &Location,
    seen: i64,
) -> Result<Option<Overtaken>, ServiceError> {
    if current.version == seen {
        return Ok(None);
    }
    let (scope, id) = (actor.scope(), current.id);
    let (versions, people) = services
        .store()
        .read(move |conn| {
            Ok::<_, ServiceError>((rows::versions(conn, &scope, id)?, accounts::list(conn, &scope)?))
        })
        .await?;
    let began = versions.iter().find(|version| version.number == seen);
    let began = began.ok_or(ServiceError::NotFound("version"))?;
    let mut fields = changes(&began.dossier, &current.dossier);
    fields.retain(|field| *field != DossierField::Inspections);
    if fields.is_empty() {
        return Ok(None);
    }
    let by = |version: &&Version| version.change.by;
    let last = versions.iter().find(|version| version.number > seen);
    let who = last.as_ref().and_then(by);
    let name = people.into_iter().find(|person| Some(person.id) == who).map(|person| person.display_name);
    let at = last.map_or(current.updated_at, |version| version.change.at);
    Ok(Some(Overtaken { version: current.version, who: name, at, fields }))
}
