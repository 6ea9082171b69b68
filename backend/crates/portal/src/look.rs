//! In which language a page is drawn, and where it stands. Before logging in the address or the browser says it; after
//! that the account does. No cookie is set for it.

use actix_web::http::Method;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::Query;
use actix_web::{HttpMessage as _, HttpRequest};
use poortwacht_domain::Language;
use poortwacht_frontend::paths;
use poortwacht_services::Visitor;
use serde::Deserialize;

use crate::app::Shared;

/// What the frame of a page depends on besides who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// The language of the page.
    pub(crate) language: Language,
    /// The language that the address names.
    pub(crate) chosen: Option<Language>,
    /// Where choosing a language leads back to.
    pub(crate) place: String,
    /// Code of the municipality whose people come from this address, or whose account this is.
    pub(crate) municipality: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    lang: Option<String>,
}

impl Look {
    /// For a request without a session.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let named = Query::<Named>::from_query(request.query_string()).ok();
        let chosen = named.and_then(|named| named.lang.as_deref()?.parse().ok());
        let language = chosen.or_else(|| asked(request)).unwrap_or_default();
        let place = if request.method() == Method::GET { request.path() } else { paths::HOME };
        Self { language, chosen, place: place.to_owned(), municipality: municipality(request) }
    }

    /// For a request of an account that reads this language.
    pub(crate) fn of_account(request: &HttpRequest, language: Language, municipality: &str) -> Self {
        Self { language, chosen: None, municipality: Some(municipality.to_owned()), ..Self::of(request) }
    }
}

fn municipality(request: &HttpRequest) -> Option<String> {
    let origin = request.extensions().get::<Visitor>()?.origin;
    Shared::of(request).ok()?.gate().municipality_of(origin)
}

/// Whether a form may lead there: one of our own paths, without anything that an address can hold besides.
pub(crate) fn is_own_path(place: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
    place.starts_with('/') && !place.starts_with("//") && place.bytes().all(plain)
}

/// The first of our languages by the browser's own order; the higher weight wins, the earlier of two equal ones.
fn asked(request: &HttpRequest) -> Option<Language> {
    let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, f32)> = None;
    for (language, weight) in header.split(',').filter_map(weighed) {
        if best.is_none_or(|(_, before)| weight > before) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// `en-GB;q=0.8` as English with weight 0.8; nothing for other languages and for weight 0.
fn weighed(part: &str) -> Option<(Language, f32)> {
    let mut pieces = part.trim().split(';');
    let tag = pieces.next()?.trim().split('-').next()?.to_ascii_lowercase();
    let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
    Some((tag.parse().ok()?, weight)).filter(|_| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn look(address: &str, accepts: &str) -> Look {
        Look::of(&TestRequest::with_uri(address).insert_header((ACCEPT_LANGUAGE, accepts)).to_http_request())
    }

    #[test]
    fn the_browsers_order_counts_and_dutch_is_the_rest() {
        for (accepts, language) in [
            ("nl-NL,nl;q=0.9,en;q=0.8", Language::Dutch),
            ("en-GB,en;q=0.9,nl;q=0.8", Language::English),
            ("nl;q=0.2, en;q=0.7", Language::English),
            ("en;q=0, nl", Language::Dutch),
            ("de,fr;q=0.5", Language::Dutch),
            ("de, en;q=0.1", Language::English),
            ("*", Language::Dutch),
            ("", Language::Dutch),
        ] {
            assert_eq!(look("/login", accepts).language, language, "{accepts}");
        }
    }

    #[test]
    fn the_address_goes_before_the_browser() {
        let named = look("/login?lang=en&notice=enrolled", "nl");
        assert_eq!((named.language, named.chosen), (Language::English, Some(Language::English)));
        let unknown = look("/login?lang=tlh", "en");
        assert_eq!((unknown.language, unknown.chosen), (Language::English, None));
    }

    #[test]
    fn a_form_leads_to_our_own_paths_alone() {
        assert!(is_own_path("/cases/7N3QD88WSF") && is_own_path("/log/patterns"));
        for place in [
            "",
            "stock",
            "//elders.example",
            "https://elders.example",
            "/\\elders.example",
            "/a?b=c",
            "/a\r\nb",
        ] {
            assert!(!is_own_path(place), "{place}");
        }
    }
}
