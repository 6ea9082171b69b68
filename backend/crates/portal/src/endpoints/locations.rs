//! Locations: the list, a dossier, its history.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use poortwacht_domain::LocationId;
use poortwacht_frontend::pages::location::LocationPage;
use poortwacht_frontend::pages::location_history::{FieldChange, LocationHistoryPage, Motive, VersionRow};
use poortwacht_frontend::pages::locations::{LocationRow, LocationsPage, Missing};
use poortwacht_services::{ServiceError, locations};

use super::locations_form::typed;
use crate::failure::Failure;
use crate::notice::Told;
use crate::visit::Visit;

/// `GET /locations`
pub(crate) async fn list(visit: Visit) -> Result<HttpResponse, Failure> {
    let rows = locations::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(LocationsPage { rows: rows.into_iter().map(row).collect() }))
}

/// `GET /locations/{location}`
pub(crate) async fn show(
    visit: Visit,
    place: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let view = locations::show(visit.services(), visit.actor(), id(&place)?).await?;
    Ok(visit.show(LocationPage {
        row: row(view.line),
        dossier: typed(view.dossier, 0),
        inspections: view.inspections,
        faults: view.faults,
        units: view.units,
        notice: told.at_location(),
    }))
}

/// `GET /locations/{location}/history`
pub(crate) async fn history(visit: Visit, place: Path<String>) -> Result<HttpResponse, Failure> {
    let id = id(&place)?;
    let found = locations::history(visit.services(), visit.actor(), id).await?;
    let versions = found.versions.into_iter().map(version).collect();
    Ok(visit.show(LocationHistoryPage { id, name: found.name, versions }))
}

/// What is no identifier is no location.
pub(super) fn id(place: &str) -> Result<LocationId, Failure> {
    place.parse().map_err(|_| ServiceError::NotFound("location").into())
}

fn row(line: locations::LocationLine) -> LocationRow {
    LocationRow {
        id: line.id,
        code: line.code,
        name: line.name,
        sign: line.sign,
        version: line.version,
        updated_at: line.updated_at,
        missing: line.missing.into_iter().map(missing).collect(),
    }
}

const fn missing(missing: locations::Missing) -> Missing {
    match missing {
        locations::Missing::NoConsent => Missing::NoConsent,
        locations::Missing::ConsentEnds(day) => Missing::ConsentEnds(day),
        locations::Missing::SignFault => Missing::SignFault,
        locations::Missing::NotInspected(last) => Missing::NotInspected(last),
        locations::Missing::NoUnits => Missing::NoUnits,
        locations::Missing::WarningUntil(day) => Missing::WarningUntil(day),
        locations::Missing::Inactive => Missing::Inactive,
    }
}

fn version(line: locations::VersionLine) -> VersionRow {
    let change = |change: locations::FieldChange| FieldChange {
        field: change.field,
        before: change.before,
        after: change.after,
    };
    VersionRow {
        number: line.number,
        at: line.at,
        who: line.who,
        motive: match line.motive {
            locations::Motive::Imported => Motive::Imported,
            locations::Motive::Inspected => Motive::Inspected,
            locations::Motive::Written(words) => Motive::Written(words),
        },
        reference: line.reference,
        changed: line.changed.into_iter().map(change).collect(),
    }
}
