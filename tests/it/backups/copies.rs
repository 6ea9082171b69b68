//! Copies of a whole database, as a backup, a stolen disk or a forgotten test machine would hold them.

use std::path::{Path, PathBuf};

use poortwacht_store::{Environment, Store, StoreConfig};
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::world::World;

/// The database of an installation: where it is and how it is copied.
pub enum Source {
    /// A file in the installation's data folder.
    Sqlite(PathBuf),
    /// A database of its own on a server.
    Postgres(TestDatabase),
}

/// A copy, and what was the case when it was made.
pub struct Copy {
    /// What had happened to the cases by then.
    pub when: &'static str,
    /// The copy, opened; whoever holds it can also write to it.
    pub store: Store,
    _database: Option<TestDatabase>,
}

impl Source {
    /// The installation's database; a file unless a server's is given.
    pub fn of(world: &World, server: Option<TestDatabase>) -> Self {
        server.map_or_else(|| Self::Sqlite(world.folder().join("data/poortwacht.sqlite")), Self::Postgres)
    }

    /// Copies the whole database. The server has been killed, so that an SQLite file comes with its write-ahead log.
    pub fn copy(&self, when: &'static str, folder: &Path) -> Copy {
        match self {
            Self::Sqlite(file) => {
                let to = folder.join(format!("copies/{}", when.replace(' ', "-")));
                copy_files(file.parent().unwrap(), &to);
                let url = format!("sqlite:{}", to.join(file.file_name().unwrap()).display());
                Copy { when, store: open(&url), _database: None }
            }
            Self::Postgres(database) => {
                database.disconnect_all();
                let copy = database.copy();
                Copy { when, store: open(&copy.url), _database: Some(copy) }
            }
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.store.shutdown();
    }
}

/// Opens a database as it is.
pub fn open(url: &str) -> Store {
    let environment = Environment::Test;
    Store::open(&StoreConfig { url: url.to_owned(), read_connections: 1, environment, create: false })
        .unwrap()
}

/// Copies every file of a folder.
pub fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
