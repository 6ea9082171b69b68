//! Every request is identified before it is routed: strangers learn nothing, not even which paths exist.

use std::net::IpAddr;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use poortwacht_services::intake::{IntakeRefusal, UnitIdentity, identify, note_stranger};
use poortwacht_services::trace::TraceContext;
use poortwacht_services::witnesses::{self, WitnessIdentity, WitnessRefusal};

use crate::certificate::Fingerprint;
use crate::problem::Problem;
use crate::state::State;

/// Below this path everything is for witnesses, and everything else for units.
const LEDGER: &str = "/ledger/";

/// Refuses unknown and revoked units and witnesses, and all units while the emergency stop is on. A unit is a stranger to
/// the ledger, a witness to all else.
pub(crate) async fn identified(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match note_identity(&state, &request).await {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Err(problem) => Ok(request.into_response(problem.into_response())),
    }
}

async fn note_identity(state: &State, request: &ServiceRequest) -> Result<(), Problem> {
    if request.path().starts_with(LEDGER) {
        let witness = witness(state, request).await?;
        request.extensions_mut().insert(witness);
    } else {
        let unit = unit(state, request).await?;
        request.extensions_mut().insert(unit);
    }
    Ok(())
}

async fn unit(state: &State, request: &ServiceRequest) -> Result<UnitIdentity, IntakeRefusal> {
    let fingerprint = request.conn_data::<Fingerprint>().cloned().ok_or(IntakeRefusal::UnknownUnit)?;
    let (origin, trace) = arrival(request);
    match identify(&state.services, &fingerprint.0).await {
        Ok(unit) => Ok(unit.arriving(origin, trace)),
        Err(refusal) => {
            note_stranger(&state.services, &fingerprint.0, &refusal, origin, trace).await?;
            Err(refusal)
        }
    }
}

async fn witness(state: &State, request: &ServiceRequest) -> Result<WitnessIdentity, WitnessRefusal> {
    let fingerprint = request.conn_data::<Fingerprint>().cloned().ok_or(WitnessRefusal::Unknown)?;
    let identified = witnesses::identify(&state.services, &fingerprint.0).await;
    if let Err(refusal) = &identified {
        let (origin, trace) = arrival(request);
        witnesses::note_stranger(&state.services, &fingerprint.0, refusal, origin, trace).await?;
    }
    identified
}

/// From where a request came, and within which trace.
fn arrival(request: &ServiceRequest) -> (Option<IpAddr>, Option<TraceContext>) {
    let trace = request.extensions().get::<TraceContext>().copied();
    (request.peer_addr().map(|address| address.ip()), trace)
}
