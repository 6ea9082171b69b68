//! A server process says in the ledger that it started, and whether it can work.

use std::fs;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{Act, PicturePlace, looks_like_plate};
use poortwacht_ledger::{Actor, Entry, LogName, Record};
use poortwacht_store::Connection;
use poortwacht_store::ledger_rows::{self, EntryFilter};
use serde::Serialize;

use crate::blocking::off_worker;
use crate::sealed_pictures::measured;
use crate::{ServiceError, Services};

/// Longest place that the ledger takes as it is, in bytes.
const LONGEST_PLACE: usize = 200;

/// Records the start of a process, so that no instance runs unknown.
///
/// # Errors
/// [`ServiceError::Unavailable`]; the process must then not serve.
pub async fn started(services: &Services) -> Result<(), ServiceError> {
    let instance = services.store().instance();
    let entry = Entry::new(Actor::System, Act::InstanceStarted)
        .detail("instance", instance.id)
        .detail("environment", instance.environment)
        .detail("version", env!("CARGO_PKG_VERSION"))
        .detail("host", in_the_log(&host()))
        .detail("database", in_the_log(&services.config().installation.database));
    let folder = services.config().installation.data_folder.as_deref();
    let entry = match folder {
        Some(folder) => entry.detail("data_folder", in_the_log(&folder.display().to_string())),
        None => entry,
    };
    services.enter(LogName::system(), entry).await
}

/// A place from which this database was used, as its ledger tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The database's identity at that time.
    pub instance: String,
    /// What the process took it for.
    pub environment: String,
    /// The machine's name, or its digest.
    pub host: String,
    /// Where the database was, or the digest of that.
    pub database: String,
    /// Its folder, where it was a file.
    pub data_folder: Option<String>,
    /// The newest version that ran there.
    pub version: String,
    /// The first start that the ledger still tells of.
    pub first: Timestamp,
    /// The last start.
    pub last: Timestamp,
    /// How many.
    pub starts: u64,
}

/// Every place from which this database was used, the latest first. What a copy of it did stands in the ledger of the copy;
/// who holds that can ask it the same.
///
/// # Errors
/// [`ServiceError::Unavailable`]; [`ServiceError::Damaged`] for an entry that is not in its form.
pub async fn places(services: &Services) -> Result<Vec<Place>, ServiceError> {
    services.store().read(places_in).await
}

/// Starts that are looked at.
const STARTS: u32 = 10_000;

pub(crate) fn places_in(conn: &mut Connection) -> Result<Vec<Place>, ServiceError> {
    let filter = EntryFilter { acts: vec![Act::InstanceStarted], ..EntryFilter::default() };
    let mut places: Vec<Place> = Vec::new();
    for stored in ledger_rows::find(conn, &LogName::system(), &filter, STARTS)? {
        let record = Record::parse(&stored.entry)
            .map_err(|_| ServiceError::Damaged("a ledger entry is not in its form".to_owned()))?;
        let start = place(&record);
        match places.iter_mut().find(|known| known.is_where(&start)) {
            Some(known) => {
                known.first = known.first.min(start.first);
                known.starts += 1;
            }
            None => places.push(start),
        }
    }
    Ok(places)
}

fn place(record: &Record) -> Place {
    let detail = |name: &str| record.entry.detail.get(name).cloned();
    let told = |name: &str| detail(name).unwrap_or_default();
    Place {
        instance: told("instance"),
        environment: told("environment"),
        host: told("host"),
        database: told("database"),
        data_folder: detail("data_folder"),
        version: told("version"),
        first: record.at,
        last: record.at,
        starts: 1,
    }
}

impl Place {
    fn is_where(&self, other: &Self) -> bool {
        let of = |place: &Self| {
            (place.instance.clone(), place.environment.clone(), place.host.clone(), place.database.clone())
        };
        of(self) == of(other)
    }
}

/// What the machine calls itself.
fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}

/// A place as the ledger takes it: what happens to read as a number plate, or is no plain text, stands there as its digest.
fn in_the_log(place: &str) -> String {
    let plain = place.len() <= LONGEST_PLACE && place.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && !looks_like_plate(place) {
        return place.to_owned();
    }
    hex::encode(digest(&SHA256, place.as_bytes()))
}

/// Whether database and key store can be read and written right now, and the bucket answers where evidence goes there.
///
/// # Errors
/// [`ServiceError::Unavailable`], naming the one that cannot.
pub async fn probe(services: &Services) -> Result<(), ServiceError> {
    services.store().probe().await?;
    let keys = services.keys();
    if keys.is_withholding() {
        return Err(ServiceError::DatabaseBehind);
    }
    let probed = tokio::task::spawn_blocking(move || keys.probe()).await;
    probed.map_err(|error| ServiceError::Unavailable(error.to_string()))??;
    probe_bucket(services).await
}

async fn probe_bucket(services: &Services) -> Result<(), ServiceError> {
    if services.config().evidence.place == PicturePlace::Database {
        return Ok(());
    }
    let own = services.clone();
    off_worker(move || match own.bucket() {
        Some(bucket) => Ok(measured("probe", || bucket.probe())?),
        None => {
            Err(ServiceError::Unavailable("evidence goes to a bucket, and none is configured".to_owned()))
        }
    })
    .await
}
