//! Locations: the dossier of each closure.

mod change;
mod form;
mod inspect;
mod lines;
mod list;
mod read;

use std::collections::BTreeSet;

use poortwacht_domain::{Act, LocationDossier, LocationId, MunicipalityId, RetentionClass};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::locations::{self as rows, NewLocation, Upserted};
use poortwacht_store::{Connection, Plan, Scope, Tx, zones};

pub use change::{Editing, Overtaken, Saved, add, begin, edit, save};
pub use form::{DossierForm, KEEP_DECLARED, MASK_DECLARED};
pub use inspect::{
    ALARM_SIGN, CorrectionForm, InspectionForm, InspectionLine, InspectionsView, NO, YES, correct, inspect,
    inspection, inspections,
};
pub use list::{
    FieldChange, History, LocationLine, LocationView, Missing, Motive, VersionLine, history, list, show,
};

use crate::zones::alike;
use crate::{Actor as Account, FieldProblem, ServiceError, Services};

/// What an import came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// New locations.
    pub added: usize,
    /// Locations with another dossier than before.
    pub changed: usize,
    /// Locations that were there just so.
    pub unchanged: usize,
}

/// A location to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Records dossiers; those with a known code replace what was there. Cases keep the dossier as it was.
///
/// # Errors
/// [`ServiceError::Invalid`] with every fault of every dossier; then nothing is imported.
pub async fn import(
    services: &Services,
    municipality: MunicipalityId,
    dossiers: Vec<LocationDossier>,
) -> Result<Imported, ServiceError> {
    let problems = problems(&dossiers);
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    let rng = services.rng();
    let new = |dossier| NewLocation { id: LocationId::random(rng.as_ref()), municipality, dossier };
    let locations: Vec<NewLocation> = dossiers.into_iter().map(new).collect();
    let (owned, log) = (services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let mut imported = Imported::default();
        for location in &locations {
            record(&owned, tx, &log, location, &mut imported)?;
        }
        Ok::<_, ServiceError>(imported)
    });
    Ok(written.await?.into_inner())
}

/// The municipality's locations to choose from, by name.
///
/// # Errors
/// Those of the store.
pub async fn names(services: &Services, actor: &Account) -> Result<Vec<LocationName>, ServiceError> {
    let scope = actor.scope();
    let all = services.store().read(move |conn| rows::all(conn, &scope)).await?;
    let name = |row: rows::Location| LocationName { code: row.dossier.code, name: row.dossier.name };
    let mut names: Vec<LocationName> = all.into_iter().map(name).collect();
    names.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
    Ok(names)
}

fn record(
    services: &Services,
    tx: &mut Tx<'_>,
    log: &LogName,
    location: &NewLocation,
    imported: &mut Imported,
) -> Result<(), ServiceError> {
    let scope = Scope::municipality(location.municipality);
    let mut location = location.clone();
    if let Some(found) = rows::by_code(tx, &scope, location.municipality, &location.dossier.code)? {
        inspect::keep_recorded(tx, &scope, found.id, &mut location.dossier)?;
    }
    check_code(tx, &scope, &location)?;
    let now = services.now();
    let before_dies =
        services.terms(location.municipality).destroy_after(RetentionClass::DossierVersion, now);
    let upserted = rows::upsert(tx, &scope, &location, now, before_dies)?;
    let (counter, what) = match upserted {
        Upserted::Added(_) => (&mut imported.added, "added"),
        Upserted::Changed(_) => (&mut imported.changed, "changed"),
        Upserted::Unchanged(_) => {
            imported.unchanged += 1;
            return Ok(());
        }
    };
    *counter += 1;
    let entry =
        Entry::new(Actor::Operator, Act::LocationImported).reason(what).detail("location", upserted.id());
    Ok(services.record(tx, log, &entry)?)
}

/// A file of exemptions names locations by their codes and zones by their names: they must not be alike.
fn names_a_zone(conn: &mut Connection, scope: &Scope, code: &str) -> Result<bool, ServiceError> {
    Ok(zones::open(conn, scope)?.iter().any(|zone| alike(&zone.name, code)))
}

fn check_code(tx: &mut Tx<'_>, scope: &Scope, location: &NewLocation) -> Result<(), ServiceError> {
    let code = &location.dossier.code;
    if names_a_zone(tx, scope, code)? {
        let fix = format!("location {code} has the name of a zone; choose another code");
        return Err(ServiceError::Invalid(vec![FieldProblem::new("code", fix)]));
    }
    Ok(())
}

fn problems(dossiers: &[LocationDossier]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut codes = BTreeSet::new();
    if dossiers.is_empty() {
        problems.push(FieldProblem::new("location", "the file holds no [[location]]; add one"));
    }
    for (dossier, number) in dossiers.iter().zip(1..) {
        let place = |field: &str| format!("location {number} ({}){field}", dossier.code);
        problems.extend(
            dossier
                .problems()
                .into_iter()
                .map(|fault| FieldProblem::new(place(&fault.pointer), fault.detail)),
        );
        if !codes.insert(&dossier.code) {
            problems.push(FieldProblem::new(place("/code"), "is in the file twice; give each its own code"));
        }
    }
    problems
}
