//! Every request is identified before it is routed: strangers learn nothing, not even which paths exist.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use poortwacht_services::intake::{IntakeRefusal, UnitIdentity, identify};

use crate::certificate::Fingerprint;
use crate::problem::Problem;
use crate::state::State;
use crate::trace::TraceId;

/// Refuses unknown and revoked units, and everybody while the emergency stop is on.
pub(crate) async fn identified(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match identity(&state, &request).await {
        Ok(unit) => {
            request.extensions_mut().insert(unit);
            next.call(request).await.map(ServiceResponse::map_into_boxed_body)
        }
        Err(refusal) => Ok(request.into_response(Problem::from(refusal).into_response())),
    }
}

async fn identity(state: &State, request: &ServiceRequest) -> Result<UnitIdentity, IntakeRefusal> {
    let fingerprint = request.conn_data::<Fingerprint>().cloned().ok_or(IntakeRefusal::UnknownUnit)?;
    let unit = identify(&state.services, &fingerprint.0).await?;
    let trace = request.extensions().get::<TraceId>().map(|trace| trace.0.clone());
    Ok(unit.arriving(request.peer_addr().map(|address| address.ip()), trace))
}
