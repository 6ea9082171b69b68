//! Loss of the key store: nothing opens, and nothing else breaks.

use std::fs;

use poortwacht_tests::world::Plan;

use super::scene::{Scene, keeps_its_packet, says_why};

#[tokio::test]
async fn without_the_key_store_nothing_opens_lists_work_and_afterwards_all_catches_up() {
    let scene = Scene::set(Plan::default()).await;
    let (keys, away) = (scene.world().folder().join("keys"), scene.world().folder().join("keys-away"));
    fs::rename(&keys, &away).unwrap();
    nothing_opens(&scene, "gone").await;
    fs::create_dir(&keys).unwrap();
    fs::write(keys.join("keys.sqlite"), "not a key store").unwrap();
    nothing_opens(&scene, "something else").await;
    fs::remove_dir_all(&keys).unwrap();
    fs::rename(&away, &keys).unwrap();
    scene.catches_up().await;
}

async fn nothing_opens(scene: &Scene, fault: &str) {
    for page in [
        scene.page("/review").await,
        scene.case_page().await,
        scene.picture().await,
        scene.page("/exemptions").await,
    ] {
        says_why(fault, &page);
    }
    keeps_its_packet(fault, &scene.packet().await);
    for path in ["/stock", "/units", "/search"] {
        let page = scene.page(path).await;
        assert!(page.succeeded(), "{fault}: {path}: {}", page.body);
    }
    scene.is_not_ready(fault).await;
}
