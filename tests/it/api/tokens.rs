//! How a permit system proves who it is, and how it does not.

use poortwacht_tests::permit_system::{PermitSystem, Registration};
use poortwacht_tests::wire::{Answer, send};
use poortwacht_tests::world::MUNICIPALITY;
use reqwest::Method;
use serde_json::{Value, json};

use super::permits::{EVERYTHING, Permits, json as body};

const GET: Method = Method::GET;

fn is_refused(what: &str, answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    assert_eq!(body(answer)["error"], error, "{what}: {}", answer.body);
}

#[tokio::test]
async fn a_signed_assertion_gives_a_token_once_and_the_token_opens_what_it_is_for() {
    let permits = Permits::open().await;
    let system = &permits.system;
    let assertion = system.assertion();
    let answer = system.ask(&assertion, Some("locations:read")).await.unwrap();
    let token = body(&answer);
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(token["scope"], "locations:read");
    is_refused("a replay", &system.ask(&assertion, None).await.unwrap(), 401, "invalid_client");
    let token = token["access_token"].as_str().unwrap();
    let locations = system.call(token, GET, "/locations", None).await.unwrap();
    assert_eq!(body(&locations)["locations"][0]["code"], "havenstraat", "{}", locations.body);
    let exemptions = system.call(token, GET, "/exemptions", None).await.unwrap();
    assert_eq!(exemptions.status.as_u16(), 403, "{}", exemptions.body);
    let expected = [
        ("api_token_issued", None),
        ("access_refused", Some("client_not_proved")),
        ("locations_listed", None),
        ("access_refused", Some("scope_missing")),
    ];
    let expected = expected.map(|(act, reason)| (act.to_owned(), reason.map(str::to_owned)));
    assert_eq!(permits.left(0), expected);
}

fn spoilt(system: &PermitSystem, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = system.claims();
    change(&mut claims);
    system.sign(&json!({ "alg": "ES256" }), &claims)
}

#[tokio::test]
async fn an_assertion_that_proves_nothing_is_refused_and_written_down() {
    let permits = Permits::open().await;
    let (system, world) = (&permits.system, &permits.world);
    let other = PermitSystem::register(world, MUNICIPALITY, "ander", &EVERYTHING).unwrap();
    let before = permits.written().len();
    let now = system.claims()["iat"].as_i64().unwrap();
    let wrong = [
        ("signed with another's key", other.sign(&json!({ "alg": "ES256" }), &system.claims())),
        ("unsigned", system.sign(&json!({ "alg": "none" }), &system.claims())),
        ("of another algorithm", system.sign(&json!({ "alg": "HS256" }), &system.claims())),
        ("for somebody else", spoilt(system, |claims| claims["aud"] = json!("https://elders.example"))),
        ("expired", spoilt(system, |claims| claims["exp"] = json!(now - 1))),
        ("good for too long", spoilt(system, |claims| claims["exp"] = json!(now + 3600))),
        (
            "of nobody registered",
            spoilt(system, |claims| {
                let nobody = "0192f7a0-0000-4000-8000-000000000000";
                claims["iss"] = json!(nobody);
                claims["sub"] = json!(nobody);
            }),
        ),
        ("about somebody else", spoilt(system, |claims| claims["sub"] = json!(other.id))),
        ("no token at all", "x".to_owned()),
    ];
    for (what, assertion) in &wrong {
        is_refused(what, &system.ask(assertion, None).await.unwrap(), 401, "invalid_client");
    }
    let more = system.ask(&system.assertion(), Some("exemptions:delete")).await.unwrap();
    is_refused("an unknown scope", &more, 400, "invalid_scope");
    let bare = send(system.request(Method::POST, "/oauth/token").form(&[("grant_type", "password")])).await;
    is_refused("another grant", &bare.unwrap(), 400, "unsupported_grant_type");
    let json = send(system.request(Method::POST, "/oauth/token").json(&json!({}))).await.unwrap();
    assert_eq!(json.status.as_u16(), 415, "{}", json.body);
    let refused = permits.written().into_iter().filter(|entry| entry.act == "access_refused");
    assert_eq!(refused.filter(|entry| entry.outcome == "refused").count(), wrong.len() + 3);
    assert_eq!(permits.written().len(), before + wrong.len() + 3);
}

