//! Tokens and creations as time passes, on a clock that stands still.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use poortwacht_domain::{ApiClientId, local_day};
use serde_json::json;

use super::*;
use crate::ServiceError;
use crate::testing::World;

const HERE: &str = "https://api.example/api/v1/oauth/token";

/// A world with a permit system that may do everything from one address.
struct Scene {
    world: World,
    key: EcdsaKeyPair,
    id: ApiClientId,
}

impl Scene {
    async fn set() -> Self {
        let world = World::new().await;
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let spki: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        let body = STANDARD.encode(spki.as_ref());
        let new = NewApiClient {
            name: "vergunningen".to_owned(),
            public_key: Some(format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")),
            networks: vec!["192.0.2.7/32".to_owned()],
            scopes: vec!["exemptions:read".to_owned(), "exemptions:write".to_owned()],
            ..NewApiClient::default()
        };
        let id = register(&world.services, world.municipality, new).await.unwrap();
        Self { world, key, id }
    }

    fn assertion(&self, jti: &str) -> String {
        let (id, exp) = (self.id, self.world.services.now().as_second() + 300);
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = json!({"iss": id, "sub": id, "aud": HERE, "exp": exp, "jti": jti});
        let signed = format!("{}.{}", part(json!({"alg": "ES256"})), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    async fn ask(&self, assertion: &str) -> Result<IssuedToken, TokenRefusal> {
        let request = TokenRequest {
            grant_type: Some("client_credentials".to_owned()),
            client_assertion_type: Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
            client_assertion: Some(assertion.to_owned()),
            ..TokenRequest::default()
        };
        issue(&self.world.services, &[HERE.to_owned()], request, &arrival()).await
    }

    async fn caller(&self, token: &str) -> Result<ApiCaller, CallRefusal> {
        authenticate(&self.world.services, Some(token), arrival()).await
    }

    fn later(&self, seconds: i64) {
        self.world.clock.set(self.world.services.now() + SignedDuration::from_secs(seconds));
    }
}

fn arrival() -> Arrival {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736".to_owned();
    Arrival { origin: [192, 0, 2, 7].into(), trace, certificate: None }
}

#[tokio::test]
async fn a_token_is_good_for_ten_minutes_and_an_assertion_for_one_token() {
    let scene = Scene::set().await;
    let assertion = scene.assertion("one");
    let issued = scene.ask(&assertion).await.unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(matches!(scene.ask(&assertion).await, Err(TokenRefusal::Client(why)) if why.contains("before")));
    scene.later(TOKEN_SECONDS - 1);
    assert_eq!(scene.caller(&issued.token).await.unwrap().client.id, scene.id);
    assert!(matches!(scene.ask(&assertion).await, Err(TokenRefusal::Client(why)) if why.contains("exp")));
    scene.later(1);
    let refused = scene.caller(&issued.token).await;
    assert!(matches!(refused, Err(CallRefusal::Unauthenticated(why)) if why.contains("expired")));
    assert_eq!(scene.world.times("api_token_issued").await, 1);
    assert_eq!(scene.world.times("access_refused").await, 3);
}

fn submission(key: &str, plate: &str, now: jiff::Timestamp) -> Submission {
    let day = local_day(now).to_string();
    let input = ExemptionInput {
        plate: Some(plate.to_owned()),
        holder: Some("Vergunning 7".to_owned()),
        category: Some("supplier".to_owned()),
        valid_from: Some(day.clone()),
        valid_until: Some(day),
        ..ExemptionInput::default()
    };
    let (idempotency_key, bytes) = (key.to_owned(), plate.as_bytes().to_vec());
    Submission { idempotency_key, input, problems: Vec::new(), bytes }
}

#[tokio::test]
async fn a_request_under_a_key_that_was_used_is_a_retry_or_a_conflict() {
    let scene = Scene::set().await;
    let token = scene.ask(&scene.assertion("one")).await.unwrap_or_else(|refusal| panic!("{refusal}")).token;
    let (caller, services) = (scene.caller(&token).await.unwrap(), &scene.world.services);
    let now = services.now();
    let send = |plate: &'static str| create(services, &caller, submission("key", plate, now));
    let first = send("AE47IO").await.unwrap_or_else(|error| panic!("{error}"));
    let again = send("AE47IO").await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((first.is_retry, again.is_retry), (false, true));
    assert_eq!(first.exemption.id, again.exemption.id);
    assert!(matches!(send("IO47AE").await, Err(ServiceError::Conflict(_))));
    assert_eq!(scene.world.times("exemption_added").await, 1);
    assert_eq!(scene.world.times("exemption_listed").await, 1);
}

#[tokio::test]
async fn a_token_without_the_scope_does_nothing_whatever_the_listener_thinks() {
    let scene = Scene::set().await;
    let token = scene.ask(&scene.assertion("one")).await.unwrap_or_else(|refusal| panic!("{refusal}")).token;
    let caller = scene.caller(&token).await.unwrap();
    let services = &scene.world.services;
    assert!(matches!(locations(services, &caller).await, Err(ServiceError::Refused(_))));
    let none = ApiCaller { scopes: poortwacht_domain::ApiScopes::default(), ..caller };
    let created = create(services, &none, submission("key", "AE47IO", services.now())).await;
    assert!(matches!(created, Err(ServiceError::Refused(_))));
    let query = ExemptionsQuery { page: 1, page_size: 10, over_too: true, category: None };
    assert!(matches!(exemptions(services, &none, query).await, Err(ServiceError::Refused(_))));
}
