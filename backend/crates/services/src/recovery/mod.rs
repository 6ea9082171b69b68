//! An older database was put back: it is recognised, opens nothing, and comes into use again by two people's recovery.
//!
//! The key store is a place of its own, so it remembers where each log stood: at every cosignature of a witness, and every
//! minute for logs that no witness has just seen. A database whose logs do not continue that is older than what was
//! seen. The key store then gives this process no half: no evidence opens, no packet is taken, the sweep destroys nothing.

mod carry_out;
mod logs;
mod plan;
pub(crate) mod replay;
mod second;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::SignedDuration;
use poortwacht_ledger::{self as ledger, KeptHead, Loss};
use poortwacht_store::Connection;
use tokio::sync::watch;

pub use carry_out::{Recovered, recover};
pub use plan::{RecoveryPlan, plan};
pub use second::SecondPerson;

use crate::alarms::{self, Notice};
use crate::blocking::off_worker;
use crate::witnesses::all_logs;
use crate::{ServiceError, Services};

/// Kind of the alarm that the database is older than what was seen of its ledger.
pub const ALARM_BEHIND: &str = "database_behind";

/// How often a server looks.
const BEAT: Duration = Duration::from_secs(60);

/// A log that a witness saw no longer ago than this is remembered as the witness saw it.
const JUST_WITNESSED: SignedDuration = SignedDuration::from_mins(5);

/// Compares every log with what the key store remembers of it. Nothing is changed.
///
/// # Errors
/// Those of store and key store.
pub async fn losses(services: &Services) -> Result<Vec<Loss>, ServiceError> {
    let keys = services.keys();
    let kept = off_worker(move || Ok::<_, ServiceError>(keys.kept_heads()?)).await?;
    Ok(services.store().read(move |conn| ledger::losses(conn, &kept)).await?)
}

/// Looks whether the database is older than what was seen of it, and lets the key store give this process no half while it
/// is. For a command; a server does so every minute with [`watch_over`].
///
/// # Errors
/// Those of store and key store.
pub async fn look(services: &Services) -> Result<Vec<Loss>, ServiceError> {
    let losses = losses(services).await?;
    services.keys().withhold(!losses.is_empty());
    Ok(losses)
}

/// As [`look`], with the alarm; of logs that are whole the key store then remembers the present end.
///
/// # Errors
/// Those of store and key store.
pub async fn watch_over(services: &Services) -> Result<bool, ServiceError> {
    let losses = look(services).await?;
    for loss in &losses {
        let (kind, subject, detail) = (ALARM_BEHIND, loss.log.to_string(), logs::told(loss));
        alarms::raise(services, Notice { kind, subject, municipality: loss.log.owner(), detail }).await?;
    }
    if !losses.is_empty() {
        return Ok(false);
    }
    for open in alarms::open(services).await?.iter().filter(|alarm| alarm.kind == ALARM_BEHIND) {
        alarms::clear(services, ALARM_BEHIND, &open.subject).await?;
    }
    remember(services, unwitnessed(services).await?).await?;
    Ok(true)
}

/// Watches until told to stop.
///
/// # Errors
/// None: what cannot be looked at now is looked at in a minute, and reported until then.
pub async fn watch(services: Services, mut stopped: watch::Receiver<bool>) -> Result<(), ServiceError> {
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
            () = tokio::time::sleep(BEAT) => {}
        }
        if let Err(error) = watch_over(&services).await {
            tracing::warn!(%error, "it could not be seen whether the database is the newest");
        }
    }
}

/// Where the logs stand that no witness has just seen.
async fn unwitnessed(services: &Services) -> Result<Vec<KeptHead>, ServiceError> {
    let seen = all_logs(services)
        .await?
        .into_iter()
        .filter(|log| log.last.as_ref().is_some_and(|last| last.lag < JUST_WITNESSED));
    let seen: Vec<_> = seen.map(|log| log.log).collect();
    let read = move |conn: &mut Connection| ledger::current_heads(conn);
    let heads = services.store().read(read).await?;
    Ok(heads.into_iter().filter(|head| !seen.contains(head.shard.log())).collect())
}

/// Lets the key store remember where logs stood. What it knows to be larger stays; nothing of a database that is behind is
/// remembered.
///
/// # Errors
/// Those of the key store.
pub(crate) async fn remember(services: &Services, heads: Vec<KeptHead>) -> Result<(), ServiceError> {
    let keys = services.keys();
    off_worker(move || {
        if keys.is_withholding() {
            return Ok(());
        }
        let kept = keys.kept_heads()?;
        let is_news =
            |head: &KeptHead| kept.iter().all(|kept| kept.shard != head.shard || kept.size < head.size);
        let news: Vec<KeptHead> = heads.into_iter().filter(is_news).collect();
        if news.is_empty() { Ok(()) } else { Ok(keys.keep_heads(&news)?) }
    })
    .await
}
