//! The register of incidents: the list, one incident, and the steps in it.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::incident::{IncidentField, IncidentStep, IncidentWords};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::incident::{IncidentEntry, IncidentPage, SecuredExtract};
use poortwacht_frontend::pages::incident_form::IncidentStepPage;
use poortwacht_frontend::pages::incidents::{IncidentRow, IncidentsPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::incidents::{self as service, IncidentLine, IncidentView, Typed};

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

/// `GET /incidents`
pub(crate) async fn list(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let lines = service::list(visit.services(), visit.actor()).await?;
    let rows = lines.into_iter().map(row).collect();
    Ok(visit.show(IncidentsPage { rows, is_reported: told.is_reported() }))
}

fn row(line: IncidentLine) -> IncidentRow {
    let IncidentLine { number, kind, source, facts, next } = line;
    IncidentRow { number, kind, source, facts, next }
}

/// `GET /incidents/{number}`
pub(crate) async fn show(
    visit: Visit,
    number: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let view = service::show(visit.services(), visit.actor(), read(&number)?).await?;
    Ok(visit.show(shown(view, told.is_saved())))
}

fn shown(view: IncidentView, is_saved: bool) -> IncidentPage {
    let entry = |entry: service::EntryView| IncidentEntry {
        at: entry.at,
        by: entry.by,
        step: entry.step,
        words: entry.words,
    };
    let secured = |(one, by): (service::IncidentExtract, String)| SecuredExtract {
        position: one.position,
        at: one.at,
        by,
        from: one.from,
        until: one.until,
        entries: one.entries,
    };
    IncidentPage {
        extracts: view.extracts.into_iter().map(secured).collect(),
        number: view.line.number,
        kind: view.line.kind,
        source: view.line.source,
        facts: view.line.facts,
        clocks: view.clocks,
        entries: view.entries.into_iter().map(entry).collect(),
        steps: view.steps,
        missing: view.missing,
        destroy_after: view.destroy_after,
        is_saved,
    }
}

/// `GET /incidents/{number}/{step}`: the form, with what was said last time.
pub(crate) async fn form(visit: Visit, place: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let (number, step) = both(&place)?;
    let filled = service::form(visit.services(), visit.actor(), number, step).await?.words;
    Ok(visit.show(IncidentStepPage { number, step, filled, errors: FieldErrors::none() }))
}

/// `POST /incidents/{number}/{step}`: to the incident, or the form again with what was typed.
pub(crate) async fn take(
    visit: Visit,
    place: Path<(String, String)>,
    typed: Form<Typed>,
) -> Result<HttpResponse, Failure> {
    let (number, step) = both(&place)?;
    match service::take(visit.services(), visit.actor(), number, step, &typed).await {
        Ok(()) => Ok(page::see(&notice::on(&paths::incident(number), notice::SAVED))),
        Err(error) => {
            let errors = form::complaints(error, IncidentField::CODES)?;
            Ok(visit.show_again(IncidentStepPage { number, step, filled: again(&typed), errors }))
        }
    }
}

/// What was typed, for the form that is shown again.
pub(super) fn again(typed: &Typed) -> IncidentWords {
    let field = |(name, value): (&String, &String)| Some((name.parse().ok()?, value.clone()));
    typed.iter().filter_map(field).collect()
}

fn both((number, step): &(String, String)) -> Result<(u64, IncidentStep), Failure> {
    let step = step.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    Ok((read(number)?, step))
}

pub(super) fn read(number: &str) -> Result<u64, Failure> {
    number.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}
