//! The route table against the frontend's addresses, and what holds for every answer.

use std::collections::BTreeSet;

use actix_web::http::Method;
use poortwacht_domain::Role;

use super::world::{World, ask, get, in_session, request};
use crate::routes::Endpoint;

/// The addresses that links and forms point to, as written in the frontend.
const PATHS: [&str; 8] = [
    include_str!("../../../../../frontend/src/paths.rs"),
    include_str!("../../../../../frontend/src/paths/exemptions.rs"),
    include_str!("../../../../../frontend/src/paths/holds.rs"),
    include_str!("../../../../../frontend/src/paths/incidents.rs"),
    include_str!("../../../../../frontend/src/paths/persons.rs"),
    include_str!("../../../../../frontend/src/paths/terms.rs"),
    include_str!("../../../../../frontend/src/paths/samples.rs"),
    include_str!("../../../../../frontend/src/paths/zones.rs"),
];

/// An address that fits a pattern.
fn address(pattern: &str) -> String {
    ["{token}", "{reference}", "{id}", "{grant}", "{file}", "{ordinal}", "{activity}", "{batch}"]
        .into_iter()
        .fold(pattern.to_owned(), |path, parameter| path.replace(parameter, "x"))
}

#[test]
fn every_address_of_the_frontend_is_declared_and_no_other() {
    let declared: BTreeSet<&str> = Endpoint::ALL.iter().map(|endpoint| endpoint.declaration().path).collect();
    let constants = PATHS.iter().flat_map(|file| file.lines()).filter(|line| line.starts_with("pub const "));
    let written: BTreeSet<&str> = constants.filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(declared, written);
}

#[actix_web::test]
async fn every_endpoint_has_a_handler_and_its_answer_carries_the_security_headers() {
    let world = World::new().await;
    let app = world.app().await;
    for endpoint in Endpoint::ALL {
        let line = endpoint.declaration();
        let answer = ask(&app, request(line.method.clone(), &address(line.path))).await;
        assert_ne!(answer.status, 405, "{} {}", line.method, line.path);
        for header in [
            "content-security-policy",
            "strict-transport-security",
            "x-content-type-options",
            "referrer-policy",
        ] {
            assert!(answer.header(header).is_some(), "{} {} lacks {header}", line.method, line.path);
        }
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{} {}", line.method, line.path);
    }
}

#[actix_web::test]
async fn another_method_is_answered_with_405_and_the_methods_there_are() {
    let world = World::new().await;
    let app = world.app().await;
    for endpoint in Endpoint::ALL {
        let path = endpoint.declaration().path;
        let answer = ask(&app, request(Method::DELETE, &address(path))).await;
        assert_eq!(answer.status, 405, "{path}");
        let allow = answer.header("allow").unwrap_or_default();
        assert!(endpoint.methods().iter().all(|method| allow.contains(method.as_str())), "{path}: {allow}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}

#[actix_web::test]
async fn an_unknown_address_gets_a_page_that_says_so() {
    let world = World::new().await;
    let app = world.app().await;
    for path in ["/nowhere", "/login/", "//login", "/.well-known/x"] {
        let answer = ask(&app, get(path)).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("Deze pagina is er niet"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
    }
}

#[actix_web::test]
async fn head_is_answered_where_a_view_leaves_no_entry() {
    let world = World::new().await;
    let app = world.app().await;
    assert_eq!(ask(&app, request(Method::HEAD, "/login")).await.status, 200);
    let officer = world.log_in("boa", Role::Officer).await;
    assert_eq!(ask(&app, in_session(request(Method::HEAD, "/stock"), &officer)).await.status, 405);
}
