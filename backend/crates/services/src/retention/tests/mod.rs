//! What dies, when, and what is left of it.

mod batch_files;
mod boundaries;
mod checks;
mod crashes;
mod keys;
mod ledger;
mod statements;
mod years;

use jiff::Timestamp;

use crate::retention::{RetentionReport, run};
use crate::testing::World;

async fn purge(world: &World, now: Timestamp) -> RetentionReport {
    run(&world.services, now, false).await.unwrap()
}
