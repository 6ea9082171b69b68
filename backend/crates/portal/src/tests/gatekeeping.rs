//! Who gets in, in the order of the guard.

use std::net::SocketAddr;

use actix_web::http::Method;
use jiff::SignedDuration;
use poortwacht_domain::Role;
use poortwacht_services::emergency;
use poortwacht_store::emergency::Listener;

use super::world::{STRANGER, World, ask, get, in_session, post, request};
use crate::assets::Assets;

#[actix_web::test]
async fn a_stranger_sees_neither_page_nor_file() {
    let world = World::new().await;
    let app = world.app().await;
    for path in ["/login", "/nowhere", &Assets::urls().style] {
        let stranger = get(path).peer_addr(STRANGER.parse::<SocketAddr>().unwrap());
        let answer = ask(&app, stranger).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}

#[actix_web::test]
async fn behind_a_proxy_the_visitor_counts_and_not_the_proxy() {
    let world = World::behind(vec!["10.0.0.1/32".parse().unwrap()]).await;
    let app = world.app().await;
    let through = |forwarded: &str| {
        get("/login")
            .peer_addr("10.0.0.1:40000".parse::<SocketAddr>().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
    };
    assert_eq!(ask(&app, through("192.0.2.7")).await.status, 200);
    assert_eq!(ask(&app, through("198.51.100.9")).await.status, 403);
    assert_eq!(ask(&app, through("192.0.2.7, 198.51.100.9")).await.status, 403);
    assert_eq!(ask(&app, through("10.0.0.1")).await.status, 403);
}

#[actix_web::test]
async fn the_emergency_stop_closes_everything_but_the_files_of_the_page_that_says_so() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    emergency::close(&world.services, Listener::Portal, "test of the stop").await.unwrap();
    for request in [get("/login"), in_session(get("/stock"), &officer), post("/logout", Some(&officer), "")] {
        let answer = ask(&app, request).await;
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains("Het portaal is gesloten"));
        assert!(!answer.body.contains("P. Voorbeeld"));
    }
    assert_eq!(ask(&app, get(&Assets::urls().style)).await.status, 200);
}

#[actix_web::test]
async fn a_page_without_a_session_leads_to_the_login_form_and_a_picture_or_form_is_refused() {
    let world = World::new().await;
    let app = world.app().await;
    for path in ["/", "/stock", "/review", "/cases/x", "/search", "/exemptions", "/exemptions/new", "/units"]
    {
        let answer = ask(&app, get(path)).await;
        assert_eq!((answer.status, answer.location()), (303, "/login"), "{path}");
    }
    assert_eq!(ask(&app, get("/pictures/x")).await.status, 403);
    assert_eq!(ask(&app, post("/review", None, "")).await.status, 403);
}

#[actix_web::test]
async fn a_session_that_is_over_is_told_and_its_cookie_taken_away() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    world.advance(SignedDuration::from_mins(16));
    let answer = ask(&app, in_session(get("/stock"), &officer)).await;
    assert_eq!((answer.status, answer.location()), (303, "/login?notice=session-ended"));
    assert!(answer.cookie().starts_with("__Host-poortwacht=;"), "{}", answer.cookie());
    assert!(ask(&app, get(answer.location())).await.body.contains("Uw sessie is beëindigd"));
}

#[actix_web::test]
async fn a_form_needs_our_own_origin_and_the_token_of_its_session() {
    let world = World::new().await;
    let app = world.app().await;
    let (officer, other) =
        (world.log_in("boa", Role::Officer).await, world.log_in("boa2", Role::Officer).await);
    let plain = || in_session(request(Method::POST, "/logout"), &officer);
    let forged = [
        plain(),
        post("/logout", Some(&officer), "").insert_header(("sec-fetch-site", "cross-site")),
        in_session(post("/logout", None, ""), &officer),
        // Made for another session of the same municipality.
        in_session(post("/logout", Some(&other), ""), &officer),
    ];
    for (number, request) in forged.into_iter().enumerate() {
        assert_eq!(ask(&app, request).await.status, 403, "{number}");
    }
    assert_eq!(ask(&app, in_session(get("/stock"), &officer)).await.status, 200, "still logged in");
}

#[actix_web::test]
async fn a_form_that_is_too_long_is_not_read() {
    let world = World::new().await;
    let app = world.app().await;
    let long = format!("login={}", "x".repeat(70_000));
    assert_eq!(ask(&app, post("/login", None, &long)).await.status, 413);
}

#[actix_web::test]
async fn what_the_role_does_not_cover_is_refused_and_in_the_ledger() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    let answer = ask(&app, in_session(get("/exemptions"), &officer)).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("Dit mag u niet") && answer.body.contains("P. Voorbeeld"));
    let last = world.log().await.pop().unwrap();
    assert!(last.contains("access_refused") && last.contains("manage_exemptions"), "{last}");
}

#[actix_web::test]
async fn what_cannot_be_logged_is_not_shown() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    world.services.store().shutdown();
    let answer = ask(&app, in_session(get("/stock"), &officer)).await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("Poortwacht kan nu niets tonen"));
    assert_eq!(answer.header("retry-after"), Some("60"));
}

#[actix_web::test]
async fn a_trace_given_by_the_caller_stands_in_the_ledger() {
    let world = World::new().await;
    let app = world.app().await;
    let officer = world.log_in("boa", Role::Officer).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traced = get("/stock").insert_header(("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")));
    assert_eq!(ask(&app, in_session(traced, &officer)).await.status, 200);
    assert!(world.log().await.pop().unwrap().contains(trace));
}
