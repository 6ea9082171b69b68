//! Locations with what still keeps their cases from being exported.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::location::changes;
use poortwacht_domain::{AccountId, Act, DossierField, LocationDossier, LocationId, Permission, local_day};
use poortwacht_store::locations::{self as rows, Location, Version};
use poortwacht_store::{accounts, units};

use super::form::DossierForm;
use super::inspect::BY_INSPECTION;
use crate::{Actor, ServiceError, Services};

/// What keeps a location's cases from being exported, or turns them into letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No consent holds today.
    NoConsent,
    /// The consent of today ends on this day and none follows it within 30 days.
    ConsentEnds(Date),
    /// The last inspection found a fault.
    SignFault,
    /// The signs were never inspected, or last on this day, too long ago.
    NotInspected(Option<Date>),
    /// No unit stands here that may deliver.
    NoUnits,
    /// A warning period runs until this day.
    WarningUntil(Date),
    /// Nothing is enforced here today.
    Inactive,
}

/// From so many days on the end of a consent is told.
const CONSENT_WARNING_DAYS: i64 = 30;

/// One location of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationLine {
    /// The location.
    pub id: LocationId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its sign.
    pub sign: String,
    /// Counts the changes.
    pub version: i64,
    /// When the dossier last changed.
    pub updated_at: Timestamp,
    /// What is missing; nothing is as it should be.
    pub missing: Vec<Missing>,
}

/// A location's own page.
#[derive(Debug, Clone)]
pub struct LocationView {
    /// As in the list.
    pub line: LocationLine,
    /// The dossier as the form writes it.
    pub dossier: DossierForm,
    /// Days on which nothing was wrong with the signs, the latest first.
    pub inspections: Vec<Date>,
    /// Days on which a fault was found, the latest first.
    pub faults: Vec<Date>,
    /// Names of the units here that were not revoked.
    pub units: Vec<String>,
}

/// Why a version came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Motive {
    /// The operator imported it.
    Imported,
    /// An inspection was recorded or corrected.
    Inspected,
    /// In the administrator's words.
    Written(String),
}

/// One part that a version changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The part.
    pub field: DossierField,
    /// As it was.
    pub before: String,
    /// As it became.
    pub after: String,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// Its number.
    pub number: i64,
    /// When it came to be.
    pub at: Timestamp,
    /// By whom; `None` for the operator.
    pub who: Option<String>,
    /// Why.
    pub motive: Motive,
    /// The document; empty where there is none.
    pub reference: String,
    /// What changed; nothing for the first version.
    pub changed: Vec<FieldChange>,
}

/// A location's history.
#[derive(Debug, Clone)]
pub struct History {
    /// The location's name.
    pub name: String,
    /// Its versions, the newest first.
    pub versions: Vec<VersionLine>,
}

/// Lists the locations. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<LocationLine>, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed)).await?;
    let (scope, today) = (actor.scope(), local_day(services.now()));
    let days = services.config().gate.inspection_days;
    let (places, units) = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>((rows::all(conn, &scope)?, units::all(conn, &scope)?)))
        .await?;
    let mut lines: Vec<LocationLine> = places.iter().map(|place| line(place, &units, today, days)).collect();
    lines.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
    Ok(lines)
}

/// One location with its dossier. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn show(services: &Services, actor: &Actor, id: LocationId) -> Result<LocationView, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).detail("location", id)).await?;
    let (scope, today) = (actor.scope(), local_day(services.now()));
    let days = services.config().gate.inspection_days;
    let (place, units) = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>((rows::by_id(conn, &scope, id)?, units::all(conn, &scope)?)))
        .await?;
    let place = place.ok_or(ServiceError::NotFound("location"))?;
    let here = units.iter().filter(|unit| unit.location == id && unit.revoked_at.is_none());
    let latest_first = |days: &[Date]| days.iter().rev().copied().collect();
    Ok(LocationView {
        line: line(&place, &units, today, days),
        dossier: DossierForm::of(&place.dossier),
        inspections: latest_first(&place.dossier.inspections),
        faults: latest_first(&place.dossier.sign_faults),
        units: here.map(|unit| unit.name.clone()).collect(),
    })
}

