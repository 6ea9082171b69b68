//! Who saw a case, and everything else that was done with it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, ActKind, CaseId, CaseRef, CaseState, LogReason, Permission};
use poortwacht_ledger::Outcome;
use poortwacht_store::{Connection, cases, ledger_rows};

use super::model::{LogLine, LogWho};
use super::names::{Names, lines};
use super::request::reason;
use crate::flaw::Flaws;
use crate::{Actor, ServiceError, Services};

/// Somebody who saw the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub who: LogWho,
    /// How often.
    pub views: u64,
    /// The first time.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
}

/// The log of one case.
#[derive(Debug, Clone)]
pub struct CaseLog {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// Who saw it, or was given something of it; the last one first.
    pub readers: Vec<Reader>,
    /// All its entries, newest first.
    pub lines: Vec<LogLine>,
}

/// Shows the log of one case. Logged as [`Act::LedgerListed`] before anything of it is read. Coming from the case itself
/// needs no other reason than supervision.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no case of this municipality; [`ServiceError::Refused`] without the permission;
/// [`ServiceError::Invalid`] for a reason that is none; those of store and ledger.
pub async fn of_case(
    services: &Services,
    actor: &Actor,
    reference: &str,
    why: &str,
) -> Result<CaseLog, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let why = checked(why)?;
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (scope, asked) = (actor.scope(), reference.clone());
    let found = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>(cases::find_by_reference(conn, &scope, &asked)?));
    let case = found.await?.ok_or(NOT_FOUND)?;
    let entry = actor.entry(Act::LedgerListed).reason(why.as_str()).detail("by_case", case.id);
    services.enter(actor.log(), entry).await?;
    let (own, id) = (actor.clone(), case.id);
    let lines = services.store().read(move |conn| gather(conn, &own, id)).await?;
    Ok(CaseLog { reference, state: case.state, readers: readers(&lines), lines })
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

fn checked(typed: &str) -> Result<LogReason, ServiceError> {
    let mut flaws = Flaws::default();
    let why = flaws.take("reason", reason(typed, false));
    flaws.check()?;
    Ok(why.unwrap_or(LogReason::Supervision))
}

fn gather(conn: &mut Connection, actor: &Actor, case: CaseId) -> Result<Vec<LogLine>, ServiceError> {
    let scope = actor.scope();
    let names = Names::load(conn, &scope)?;
    let mut entries = ledger_rows::entries_of_case(conn, &scope, case)?;
    entries.reverse();
    lines(conn, &scope, &names, &entries)
}

fn readers(lines: &[LogLine]) -> Vec<Reader> {
    let mut readers: BTreeMap<AccountId, Reader> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.outcome == Outcome::Done && is_view(line.act)) {
        let LogWho::Account { id, .. } = &line.who else { continue };
        let reader = readers.entry(*id).or_insert_with(|| Reader {
            who: line.who.clone(),
            views: 0,
            first: line.at,
            last: line.at,
        });
        reader.views = reader.views.saturating_add(1);
        reader.first = reader.first.min(line.at);
    }
    let mut readers: Vec<Reader> = readers.into_values().collect();
    readers.sort_by_key(|reader| std::cmp::Reverse(reader.last));
    readers
}

/// Whether the act puts the case before somebody.
fn is_view(act: Act) -> bool {
    matches!(act.kind(), ActKind::Views | ActKind::Disclosures)
}
