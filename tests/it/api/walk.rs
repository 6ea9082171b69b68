//! Every route of the table: refused to strangers and to tokens without its scope, by its own method alone, and with
//! exactly what it declares in the ledger.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use poortwacht_api::routes::{Access, Declaration, Endpoint};
use poortwacht_domain::{ApiScope, Logs, local_day};
use poortwacht_tests::keys::now;
use poortwacht_tests::permit_system::PermitSystem;
use poortwacht_tests::wire::{Answer, send};
use poortwacht_tests::world::MUNICIPALITY;
use reqwest::Method;
use serde_json::{Value, json};

use super::permits::{EVERYTHING, Permits, json as body};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/// A path with something in its places.
fn path(line: &Declaration, exemption: &str) -> String {
    line.path.replace("{exemptionId}", exemption).replace("{locationCode}", "havenstraat")
}

fn method(text: &str) -> Method {
    Method::from_bytes(text.as_bytes()).unwrap()
}

fn exemption() -> Value {
    let today = local_day(now());
    json!({"plate": "AE47IO", "holder": "Vergunning 7", "category": "supplier", "validFrom": today.to_string(),
        "validUntil": (today + 30.days()).to_string()})
}

fn is_guarded(what: &str, answer: &Answer) {
    for (name, value) in [
        ("api-version", "1.0.0"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    assert!(answer.header("strict-transport-security").is_some(), "{what}");
    assert!(
        answer.header("content-security-policy").is_some_and(|policy| policy.contains("'none'")),
        "{what}"
    );
    if answer.status.is_client_error() && !answer.body.is_empty() {
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        let problem = body(answer);
        for member in ["type", "title", "status", "detail"] {
            assert!(problem.get(member).is_some(), "{what}: {member} of {problem}");
        }
    }
}

async fn created(permits: &Permits, token: &str) -> String {
    let answer = permits.system.call(token, Method::POST, "/exemptions", Some(&exemption())).await.unwrap();
    body(&answer)["id"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

#[tokio::test]
async fn every_route_is_refused_without_a_token_and_without_its_scope_and_that_is_written_down() {
    let permits = Permits::open().await;
    let token = permits.system.token().await.unwrap();
    let id = created(&permits, &token).await;
    let mut others = BTreeMap::new();
    for scope in ApiScope::ALL {
        let rest: Vec<&str> = EVERYTHING.into_iter().filter(|other| *other != scope.as_str()).collect();
        let name = format!("zonder-{}", scope.as_str().replace(':', "-"));
        let system = PermitSystem::register(&permits.world, MUNICIPALITY, &name, &rest).unwrap();
        let token = system.token().await.unwrap();
        others.insert(*scope, (system, token));
    }
    for endpoint in Endpoint::ALL {
        let line = endpoint.declaration();
        let Access::Scope(scope) = line.access else { continue };
        let (what, place, own) = (format!("{endpoint:?}"), path(&line, &id), method(line.method.as_str()));
        let before = permits.written().len();
        let bare = send(permits.system.request(own.clone(), &place).json(&exemption())).await.unwrap();
        assert_eq!(bare.status.as_u16(), 401, "{what}: {}", bare.body);
        assert_eq!(bare.header("www-authenticate"), Some("Bearer realm=\"poortwacht\""), "{what}");
        is_guarded(&what, &bare);
        let (system, token) = &others[&scope];
        let scopeless = system.call(token, own, &place, Some(&exemption())).await.unwrap();
        assert_eq!(scopeless.status.as_u16(), 403, "{what}: {}", scopeless.body);
        is_guarded(&what, &scopeless);
        let new: Vec<_> = permits.written().into_iter().skip(before).collect();
        let by = |actor: &str, reason: &str| {
            let is_it = |entry: &&poortwacht_tests::ledger::Written| {
                entry.act == "access_refused"
                    && entry.actor == actor
                    && entry.reason.as_deref() == Some(reason)
            };
            permits.written().iter().filter(is_it).count()
        };
        assert_eq!(permits.written().len(), before + 2, "{what}: {new:?}");
        assert!(
            by("system", "token_missing") > 0 && by(&format!("client:{}", system.id), "scope_missing") > 0
        );
    }
}

#[tokio::test]
async fn every_route_takes_its_own_methods_alone_and_no_other_path_exists() {
    let permits = Permits::open().await;
    let token = permits.system.token().await.unwrap();
    let id = created(&permits, &token).await;
    let mut allowed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for endpoint in Endpoint::ALL {
        let line = endpoint.declaration();
        allowed.entry(path(&line, &id)).or_default().push(line.method.to_string());
    }
    for (place, own) in &allowed {
        for other in METHODS.into_iter().filter(|other| !own.iter().any(|own| own == other)) {
            let what = format!("{other} {place}");
            let answer = permits.system.call(&token, method(other), place, None).await.unwrap();
            assert_eq!(answer.status.as_u16(), 405, "{what}: {}", answer.body);
            assert_eq!(answer.header("allow"), Some(own.join(", ").as_str()), "{what}");
            is_guarded(&what, &answer);
        }
        let slashed = permits.system.call(&token, Method::GET, &format!("{place}/"), None).await.unwrap();
        assert_eq!(slashed.status.as_u16(), 404, "{place}/: {}", slashed.body);
        is_guarded(place, &slashed);
    }
    for place in ["", "/", "/nergens", "/../v1/exemptions/x/y"] {
        let answer = permits.system.call(&token, Method::GET, place, None).await.unwrap();
        assert_eq!(answer.status.as_u16(), 404, "{place}: {}", answer.body);
    }
}

/// One good request of each route.
async fn good(permits: &Permits, endpoint: Endpoint, token: &str, id: &str) -> Answer {
    let line = endpoint.declaration();
    let sent = match endpoint {
        Endpoint::Token => return permits.system.ask(&permits.system.assertion(), None).await.unwrap(),
        Endpoint::CreateExemption | Endpoint::ChangeExemption => Some(exemption()),
        _ => None,
    };
    let own = method(line.method.as_str());
    permits.system.call(token, own, &path(&line, id), sent.as_ref()).await.unwrap()
}

#[tokio::test]
async fn every_route_leaves_exactly_what_it_declares() {
    let permits = Permits::open().await;
    let token = permits.system.token().await.unwrap();
    for endpoint in Endpoint::ALL {
        let id = created(&permits, &token).await;
        let before = permits.left(0).len();
        let answer = good(&permits, *endpoint, &token, &id).await;
        assert!(answer.status.is_success(), "{endpoint:?}: {} {}", answer.status, answer.body);
        is_guarded(&format!("{endpoint:?}"), &answer);
        let new: Vec<String> = permits.left(before).into_iter().map(|(act, _)| act).collect();
        match endpoint.declaration().logs {
            Logs::Nothing(_) => assert_eq!(new, [""; 0], "{endpoint:?}"),
            Logs::Acts(acts) | Logs::ForEach(acts) => {
                assert_eq!(new.len(), 1, "{endpoint:?} left {new:?}");
                assert!(acts.iter().any(|act| act.as_str() == new[0]), "{endpoint:?} left {new:?}");
            }
        }
    }
    permits.world.command(&["ledger", "verify"]).unwrap();
}

#[tokio::test]
async fn what_is_not_carried_out_is_written_down_too() {
    let permits = Permits::open().await;
    let token = permits.system.token().await.unwrap();
    let nobody = "0192f7a0-0000-4000-8000-000000000000";
    for (place, status, reason) in [
        ("/exemptions?page=0".to_owned(), 400, "invalid_request"),
        (format!("/exemptions/{nobody}"), 404, "not_found"),
        ("/locations/nergens".to_owned(), 404, "not_found"),
    ] {
        let before = permits.left(0).len();
        let answer = permits.system.call(&token, Method::GET, &place, None).await.unwrap();
        assert_eq!(answer.status.as_u16(), status, "{place}: {}", answer.body);
        let new = permits.left(before);
        let refused = ("api_request_refused".to_owned(), Some(reason.to_owned()));
        assert!(new.contains(&refused), "{place} left {new:?}");
    }
}
