//! Inspections of the signs (schouw): entered on the street, corrected by a new entry, never deleted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{
    AccountId, Act, InspectionResult, LocationDossier, LocationId, Permission, RecordId, RetentionClass,
    SignFindings, local_day,
};
use poortwacht_store::inspections::{self as entries, Inspection};
use poortwacht_store::locations::{self as rows, Change};
use poortwacht_store::{Plan, Scope, StoreError, Tx, accounts};

use super::LocationName;
use crate::alarms::{self, Notice};
use crate::flaw::{Flaw, Flaws, text_without_plate};
use crate::{Actor, ServiceError, Services};

/// Reason code of a version that an inspection made.
pub(super) const BY_INSPECTION: &str = "inspection";
/// Kind of the alarm for a fault that was found.
pub const ALARM_SIGN: &str = "sign_fault";
/// Value of a form's answers.
pub const YES: &str = "yes";
/// Value of a form's answers.
pub const NO: &str = "no";

const LONGEST_REMARK: usize = 300;
/// How far back the list reaches.
const LISTED: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What the form on the street holds; each answer is [`YES`] or [`NO`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InspectionForm {
    /// Code of the location.
    pub location: String,
    /// Whether all signs stand where they must.
    pub present: String,
    /// Whether they can be seen.
    pub visible: String,
    /// Whether they are undamaged.
    pub undamaged: String,
    /// More, in words.
    pub remark: String,
}

/// A correction: other answers, or that there was no inspection at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorrectionForm {
    /// The entry was a mistake: the answers below do not count.
    pub mistaken: bool,
    /// As in [`InspectionForm`].
    pub present: String,
    /// As in [`InspectionForm`].
    pub visible: String,
    /// As in [`InspectionForm`].
    pub undamaged: String,
    /// Why it is corrected; mandatory.
    pub remark: String,
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionLine {
    /// The entry.
    pub id: RecordId,
    /// The location's name.
    pub location: String,
    /// When the signs were looked at.
    pub at: Timestamp,
    /// Who entered it.
    pub who: String,
    /// What it came to.
    pub result: InspectionResult,
    /// What was seen.
    pub findings: SignFindings,
    /// More, in words.
    pub remark: String,
    /// It corrects an earlier entry.
    pub is_correction: bool,
    /// A later entry took its place.
    pub is_corrected: bool,
}

/// The inspections and where there may be more.
#[derive(Debug, Clone)]
pub struct InspectionsView {
    /// This moment.
    pub now: Timestamp,
    /// Entries of the last year and a bit, the latest inspection first.
    pub rows: Vec<InspectionLine>,
    /// Locations to choose from.
    pub locations: Vec<LocationName>,
}

/// Lists inspections. Logged as [`Act::LocationsListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn inspections(services: &Services, actor: &Actor) -> Result<InspectionsView, ServiceError> {
    actor.require(Permission::InspectSigns)?;
    services.enter(actor.log(), actor.entry(Act::LocationsListed).reason("inspections")).await?;
    let (now, scope) = (services.now(), actor.scope());
    let from = now.saturating_sub(LISTED).unwrap_or(Timestamp::MIN);
    let (found, places, people) = services
        .store()
        .read(move |conn| {
            let found = entries::since(conn, &scope, from)?;
            Ok::<_, ServiceError>((found, rows::all(conn, &scope)?, accounts::list(conn, &scope)?))
        })
        .await?;
    let names: BTreeMap<LocationId, String> =
        places.iter().map(|place| (place.id, place.dossier.name.clone())).collect();
    let people: BTreeMap<AccountId, String> =
        people.into_iter().map(|person| (person.id, person.display_name)).collect();
    let corrected: BTreeSet<RecordId> = found.iter().filter_map(|entry| entry.corrects).collect();
    let line = |entry: Inspection| InspectionLine {
        id: entry.id,
        location: names.get(&entry.location).cloned().unwrap_or_default(),
        at: entry.inspected_at,
        who: people.get(&entry.recorded_by).cloned().unwrap_or_else(|| entry.recorded_by.to_string()),
        result: entry.result,
        findings: entry.findings,
        is_correction: entry.corrects.is_some(),
        is_corrected: corrected.contains(&entry.id),
        remark: entry.remark,
    };
    let mut locations: Vec<LocationName> = places
        .into_iter()
        .map(|place| LocationName { code: place.dossier.code, name: place.dossier.name })
        .collect();
    locations.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
    Ok(InspectionsView { now, rows: found.into_iter().map(line).collect(), locations })
}

