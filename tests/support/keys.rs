//! The key store of an installation, opened beside its server.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use poortwacht_domain::Clock as _;
use poortwacht_evidence::keystore::{self, KeyStore, KeyStorePlace, KeyStoreSite, MasterKey};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::Instance;

use crate::ledger::Records;
use crate::world::World;

/// The configured key store.
pub fn open(world: &World) -> Result<Arc<dyn KeyStore>> {
    open_at(site(world)?, master(world)?)
}

/// A key store anywhere, under any master key.
pub fn open_at(site: KeyStoreSite, master: MasterKey) -> Result<Arc<dyn KeyStore>> {
    Ok(keystore::open(site, false, master, Arc::new(SystemClock), Arc::new(SystemRng::new()))?)
}

/// Where the configured key store is, and to which database it belongs.
pub fn site(world: &World) -> Result<KeyStoreSite> {
    let url = world.key_store_url();
    let place = match url.strip_prefix("sqlite:") {
        Some(path) => KeyStorePlace::Sqlite { path: path.into() },
        None => KeyStorePlace::Postgres { url: url.into() },
    };
    let Instance { id: instance, environment, .. } = Records::open(world)?.store().instance().clone();
    Ok(KeyStoreSite { place, instance, environment })
}

/// The master key that a new installation starts with.
pub fn master(world: &World) -> Result<MasterKey> {
    Ok(MasterKey::from_file(Path::new(&world.path("secrets/master.key")))?)
}

/// This moment, on the clock that the server reads.
#[must_use]
pub fn now() -> Timestamp {
    SystemClock.now()
}
