//! Static files by their hashed names.

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use poortwacht_frontend::pages::error::ErrorKind;

use crate::app::Shared;
use crate::assets::{self, Assets};
use crate::failure::Failure;

/// `GET /assets/{file}`
pub(crate) async fn show(file: Path<String>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let Some(asset) = Assets::get(&file) else { return theme(&file, &request) };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((CACHE_CONTROL, assets::CACHE_CONTROL))
        .insert_header((VARY, "Accept-Encoding"));
    if accepts_gzip(&request) {
        return Ok(answer.insert_header((CONTENT_ENCODING, "gzip")).body(asset.gzip));
    }
    Ok(answer.body(asset.body))
}

/// A municipality's own theme.
fn theme(file: &str, request: &HttpRequest) -> Result<HttpResponse, Failure> {
    let css = Shared::of(request)?.wardrobe().theme(file).ok_or(Failure::Page(ErrorKind::NotFound))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, assets::CACHE_CONTROL))
        .body(css))
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let offered = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    let refused = |coding: &str| coding.replace(' ', "").ends_with(";q=0");
    offered
        .flat_map(|line| line.split(','))
        .any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "gzip") && !refused(coding))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn gzip_goes_only_to_those_who_accept_it() {
        let accepts = |value: &str| {
            accepts_gzip(&TestRequest::default().insert_header((ACCEPT_ENCODING, value)).to_http_request())
        };
        assert!(accepts("br, gzip;q=0.8"));
        assert!(!accepts("br, gzip; q=0"));
        assert!(!accepts("identity"));
        assert!(!accepts_gzip(&TestRequest::default().to_http_request()));
    }
}
