//! What the ledger is asked for, and why.
//!
//! Reading the ledger is consultation. The newest entries, the patterns and the summary are the reader's standing duty and
//! count as supervision; who singles out a person or a case says why, from a short list.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{AccountId, Act, ActKind, CaseId, CaseRef, LogReason};
use poortwacht_ledger::{Entry, EntryPlace, LogName, Outcome};
use poortwacht_store::ledger_rows::EntryFilter;
use poortwacht_store::{Connection, cases};

use crate::flaw::{self, Flaw, Flaws};
use crate::{Actor, ServiceError};

/// What the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogRequest {
    /// Id of an account; empty is everybody.
    pub account: String,
    /// Case reference; empty is every case.
    pub case: String,
    /// First Dutch day, `YYYY-MM-DD`.
    pub from: String,
    /// Last Dutch day, `YYYY-MM-DD`.
    pub until: String,
    /// Code of a kind of act; empty is all.
    pub kind: String,
    /// Code of an outcome; empty is all.
    pub outcome: String,
    /// Code of the reason; may be empty where nobody is singled out.
    pub reason: String,
    /// Only entries before this number: the next page.
    pub before: String,
}

/// A request that can be answered.
#[derive(Debug, Clone)]
pub(super) struct Query {
    account: Option<AccountId>,
    reference: Option<CaseRef>,
    from: Option<Date>,
    until: Option<Date>,
    kind: Option<ActKind>,
    outcome: Option<Outcome>,
    before: Option<EntryPlace>,
    pub(super) reason: LogReason,
}

/// Reads the form.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names.
pub(super) fn read(request: &LogRequest, log: &LogName) -> Result<Query, ServiceError> {
    let mut flaws = Flaws::default();
    let account = flaws.take("account", flaw::optional(&request.account, choice));
    let reference = flaws.take("case", flaw::optional(&request.case, reference));
    let (from, until) = period(&request.from, &request.until, &mut flaws);
    let kind = flaws.take("kind", flaw::optional(&request.kind, choice));
    let outcome = flaws.take("outcome", flaw::optional(&request.outcome, outcome));
    let before = flaws.take("before", flaw::optional(&request.before, |number| place(log, number)));
    let singles_out = [&request.account, &request.case].iter().any(|typed| !typed.trim().is_empty());
    let reason = flaws.take("reason", reason(&request.reason, singles_out));
    flaws.check()?;
    let query = || {
        Some(Query {
            account: account?,
            reference: reference?,
            from: from?,
            until: until?,
            kind: kind?,
            outcome: outcome?,
            before: before?,
            reason: reason?,
        })
    };
    query().ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

/// Both days of a period, where they are given.
pub(super) fn period(
    from: &str,
    until: &str,
    flaws: &mut Flaws,
) -> (Option<Option<Date>>, Option<Option<Date>>) {
    let from = flaws.take("from", flaw::optional(from, flaw::date));
    let until = flaws.take("until", flaw::optional(until, flaw::date));
    if let (Some(Some(first)), Some(Some(last))) = (from, until)
        && last < first
    {
        flaws.add("until", Flaw::EndBeforeStart);
    }
    (from, until)
}

/// The reason, which may be left out where it is the standing duty.
pub(super) fn reason(typed: &str, mandatory: bool) -> Result<LogReason, Flaw> {
    match typed.trim() {
        "" if mandatory => Err(Flaw::Required),
        "" => Ok(LogReason::Supervision),
        code => choice(code),
    }
}

fn choice<T: std::str::FromStr>(code: &str) -> Result<T, Flaw> {
    code.parse().map_err(|_| Flaw::NotAChoice)
}

fn reference(typed: &str) -> Result<CaseRef, Flaw> {
    CaseRef::parse(typed).map_err(|_| Flaw::NotAReference)
}

fn outcome(code: &str) -> Result<Outcome, Flaw> {
    let all = [Outcome::Done, Outcome::Refused, Outcome::Failed];
    all.into_iter().find(|outcome| outcome.as_str() == code).ok_or(Flaw::NotAChoice)
}

fn place(log: &LogName, number: &str) -> Result<EntryPlace, Flaw> {
    choice(&format!("{log}/{number}"))
}

impl Query {
    /// What the store looks for.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for a reference that no case of the municipality has; those of the store.
    pub(super) fn filter(&self, conn: &mut Connection, actor: &Actor) -> Result<EntryFilter, ServiceError> {
        Ok(EntryFilter {
            account: self.account,
            case: self.reference.as_ref().map(|reference| case(conn, actor, reference)).transpose()?,
            acts: self.kind.map(ActKind::acts).unwrap_or_default(),
            outcome: self.outcome.map(|outcome| outcome.as_str().to_owned()),
            from: self.from.map(start_of_day),
            until: self.until.map(end_of_day),
            before: self.before.clone(),
        })
    }

    /// The entry of this look: the filter in codes, never a name.
    pub(super) fn entry(&self, actor: &Actor, act: Act, filter: &EntryFilter) -> Entry {
        let mut entry = actor.entry(act).reason(self.reason.as_str());
        let account = self.account.map(|id| ("by_account", id.to_string()));
        let case = filter.case.map(|id| ("by_case", id.to_string()));
        let from = self.from.map(|day| ("from", day.to_string()));
        let until = self.until.map(|day| ("until", day.to_string()));
        let kind = self.kind.map(|kind| ("kind", kind.as_str().to_owned()));
        let outcome = self.outcome.map(|outcome| ("outcome", outcome.as_str().to_owned()));
        for (key, value) in [account, case, from, until, kind, outcome].into_iter().flatten() {
            entry = entry.detail(key, value);
        }
        if self.before.is_some() { entry.detail("further", true) } else { entry }
    }
}

fn case(conn: &mut Connection, actor: &Actor, reference: &CaseRef) -> Result<CaseId, ServiceError> {
    let mut flaws = Flaws::default();
    match cases::find_by_reference(conn, &actor.scope(), reference)? {
        Some(case) => Ok(case.id),
        None => {
            flaws.add("case", Flaw::NotAReference);
            flaws.check()?;
            Err(ServiceError::NotFound("case"))
        }
    }
}

/// The instants of a period of whole Dutch days.
pub(super) fn instants(from: Date, until: Date) -> (Timestamp, Timestamp) {
    (start_of_day(from), end_of_day(until))
}
