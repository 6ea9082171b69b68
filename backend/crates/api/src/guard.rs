//! Around every handler, in this order: emergency stop, how fast, access token with certificate and address, scope. What
//! is refused is in the ledger before it is answered.

use std::time::Instant;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use poortwacht_services::api_clients::{self, ApiCaller, Arrival};
use poortwacht_services::trace::TraceContext;
use poortwacht_services::{ServiceError, Services};

use crate::answered::Known;
use crate::certificate::Fingerprint;
use crate::handlers;
use crate::problem::Problem;
use crate::rate::Asker;
use crate::routes::{Access, Endpoint};
use crate::state::State;

/// Answers a request of an endpoint of the table.
pub(crate) async fn answer(
    endpoint: Endpoint,
    state: web::Data<State>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let answered = called(endpoint, &state, &request, payload).await;
    answered.unwrap_or_else(Problem::into_response)
}

async fn called(
    endpoint: Endpoint,
    state: &State,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let arrival = arrival(request)?;
    if api_clients::is_closed(&state.services).await? {
        return Err(Problem::closed());
    }
    take(state, Asker::Address(arrival.origin))?;
    match endpoint.declaration().access {
        Access::Anybody => handlers::open(endpoint, state, request, payload, &arrival).await,
        Access::Scope(scope) => {
            let caller = api_clients::authenticate(&state.services, bearer(request), arrival).await?;
            request.extensions_mut().insert(Known(caller.client.id.to_string()));
            take(state, Asker::Client(caller.client.id))?;
            caller.require(&state.services, scope).await?;
            let done = handlers::of_client(endpoint, state, &caller, request, payload).await;
            match done {
                Ok(response) => Ok(response),
                Err(problem) => Err(refused(&state.services, &caller, problem).await),
            }
        }
    }
}

fn take(state: &State, asker: Asker) -> Result<(), Problem> {
    state.buckets.take(asker, Instant::now()).map_err(Problem::too_many)
}

/// Writes down that a request was not carried out; where that fails, the permit system hears that instead.
async fn refused(services: &Services, caller: &ApiCaller, problem: Problem) -> Problem {
    match api_clients::note_refused(services, caller, problem.code()).await {
        Ok(()) => problem,
        Err(error) => error.into(),
    }
}

fn arrival(request: &HttpRequest) -> Result<Arrival, Problem> {
    let unknown = || ServiceError::Unavailable("the peer has no address any more".to_owned());
    let peer = request.peer_addr().ok_or_else(unknown)?;
    let trace = request.extensions().get::<TraceContext>().map(|context| context.trace.to_string());
    Ok(Arrival {
        origin: peer.ip().to_canonical(),
        trace: trace.unwrap_or_default(),
        certificate: request.conn_data::<Fingerprint>().map(|fingerprint| fingerprint.0.clone()),
    })
}

/// The one bearer token of a request (RFC 6750, 2.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (only, None) = (headers.next()?, headers.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn token(lines: &[&str]) -> Option<String> {
        let mut request = TestRequest::get();
        for line in lines {
            request = request.append_header((AUTHORIZATION, *line));
        }
        bearer(&request.to_http_request()).map(str::to_owned)
    }

    #[test]
    fn one_bearer_token_counts_and_nothing_else() {
        assert_eq!(token(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(token(&["bearer  abc"]).as_deref(), Some("abc"));
        for lines in [&[][..], &["abc"], &["Basic abc"], &["Bearer "], &["Bearer a", "Bearer a"]] {
            assert_eq!(token(lines), None, "{lines:?}");
        }
    }
}
