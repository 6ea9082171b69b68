//! The recovery itself, in steps that may be stopped and repeated anywhere: until the last of them nothing opens elsewhere.

use std::fmt;

use poortwacht_ledger::{Actor, Report};

use super::second::{self, SecondPerson};
use super::{logs, losses, replay};
use crate::retention::{self, RetentionReport};
use crate::{ServiceError, Services, checkpoints, ledger_heads};

/// What a recovery did.
#[derive(Debug)]
pub struct Recovered {
    /// Logs that go on in a new shard.
    pub logs: u64,
    /// Cases destroyed again, as their key was gone.
    pub without_key: u64,
    /// Keys destroyed of what came after the backup.
    pub without_subject: u64,
    /// What was due.
    pub due: RetentionReport,
    /// The ledger afterwards.
    pub ledger: Report,
}

/// Brings a database that was put back into use again, by the operator and a second person.
///
/// New shards come first, so that everything after them stands in the ledger; then what was destroyed since the backup is
/// destroyed again; the key store takes the database for the newest only after that. One that is cut short is begun again.
///
/// # Errors
/// [`ServiceError::Conflict`] when nothing is lost; [`ServiceError::Invalid`] for the second person; those of store, key store
/// and ledger.
pub async fn recover(services: &Services, second: SecondPerson) -> Result<Recovered, ServiceError> {
    let lost = losses(services).await?;
    if lost.is_empty() {
        return Err(ServiceError::Conflict("the database is the newest that was seen".to_owned()));
    }
    let approved = second::prove(services, second).await?;
    logs::begin(services, &lost, approved).await?;
    services.keys().withhold(false);
    let done = replayed(services, lost.len()).await;
    services.keys().withhold(done.is_err());
    let done = done?;
    checkpoints::sign_now(services).await?;
    logs::settle(services, lost).await?;
    Ok(Recovered { ledger: ledger_heads::verify(services, Vec::new()).await?, ..done })
}

async fn replayed(services: &Services, logs: usize) -> Result<Recovered, ServiceError> {
    let without_key = replay::destroy_without_key(services).await?;
    let without_subject = replay::destroy_without_subject(services).await?;
    let due = retention::run_as(services, &Actor::Operator, services.now(), false).await?;
    let logs = u64::try_from(logs).unwrap_or(u64::MAX);
    Ok(Recovered { logs, without_key, without_subject, due, ledger: Report::default() })
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { logs, without_key, without_subject, due, ledger } = self;
        writeln!(f, "{logs} logs go on in a new shard.")?;
        writeln!(
            f,
            "{without_key} cases destroyed again; {without_subject} keys of lost subjects destroyed."
        )?;
        writeln!(f, "Due by now: {due}.")?;
        ledger.shards.iter().try_for_each(|shard| writeln!(f, "{shard}"))?;
        f.write_str("Tell whoever runs the witness, and register an incident for what is lost.")
    }
}
