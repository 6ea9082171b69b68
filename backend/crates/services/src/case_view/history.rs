//! What happened to a case, from its timeline, and who saw it, from the ledger.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, Recipient};
use poortwacht_ledger::{self as ledger, Outcome, Record};
use poortwacht_store::cases::Case;
use poortwacht_store::events::{self, CaseEvent};
use poortwacht_store::{Connection, Scope, accounts, ledger_rows, units};

use crate::ServiceError;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An account, by its display name; empty once the account's name is gone.
    Person(String),
    /// A roadside unit, by its name.
    Unit(String),
    /// The system itself: a job or the operator's command.
    System,
}

/// Something that happened to the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// By whom.
    pub who: Who,
    /// Codes that tell more, for example of a dismissal's reason or a return.
    pub detail: Option<String>,
}

/// Somebody saw the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// How.
    pub act: Act,
    /// The reason's code.
    pub reason: Option<String>,
    /// To whom it went out, where it did.
    pub recipient: Option<Recipient>,
}

/// Acts that put a case before somebody's eyes.
const VIEWS: [Act; 9] = [
    Act::CaseShown,
    Act::CasePrefetched,
    Act::PictureShown,
    Act::SecondLook,
    Act::SampleCaseShown,
    Act::DossierIssued,
    Act::OffenderPictureIssued,
    Act::PersonDataFound,
    Act::PersonAnswerIssued,
];

/// The names behind the identifiers.
pub(super) struct Names {
    accounts: BTreeMap<AccountId, String>,
    unit: String,
}

impl Names {
    pub(super) fn load(conn: &mut Connection, scope: &Scope, case: &Case) -> Result<Self, ServiceError> {
        let accounts = accounts::list(conn, scope)?;
        let unit = units::by_id(conn, scope, case.unit)?.map(|unit| unit.name).unwrap_or_default();
        let accounts = accounts.into_iter().map(|account| (account.id, account.display_name)).collect();
        Ok(Self { accounts, unit })
    }

    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    fn person(&self, account: AccountId) -> Who {
        Who::Person(self.accounts.get(&account).cloned().unwrap_or_default())
    }
}

/// What happened, oldest first.
pub(super) fn timeline(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    names: &Names,
) -> Result<Vec<TimelineEntry>, ServiceError> {
    events::of_case(conn, scope, case.id)?.into_iter().map(|event| entry(event, names)).collect()
}

fn entry(CaseEvent { event, .. }: CaseEvent, names: &Names) -> Result<TimelineEntry, ServiceError> {
    let act: Act = event
        .kind
        .parse()
        .map_err(|_| ServiceError::Damaged("a timeline holds an unknown act".to_owned()))?;
    let who = match (event.account, act) {
        (Some(account), _) => names.person(account),
        (None, Act::CaseReceived) => Who::Unit(names.unit.clone()),
        (None, _) => Who::System,
    };
    Ok(TimelineEntry { at: event.at, act, who, detail: codes(&event.detail)? })
}

/// The codes of an event's detail, one after the other.
fn codes(detail: &str) -> Result<Option<String>, ServiceError> {
    let detail: BTreeMap<String, serde_json::Value> = serde_json::from_str(detail)
        .map_err(|_| ServiceError::Damaged("a timeline's detail does not parse".to_owned()))?;
    let words: Vec<String> = detail
        .into_values()
        .filter_map(|value| match value {
            serde_json::Value::String(text) => Some(text),
            // Lists are for those who verify, not for those who read.
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
            other => Some(other.to_string()),
        })
        .collect();
    Ok((!words.is_empty()).then(|| words.join(", ")))
}

/// As [`viewings`], for a reader that shows nothing else of the case.
pub(crate) fn viewings_of(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<Vec<Viewing>, ServiceError> {
    let names = Names::load(conn, scope, case)?;
    viewings(conn, scope, case, &names)
}

/// Who saw the case, newest first.
pub(super) fn viewings(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    names: &Names,
) -> Result<Vec<Viewing>, ServiceError> {
    let mut viewings = Vec::new();
    for stored in ledger_rows::entries_of_case(conn, scope, case.id)? {
        let record = Record::parse(&stored.entry)
            .map_err(|_| ServiceError::Damaged("a ledger entry is not in its form".to_owned()))?;
        viewings.extend(viewing(record, names));
    }
    viewings.reverse();
    Ok(viewings)
}

fn viewing(record: Record, names: &Names) -> Option<Viewing> {
    let Record { at, entry, .. } = record;
    if entry.outcome != Outcome::Done || !VIEWS.contains(&entry.act) {
        return None;
    }
    let who = match entry.actor {
        ledger::Actor::Account { id, .. } => names.person(id),
        ledger::Actor::Unit(_) => Who::Unit(names.unit.clone()),
        ledger::Actor::Client(_)
        | ledger::Actor::Job(_)
        | ledger::Actor::Operator
        | ledger::Actor::System => Who::System,
    };
    let recipient = entry.detail.get("recipient").and_then(|code| code.parse().ok());
    Some(Viewing { at, who, act: entry.act, reason: entry.reason, recipient })
}
