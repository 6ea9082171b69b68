//! A process on the installation that lies in a folder, and copies of its database.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poortwacht_domain::Rng;
use poortwacht_domain::testing::FixedClock;
use poortwacht_evidence::keystore::{KeyStoreConfig, KeyStorePlace, KeyStoreSite, MasterKey, SqliteKeyStore};
use poortwacht_store::{Environment, Store, StoreConfig};
use uuid::Uuid;

use crate::{Parts, Services, ServicesConfig};

/// The database's file in the folder.
pub const DATABASE: &str = "poortwacht.sqlite";
/// The key store's folder there.
pub const KEYS: &str = "keys";

fn store_config(folder: &Path) -> StoreConfig {
    StoreConfig {
        url: format!("sqlite:{}", folder.join(DATABASE).display()),
        read_connections: 4,
        environment: Environment::Test,
        create: true,
    }
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join(KEYS).join("keys.sqlite")
}

/// Where the key store of an instance lies in the folder.
pub fn key_store_site(folder: &Path, instance: Uuid) -> KeyStoreSite {
    let place = KeyStorePlace::Sqlite { path: key_file(folder) };
    KeyStoreSite { place, instance, environment: Environment::Test }
}

/// The master key of every test's installation.
pub fn master_key() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

/// Makes the database.
pub fn migrate(folder: &Path, clock: &FixedClock, rng: &dyn Rng) {
    Store::migrate(&store_config(folder), clock, rng).unwrap();
}

/// A process on what lies in the folder.
pub fn process(folder: &Path, clock: Arc<FixedClock>, rng: Arc<dyn Rng>, config: ServicesConfig) -> Services {
    let store = Store::open(&store_config(folder)).unwrap();
    let keys = KeyStoreConfig {
        path: key_file(folder),
        instance: store.instance().id,
        environment: Environment::Test,
        create: true,
    };
    let keys = SqliteKeyStore::open(keys, master_key(), clock.clone(), rng.clone()).unwrap();
    Services::new(Parts { store, keys: Arc::new(keys), clock, rng, config })
}

/// Copies a database that nobody writes to meanwhile, with its write-ahead log, over whatever lies there.
pub fn copy_database(from: &Path, to: &Path) {
    for part in ["", "-wal", "-shm"] {
        let with = |path: &Path| PathBuf::from(format!("{}{part}", path.display()));
        fs::remove_file(with(to)).ok();
        if with(from).exists() && part != "-shm" {
            fs::copy(with(from), with(to)).unwrap();
        }
    }
}
