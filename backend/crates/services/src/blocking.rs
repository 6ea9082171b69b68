//! Work that must not hold up the asynchronous workers: key store, pictures, password hashes.

use crate::ServiceError;

/// Runs work that blocks on tokio's blocking threads. A panic in it is an error of ours.
///
/// # Errors
/// The work's own, or [`ServiceError::Damaged`] when it panicked.
pub(crate) async fn off_worker<T, E, F>(work: F) -> Result<T, E>
where
    F: FnOnce() -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<ServiceError> + Send + 'static,
{
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|error| Err(ServiceError::Damaged(format!("blocking work stopped: {error}")).into()))
}
