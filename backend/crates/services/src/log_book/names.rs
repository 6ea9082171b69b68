//! Names behind the identifiers of entries, looked up when they are read: the ledger itself holds none.

use std::collections::BTreeMap;

use poortwacht_domain::{AccountId, ApiClientId, CaseId, CaseRef, CaseState, UnitId};
use poortwacht_ledger::{Actor, Record};
use poortwacht_store::ledger_rows::StoredEntry;
use poortwacht_store::{Connection, Scope, accounts, api_clients, cases, units};

use super::model::{AccountChoice, CaseMention, LogLine, LogWho};
use crate::ServiceError;

/// Member of an entry's detail that names the account it concerns.
pub(super) const ABOUT: &str = "account";
/// Where the sealed text lies: nothing that a reader could go to.
const SEALED_TEXT: &str = "text";

/// The municipality's names.
pub(super) struct Names {
    accounts: BTreeMap<AccountId, String>,
    units: BTreeMap<UnitId, String>,
    clients: BTreeMap<ApiClientId, String>,
}

impl Names {
    pub(super) fn load(conn: &mut Connection, scope: &Scope) -> Result<Self, ServiceError> {
        let accounts = accounts::list(conn, scope)?;
        let units = units::all(conn, scope)?;
        let clients = api_clients::all(conn, scope)?;
        Ok(Self {
            accounts: accounts.into_iter().map(|account| (account.id, account.display_name)).collect(),
            units: units.into_iter().map(|unit| (unit.id, unit.name)).collect(),
            clients: clients.into_iter().map(|client| (client.id, client.name)).collect(),
        })
    }

    /// The accounts, by name.
    pub(super) fn choices(&self) -> Vec<AccountChoice> {
        let choice = |id: &AccountId| AccountChoice { id: *id, name: self.called(*id) };
        let mut choices: Vec<_> = self.accounts.keys().map(choice).collect();
        choices.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        choices
    }

    /// An account's name while it has one, else its id.
    pub(super) fn called(&self, id: AccountId) -> String {
        let name = self.accounts.get(&id).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| id.to_string())
    }

    fn who(&self, actor: Actor) -> LogWho {
        match actor {
            Actor::Account { id, role } => {
                LogWho::Account { id, name: self.accounts.get(&id).cloned().unwrap_or_default(), role }
            }
            Actor::Unit(id) => LogWho::Unit(self.units.get(&id).cloned().unwrap_or_else(|| id.to_string())),
            Actor::Client(id) => {
                LogWho::Client(self.clients.get(&id).cloned().unwrap_or_else(|| id.to_string()))
            }
            Actor::Job(name) => LogWho::Job(name),
            Actor::Operator => LogWho::Operator,
            Actor::System => LogWho::System,
        }
    }
}

/// Entries as lines, in their order.
///
/// # Errors
/// [`ServiceError::Damaged`] for an entry that is not what the tree holds; those of the store.
pub(super) fn lines(
    conn: &mut Connection,
    scope: &Scope,
    names: &Names,
    entries: &[StoredEntry],
) -> Result<Vec<LogLine>, ServiceError> {
    let records = entries.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let mut ids: Vec<CaseId> = records.iter().filter_map(|record| record.entry.case).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = cases::mentions(conn, scope, &ids)?;
    Ok(records.into_iter().map(|record| line(record, names, &cases)).collect())
}

/// As [`lines`], for a reader that shows nothing else of the log.
///
/// # Errors
/// As [`lines`].
pub(crate) fn lines_of(
    conn: &mut Connection,
    scope: &Scope,
    entries: &[StoredEntry],
) -> Result<Vec<LogLine>, ServiceError> {
    let names = Names::load(conn, scope)?;
    lines(conn, scope, &names, entries)
}

/// The entry that was stored.
///
/// # Errors
/// [`ServiceError::Damaged`] when it is not what the tree holds.
pub(crate) fn record(stored: &StoredEntry) -> Result<Record, ServiceError> {
    let damaged = |_| ServiceError::Damaged(format!("ledger entry {} is not in its form", stored.place));
    Record::of_stored(stored).map_err(damaged)
}

/// Half year and position.
pub(super) fn number(record: &Record) -> String {
    format!("{}/{}", record.place.shard.within_log(), record.place.position)
}

fn line(record: Record, names: &Names, cases: &BTreeMap<CaseId, (CaseRef, CaseState)>) -> LogLine {
    let number = number(&record);
    let entry = record.entry;
    let about = entry.detail.get(ABOUT).and_then(|id| id.parse().ok()).map(|id| names.called(id));
    let is_told = |key: &str| key == ABOUT && about.is_some();
    let is_shown = |(key, value): &(&String, &String)| !is_told(key) && is_for_readers(key, value);
    LogLine {
        number,
        at: record.at,
        origin: entry.origin,
        act: entry.act,
        case: entry.case.map(|id| mention(cases.get(&id))),
        reason: entry.reason,
        outcome: entry.outcome,
        detail: entry
            .detail
            .iter()
            .filter(is_shown)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        who: names.who(entry.actor),
        about,
    }
}

/// Digests and revisions are for those who verify; `ledger export` has them all.
fn is_for_readers(key: &str, value: &str) -> bool {
    let is_digest = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    key != SEALED_TEXT && !is_digest && !key.contains('.')
}

/// How a case is called now.
pub(super) fn mention(found: Option<&(CaseRef, CaseState)>) -> CaseMention {
    match found {
        None => CaseMention::Destroyed(None),
        Some((reference, CaseState::Destroyed)) => CaseMention::Destroyed(Some(reference.clone())),
        Some((reference, _)) => CaseMention::Present(reference.clone()),
    }
}
