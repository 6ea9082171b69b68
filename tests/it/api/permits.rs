//! An installation with a permit system that may do everything.

use poortwacht_tests::ledger::{Records, Written};
use poortwacht_tests::permit_system::PermitSystem;
use poortwacht_tests::town::Town;
use poortwacht_tests::wire::Answer;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use serde_json::Value;
use tempfile::TempDir;

/// Every scope there is.
pub const EVERYTHING: [&str; 3] = ["exemptions:read", "exemptions:write", "locations:read"];

/// The installation.
pub struct Permits {
    pub world: World,
    pub system: PermitSystem,
    pub records: Records,
    _folder: TempDir,
}

impl Permits {
    /// On SQLite, without a limit that a test would meet.
    pub async fn open() -> Self {
        Self::start(Plan { api: Some(100_000), ..Plan::default() }).await
    }

    /// As planned. The permit system is there before the server, so that its address counts at once.
    pub async fn start(plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::create(folder.path(), plan).unwrap();
        Town::build(&world).unwrap();
        let system = PermitSystem::register(&world, MUNICIPALITY, "vergunningen", &EVERYTHING).unwrap();
        world.start().await.unwrap();
        let system = system.at(&world).unwrap();
        let records = Records::open(&world).unwrap();
        Self { world, system, records, _folder: folder }
    }

    /// What requests left in the ledger, in no order of importance.
    pub fn written(&self) -> Vec<Written> {
        let written = self.records.written().unwrap();
        written.into_iter().filter(|entry| entry.origin.is_some()).collect()
    }

    /// Acts and reasons that the permit system left since there were `before` of them.
    pub fn left(&self, before: usize) -> Vec<(String, Option<String>)> {
        let own = format!("client:{}", self.system.id);
        let entries = self.written().into_iter().filter(|entry| entry.actor == own).skip(before);
        entries.map(|entry| (entry.act, entry.reason)).collect()
    }
}

/// The body of an answer.
pub fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}
