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
    let packed = [("br", asset.brotli), ("gzip", asset.gzip)];
    match packed.into_iter().find(|(coding, _)| accepts(&request, coding)) {
        Some((coding, body)) => Ok(answer.insert_header((CONTENT_ENCODING, coding)).body(body)),
        None => Ok(answer.body(asset.body)),
    }
}

/// A municipality's own theme.
fn theme(file: &str, request: &HttpRequest) -> Result<HttpResponse, Failure> {
    let css = Shared::of(request)?.wardrobe().theme(file).ok_or(Failure::Page(ErrorKind::NotFound))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, assets::CACHE_CONTROL))
        .body(css))
}

fn accepts(request: &HttpRequest, wanted: &str) -> bool {
    let offered = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    let refused = |coding: &str| coding.replace(' ', "").ends_with(";q=0");
    offered
        .flat_map(|line| line.split(','))
        .any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == wanted) && !refused(coding))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_coding_goes_only_to_those_who_accept_it() {
        let accept = |value: &str, coding: &str| {
            let request = TestRequest::default().insert_header((ACCEPT_ENCODING, value)).to_http_request();
            accepts(&request, coding)
        };
        assert!(accept("br, gzip;q=0.8", "gzip"));
        assert!(accept("gzip, deflate, br, zstd", "br"));
        assert!(!accept("br, gzip; q=0", "gzip"));
        assert!(!accept("br;q=0, gzip", "br"));
        assert!(!accept("identity", "br"));
        assert!(!accepts(&TestRequest::default().to_http_request(), "gzip"));
    }
}
