//! `/ledger/…`: what a witness reads of its log, and the cosignature it gives.
//!
//! No entry of the ledger can be read here, only signed states and hashes, which hold no personal data. So these
//! requests leave no ledger entry; refusals and numbers are in the operational log and the metrics, as the units' are.

use std::time::Instant;

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use poortwacht_services::witnesses::{self, WitnessIdentity, WitnessRefusal};
use tokio::time::timeout;

use super::{expect_type, respond};
use crate::limits::{BODY_TIMEOUT, MAX_NOTE_BYTES};
use crate::problem::Problem;
use crate::rate::Kind;
use crate::state::State;

const TEXT: &str = "text/plain; charset=utf-8";
/// Hashes of a full tile.
const FULL: u16 = 256;

/// `GET /ledger/shards`: one name per line, the oldest first.
pub(crate) async fn shards(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    respond(listed(&state, &request).await)
}

async fn listed(state: &State, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let witness = admit(state, request)?;
    let names = witnesses::shards(&state.services, &witness).await?;
    let lines = names.into_iter().map(|name| name + "\n");
    Ok(HttpResponse::Ok().content_type(TEXT).body(lines.collect::<String>()))
}

/// `GET /ledger/<shard>/checkpoint`: a signed note.
pub(crate) async fn checkpoint(
    state: web::Data<State>,
    request: HttpRequest,
    shard: web::Path<String>,
) -> HttpResponse {
    respond(signed(&state, &request, &shard).await)
}

async fn signed(state: &State, request: &HttpRequest, shard: &str) -> Result<HttpResponse, Problem> {
    let witness = admit(state, request)?;
    let note = witnesses::checkpoint(&state.services, &witness, shard).await?;
    Ok(HttpResponse::Ok().content_type(TEXT).body(note))
}

/// `GET /ledger/<shard>/tile/<level>/<number>[.p/<width>]`: hashes, one after the other. Bundles of entries are no tiles.
pub(crate) async fn tile(
    state: web::Data<State>,
    request: HttpRequest,
    path: web::Path<(String, String, String)>,
) -> HttpResponse {
    respond(hashes(&state, &request, &path).await)
}

async fn hashes(
    state: &State,
    request: &HttpRequest,
    (shard, level, place): &(String, String, String),
) -> Result<HttpResponse, Problem> {
    let witness = admit(state, request)?;
    let (number, width) = placed(place).ok_or_else(Problem::not_found)?;
    let level = plain(level).ok_or_else(Problem::not_found)?;
    let hashes = witnesses::tile(&state.services, &witness, shard, level, number, width).await?;
    Ok(HttpResponse::Ok().content_type("application/octet-stream").body(hashes))
}

/// `POST /ledger/<shard>/cosignature`: 204, else a problem.
pub(crate) async fn cosignature(
    state: web::Data<State>,
    request: HttpRequest,
    shard: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    respond(cosigned(&state, &request, &shard, payload).await)
}

async fn cosigned(
    state: &State,
    request: &HttpRequest,
    shard: &str,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let witness = admit(state, request)?;
    expect_type(request, "text/plain", "send the cosigned checkpoint as text/plain")?;
    let note = read(payload).await?;
    witnesses::take_cosignature(&state.services, &witness, shard, &note).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn read(payload: web::Payload) -> Result<String, Problem> {
    let invalid = |reason: &str| Problem::from(WitnessRefusal::Invalid(reason.to_owned()));
    let read = timeout(BODY_TIMEOUT, payload.to_bytes_limited(MAX_NOTE_BYTES)).await;
    let read = read.map_err(|_| Problem::too_slow())?;
    let read = read.map_err(|_| Problem::too_large("a checkpoint has at most 16 KiB"))?;
    let bytes = read.map_err(|_| invalid("the body was cut off; send it again"))?;
    String::from_utf8(bytes.to_vec()).map_err(|_| invalid("the body is not UTF-8"))
}

/// The witness that was identified, if it does not ask too fast.
fn admit(state: &State, request: &HttpRequest) -> Result<WitnessIdentity, Problem> {
    let witness = request.extensions().get::<WitnessIdentity>().cloned();
    // Without the middleware nobody is let in.
    let witness = witness.ok_or(WitnessRefusal::Unknown)?;
    let id = witness.witness.id.as_uuid();
    state.buckets.take(id, Kind::Ledger, Instant::now()).map_err(Problem::too_many)?;
    Ok(witness)
}

/// The number and width of a tile in the path form of [tlog-tiles](https://c2sp.org/tlog-tiles): `x001/x234/067` and
/// `.p/<width>` for a partial one. One spelling each.
fn placed(path: &str) -> Option<(u64, u16)> {
    let (number, width) = match path.split_once(".p/") {
        Some((number, width)) => (number, plain::<u16>(width).filter(|width| (1..FULL).contains(width))?),
        None => (path, FULL),
    };
    let mut parts = number.split('/').peekable();
    let mut found: u64 = 0;
    let mut is_first = true;
    while let Some(part) = parts.next() {
        let part = if parts.peek().is_some() { part.strip_prefix('x')? } else { part };
        let digits = part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        // A leading group of zeros would be another spelling.
        if !digits || (is_first && parts.peek().is_some() && part == "000") {
            return None;
        }
        found = found.checked_mul(1000)?.checked_add(part.parse().ok()?)?;
        is_first = false;
    }
    Some((found, width))
}

/// A number in its one spelling.
fn plain<T: std::str::FromStr + std::fmt::Display>(text: &str) -> Option<T> {
    text.parse::<T>().ok().filter(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_found_by_their_path_in_one_spelling() {
        for (path, expected) in [
            ("000", (0, 256)),
            ("067", (67, 256)),
            ("x001/067", (1_067, 256)),
            ("x001/x234/067", (1_234_067, 256)),
            ("x001/x000/000.p/7", (1_000_000, 7)),
            ("000.p/255", (0, 255)),
        ] {
            assert_eq!(placed(path), Some(expected), "{path}");
        }
        let others =
            "|0|0000|x000|x000/001|001/002|000.p/0|000.p/256|000.p/07|000.p|000.p/|x001|+01|x1/000|000/";
        for path in others.split('|') {
            assert_eq!(placed(path), None, "{path}");
        }
        let too_long = "x999/".repeat(8) + "999";
        assert_eq!(placed(&too_long), None);
    }

    #[test]
    fn a_level_has_one_spelling() {
        assert_eq!(plain::<u8>("8"), Some(8));
        for level in ["", "08", "256", "-1", "entries"] {
            assert_eq!(plain::<u8>(level), None, "{level}");
        }
    }
}
