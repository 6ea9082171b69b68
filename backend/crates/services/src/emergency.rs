//! The emergency stop: closes intake, portal or both at once, for every process.

use std::fmt;

use poortwacht_domain::{Act, looks_like_plate};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::emergency::{self, EmergencyStop, Listener};
use poortwacht_store::{Insertion, Plan};

use crate::{FieldProblem, ServiceError, Services};

const MAX_REASON: usize = 200;

/// Closes a listener. Its next request is answered with 503 and the reason.
///
/// # Errors
/// [`ServiceError::Invalid`] for the reason, [`ServiceError::Conflict`] when it is closed already.
pub async fn close(services: &Services, listener: Listener, reason: &str) -> Result<(), ServiceError> {
    let stop =
        EmergencyStop { listener, closed_at: services.now(), reason: checked(reason)?, incident: None };
    close_as(services, stop, Entry::new(Actor::Operator, Act::EmergencyClosed)).await
}

/// As [`close`], by whom the entry names.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is closed already.
pub(crate) async fn close_as(
    services: &Services,
    stop: EmergencyStop,
    entry: Entry,
) -> Result<(), ServiceError> {
    let (owned, listener) = (services.clone(), stop.listener);
    let entry = entry.detail("listener", listener);
    let plan = Plan::new().log(LogName::system());
    let write = services.store().write(plan, move |tx| {
        owned.record(tx, &LogName::system(), &entry)?;
        match emergency::close(tx, &stop)? {
            Insertion::AlreadyThere => Err(ServiceError::Conflict(format!("{listener} is closed already"))),
            Insertion::Inserted => Ok(()),
        }
    });
    write.await.map(drop)
}

/// Opens a listener again.
///
/// # Errors
/// [`ServiceError::Invalid`] for the reason, [`ServiceError::Conflict`] when it is open.
pub async fn reopen(services: &Services, listener: Listener, reason: &str) -> Result<(), ServiceError> {
    checked(reason)?;
    reopen_as(services, listener, Entry::new(Actor::Operator, Act::EmergencyReopened)).await
}

/// As [`reopen`], by whom the entry names.
///
/// # Errors
/// [`ServiceError::Conflict`] when it is open.
pub(crate) async fn reopen_as(
    services: &Services,
    listener: Listener,
    entry: Entry,
) -> Result<(), ServiceError> {
    let owned = services.clone();
    let entry = entry.detail("listener", listener);
    let plan = Plan::new().log(LogName::system());
    let write = services.store().write(plan, move |tx| {
        owned.record(tx, &LogName::system(), &entry)?;
        if emergency::reopen(tx, listener)? {
            return Ok(());
        }
        Err(ServiceError::Conflict(format!("{listener} is open already")))
    });
    write.await.map(drop)
}

/// State of one listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerState {
    /// Which.
    pub listener: Listener,
    /// The stop, while it is closed.
    pub stop: Option<EmergencyStop>,
}

impl fmt::Display for ListenerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stop {
            None => write!(f, "{}: open", self.listener),
            Some(stop) => write!(f, "{}: closed since {}, {}", self.listener, stop.closed_at, stop.reason),
        }
    }
}

/// State of every listener that can be closed.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn status(services: &Services) -> Result<Vec<ListenerState>, ServiceError> {
    services
        .store()
        .read(|conn| {
            let state = |listener| Ok(ListenerState { listener, stop: emergency::status(conn, listener)? });
            Listener::ALL.into_iter().map(state).collect()
        })
        .await
}

/// The stop of one listener, while it is closed.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn stop_of(services: &Services, listener: Listener) -> Result<Option<EmergencyStop>, ServiceError> {
    services.store().read(move |conn| Ok(emergency::status(conn, listener)?)).await
}

fn checked(reason: &str) -> Result<String, ServiceError> {
    let reason = reason.trim();
    let problem = |message: &str| Err(ServiceError::Invalid(vec![FieldProblem::new("reason", message)]));
    match reason.chars().count() {
        0 => problem("say why: officers read it"),
        length if length > MAX_REASON => problem("at most 200 characters"),
        _ if looks_like_plate(reason) => problem("must not contain a plate"),
        _ => Ok(reason.to_owned()),
    }
}
