//! The emergency stop: one command closes a listener, another opens it again, and both are on record.

use poortwacht_tests::ledger::Records;
use poortwacht_tests::world::Plan;
use reqwest::header::RETRY_AFTER;

use super::scene::{Scene, keeps_its_packet};

fn pull(scene: &Scene, act: &str, listener: &str) {
    scene.world().command(&["emergency", act, listener, "--reason", "oefening"]).unwrap();
}

#[tokio::test]
async fn a_closed_portal_shows_only_that_it_is_closed_and_units_notice_nothing() {
    let scene = Scene::set(Plan::default()).await;
    pull(&scene, "close", "portal");
    let picture = scene.picture().await;
    for page in [
        scene.page("/stock").await,
        scene.page("/review").await,
        scene.page("/login").await,
        scene.confirm().await,
        picture,
    ] {
        assert_eq!(page.status.as_u16(), 503, "{}", page.body);
        assert!(page.body.contains("Het portaal is gesloten"), "{}", page.body);
        assert!(page.headers.contains_key(RETRY_AFTER));
        assert!(!page.body.contains("/pictures/"), "{}", page.body);
    }
    let packet = scene.packet().await;
    assert!(packet.status.is_success(), "{}", packet.body);
    pull(&scene, "reopen", "portal");
    let stock = scene.page("/stock").await;
    assert!(stock.succeeded(), "nobody was logged out: {}", stock.body);
    let acts = Records::open(scene.world()).unwrap().acts().unwrap();
    assert_eq!((acts["emergency_closed"], acts["emergency_reopened"]), (1, 1));
}

#[tokio::test]
async fn a_closed_intake_lets_units_keep_their_packets_and_officers_go_on() {
    let scene = Scene::set(Plan::default()).await;
    pull(&scene, "close", "intake");
    keeps_its_packet("closed", &scene.packet().await);
    let confirmed = scene.confirm().await;
    assert!(confirmed.succeeded(), "{}", confirmed.body);
    assert!(scene.world().command(&["emergency", "status"]).unwrap().contains("oefening"));
    pull(&scene, "reopen", "intake");
    let packet = scene.packet().await;
    assert_eq!(packet.status.as_u16(), 201, "{}", packet.body);
}
