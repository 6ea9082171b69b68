//! The newest entries, a page at a time.

use poortwacht_domain::{Act, LogReason, Permission};
use poortwacht_store::Connection;
use poortwacht_store::ledger_rows::{self, EntryFilter};

use super::model::{AccountChoice, LogLine};
use super::names::{Names, lines};
use super::request::{self, LogRequest};
use crate::{Actor, ServiceError, Services};

/// Entries on a page.
const PAGE: u32 = 50;

/// A page of the log.
#[derive(Debug, Clone)]
pub struct LogView {
    /// Accounts to choose from.
    pub accounts: Vec<AccountChoice>,
    /// Entries, newest first.
    pub lines: Vec<LogLine>,
    /// The number before which the next page begins; nothing on the last one.
    pub next: Option<String>,
    /// The reason it was logged with.
    pub reason: LogReason,
}

/// Lists entries. Logged as [`Act::LedgerListed`] with the filter, before anything is read.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store and ledger.
pub async fn list(services: &Services, actor: &Actor, request: &LogRequest) -> Result<LogView, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let query = request::read(request, &actor.log())?;
    let (asking, own) = (query.clone(), actor.clone());
    let filter = services.store().read(move |conn| asking.filter(conn, &own)).await?;
    services.enter(actor.log(), query.entry(actor, Act::LedgerListed, &filter)).await?;
    let actor = actor.clone();
    let (accounts, mut lines) = services.store().read(move |conn| gather(conn, &actor, &filter)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = lines.len() > page;
    lines.truncate(page);
    let next = lines.last().filter(|_| more).map(|line| line.number.clone());
    Ok(LogView { accounts, lines, next, reason: query.reason })
}

/// The accounts to choose from, for a form that has to be corrected. A look like any other.
///
/// # Errors
/// As [`list`].
pub async fn blank(services: &Services, actor: &Actor) -> Result<Vec<AccountChoice>, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let entry = actor.entry(Act::LedgerListed).reason(LogReason::Supervision.as_str());
    services.enter(actor.log(), entry.detail("page", "form")).await?;
    let scope = actor.scope();
    services.store().read(move |conn| Ok(Names::load(conn, &scope)?.choices())).await
}

fn gather(
    conn: &mut Connection,
    actor: &Actor,
    filter: &EntryFilter,
) -> Result<(Vec<AccountChoice>, Vec<LogLine>), ServiceError> {
    let names = Names::load(conn, &actor.scope())?;
    let found = ledger_rows::find(conn, &actor.log(), filter, PAGE + 1)?;
    let lines = lines(conn, &actor.scope(), &names, &found)?;
    Ok((names.choices(), lines))
}
