//! A server process says in the ledger that it started, and whether it can work.

use poortwacht_domain::{Act, PicturePlace};
use poortwacht_ledger::{Actor, Entry, LogName};

use crate::blocking::off_worker;
use crate::sealed_pictures::measured;
use crate::{ServiceError, Services};

/// Records the start of a process, so that no instance runs unknown.
///
/// # Errors
/// [`ServiceError::Unavailable`]; the process must then not serve.
pub async fn started(services: &Services) -> Result<(), ServiceError> {
    let instance = services.store().instance();
    let entry = Entry::new(Actor::System, Act::InstanceStarted)
        .detail("instance", instance.id)
        .detail("environment", instance.environment)
        .detail("version", env!("CARGO_PKG_VERSION"));
    services.enter(LogName::system(), entry).await
}

/// Whether database and key store can be read and written right now, and the bucket answers where evidence goes there.
///
/// # Errors
/// [`ServiceError::Unavailable`], naming the one that cannot.
pub async fn probe(services: &Services) -> Result<(), ServiceError> {
    services.store().probe().await?;
    let keys = services.keys();
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
