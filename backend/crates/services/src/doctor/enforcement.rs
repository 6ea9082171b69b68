//! What a first case needs: a municipality, its addresses, an active location, a unit, an officer.

use jiff::Timestamp;
use poortwacht_domain::{Role, local_day};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::addresses;
use poortwacht_store::locations::{self, Location};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::units::{self, Unit};
use poortwacht_store::{Connection, Scope, StoreError, authorisations};

use super::{Blocks, Finding};
use crate::{ServiceError, Services};

/// A unit that has been silent for longer is not there.
const SILENT_HOURS: i64 = 1;

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let now = services.now();
    services.store().read(move |conn| Ok(all(conn, now)?)).await
}

fn all(conn: &mut Connection, now: Timestamp) -> Result<Vec<Finding>, StoreError> {
    let municipalities = municipalities::all(conn, &Scope::job("doctor"))?;
    if municipalities.is_empty() {
        let fix = "poortwacht municipality add --code CODE --name NAME --oin OIN";
        return Ok(vec![Finding::new(Blocks::FirstCase, "there is no municipality", fix)]);
    }
    let mut findings = Vec::new();
    for municipality in &municipalities {
        findings.extend(of_municipality(conn, municipality, now)?);
    }
    Ok(findings)
}

fn of_municipality(
    conn: &mut Connection,
    municipality: &Municipality,
    now: Timestamp,
) -> Result<Vec<Finding>, StoreError> {
    let scope = Scope::municipality(municipality.id);
    let mut findings = Vec::new();
    if addresses::of_municipality(conn, &scope, municipality.id)?.is_empty() {
        findings.push(no_address(municipality));
    }
    let locations = locations::all(conn, &scope)?;
    findings.extend(of_locations(municipality, &locations, now));
    findings.extend(of_units(municipality, &units::all(conn, &scope)?, now));
    findings.extend(of_officers(conn, &scope, municipality, now)?);
    Ok(findings)
}

fn no_address(municipality: &Municipality) -> Finding {
    Finding::new(
        Blocks::FirstCase,
        format!("{}: no address range is allowed, so nobody reaches the portal", municipality.name),
        format!("poortwacht address allow --municipality {} --network CIDR --note TEXT", municipality.code),
    )
}

fn of_locations(municipality: &Municipality, locations: &[Location], now: Timestamp) -> Vec<Finding> {
    let is_active = |location: &&Location| {
        let dossier = &location.dossier;
        dossier.active_from <= now && dossier.active_until.is_none_or(|until| now < until)
    };
    let active: Vec<&Location> = locations.iter().filter(is_active).collect();
    if active.is_empty() {
        return vec![Finding::new(
            Blocks::FirstCase,
            format!("{}: no location is active", municipality.name),
            format!(
                "poortwacht location import --municipality {} FILE, with active_from in the past",
                municipality.code
            ),
        )];
    }
    let without = active.iter().filter(|location| !location.dossier.has_consent_on(local_day(now)));
    without.map(|location| no_consent(municipality, location)).collect()
}

fn no_consent(municipality: &Municipality, location: &Location) -> Finding {
    let name = &location.dossier.name;
    Finding::new(
        Blocks::FirstExport,
        format!("{}, {name}: no consent of the prosecution service is recorded for today", municipality.name),
        format!(
            "add consent to the dossier; poortwacht location import --municipality {} FILE",
            municipality.code
        ),
    )
}

fn of_units(municipality: &Municipality, units: &[Unit], now: Timestamp) -> Vec<Finding> {
    let registered: Vec<&Unit> = units.iter().filter(|unit| unit.revoked_at.is_none()).collect();
    if registered.is_empty() {
        return vec![Finding::new(
            Blocks::FirstCase,
            format!("{}: no unit is registered", municipality.name),
            format!(
                "poortwacht unit register --municipality {} --location CODE --name NAME --lane 1 \
                 --certificate FILE.pem --signing-key FILE.pub.pem",
                municipality.code
            ),
        )];
    }
    let silent = registered.into_iter().filter(|unit| is_silent(unit, now));
    silent.map(|unit| silent_unit(municipality, unit)).collect()
}

fn is_silent(unit: &Unit, now: Timestamp) -> bool {
    let last = unit.health.last_heartbeat_at;
    last.is_none_or(|last| now.duration_since(last).as_hours() >= SILENT_HOURS)
}

fn silent_unit(municipality: &Municipality, unit: &Unit) -> Finding {
    Finding::new(
        Blocks::Nothing,
        format!("{}: unit {} has not been heard for an hour", municipality.name, unit.name),
        "see that the unit reaches the intake listener and shows the registered certificate",
    )
}

/// The first of the steps to an officer who may judge that is missing.
fn of_officers(
    conn: &mut Connection,
    scope: &Scope,
    municipality: &Municipality,
    now: Timestamp,
) -> Result<Option<Finding>, StoreError> {
    let mut officers = accounts::list(conn, scope)?;
    officers.retain(|account| account.role == Role::Officer && account.deactivated_at.is_none());
    if officers.is_empty() {
        return Ok(Some(no_officer(municipality)));
    }
    let enrolled: Vec<&Account> = officers.iter().filter(|officer| officer.credentials.is_some()).collect();
    if enrolled.is_empty() {
        return Ok(Some(none_enrolled(municipality)));
    }
    for officer in enrolled {
        if authorisations::valid_at(conn, scope, officer.id, now)?.is_some() {
            return Ok(None);
        }
    }
    Ok(Some(none_authorised(municipality)))
}

fn no_officer(municipality: &Municipality) -> Finding {
    Finding::new(
        Blocks::FirstCase,
        format!("{}: there is no officer", municipality.name),
        format!(
            "poortwacht user add --municipality {} --login LOGIN --name NAME --role officer",
            municipality.code
        ),
    )
}

fn none_enrolled(municipality: &Municipality) -> Finding {
    Finding::new(
        Blocks::FirstCase,
        format!("{}: no officer has enrolled", municipality.name),
        "have the officer follow the enrolment link; poortwacht user reset --login LOGIN --second-person LOGIN gives a new one",
    )
}

fn none_authorised(municipality: &Municipality) -> Finding {
    Finding::new(
        Blocks::FirstCase,
        format!("{}: no enrolled officer holds an authorisation that is valid now", municipality.name),
        "poortwacht authorisation add --login LOGIN --number N --domain D --territory T --from DATE --until DATE",
    )
}
