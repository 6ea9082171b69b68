//! Where permit systems come from, how fast, and when the doors are closed.

use std::net::{IpAddr, Ipv4Addr};

use poortwacht_tests::permit_system::PermitSystem;
use poortwacht_tests::world::{MUNICIPALITY, Plan};
use reqwest::Method;

use super::permits::{EVERYTHING, Permits};

const STREET: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

#[tokio::test]
async fn a_strangers_connection_is_closed_before_tls() {
    let permits = Permits::open().await;
    let system = PermitSystem::register(&permits.world, MUNICIPALITY, "ander", &EVERYTHING).unwrap();
    let stranger = system.calling_from(&permits.world, STREET).unwrap();
    let refused = stranger.request(Method::GET, "/openapi.json").send().await;
    assert!(refused.is_err(), "{refused:?}");
    let open = permits.system.request(Method::GET, "/openapi.json").send().await.unwrap();
    assert_eq!(open.status().as_u16(), 200);
}

#[tokio::test]
async fn who_asks_faster_than_agreed_is_told_to_wait() {
    let permits = Permits::start(Plan { api: Some(3), ..Plan::default() }).await;
    let token = permits.system.token().await.unwrap();
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(permits.system.call(&token, Method::GET, "/locations", None).await.unwrap());
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert!(answers[3].header("retry-after").is_some_and(|wait| wait.parse::<u64>().is_ok()));
    assert!(answers[3].header("api-version").is_some());
}

#[tokio::test]
async fn the_emergency_stop_closes_the_api_and_opens_it_again() {
    let permits = Permits::open().await;
    let (world, system) = (&permits.world, &permits.system);
    let token = system.token().await.unwrap();
    world.command(&["emergency", "close", "api", "--reason", "oefening"]).unwrap();
    for path in ["/locations", "/exemptions", "/openapi.json"] {
        let closed = system.call(&token, Method::GET, path, None).await.unwrap();
        assert_eq!(closed.status.as_u16(), 503, "{path}: {}", closed.body);
        assert!(closed.header("retry-after").is_some(), "{path}");
    }
    assert_eq!(system.ask(&system.assertion(), None).await.unwrap().status.as_u16(), 503);
    world.command(&["emergency", "reopen", "api", "--reason", "oefening voorbij"]).unwrap();
    let open = system.call(&token, Method::GET, "/locations", None).await.unwrap();
    assert_eq!(open.status.as_u16(), 200, "{}", open.body);
}