#[tokio::test]
async fn a_token_counts_from_the_systems_own_addresses_until_it_is_revoked() {
    let permits = Permits::open().await;
    let world = &permits.world;
    let network = "127.0.0.9/32";
    let new = Registration {
        municipality: MUNICIPALITY,
        name: "elders",
        network,
        scopes: &EVERYTHING,
        identity: None,
    };
    let elsewhere = PermitSystem::with(world, &new).unwrap();
    let refused = elsewhere.ask(&elsewhere.assertion(), None).await.unwrap();
    is_refused("a system from another address", &refused, 403, "unauthorized_client");
    let token = permits.system.token().await.unwrap();
    let call = || permits.system.call(&token, GET, "/locations", None);
    assert_eq!(call().await.unwrap().status.as_u16(), 200);
    world
        .command(&["api-client", "revoke", "--municipality", MUNICIPALITY, "--name", "vergunningen"])
        .unwrap();
    let revoked = call().await.unwrap();
    assert_eq!(revoked.status.as_u16(), 401, "{}", revoked.body);
    assert!(revoked.header("www-authenticate").is_some());
    let again = permits.system.ask(&permits.system.assertion(), None).await.unwrap();
    is_refused("a revoked system", &again, 401, "invalid_client");
    let made_up = permits.system.call(&"A".repeat(43), GET, "/locations", None).await.unwrap();
    assert_eq!(made_up.status.as_u16(), 401, "{}", made_up.body);
    assert_eq!(permits.records.acts().unwrap()["api_client_revoked"], 1);
    let reasons: Vec<_> = permits.written().into_iter().filter_map(|entry| entry.reason).collect();
    for reason in ["wrong_address", "client_revoked", "client_not_proved", "token_unknown"] {
        assert!(reasons.iter().any(|written| written == reason), "{reason}: {reasons:?}");
    }
}

#[tokio::test]
async fn a_client_certificate_gives_a_token_that_counts_with_that_certificate_alone() {
    let permits = Permits::open().await;
    let world = &permits.world;
    let (own, other) = (world.authority.client("systeem").unwrap(), world.authority.client("ander").unwrap());
    let new = Registration {
        municipality: MUNICIPALITY,
        name: "mtls",
        network: "127.0.0.1/32",
        scopes: &EVERYTHING,
        identity: Some(&own),
    };
    let system = PermitSystem::with(world, &new).unwrap();
    let ask = |system: &PermitSystem| {
        let form = [("grant_type", "client_credentials"), ("client_id", system.id.as_str())];
        system.request(Method::POST, "/oauth/token").form(&form)
    };
    let answer = send(ask(&system)).await.unwrap();
    let token = body(&answer)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(system.call(&token, GET, "/locations", None).await.unwrap().status.as_u16(), 200);
    for shown in [Some(&other), None] {
        let stranger =
            PermitSystem::register(world, MUNICIPALITY, &format!("v{}", shown.is_some()), &EVERYTHING);
        let stranger = stranger.unwrap().showing(world, shown).unwrap();
        let stolen = stranger.call(&token, GET, "/locations", None).await.unwrap();
        assert_eq!(stolen.status.as_u16(), 401, "{}", stolen.body);
        is_refused("without its certificate", &send(ask(&stranger)).await.unwrap(), 401, "invalid_client");
    }
}

#[tokio::test]
async fn what_is_registered_wrongly_is_refused_with_every_error() {
    let permits = Permits::open().await;
    let world = &permits.world;
    let file = world.path("wrong.pem");
    std::fs::write(&file, "no key").unwrap();
    let line = ["api-client", "add", "--municipality", MUNICIPALITY, "--name", " ", "--public-key", &file];
    let line = [&line[..], &["--network", "10.0.0.0/8", "--scope", "everything"]].concat();
    let told = world.command(&line).unwrap_err().to_string();
    for part in ["name:", "public_key:", "network:", "scope:"] {
        assert!(told.contains(part), "{part} not in {told}");
    }
    let bare = ["api-client", "add", "--municipality", MUNICIPALITY, "--name", "leeg"];
    let told = world.command(&bare).unwrap_err().to_string();
    assert!(told.contains("address range") && told.contains("public key"), "{told}");
    let list = world.command(&["api-client", "list", "--municipality", MUNICIPALITY]).unwrap();
    assert!(list.contains("vergunningen") && list.contains(&permits.system.id), "{list}");
}