/// One entry, to be corrected.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn inspection(
    services: &Services,
    actor: &Actor,
    id: RecordId,
) -> Result<InspectionLine, ServiceError> {
    let view = inspections(services, actor).await?;
    view.rows.into_iter().find(|row| row.id == id).ok_or(ServiceError::NotFound("inspection"))
}

/// Records an inspection of this moment.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::Refused`] without the permission; those of store and
/// ledger.
pub async fn inspect(
    services: &Services,
    actor: &Actor,
    form: &InspectionForm,
) -> Result<InspectionResult, ServiceError> {
    actor.require(Permission::InspectSigns)?;
    let mut flaws = Flaws::default();
    let place = flaws.take("location", location(services, actor, &form.location).await?);
    let findings = findings(&form.present, &form.visible, &form.undamaged, &mut flaws);
    let remark = flaws.take("remark", remark(&form.remark, false));
    flaws.check()?;
    let (Some(location), Some(findings), Some(remark)) = (place, findings, remark) else {
        return Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    };
    let now = services.now();
    let entry = Inspection {
        id: RecordId::random(services.rng().as_ref()),
        municipality: actor.municipality,
        location,
        inspected_at: now,
        recorded_at: now,
        recorded_by: actor.account,
        result: findings.result(),
        findings,
        remark,
        corrects: None,
    };
    record(services, actor, entry).await
}

/// Corrects an entry: a new one takes its place and keeps its moment.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::NotFound`]; [`ServiceError::Conflict`] when it was
/// corrected before; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn correct(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    form: &CorrectionForm,
) -> Result<InspectionResult, ServiceError> {
    actor.require(Permission::InspectSigns)?;
    let scope = actor.scope();
    let wrong = services.store().read(move |conn| entries::by_id(conn, &scope, id)).await?;
    let wrong = wrong.ok_or(ServiceError::NotFound("inspection"))?;
    let mut flaws = Flaws::default();
    let findings = if form.mistaken {
        Some(wrong.findings)
    } else {
        findings(&form.present, &form.visible, &form.undamaged, &mut flaws)
    };
    let remark = flaws.take("remark", remark(&form.remark, true));
    flaws.check()?;
    let (Some(findings), Some(remark)) = (findings, remark) else {
        return Err(ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    };
    let result = if form.mistaken { InspectionResult::Mistaken } else { findings.result() };
    let entry = Inspection {
        id: RecordId::random(services.rng().as_ref()),
        recorded_at: services.now(),
        recorded_by: actor.account,
        result,
        findings,
        remark,
        corrects: Some(id),
        ..wrong
    };
    record(services, actor, entry).await
}

async fn record(
    services: &Services,
    actor: &Actor,
    inspection: Inspection,
) -> Result<InspectionResult, ServiceError> {
    let (result, location) = (inspection.result, inspection.location);
    let entry = actor
        .entry(Act::SignsInspected)
        .reason(result.as_str())
        .detail("location", location)
        .detail("inspection", inspection.id);
    let entry = match inspection.corrects {
        Some(corrected) => entry.detail("corrects", corrected),
        None => entry,
    };
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let (by, now) = (actor.account, services.now());
    let dies = services.terms(actor.municipality).destroy_after(RetentionClass::DossierVersion, now);
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        entries::insert(tx, &scope, &inspection, dies)?;
        own.record(tx, &log, &entry)?;
        note(tx, &scope, &inspection, by, (now, dies))
    });
    let fault = written.await?.into_inner();
    alarm(services, actor, location, fault).await?;
    Ok(result)
}

