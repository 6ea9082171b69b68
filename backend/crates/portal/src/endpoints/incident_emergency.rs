//! The emergency stop from an incident's page.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path};
use poortwacht_frontend::pages::incident_emergency::{IncidentEmergencyPage, ListenerRow, StopTyped};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::emergency::ListenerState;
use poortwacht_services::incidents::{self as service, StopAct, StopForm, Stops};

use super::incidents::read;
use crate::failure::Failure;
use crate::notice;
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 3] = ["stop", "reason", "sure"];

/// `GET /incidents/{number}/emergency`
pub(crate) async fn show(visit: Visit, number: Path<String>) -> Result<HttpResponse, Failure> {
    let number = read(&number)?;
    let stops = service::stops(visit.services(), visit.actor(), number).await?;
    Ok(visit.show(shown(number, stops, StopTyped::default(), FieldErrors::none())))
}

/// `POST /incidents/{number}/emergency`
pub(crate) async fn pull(
    visit: Visit,
    number: Path<String>,
    typed: Form<StopTyped>,
) -> Result<HttpResponse, Failure> {
    let (number, typed) = (read(&number)?, typed.into_inner());
    let form =
        StopForm { stop: typed.stop.clone(), reason: typed.reason.clone(), sure: typed.sure.is_some() };
    match service::pull(visit.services(), visit.actor(), number, &form).await {
        Ok(()) => Ok(page::see(&notice::on(&paths::incident(number), notice::SAVED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let stops = service::stops(visit.services(), visit.actor(), number).await?;
            Ok(visit.show_again(shown(number, stops, typed, errors)))
        }
    }
}

fn shown(number: u64, stops: Stops, typed: StopTyped, errors: FieldErrors) -> IncidentEmergencyPage {
    let row = |state: ListenerState| ListenerRow {
        listener: state.listener.as_str(),
        closed: state.stop.map(|stop| (stop.closed_at, stop.reason)),
    };
    let act = |act: StopAct| {
        let (listener, closes) = match act {
            StopAct::Close(listener) => (listener, true),
            StopAct::Reopen(listener) => (listener, false),
        };
        (act.code(), listener.as_str(), closes)
    };
    IncidentEmergencyPage {
        number,
        listeners: stops.listeners.into_iter().map(row).collect(),
        acts: stops.acts.into_iter().map(act).collect(),
        typed,
        errors,
    }
}
