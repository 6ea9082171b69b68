//! The session cookie. Its prefix makes browsers refuse it without TLS, for other paths and from other hosts.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

/// Name of the session cookie.
const NAME: &str = "__Host-poortwacht";

/// The cookie that holds a session's token until the browser closes.
pub(crate) fn holding(token: String) -> Cookie<'static> {
    Cookie::build(NAME, token).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}

/// The cookie that takes it away again.
pub(crate) fn removal() -> Cookie<'static> {
    let mut cookie = holding(String::new());
    cookie.make_removal();
    cookie
}

/// The token that a request brings.
pub(crate) fn token(request: &HttpRequest) -> Option<String> {
    request.cookie(NAME).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_cookie_is_bound_to_this_host_and_to_tls_and_hidden_from_scripts() {
        let header = holding("abc".into()).to_string();
        for part in ["__Host-poortwacht=abc", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(header.split("; ").any(|given| given == part), "{header} lacks {part}");
        }
        assert!(!header.contains("Domain"));
    }

    #[test]
    fn a_removal_carries_the_same_attributes_and_no_token() {
        let header = removal().to_string();
        assert!(header.starts_with("__Host-poortwacht=;"), "{header}");
        assert!(
            header.contains("Max-Age=0") && header.contains("Secure") && header.contains("Path=/"),
            "{header}"
        );
    }

    #[test]
    fn an_empty_cookie_is_no_session() {
        let with = |value: &str| {
            TestRequest::default().cookie(Cookie::new(NAME, value.to_owned())).to_http_request()
        };
        assert_eq!(token(&with("abc")).as_deref(), Some("abc"));
        assert_eq!(token(&with("")), None);
        assert_eq!(token(&TestRequest::default().to_http_request()), None);
    }
}
