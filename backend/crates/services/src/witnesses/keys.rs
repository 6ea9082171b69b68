//! What the customer pins, handed over on another way than the log itself.

use poortwacht_ledger::checkpoint::{PublicKey, origin};
use poortwacht_ledger::witness::Log;
use poortwacht_ledger::{LogName, ShardName};
use poortwacht_store::{Connection, StoreError, ledger_rows};

use super::last::named;
use crate::{FieldProblem, ServiceError, Services, checkpoints};

/// The keys of one log.
#[derive(Debug, Clone)]
pub struct LogKeys {
    /// Code of the municipality, or `system`.
    pub called: String,
    /// The log with its key: what a witness pins.
    pub log: Log,
    /// Its open shard with the verifier key of its checkpoints, for other people's tools.
    pub open: Option<(ShardName, String)>,
}

/// The public key of this database's ledger, and each log with the texts that pin it.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn log_keys(services: &Services) -> Result<(PublicKey, Vec<LogKeys>), ServiceError> {
    let key = checkpoints::public_key(services).await?;
    let database = services.store().instance().id;
    let read = move |conn: &mut Connection| {
        let of = |conn: &mut Connection, (name, called): (LogName, String)| {
            let shards = ledger_rows::shards_of(conn, &name)?;
            let open = shards.into_iter().find(|shard| !shard.closed).map(|shard| shard.end.name);
            let verifier = |shard: &ShardName| key.verifier_key(&origin(database, &shard.to_string()));
            let open = open.map(|shard| (shard.clone(), verifier(&shard)));
            Ok(LogKeys { called, log: Log { database, name, key }, open })
        };
        let logs = named(conn)?;
        logs.into_iter().map(|log| of(conn, log)).collect::<Result<Vec<_>, StoreError>>()
    };
    Ok((key, services.store().read(read).await?))
}

/// The log that commands call `system` or by the code of its municipality.
///
/// # Errors
/// [`ServiceError::Invalid`] naming `log` when there is none.
pub async fn log_named(services: &Services, called: &str) -> Result<LogName, ServiceError> {
    let wanted = called.trim().to_owned();
    let logs = services.store().read(named).await?;
    let found = logs.into_iter().find(|(_, called)| *called == wanted).map(|(log, _)| log);
    found.ok_or_else(|| {
        let fix = format!("there is no log {called:?}; give `system` or the code of a municipality");
        ServiceError::Invalid(vec![FieldProblem::new("log", fix)])
    })
}
