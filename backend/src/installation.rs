//! Opens what the configuration names: database, key store, and the use cases on top of them.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use poortwacht_domain::{Clock, Rng};
use poortwacht_evidence::KeyStore;
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_services::{CjibConfig, Parts, Services, ServicesConfig};
use poortwacht_store::{Environment, MigrationReport, Store, StoreConfig};
use secrecy::ExposeSecret;

use crate::Allow;
use crate::config::{CjibSection, Config, EnvironmentName};

/// Opens database and key store and refuses what does not belong together.
pub fn open(config: &Config, allow: Allow) -> Result<Services> {
    let environment = permitted(config.environment, allow)?;
    let store = Store::open(&store_config(config, environment, false)?)?;
    let (clock, rng) = system();
    let keys = key_store(config, &store, false, (&clock, &rng))?;
    Ok(Services::new(Parts { store, keys, clock, rng, config: services_config(config)? }))
}

/// Brings the database up to this version and, on a first installation, makes database and key store.
pub fn migrate(config: &Config, allow: Allow, create: bool) -> Result<MigrationReport> {
    let environment = permitted(config.environment, allow)?;
    let store_config = store_config(config, environment, create)?;
    let (clock, rng) = system();
    let report = Store::migrate(&store_config, clock.as_ref(), rng.as_ref())?;
    let store = Store::open(&store_config)?;
    key_store(config, &store, create, (&clock, &rng))?;
    store.shutdown();
    Ok(report)
}

fn permitted(name: EnvironmentName, allow: Allow) -> Result<Environment> {
    match (name, allow) {
        (EnvironmentName::Production, _) => Ok(Environment::Production),
        (EnvironmentName::Test, _) => Ok(Environment::Test),
        (EnvironmentName::Demo, Allow::DemoToo) => Ok(Environment::Demo),
        (EnvironmentName::Demo, Allow::ProductionAndTest) => {
            bail!("environment: demo data is for `cargo xtask demo` alone; set it to production or test")
        }
    }
}

fn store_config(config: &Config, environment: Environment, create: bool) -> Result<StoreConfig> {
    let url = config.database.url()?.expose_secret().to_owned();
    Ok(StoreConfig { url, read_connections: config.database.read_connections, environment, create })
}

type System = (Arc<dyn Clock>, Arc<dyn Rng>);

fn system() -> System {
    (Arc::new(SystemClock), Arc::new(SystemRng::new()))
}

fn key_store(
    config: &Config,
    store: &Store,
    create: bool,
    (clock, rng): (&Arc<dyn Clock>, &Arc<dyn Rng>),
) -> Result<Arc<dyn KeyStore>> {
    let section = &config.key_store;
    let master = MasterKey::parse(section.master_key()?.expose_secret()).context("key_store.master_key")?;
    let instance = store.instance();
    let keys = SqliteKeyStore::open(
        KeyStoreConfig {
            path: section.path.clone(),
            instance: instance.id,
            environment: instance.environment,
            create: create && !section.path.exists(),
        },
        master,
        Arc::clone(clock),
        Arc::clone(rng),
    );
    Ok(Arc::new(keys.context("key_store")?))
}

fn services_config(config: &Config) -> Result<ServicesConfig> {
    Ok(ServicesConfig {
        retention: config.retention.clone(),
        packets_per_minute: config.intake.packets_per_minute,
        portal_origin: portal_origin(config),
        cjib: config.cjib.as_ref().map(cjib).transpose()?,
        ..ServicesConfig::default()
    })
}

/// What visitors type: configured, or made from the listener's address.
fn portal_origin(config: &Config) -> String {
    let portal = &config.portal;
    let origin = portal.public_origin.clone().unwrap_or_else(|| format!("https://{}", portal.listen));
    origin.trim_end_matches('/').to_owned()
}

fn cjib(section: &CjibSection) -> Result<CjibConfig> {
    if !section.url.starts_with("https://") {
        bail!("cjib.url: must start with https://");
    }
    Ok(CjibConfig {
        profile: section.profile.clone(),
        url: section.url.trim_end_matches('/').to_owned(),
        ca_file: section.ca_file.clone(),
        certificate_file: section.tls.certificate_file.clone(),
        private_key_file: section.tls.private_key_file.clone(),
    })
}
