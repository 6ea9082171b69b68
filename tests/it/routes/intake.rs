//! The roadside listener: units only, whatever else somebody brings along.

use std::path::Path;

use poortwacht_domain::Logs;
use poortwacht_intake::routes as intake;
use poortwacht_portal::routes::Endpoint;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::pki::{Authority, Identity};
use poortwacht_tests::sender::{Draft, Sender, this_moment};
use poortwacht_tests::wire::{Answer, send};
use poortwacht_tests::world::{MUNICIPALITY, World};
use reqwest::header::COOKIE;
use reqwest::{Certificate, Client, Method};
use serde_json::json;

use super::cast::{Cast, PLATES};
use super::requests::path;
use crate::setup::Running;

/// The routes of a unit, by the listener's own table; those of witnesses are judged with the witness.
fn routes() -> Vec<(&'static str, String)> {
    let lines = intake::Endpoint::ALL.map(intake::Endpoint::declaration);
    lines
        .into_iter()
        .filter(|line| line.path.starts_with("/v1/"))
        .map(|line| (line.path, line.method.to_string()))
        .collect()
}

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
        for (path, method) in routes() {
            let refused = ask(world, &client, &method, path).await;
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
        for (path, _) in routes() {
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
    for (path, own) in routes() {
        for method in METHODS.into_iter().filter(|method| *method != own) {
            let what = format!("{method} {path}");
            let answer = ask(world, &client, method, path).await.unwrap();
            assert_eq!(
                (answer.status.as_u16(), answer.header("allow")),
                (405, Some(own.as_str())),
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

/// What units did so far, but for the first acts.
fn left(records: &Records, before: usize) -> Vec<String> {
    let written = records.written().unwrap().into_iter().filter(|entry| entry.actor.starts_with("unit:"));
    written.map(|entry| entry.act).skip(before).collect()
}

#[tokio::test]
async fn each_route_of_a_unit_leaves_what_the_table_declares_for_the_work_there_was() {
    let running = Running::on_sqlite().await;
    let world = &running.world;
    let records = Records::open(world).unwrap();
    let client = client(world, Some(&running.town.harbour.identity));
    let heartbeat = json!({
        "time": this_moment().to_string(), "clockOffsetMs": 1, "queueLength": 0, "passages": 3, "noHits": 2,
        "softwareVersion": "1.0",
    });
    let mut first_list = None;
    for endpoint in intake::Endpoint::ALL {
        let line = endpoint.declaration();
        let before = left(&records, 0).len();
        let place = url(world, line.path);
        let work = match endpoint {
            intake::Endpoint::ViolationPackets => {
                let (status, answer) = running.sender().send(&Draft::valid(PLATES[0], 1)).await.unwrap();
                assert_eq!(status.as_u16(), 201, "{answer}");
                1
            }
            intake::Endpoint::Heartbeats => {
                let answer = send(client.post(place).json(&heartbeat)).await.unwrap();
                assert_eq!(answer.status.as_u16(), 204, "{}", answer.body);
                0
            }
            intake::Endpoint::ExemptionList => {
                let answer = send(client.get(place)).await.unwrap();
                assert!(answer.succeeded(), "{}", answer.body);
                first_list = answer.header("etag").map(str::to_owned);
                1
            }
            // Walked with the witness, which alone may ask.
            _ => continue,
        };
        let new = left(&records, before);
        assert_eq!(new.len(), work, "{endpoint:?} left {new:?}");
        let declared = match line.logs {
            Logs::Nothing(_) => &[][..],
            Logs::Acts(acts) | Logs::ForEach(acts) => acts,
        };
        assert!(
            new.iter().all(|act| declared.iter().any(|own| own.as_str() == act)),
            "{endpoint:?}: {new:?}"
        );
    }
    let before = left(&records, 0).len();
    let again = client.get(url(world, "/v1/exemption-list")).header("if-none-match", first_list.unwrap());
    assert_eq!(send(again).await.unwrap().status.as_u16(), 304);
    let retried = running.sender().send(&Draft::valid(PLATES[0], 1)).await.unwrap();
    assert_eq!(retried.1["outcome"], json!("duplicate"), "{}", retried.1);
    assert_eq!(left(&records, before), [""; 0], "a list that the unit has, and a passage that has its case");
}
