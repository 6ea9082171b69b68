//! Faults of a PostgreSQL server.

use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::world::Plan;

use super::scene::{Scene, WriteLock};

async fn scene_on(database: &TestDatabase) -> Scene {
    Scene::set(Plan { database: Some(database.url.clone()), ..Plan::default() }).await
}

#[tokio::test]
async fn while_another_session_locks_the_ledger_nothing_is_shown_and_afterwards_all_catches_up() {
    let database = poortwacht_test_postgres::database();
    let scene = scene_on(&database).await;
    let lock = WriteLock::take(scene.world());
    scene.shows_nothing("locked").await;
    lock.release();
    scene.catches_up().await;
}

#[tokio::test]
async fn while_the_server_is_down_nothing_is_shown_and_afterwards_all_catches_up() {
    let database = poortwacht_test_postgres::database();
    let scene = scene_on(&database).await;
    database.shut_out();
    scene.shows_nothing("down").await;
    scene.is_not_ready("down").await;
    scene.shows_no_picture("down").await;
    database.let_in();
    scene.catches_up().await;
}

#[tokio::test]
async fn while_the_server_takes_no_writes_nothing_is_shown_and_afterwards_all_catches_up() {
    let database = poortwacht_test_postgres::database();
    let scene = scene_on(&database).await;
    let name = database.name();
    // As after a failover to a standby: sessions open, reads answer, writes do not.
    database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    database.disconnect_all();
    scene.shows_nothing("read-only").await;
    scene.is_not_ready("read-only").await;
    database.execute(&format!(
        "BEGIN READ WRITE; ALTER DATABASE {name} RESET default_transaction_read_only; COMMIT"
    ));
    database.disconnect_all();
    scene.catches_up().await;
}
