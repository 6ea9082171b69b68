//! `/api/v1/exemptions`

use actix_web::http::header::LOCATION;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use poortwacht_domain::{ExemptionCategory, ExemptionId};
use poortwacht_services::Services;
use poortwacht_services::api_clients::{self, ApiCaller, Created, ExemptionsQuery, Submission};
use serde::Serialize;

use super::exemption_body::{Exemption, read};
use crate::body;
use crate::problem::{Fault, Problem};
use crate::query::Parameters;
use crate::routes::BASE;

/// Header by which a retry is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest key, in characters.
const LONGEST_KEY: usize = 64;
/// Pages beyond this are nobody's reading.
const LAST_PAGE: u64 = 100_000;
/// Most exemptions on a page.
const LARGEST_PAGE: u64 = 100;
const USUAL_PAGE: u64 = 50;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exemptions {
    exemptions: Vec<Exemption>,
    page: u64,
    page_size: u32,
    total: u64,
}

/// 200 with a page of the list.
pub(super) async fn list(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut given = Parameters::of(request)?;
    let page = given.number("page", LAST_PAGE, 1);
    let page_size = given.number("pageSize", LARGEST_PAGE, USUAL_PAGE);
    let over_too = given.choice("status", &[("current", false), ("all", true)]).unwrap_or(false);
    let categories: Vec<_> =
        ExemptionCategory::ALL.iter().map(|category| (category.as_str(), *category)).collect();
    let category = given.choice("category", &categories);
    given.finish()?;
    let page_size = u32::try_from(page_size).unwrap_or_default();
    let query = ExemptionsQuery { page, page_size, over_too, category };
    let found = api_clients::exemptions(services, caller, query).await?;
    let exemptions = found.exemptions.into_iter().map(Exemption::from).collect();
    Ok(HttpResponse::Ok().json(Exemptions { exemptions, page, page_size, total: found.total }))
}

/// 200 with one exemption, 404 where there is none.
pub(super) async fn show(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    Parameters::of(request)?.finish()?;
    let view = api_clients::exemption(services, caller, id(request)?).await?;
    Ok(HttpResponse::Ok().json(Exemption::from(view)))
}

/// 201 with what was created; 200 where the same request came before.
pub(super) async fn create(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let submission = submission(request, payload).await?;
    Ok(answer(api_clients::create(services, caller, submission).await?))
}

/// 201 with the new version; 200 where the same request came before.
pub(super) async fn change(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = id(request)?;
    let submission = submission(request, payload).await?;
    Ok(answer(api_clients::change(services, caller, id, submission).await?))
}

/// 204 once it has ended, 409 where it was over.
pub(super) async fn end(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    Parameters::of(request)?.finish()?;
    api_clients::terminate(services, caller, id(request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn answer(created: Created) -> HttpResponse {
    let exemption = Exemption::from(created.exemption);
    let mut response = if created.is_retry { HttpResponse::Ok() } else { HttpResponse::Created() };
    response.insert_header((LOCATION, format!("{BASE}/exemptions/{}", exemption.id))).json(exemption)
}

async fn submission(request: &HttpRequest, payload: Payload) -> Result<Submission, Problem> {
    Parameters::of(request)?.finish()?;
    let key = idempotency_key(request);
    let (mut members, bytes) = body::json(request, payload).await?;
    let input = read(&mut members);
    let problems = members.finish();
    match key {
        Ok(idempotency_key) => Ok(Submission { idempotency_key, input, problems, bytes: bytes.to_vec() }),
        Err(fault) => {
            Err(Problem::invalid(problems.into_iter().map(Fault::in_body).chain([fault]).collect()))
        }
    }
}

/// Visible ASCII, so that the same key is the same bytes.
fn idempotency_key(request: &HttpRequest) -> Result<String, Fault> {
    let wrong = |told| Fault::named("header", "Idempotency-Key", told);
    let mut given = request.headers().get_all(IDEMPOTENCY_KEY);
    let (Some(only), None) = (given.next(), given.next()) else {
        return Err(wrong(
            "is missing, or there twice; give each request a fresh UUID, and a retry the same one",
        ));
    };
    let key = only.to_str().unwrap_or_default().trim();
    let is_plain =
        !key.is_empty() && key.len() <= LONGEST_KEY && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain {
        return Ok(key.to_owned());
    }
    Err(wrong("is not 1 to 64 visible ASCII characters; give each request a fresh UUID"))
}

fn id(request: &HttpRequest) -> Result<ExemptionId, Problem> {
    let given = request.match_info().get("exemptionId").unwrap_or_default();
    given.parse().map_err(|_| Problem::invalid(vec![Fault::named("path", "exemptionId", "is no UUID")]))
}