/// The dossier says what the day's inspection came to; answers whether the signs are known to be at fault now.
fn note(
    tx: &mut Tx<'_>,
    scope: &Scope,
    inspection: &Inspection,
    by: AccountId,
    (now, dies): (Timestamp, Timestamp),
) -> Result<bool, ServiceError> {
    let day = local_day(inspection.inspected_at);
    let good = of_day(tx, scope, inspection.location, day)?.and_then(InspectionResult::is_good);
    // Another change of this very moment comes first; then it is tried on top of that.
    for _ in 0..3 {
        let place = rows::by_id(tx, scope, inspection.location)?.ok_or(StoreError::NotFound)?;
        let mut dossier = place.dossier.clone();
        dossier.note_inspection(day, good);
        let fault = dossier.has_fault_on(local_day(now));
        if dossier == place.dossier {
            return Ok(fault);
        }
        let change =
            Change { at: now, by: Some(by), reason: BY_INSPECTION.to_owned(), reference: String::new() };
        if rows::revise(tx, scope, place.id, place.version, &dossier, (&change, dies))?.is_some() {
            return Ok(fault);
        }
    }
    Err(ServiceError::Conflict("the dossier changes all the time".to_owned()))
}

/// What the last entry about a day that counts says.
fn of_day(
    tx: &mut Tx<'_>,
    scope: &Scope,
    location: LocationId,
    day: Date,
) -> Result<Option<InspectionResult>, StoreError> {
    let counting = counting(tx, scope, location, start_of_day(day))?;
    let end = end_of_day(day);
    Ok(counting.iter().find(|entry| entry.inspected_at < end).map(|entry| entry.result))
}

/// Entries about a location that nobody corrected and that are no mistake, the latest inspection first.
fn counting(
    tx: &mut Tx<'_>,
    scope: &Scope,
    location: LocationId,
    from: Timestamp,
) -> Result<Vec<Inspection>, StoreError> {
    let mut all = entries::since(tx, scope, from)?;
    let corrected: BTreeSet<RecordId> = all.iter().filter_map(|entry| entry.corrects).collect();
    all.retain(|entry| {
        let counts = !corrected.contains(&entry.id) && entry.result != InspectionResult::Mistaken;
        entry.location == location && counts
    });
    Ok(all)
}

/// Puts what was recorded on the street into a dossier that comes from elsewhere: an import takes nothing of it away.
pub(super) fn keep_recorded(
    tx: &mut Tx<'_>,
    scope: &Scope,
    location: LocationId,
    dossier: &mut LocationDossier,
) -> Result<(), StoreError> {
    let recorded = counting(tx, scope, location, Timestamp::UNIX_EPOCH)?;
    // The last entry of a day is the first of the list, and so the last to be noted.
    for entry in recorded.iter().rev() {
        dossier.note_inspection(local_day(entry.inspected_at), entry.result.is_good());
    }
    Ok(())
}

async fn alarm(
    services: &Services,
    actor: &Actor,
    location: LocationId,
    fault: bool,
) -> Result<(), ServiceError> {
    let subject = location.to_string();
    if !fault {
        return alarms::clear(services, ALARM_SIGN, &subject).await;
    }
    let detail = "an inspection found a fault of the signs; nothing of this location is exported".to_owned();
    let municipality = Some(actor.municipality);
    alarms::raise(services, Notice { kind: ALARM_SIGN, subject, municipality, detail }).await
}

async fn location(
    services: &Services,
    actor: &Actor,
    code: &str,
) -> Result<Result<LocationId, Flaw>, ServiceError> {
    let code = code.trim().to_owned();
    if code.is_empty() {
        return Ok(Err(Flaw::Required));
    }
    let (scope, municipality) = (actor.scope(), actor.municipality);
    let found = services.store().read(move |conn| rows::by_code(conn, &scope, municipality, &code)).await?;
    Ok(found.map(|place| place.id).ok_or(Flaw::NotAChoice))
}

fn findings(present: &str, visible: &str, undamaged: &str, flaws: &mut Flaws) -> Option<SignFindings> {
    let present = flaws.take("present", answer(present));
    let visible = flaws.take("visible", answer(visible));
    let undamaged = flaws.take("undamaged", answer(undamaged));
    Some(SignFindings { present: present?, visible: visible?, undamaged: undamaged? })
}

fn answer(typed: &str) -> Result<bool, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        YES => Ok(true),
        NO => Ok(false),
        _ => Err(Flaw::NotAChoice),
    }
}

/// The text lives as long as the dossier, so no plate may stand in it.
fn remark(typed: &str, required: bool) -> Result<String, Flaw> {
    if typed.trim().is_empty() && !required {
        return Ok(String::new());
    }
    text_without_plate(typed, LONGEST_REMARK)
}