/// All versions of a location's dossier, with what each changed. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn history(services: &Services, actor: &Actor, id: LocationId) -> Result<History, ServiceError> {
    actor.require(Permission::ManageLocations)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).detail("location", id)).await?;
    let scope = actor.scope();
    let (versions, people) = services
        .store()
        .read(move |conn| {
            Ok::<_, ServiceError>((rows::versions(conn, &scope, id)?, accounts::list(conn, &scope)?))
        })
        .await?;
    let name = versions.first().map(|version| version.dossier.name.clone());
    let names: BTreeMap<AccountId, String> =
        people.into_iter().map(|person| (person.id, person.display_name)).collect();
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let lines = versions.iter().zip(before).map(|(version, before)| version_line(version, before, &names));
    Ok(History { name: name.ok_or(ServiceError::NotFound("location"))?, versions: lines.collect() })
}

fn version_line(
    version: &Version,
    before: Option<&Version>,
    names: &BTreeMap<AccountId, String>,
) -> VersionLine {
    let change = &version.change;
    let motive = match (change.by, change.reason.as_str()) {
        (None, _) => Motive::Imported,
        (Some(_), BY_INSPECTION) => Motive::Inspected,
        (Some(_), words) => Motive::Written(words.to_owned()),
    };
    VersionLine {
        number: version.number,
        at: change.at,
        who: change.by.map(|by| names.get(&by).cloned().unwrap_or_else(|| by.to_string())),
        motive,
        reference: change.reference.clone(),
        changed: before.map(|before| differences(&before.dossier, &version.dossier)).unwrap_or_default(),
    }
}

fn differences(before: &LocationDossier, after: &LocationDossier) -> Vec<FieldChange> {
    let (old, new) = (DossierForm::of(before), DossierForm::of(after));
    changes(before, after)
        .into_iter()
        .map(|field| FieldChange { field, before: old.words(field, before), after: new.words(field, after) })
        .collect()
}

fn line(place: &Location, units: &[units::Unit], today: Date, days: u16) -> LocationLine {
    let delivers = |unit: &&units::Unit| unit.location == place.id && unit.revoked_at.is_none();
    LocationLine {
        id: place.id,
        code: place.dossier.code.clone(),
        name: place.dossier.name.clone(),
        sign: place.dossier.sign.clone(),
        version: place.version,
        updated_at: place.updated_at,
        missing: missing(&place.dossier, units.iter().any(|unit| delivers(&unit)), today, days),
    }
}

fn missing(dossier: &LocationDossier, has_units: bool, today: Date, days: u16) -> Vec<Missing> {
    let mut missing = Vec::new();
    let start = poortwacht_domain::calendar::start_of_day(today);
    let is_over = dossier.active_until.is_some_and(|until| until <= start);
    if is_over || local_day(dossier.active_from) > today {
        missing.push(Missing::Inactive);
    }
    missing.extend(consent(dossier, today));
    missing.extend(inspection(dossier, today, days));
    if !has_units {
        missing.push(Missing::NoUnits);
    }
    let running = dossier.warning_periods.iter().find(|period| period.contains(today));
    missing.extend(running.map(|period| Missing::WarningUntil(period.until)));
    missing
}

fn consent(dossier: &LocationDossier, today: Date) -> Option<Missing> {
    if !dossier.has_consent_on(today) {
        return Some(Missing::NoConsent);
    }
    let ends = dossier.consent_on(today).and_then(|consent| consent.until)?;
    let followed = ends.tomorrow().is_ok_and(|next| dossier.has_consent_on(next));
    let near = (ends - today).get_days() <= i32::try_from(CONSENT_WARNING_DAYS).unwrap_or(i32::MAX);
    (near && !followed).then_some(Missing::ConsentEnds(ends))
}

fn inspection(dossier: &LocationDossier, today: Date, days: u16) -> Option<Missing> {
    if dossier.has_fault_on(today) {
        return Some(Missing::SignFault);
    }
    let last = dossier.last_inspection(today);
    let recent = last.is_some_and(|last| (today - last).get_days() <= i32::from(days));
    (!recent).then_some(Missing::NotInspected(last))
}
