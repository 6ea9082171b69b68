//! A filtered list as a file, out of the system: with a reason and an explanation, and an entry that says how much.

use poortwacht_domain::calendar::local;
use poortwacht_domain::{Act, Permission, local_day};
use poortwacht_store::Connection;
use poortwacht_store::ledger_rows::{self, EntryFilter};

use super::csv::Csv;
use super::model::{CaseMention, LogLine, LogWho};
use super::names::{Names, lines};
use super::request::{self, LogRequest, Query};
use crate::flaw::{self, Flaw, Flaws};
use crate::ledger_text::enter_with_text;
use crate::{Actor, ServiceError, Services};

/// Lines in one file, the newest; the next file begins before the last of them.
pub const MOST_LINES: u32 = 10_000;
/// Lines that are read at a time.
const PAGE: u32 = 1_000;
const LONGEST_EXPLANATION: usize = 300;

/// What the form holds.
#[derive(Debug, Clone, Default)]
pub struct ExportRequest {
    /// Which entries.
    pub filter: LogRequest,
    /// The reason in words.
    pub explanation: String,
}

/// The file.
#[derive(Debug)]
pub struct Exported {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is saved as.
    pub file_name: String,
}

/// Makes the file. Logged as [`Act::LedgerExported`] with the number of lines, before a byte leaves; the explanation is
/// kept sealed beside the entry.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store, ledger and key store.
pub async fn export(
    services: &Services,
    actor: &Actor,
    request: &ExportRequest,
) -> Result<Exported, ServiceError> {
    actor.require(Permission::ReadLedger)?;
    let (query, explanation) = read(request, actor)?;
    let (asking, own) = (query.clone(), actor.clone());
    let read = services.store().read(move |conn| {
        let filter = asking.filter(conn, &own)?;
        let lines = gather(conn, &own, filter.clone())?;
        Ok::<_, ServiceError>((filter, lines))
    });
    let (filter, lines) = read.await?;
    log(services, actor, &query, (&filter, lines.len()), &explanation).await?;
    Ok(Exported { file_name: file_name(services, &lines), bytes: file(&lines) })
}

fn read(request: &ExportRequest, actor: &Actor) -> Result<(Query, String), ServiceError> {
    let mut flaws = Flaws::default();
    let query = match request::read(&request.filter, &actor.log()) {
        Ok(query) => Some(query),
        Err(ServiceError::Invalid(problems)) => {
            flaws.extend(problems);
            None
        }
        Err(other) => return Err(other),
    };
    if query.is_some() && request.filter.reason.trim().is_empty() {
        flaws.add("reason", Flaw::Required);
    }
    let explanation = flaws.take("explanation", explanation(&request.explanation));
    flaws.check()?;
    let whole = query.zip(explanation);
    whole.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

/// The text is kept long, so no plate may stand in it.
fn explanation(typed: &str) -> Result<String, Flaw> {
    flaw::text_without_plate(typed, LONGEST_EXPLANATION)
}

fn gather(
    conn: &mut Connection,
    actor: &Actor,
    mut filter: EntryFilter,
) -> Result<Vec<LogLine>, ServiceError> {
    let (scope, log) = (actor.scope(), actor.log());
    let names = Names::load(conn, &scope)?;
    let (mut all, most) = (Vec::new(), usize::try_from(MOST_LINES).unwrap_or(usize::MAX));
    while all.len() < most {
        let found = ledger_rows::find(conn, &log, &filter, PAGE)?;
        let Some(last) = found.last() else { break };
        filter.before = Some(last.place.clone());
        all.extend(lines(conn, &scope, &names, &found)?);
    }
    all.truncate(most);
    Ok(all)
}

async fn log(
    services: &Services,
    actor: &Actor,
    query: &Query,
    (filter, count): (&EntryFilter, usize),
    explanation: &str,
) -> Result<(), ServiceError> {
    let entry = query.entry(actor, Act::LedgerExported, filter).detail("count", count);
    enter_with_text(services, actor, entry, explanation.to_owned()).await
}

fn file_name(services: &Services, lines: &[LogLine]) -> String {
    let day = local_day(services.now());
    let is_full = u32::try_from(lines.len()).is_ok_and(|count| count >= MOST_LINES);
    match lines.last().filter(|_| is_full) {
        Some(last) => format!("logboek-{day}-vanaf-{}.csv", last.number.replace('/', "-")),
        None => format!("logboek-{day}.csv"),
    }
}

const HEADINGS: [&str; 13] = [
    "number", "time", "actor", "name", "role", "origin", "act", "kind", "case", "reason", "outcome", "about",
    "detail",
];

fn file(lines: &[LogLine]) -> Vec<u8> {
    let mut csv = Csv::new(&HEADINGS);
    for line in lines {
        let [actor, name, role] = who(&line.who);
        let origin = line.origin.map(|origin| origin.to_string()).unwrap_or_default();
        let detail: Vec<String> = line.detail.iter().map(|(key, value)| format!("{key}={value}")).collect();
        csv.row(&[
            &line.number,
            &local(line.at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            &actor,
            &name,
            &role,
            &origin,
            line.act.as_str(),
            line.act.kind().as_str(),
            &case(line.case.as_ref()),
            line.reason.as_deref().unwrap_or_default(),
            line.outcome.as_str(),
            line.about.as_deref().unwrap_or_default(),
            &detail.join(" "),
        ]);
    }
    csv.finish()
}

/// Id or kind, name, role.
fn who(who: &LogWho) -> [String; 3] {
    match who {
        LogWho::Account { id, name, role } => [id.to_string(), name.clone(), role.as_str().to_owned()],
        LogWho::Unit(name) => ["unit".to_owned(), name.clone(), String::new()],
        LogWho::Client(name) => ["client".to_owned(), name.clone(), String::new()],
        LogWho::Job(name) => ["job".to_owned(), name.clone(), String::new()],
        LogWho::Operator => ["operator".to_owned(), String::new(), String::new()],
        LogWho::System => ["system".to_owned(), String::new(), String::new()],
    }
}

fn case(case: Option<&CaseMention>) -> String {
    match case {
        None => String::new(),
        Some(CaseMention::Present(reference) | CaseMention::Destroyed(Some(reference))) => {
            reference.as_str().to_owned()
        }
        Some(CaseMention::Destroyed(None)) => "destroyed".to_owned(),
    }
}
