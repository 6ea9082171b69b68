//! Opens what the configuration names: database, key store, and the use cases on top of them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use poortwacht_domain::{Clock, Rng};
use poortwacht_evidence::KeyStore;
use poortwacht_evidence::bucket::Bucket;
use poortwacht_evidence::keystore::{self, KeyStorePlace, KeyStoreSite, MasterKey};
use poortwacht_services::events_out::EventsConfig;
use poortwacht_services::key_store::{BackupSettings, KeyStoreSettings};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_services::{
    CjibConfig, EvidencePlaces, Installation as InstallationPlace, Parts, Services, ServicesConfig,
    retention_terms,
};
use poortwacht_store::{Environment, MigrationReport, Store, StoreConfig};
use secrecy::ExposeSecret;

use crate::Allow;
use crate::config::{
    CjibSection, Config, EnvironmentName, MailSection, ProcessingLogSection, resolved, sqlite_path,
};

/// Opens database and key store and refuses what does not belong together.
pub fn open(config: &Config, allow: Allow) -> Result<Services> {
    let store = open_store(config, allow)?;
    let master = master_key(config)?;
    on_top(config, store, master)
}

/// Opens the database alone.
pub fn open_store(config: &Config, allow: Allow) -> Result<Store> {
    let environment = permitted(config.environment, allow)?;
    Ok(Store::open(&store_config(config, environment, false)?)?)
}

/// Opens the key store of an open database under this master key, and the use cases on top of both.
pub fn on_top(config: &Config, store: Store, master: MasterKey) -> Result<Services> {
    let (clock, rng) = system();
    let keys = key_store(config, &store, master, false, (&clock, &rng))?;
    let services = Services::new(Parts { store, keys, clock, rng, config: services_config(config)? });
    retention_terms::load(&services)?;
    Ok(services)
}

/// Brings the database up to this version and, on a first installation, makes database and key store.
pub fn migrate(config: &Config, allow: Allow, create: bool) -> Result<MigrationReport> {
    let environment = permitted(config.environment, allow)?;
    // Before anything is made.
    config.key_store.place(&config.database.url()?)?;
    let store_config = store_config(config, environment, create)?;
    let (clock, rng) = system();
    let report = Store::migrate(&store_config, clock.as_ref(), rng.as_ref())?;
    let store = Store::open(&store_config)?;
    key_store(config, &store, master_key(config)?, create, (&clock, &rng))?;
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

/// Clock and randomness.
pub type System = (Arc<dyn Clock>, Arc<dyn Rng>);

/// The machine's clock and randomness.
pub fn system() -> System {
    (Arc::new(SystemClock), Arc::new(SystemRng::new()))
}

fn key_store(
    config: &Config,
    store: &Store,
    master: MasterKey,
    create: bool,
    (clock, rng): (&Arc<dyn Clock>, &Arc<dyn Rng>),
) -> Result<Arc<dyn KeyStore>> {
    let site = key_store_site(config, store)?;
    // A file that is there is never made anew; of a server's database only the key store itself can tell.
    let create = create && !matches!(&site.place, KeyStorePlace::Sqlite { path } if path.exists());
    keystore::open(site, create, master, Arc::clone(clock), Arc::clone(rng)).context("key_store")
}

/// Where the key store is that belongs to this database.
pub fn key_store_site(config: &Config, store: &Store) -> Result<KeyStoreSite> {
    let place = config.key_store.place(&config.database.url()?)?;
    let instance = store.instance();
    Ok(KeyStoreSite { place, instance: instance.id, environment: instance.environment })
}

/// The configured master key.
pub fn master_key(config: &Config) -> Result<MasterKey> {
    MasterKey::parse(config.key_store.master_key()?.expose_secret()).context("key_store.master_key")
}

fn services_config(config: &Config) -> Result<ServicesConfig> {
    Ok(ServicesConfig {
        retention: config.retention.clone(),
        packets_per_minute: config.intake.packets_per_minute,
        portal_origin: portal_origin(config),
        cjib: config.cjib.as_ref().map(cjib).transpose()?,
        key_store: Some(key_store_settings(config)?),
        evidence: evidence(config)?,
        processing_log: config.processing_log.as_ref().map(ProcessingLogSection::settings),
        events: events(config),
        mail: config.mail.as_ref().map(MailSection::settings),
        register: config.processing_register.settings(),
        signals: config.ledger_signals.settings(),
        second_look: config.quality.settings(),
        gate: config.gate.settings(),
        units: config.units.settings(),
        installation: place(config)?,
        ..ServicesConfig::default()
    })
}

/// Where this installation lives, and the certificates that it shows.
fn place(config: &Config) -> Result<InstallationPlace> {
    let url = config.database.url()?;
    let file = sqlite_path(url.expose_secret()).map(|file| resolved(&file));
    let data_folder = file.as_ref().and_then(|file| file.parent().map(ToOwned::to_owned));
    let database = match &file {
        Some(file) => file.display().to_string(),
        None => without_secret(url.expose_secret()),
    };
    let listeners = [&config.intake.tls, &config.portal.tls].into_iter();
    let others = config.api.as_ref().map(|api| &api.tls).into_iter();
    let others = others.chain(config.cjib.as_ref().map(|cjib| &cjib.tls));
    let certificates = listeners.chain(others).map(|tls| tls.certificate_file.clone()).collect();
    Ok(InstallationPlace { database, data_folder, certificates })
}

/// The address of a server without user, password and parameters.
fn without_secret(url: &str) -> String {
    let place = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    format!("postgresql://{}", place.split_once('?').map_or(place, |(place, _)| place))
}

/// Who is told what happens, if anybody; never this installation's own listeners.
pub fn events(config: &Config) -> Option<EventsConfig> {
    let listeners = [config.intake.listen, config.portal.listen, config.management.listen];
    let listeners = listeners.into_iter().chain(config.api.as_ref().map(|api| api.listen)).collect();
    config.events.as_ref().map(|section| section.settings(listeners))
}

/// Where sealed pictures lie. Nothing is asked of the bucket yet: a server starts without it, and says that it cannot work.
fn evidence(config: &Config) -> Result<EvidencePlaces> {
    let section = &config.evidence;
    let bucket = section.bucket()?.map(Bucket::open).transpose().context("evidence.bucket")?;
    Ok(EvidencePlaces { place: section.place, bucket })
}

fn key_store_settings(config: &Config) -> Result<KeyStoreSettings> {
    let (section, database) = (&config.key_store, config.database.url()?);
    let file = sqlite_path(database.expose_secret());
    let backups = section.backups.as_ref();
    Ok(KeyStoreSettings {
        backups: backups.map(|folder| BackupSettings { folder: resolved(folder), at: section.backup_at }),
        data_folder: file.and_then(|file| resolved(&file).parent().map(ToOwned::to_owned)),
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
    if !(1..=300).contains(&section.timeout_seconds) {
        bail!("cjib.timeout_seconds: choose 1 to 300 seconds");
    }
    if !(1..=28).contains(&section.reconcile_day) {
        bail!("cjib.reconcile_day: choose a day that every month has, 1 to 28");
    }
    Ok(CjibConfig {
        profile: section.profile.clone(),
        url: section.url.trim_end_matches('/').to_owned(),
        ca_file: section.ca_file.clone(),
        certificate_file: section.tls.certificate_file.clone(),
        private_key_file: section.tls.private_key_file.clone(),
        timeout: Duration::from_secs(section.timeout_seconds),
        reconcile_day: section.reconcile_day,
    })
}
