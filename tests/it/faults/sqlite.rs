//! Faults of the embedded database.

use std::fs;

use poortwacht_tests::world::{Plan, World};
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use super::scene::{Scene, WriteLock};

/// Starts the server so that a write beyond its limit fails instead of ending it, as a full disk does.
const WITHOUT_SIGXFSZ: &[&str] = &["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"];

#[tokio::test]
async fn while_another_process_locks_the_database_nothing_is_shown_and_afterwards_all_catches_up() {
    let scene = Scene::set(Plan::default()).await;
    let lock = WriteLock::take(scene.world());
    scene.shows_nothing("locked").await;
    scene.is_not_ready("locked").await;
    lock.release();
    scene.catches_up().await;
}

#[tokio::test]
async fn while_the_database_is_gone_or_replaced_nothing_is_shown_and_afterwards_all_catches_up() {
    let scene = Scene::set(Plan::default()).await;
    let (data, away) = (scene.world().folder().join("data"), scene.world().folder().join("data-away"));
    fs::rename(&data, &away).unwrap();
    scene.shows_nothing("gone").await;
    scene.is_not_ready("gone").await;
    scene.shows_no_picture("gone").await;
    fs::create_dir(&data).unwrap();
    for entry in fs::read_dir(&away).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
    }
    scene.shows_nothing("replaced by a copy").await;
    scene.is_not_ready("replaced by a copy").await;
    scene.shows_no_picture("replaced by a copy").await;
    fs::remove_dir_all(&data).unwrap();
    fs::rename(&away, &data).unwrap();
    scene.catches_up().await;
}

#[tokio::test]
async fn while_the_disk_takes_no_byte_nothing_is_shown_and_afterwards_all_catches_up() {
    let scene = Scene::set(Plan { launcher: WITHOUT_SIGXFSZ, ..Plan::default() }).await;
    let before = limit_files(scene.world(), Rlimit { current: Some(0), maximum: None });
    scene.shows_nothing("full").await;
    scene.is_not_ready("full").await;
    limit_files(scene.world(), before);
    scene.catches_up().await;
}

/// Sets how large files may become that the server writes, and gives what held before.
fn limit_files(world: &World, limit: Rlimit) -> Rlimit {
    let server = Pid::from_raw(i32::try_from(world.server_id().unwrap()).unwrap());
    prlimit(server, Resource::Fsize, limit).unwrap()
}
