//! When each log was last witnessed.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::MunicipalityId;
use poortwacht_ledger::{LogName, ShardName};
use poortwacht_store::witnesses::{self, Cosignature, Witness};
use poortwacht_store::{Connection, Scope, StoreError, ledger_rows, municipalities};

use crate::{ServiceError, Services};

/// A log that no witness has seen for longer is not watched any more.
pub const OVERDUE_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The newest cosignature over a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWitnessed {
    /// The witness's own moment, but not later than ours.
    pub at: Timestamp,
    /// The shard.
    pub shard: ShardName,
    /// Entries of the shard that the witness has seen.
    pub size: u64,
    /// Name of the witness.
    pub witness: String,
    /// How long ago that was.
    pub lag: SignedDuration,
    /// Entries of that shard which were added since.
    pub unseen: u64,
}

/// A log, and who watches it.
#[derive(Debug, Clone)]
pub struct LogWitnessed {
    /// The log.
    pub log: LogName,
    /// Code of the municipality, or `system`: what commands call the log by.
    pub called: String,
    /// Its witnesses that are not revoked.
    pub witnesses: Vec<Witness>,
    /// The newest cosignature of one of them.
    pub last: Option<LastWitnessed>,
}

impl LogWitnessed {
    /// Since when nobody watches, where somebody should and that is too long ago.
    #[must_use]
    pub fn overdue_since(&self, now: Timestamp) -> Option<Timestamp> {
        let first = self.witnesses.iter().map(|witness| witness.registered_at).min()?;
        let since = self.last.as_ref().map_or(first, |last| last.at);
        (now.duration_since(since) > OVERDUE_AFTER).then_some(since)
    }
}

/// When a log was last witnessed; `None` when none of its present witnesses has done so.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn last_witnessed(
    services: &Services,
    log: &LogName,
) -> Result<Option<LastWitnessed>, ServiceError> {
    let (log, now) = (log.clone(), services.now());
    let read = move |conn: &mut Connection| {
        let present = present(conn, &log)?;
        newest(conn, &log, &present, now)
    };
    Ok(services.store().read(read).await?)
}

/// All logs: the municipalities' and the system's.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn all_logs(services: &Services) -> Result<Vec<LogWitnessed>, ServiceError> {
    let now = services.now();
    let read = move |conn: &mut Connection| {
        let logs = named(conn)?;
        logs.into_iter().map(|(log, called)| witnessed(conn, log, called, now)).collect::<Result<_, _>>()
    };
    Ok(services.store().read::<_, StoreError, _>(read).await?)
}

/// Who watches one log.
pub(crate) fn watched(
    conn: &mut Connection,
    log: &LogName,
    now: Timestamp,
) -> Result<LogWitnessed, StoreError> {
    witnessed(conn, log.clone(), log.to_string(), now)
}

/// Every log with what commands call it by.
pub(super) fn named(conn: &mut Connection) -> Result<Vec<(LogName, String)>, StoreError> {
    let towns = municipalities::all(conn, &scope())?;
    let of_towns = towns.into_iter().map(|town| (LogName::municipality(town.id), town.code));
    Ok(of_towns.chain([(LogName::system(), LogName::system().to_string())]).collect())
}

pub(super) fn scope() -> Scope {
    Scope::job("witnesses of the ledger")
}

fn witnessed(
    conn: &mut Connection,
    log: LogName,
    called: String,
    now: Timestamp,
) -> Result<LogWitnessed, StoreError> {
    let witnesses = present(conn, &log)?;
    let last = newest(conn, &log, &witnesses, now)?;
    Ok(LogWitnessed { log, called, witnesses, last })
}

fn present(conn: &mut Connection, log: &LogName) -> Result<Vec<Witness>, StoreError> {
    let scope = log.owner().map_or_else(scope, |owner: MunicipalityId| Scope::municipality(owner));
    let all = witnesses::all(conn, &scope)?;
    Ok(all.into_iter().filter(|witness| witness.log == *log && witness.revoked_at.is_none()).collect())
}

fn newest(
    conn: &mut Connection,
    log: &LogName,
    present: &[Witness],
    now: Timestamp,
) -> Result<Option<LastWitnessed>, StoreError> {
    let by = |cosignature: &Cosignature| present.iter().find(|witness| witness.id == cosignature.witness);
    let all = witnesses::cosignatures(conn, log)?.into_iter();
    let newest = all.filter_map(|signed| Some((by(&signed)?.name.clone(), signed)));
    // One round cosigns two shards at the same moment: the later one is where the log stands.
    let newest = newest.max_by(|(_, a), (_, b)| (a.at, &a.shard).cmp(&(b.at, &b.shard)));
    let Some((witness, Cosignature { shard, size, at, .. })) = newest else { return Ok(None) };
    let end = ledger_rows::shard(conn, &shard)?.map_or(size, |shard| shard.end.size);
    let at = at.min(now);
    let (lag, unseen) = (now.duration_since(at), end.saturating_sub(size));
    Ok(Some(LastWitnessed { at, shard, size, witness, lag, unseen }))
}

/// Tells the metrics when each log was last witnessed; at start, so that a restart does not hide a silence.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn measure(services: &Services) -> Result<(), ServiceError> {
    for LogWitnessed { log, last, .. } in all_logs(services).await? {
        if let Some(last) = last {
            gauge(&log, last.at);
        }
    }
    Ok(())
}

pub(super) fn gauge(log: &LogName, at: Timestamp) {
    let seconds = u32::try_from(at.as_second()).unwrap_or(u32::MAX);
    metrics::gauge!("poortwacht_ledger_witnessed_timestamp_seconds", "log" => log.to_string()).set(seconds);
}
