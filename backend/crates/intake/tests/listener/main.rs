//! The listener over real TLS: who gets in, what each answer looks like.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows these in `#[test]` functions; helpers of tests stand outside them"
)]

mod world;

use std::time::Duration;

use poortwacht_services::ServicesConfig;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use world::{Draft, World};

const PACKETS: &str = "/v1/violation-packets";

async fn problem(answer: reqwest::Response, status: u16) -> Value {
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["api-version"], "1.0.0");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    body
}

#[actix_web::test]
async fn a_good_packet_is_created_once_and_answered_the_same_again() {
    let world = World::start().await;
    let draft = Draft::good();
    let first = world.send(&draft).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    assert_eq!(first.headers()["x-content-type-options"], "nosniff");
    assert!(first.headers()["strict-transport-security"].to_str().unwrap().starts_with("max-age=31536000"));
    let first: Value = first.json().await.unwrap();
    assert_eq!((&first["outcome"], &first["mayErase"]), (&json!("accepted"), &json!(true)));
    let again = world.send(&draft).await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    let changed = Draft { document: draft.with("/lane", 2), ..draft };
    problem(world.send(&changed).await, 409).await;
}

#[actix_web::test]
async fn without_a_certificate_of_the_authority_there_is_no_http() {
    let world = World::start().await;
    for client in [world.anonymous(), world.of_another_authority()] {
        assert!(client.get(world.url("/v1/exemption-list")).send().await.is_err());
    }
}

#[actix_web::test]
async fn an_unregistered_certificate_is_refused_on_every_path() {
    let world = World::start().await;
    let stranger = world.stranger();
    for path in [PACKETS, "/v1/heartbeats", "/v1/exemption-list", "/", "/v1/elsewhere"] {
        problem(stranger.get(world.url(path)).send().await.unwrap(), 403).await;
    }
}

#[actix_web::test]
async fn other_paths_and_methods_are_problems_too() {
    let world = World::start().await;
    problem(world.unit.get(world.url("/v1/nothing")).send().await.unwrap(), 404).await;
    problem(world.unit.get(world.url("/v1/heartbeats/")).send().await.unwrap(), 404).await;
    for (method, path, allow) in [
        (Method::GET, PACKETS, "POST"),
        (Method::DELETE, "/v1/heartbeats", "POST"),
        (Method::POST, "/v1/exemption-list", "GET"),
    ] {
        let answer = world.unit.request(method, world.url(path)).send().await.unwrap();
        assert_eq!(answer.headers()["allow"], allow);
        problem(answer, 405).await;
    }
}

#[actix_web::test]
async fn all_faults_of_a_request_come_in_one_problem() {
    let world = World::start().await;
    let good = Draft::good();
    let draft = Draft { document: good.with("/lane", 0), ..good };
    let form = draft.form(&world.signer).part("packet", world::part(b"{}".to_vec(), "application/json"));
    let answer = world.unit.post(world.url(PACKETS)).multipart(form).send().await.unwrap();
    let body = problem(answer, 400).await;
    let codes: Vec<_> =
        body["errors"].as_array().unwrap().iter().map(|error| error["code"].clone()).collect();
    assert_eq!(codes, ["part_duplicate", "out_of_range"]);
    assert!(body.get("mayErase").is_none());
}

#[actix_web::test]
async fn other_content_types_are_refused() {
    let world = World::start().await;
    for path in [PACKETS, "/v1/heartbeats"] {
        let answer = world.unit.post(world.url(path)).header("content-type", "text/plain").body("x").send();
        problem(answer.await.unwrap(), 415).await;
    }
}

#[actix_web::test]
async fn what_is_too_large_is_refused_while_it_streams_in() {
    let world = World::start().await;
    for sizes in [vec![8 * 1024 * 1024 + 1], vec![8 * 1024 * 1024; 3]] {
        let mut form = reqwest::multipart::Form::new();
        for (place, size) in sizes.into_iter().enumerate() {
            form = form.part(format!("p{place}"), world::part(vec![0; size], "image/jpeg"));
        }
        let answer = world.unit.post(world.url(PACKETS)).multipart(form).send().await.unwrap();
        problem(answer, 413).await;
    }
    let answer = world.unit.post(world.url("/v1/heartbeats")).header("content-type", "application/json");
    problem(answer.body(vec![b' '; 20_000]).send().await.unwrap(), 413).await;
}

#[actix_web::test]
async fn a_body_that_is_no_multipart_is_a_problem() {
    let world = World::start().await;
    for (kind, body) in [
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=b", "x"),
        ("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--"),
    ] {
        let answer = world.unit.post(world.url(PACKETS)).header("content-type", kind).body(body).send().await;
        let body = problem(answer.unwrap(), 400).await;
        assert_eq!(body["errors"][0]["code"], "multipart_malformed");
    }
}

#[actix_web::test]
async fn a_unit_that_sends_too_fast_is_told_to_wait() {
    let world =
        World::start_with(ServicesConfig { packets_per_minute: 1, ..ServicesConfig::default() }).await;
    assert_eq!(world.send(&Draft::good()).await.status(), StatusCode::CREATED);
    let answer = world.send(&Draft::good()).await;
    let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    problem(answer, 429).await;
    assert_eq!(world.beat().await.status(), StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn the_exemption_list_is_sent_once() {
    let world = World::start().await;
    let list = world.unit.get(world.url("/v1/exemption-list")).send().await.unwrap();
    assert_eq!(list.status(), StatusCode::OK);
    let etag = list.headers()["etag"].clone();
    let list: Value = list.json().await.unwrap();
    assert_eq!((&list["entries"], &list["tagBits"]), (&json!([]), &json!(24)));
    let again =
        world.unit.get(world.url("/v1/exemption-list")).header("if-none-match", &etag).send().await.unwrap();
    assert_eq!((again.status(), &again.headers()["etag"]), (StatusCode::NOT_MODIFIED, &etag));
}

#[actix_web::test]
async fn a_graceful_stop_ends_the_server() {
    let world = World::start().await;
    assert_eq!(world.beat().await.status(), StatusCode::NO_CONTENT);
    let ended = tokio::time::timeout(Duration::from_secs(20), world.stop()).await;
    ended.unwrap().unwrap();
}
