//! The roadside listener: units only, whatever else somebody brings along.

use std::path::Path;

use poortwacht_portal::routes::Endpoint;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::pki::{Authority, Identity};
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::wire::{Answer, send};
use poortwacht_tests::world::{MUNICIPALITY, World};
use reqwest::header::COOKIE;
use reqwest::{Certificate, Client, Method};
use serde_json::json;

use super::cast::{Cast, PLATES};
use super::requests::path;
use crate::setup::Running;

const ROUTES: [(&str, &str); 3] =
    [("/v1/violation-packets", "POST"), ("/v1/heartbeats", "POST"), ("/v1/exemption-list", "GET")];

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

fn client(world: &World, identity: Option<&Identity>) -> Client {
    poortwacht_tests::install_crypto();
    let read = |file: &Path| std::fs::read(file).unwrap();
    let authority = Certificate::from_pem(&read(&world.authority.certificate())).unwrap();
    let builder = Client::builder().add_root_certificate(authority);
    let builder = match identity {
        Some(identity) => {
            let pem = [read(&identity.key), read(&identity.certificate)].concat();
            builder.identity(reqwest::Identity::from_pem(&pem).unwrap())
        }
        None => builder,
    };
    builder.build().unwrap()
}

fn url(world: &World, path: &str) -> String {
    format!("https://{}{path}", world.addresses().unwrap().intake)
}

async fn ask(world: &World, client: &Client, method: &str, path: &str) -> reqwest::Result<Answer> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = client.request(method, url(world, path)).header(COOKIE, "__Host-poortwacht=x");
    send(request).await.map_err(|error| error.downcast::<reqwest::Error>().unwrap())
}

fn is_guarded(what: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    assert!(answer.header("strict-transport-security").is_some(), "{what}");
    assert!(
        answer.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")),
        "{what}"
    );
}

#[tokio::test]
async fn without_a_certificate_of_the_authority_there_is_no_http_at_all() {
    let running = Running::on_sqlite().await;
    let world = &running.world;
    let foreign = Authority::create(&world.folder().join("foreign"), "elsewhere").unwrap();
    let foreign = foreign.client("unit-havenstraat").unwrap();
    for identity in [None, Some(&foreign)] {
        let client = client(world, identity);
        for (path, method) in ROUTES {
            let refused = ask(world, &client, method, path).await;
            assert!(refused.is_err(), "{method} {path}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn a_certificate_that_is_unknown_or_revoked_is_refused_by_every_route_and_method() {
    let running = Running::on_sqlite().await;
    let world = &running.world;
    let unknown = world.authority.client("unregistered").unwrap();
    world.command(&["unit", "revoke", "--municipality", MUNICIPALITY, "--name", "unit-kerkplein"]).unwrap();
    for identity in [&unknown, &running.town.square.identity] {
        let client = client(world, Some(identity));
        for (path, _) in ROUTES {
            for method in METHODS {
                let what = format!("{method} {path} with {}", identity.certificate.display());
                let answer = ask(world, &client, method, path).await.unwrap();
                assert_eq!(answer.status.as_u16(), 403, "{what}: {}", answer.body);
                is_guarded(&what, &answer);
            }
        }
    }
    let revoked = Sender::new(world, &running.town.square).unwrap();
    let (status, problem) = revoked.send(&Draft::valid(PLATES[0], 1)).await.unwrap();
    assert_eq!(status.as_u16(), 403, "{problem}");
    assert_ne!(problem["mayErase"], json!(true));
    assert!(Records::open(world).unwrap().cases().unwrap().is_empty());
}

#[tokio::test]
async fn a_unit_has_its_three_routes_by_their_own_method_and_nothing_of_the_portal() {
    let cast = Cast::gather().await;
    let world = &cast.running.world;
    let client = client(world, Some(&cast.running.town.harbour.identity));
    for (path, own) in ROUTES {
        for method in METHODS.into_iter().filter(|method| *method != own) {
            let what = format!("{method} {path}");
            let answer = ask(world, &client, method, path).await.unwrap();
            assert_eq!(
                (answer.status.as_u16(), answer.header("allow")),
                (405, Some(own)),
                "{what}: {}",
                answer.body
            );
            is_guarded(&what, &answer);
        }
    }
    let list = ask(world, &client, "GET", "/v1/exemption-list").await.unwrap();
    assert!(list.status.is_success(), "{}", list.body);
    is_guarded("the list", &list);
    for endpoint in Endpoint::ALL {
        let line = endpoint.declaration();
        let place = url(world, &path(line.path, &cast.things));
        let method = Method::from_bytes(line.method.as_str().as_bytes()).unwrap();
        let officer = client.request(method, place).header(COOKIE, &cast.officer().cookie);
        let answer = send(officer).await.unwrap();
        assert_eq!(
            answer.status.as_u16(),
            404,
            "an officer's cookie opens {} on intake: {}",
            line.path,
            answer.body
        );
    }
}
