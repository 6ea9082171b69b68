//! The visitor's own address, found once per request.
//!
//! It is the peer's, unless the peer is a configured proxy: then X-Forwarded-For counts, read right to left over all its
//! lines, up to the first address that is no proxy. A proxied request without a usable header is refused.

use std::net::IpAddr;

use actix_web::http::header::HeaderMap;
use ipnetwork::IpNetwork;

/// The visitor's address; `None` when a proxy does not say.
pub(crate) fn visitor(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpNetwork]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    let is_proxy = |address: &IpAddr| proxies.iter().any(|proxy| proxy.contains(*address));
    if !is_proxy(&peer) {
        return Some(peer);
    }
    for address in forwarded(headers) {
        match address {
            Some(address) if is_proxy(&address) => {}
            other => return other,
        }
    }
    None
}

/// Addresses of X-Forwarded-For, the nearest first; `None` for what is no address.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines: Vec<_> = headers.get_all("x-forwarded-for").collect();
    lines.into_iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(parse)
}

fn parse(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "192.0.2.10";
    const OFFICER: &str = "198.51.100.7";

    fn visit(peer: &str, lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_str(line).unwrap());
        }
        let proxies = [format!("{PROXY}/32").parse().unwrap()];
        visitor(peer.parse().ok(), &headers, &proxies).map(|address| address.to_string())
    }

    #[test]
    fn a_forged_header_of_a_direct_visitor_counts_for_nothing() {
        assert_eq!(visit("203.0.113.9", &[OFFICER]).as_deref(), Some("203.0.113.9"));
    }

    #[test]
    fn behind_a_proxy_the_nearest_address_that_is_no_proxy_counts() {
        assert_eq!(visit(PROXY, &[OFFICER]).as_deref(), Some(OFFICER));
        assert_eq!(visit(PROXY, &["10.0.0.1, 198.51.100.7"]).as_deref(), Some(OFFICER));
        assert_eq!(visit(PROXY, &["10.0.0.1", " 198.51.100.7 , 192.0.2.10"]).as_deref(), Some(OFFICER));
    }

    #[test]
    fn a_proxied_request_without_a_usable_header_has_no_visitor() {
        for lines in [&[][..], &[""], &["unknown"], &["198.51.100.7, unknown"], &[PROXY]] {
            assert_eq!(visit(PROXY, lines), None, "{lines:?}");
        }
    }

    #[test]
    fn a_mapped_address_is_the_address_it_maps() {
        assert_eq!(visit("::ffff:203.0.113.9", &[]).as_deref(), Some("203.0.113.9"));
    }
}
