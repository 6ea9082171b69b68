//! `POST /api/v1/oauth/token`: client credentials (RFC 6749, 4.4) by signed assertion or client certificate.

use actix_web::web::{Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use poortwacht_services::api_clients::{self, Arrival, TOKEN_SECONDS, TokenRequest};
use poortwacht_services::{Visitor, note_stranger};
use serde::Serialize;

use crate::body;
use crate::problem::Problem;
use crate::state::State;

/// An access token, by OAuth 2's own names (RFC 6749, 5.1).
#[derive(Serialize)]
struct Answer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
}

/// 200 with a token, else a problem that also has OAuth 2's `error`.
pub(crate) async fn issue(
    state: &State,
    request: &HttpRequest,
    payload: Payload,
    arrival: &Arrival,
) -> Result<HttpResponse, Problem> {
    let asked = match form(request, payload).await {
        Ok(asked) => asked,
        Err(problem) => {
            let visitor = Visitor { origin: arrival.origin, trace: arrival.trace.clone() };
            note_stranger(&state.services, &visitor, "token_request_malformed").await?;
            return Err(problem);
        }
    };
    let issued = api_clients::issue(&state.services, &state.audiences, asked, arrival).await?;
    let answer = Answer {
        access_token: issued.token,
        token_type: "Bearer",
        expires_in: TOKEN_SECONDS,
        scope: issued.scopes.to_string(),
    };
    Ok(HttpResponse::Ok().insert_header(("pragma", "no-cache")).json(answer))
}

async fn form(request: &HttpRequest, payload: Payload) -> Result<TokenRequest, Problem> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let bytes =
        body::read(request, payload, FORM, "send the request as application/x-www-form-urlencoded").await?;
    let unreadable = || Problem::malformed("the form cannot be read");
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
    let pairs = Query::<Vec<(String, String)>>::from_query(text).map_err(|_| unreadable())?;
    let mut asked = TokenRequest::default();
    for (name, value) in pairs.into_inner() {
        let slot = match name.as_str() {
            "grant_type" => &mut asked.grant_type,
            "client_id" => &mut asked.client_id,
            "client_assertion_type" => &mut asked.client_assertion_type,
            "client_assertion" => &mut asked.client_assertion,
            "scope" => &mut asked.scope,
            // What is not known is ignored (RFC 6749, 3.2).
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return Err(Problem::malformed("a parameter is there twice; send it once"));
        }
    }
    Ok(asked)
}
