//! Heads of the ledger: shown, kept outside the database, and compared with.

use poortwacht_ledger::verify::Expected;
use poortwacht_ledger::{self as ledger, KeptHead, Report};
use poortwacht_store::{Connection, ledger_rows};

use crate::{ServiceError, Services, checkpoints};

/// The current heads of all shards.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn heads(services: &Services) -> Result<Vec<KeptHead>, ServiceError> {
    services.store().read(|conn| Ok(ledger::current_heads(conn)?)).await
}

/// Recomputes every log and compares it with its signed checkpoints, with `kept` and with the heads kept in the key store.
///
/// # Errors
/// [`ServiceError::Unavailable`]; a bad log is no error but a finding.
pub async fn verify(services: &Services, kept: Vec<KeptHead>) -> Result<Report, ServiceError> {
    let kept: Vec<KeptHead> = kept_in_key_store(services).await?.into_iter().chain(kept).collect();
    let key = checkpoints::public_key(services).await?;
    let verify = move |conn: &mut Connection| {
        let signer = Some((key, ledger_rows::database(conn)?));
        Ok(ledger::verify(conn, &Expected { kept, signer, ..Expected::default() })?)
    };
    services.store().read(verify).await
}

/// Verifies the ledger and, where it is sound, keeps its heads in the key store.
///
/// # Errors
/// [`ServiceError::Damaged`] naming the first bad entry; nothing of a bad log is kept.
pub async fn keep(services: &Services) -> Result<usize, ServiceError> {
    let report = verify(services, Vec::new()).await?;
    let heads = report.heads();
    let kept = heads.len();
    let keys = services.keys();
    let write = tokio::task::spawn_blocking(move || keys.keep_heads(&heads)).await;
    write.map_err(|error| ServiceError::Unavailable(error.to_string()))??;
    match report.first_bad() {
        Some(bad) => Err(ServiceError::Damaged(format!("ledger {bad}"))),
        None => Ok(kept),
    }
}

async fn kept_in_key_store(services: &Services) -> Result<Vec<KeptHead>, ServiceError> {
    let keys = services.keys();
    let read = tokio::task::spawn_blocking(move || keys.kept_heads()).await;
    Ok(read.map_err(|error| ServiceError::Unavailable(error.to_string()))??)
}
