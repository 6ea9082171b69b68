//! An installation per test.

use poortwacht_tests::sender::Sender;
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};
use tempfile::TempDir;

/// A running installation in a folder of its own.
pub struct Running {
    /// The installation; its server ends with it.
    pub world: World,
    /// Its closures and units.
    pub town: Town,
    _folder: TempDir,
}

impl Running {
    /// On SQLite.
    pub async fn on_sqlite() -> Self {
        Self::start(Plan::default()).await
    }

    /// As planned.
    pub async fn start(plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::create(folder.path(), plan).unwrap();
        let town = Town::build(&world).unwrap();
        world.start().await.unwrap();
        Self { world, town, _folder: folder }
    }

    /// The first unit's own voice.
    pub fn sender(&self) -> Sender {
        Sender::new(&self.world, &self.town.harbour).unwrap()
    }
}
