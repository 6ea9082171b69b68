//! Whether a form was sent from one of our own pages.
//!
//! Browsers say so in Sec-Fetch-Site, which no page can forge. Where it is missing, Origin must be ours; a request with
//! neither is refused. Origin alone would not do: our pages send no referrer, so browsers may call it `null`.

use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

/// Whether the request comes from our own origin: `public_origin`, or the host that the request itself names.
pub(crate) fn is_own(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin";
    }
    let own = match (public_origin, header(HOST.as_str())) {
        (Some(origin), _) => Some(origin.trim_end_matches('/').to_owned()),
        (None, host) => host.map(|host| format!("https://{host}")),
    };
    header(ORIGIN.as_str()).is_some_and(|origin| own.is_some_and(|own| own.eq_ignore_ascii_case(origin)))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    const OWN: &str = "https://portal.example";

    fn judged(headers: &[(&'static str, &str)], public_origin: Option<&str>) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        is_own(&map, public_origin)
    }

    #[test]
    fn what_the_browser_says_decides_over_origin() {
        assert!(judged(&[("sec-fetch-site", "same-origin"), ("origin", "null")], Some(OWN)));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!judged(&[("sec-fetch-site", site), ("origin", OWN)], Some(OWN)), "{site}");
        }
    }

    #[test]
    fn without_it_the_origin_must_be_ours() {
        assert!(judged(&[("origin", OWN)], Some("https://portal.example/")));
        assert!(judged(&[("origin", OWN), ("host", "portal.example")], None));
        for other in
            ["null", "https://portal.example.net", "http://portal.example", "https://portal.example:8444"]
        {
            assert!(!judged(&[("origin", other), ("host", "portal.example")], None), "{other}");
        }
    }

    #[test]
    fn a_host_header_counts_for_nothing_where_our_origin_is_configured() {
        assert!(!judged(&[("origin", "https://evil.example"), ("host", "evil.example")], Some(OWN)));
    }

    #[test]
    fn a_request_that_says_nothing_is_refused() {
        assert!(!judged(&[("host", "portal.example")], None));
        assert!(!judged(&[], Some(OWN)));
    }
}
