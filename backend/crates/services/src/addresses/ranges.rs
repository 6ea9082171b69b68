//! The ranges as an administrator sees and changes them, with the guard that keeps the one who edits inside.

use std::net::IpAddr;

use ipnetwork::IpNetwork;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, AddressError, AddressRange, Permission, RecordId, RetentionClass};
use poortwacht_ledger::Entry;
use poortwacht_store::addresses as rows;
use poortwacht_store::{Connection, Plan, StoreError, Tx, sessions};

use super::{AllowedRange, LONGEST_NOTE};
use crate::approvals::{Ask, Wish, ask, reason};
use crate::flaw::{Flaw, Flaws, text};
use crate::{Actor, FieldProblem, ServiceError, Services, log_book};

/// Strangers are counted over this time.
const COUNTED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct ProposeRange {
    /// The range in CIDR notation.
    pub network: String,
    /// What it is.
    pub note: String,
    /// Why; needed for a range wider than /16 (IPv4) or /32 (IPv6).
    pub reason: String,
}

/// One range.
#[derive(Debug, Clone)]
pub struct RangeLine {
    /// Names the range.
    pub id: RecordId,
    /// In CIDR notation.
    pub network: String,
    /// What it is.
    pub note: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether the reader works from it now.
    pub holds_reader: bool,
    /// Why it cannot be taken away.
    pub kept: Option<Flaw>,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Ranges {
    /// The ranges, the oldest first.
    pub lines: Vec<RangeLine>,
    /// From where the reader comes.
    pub reader: IpAddr,
    /// Connections of strangers that were closed in the last thirty days, in the whole installation.
    pub strangers: u64,
    /// Wide ranges that wait for a second person.
    pub waiting: Vec<String>,
}

/// The municipality's ranges. Logged as [`Act::AddressesListed`] before they are read.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn ranges(services: &Services, actor: &Actor) -> Result<Ranges, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    services.enter(actor.log(), actor.entry(Act::AddressesListed)).await?;
    let (by, now) = (actor.clone(), services.now());
    let read = move |conn: &mut Connection| {
        let all = rows::of_municipality(conn, &by.scope(), by.municipality)?;
        let lines = all.iter().map(|range| line(range, &all, by.origin)).collect();
        let since = now.saturating_sub(COUNTED).unwrap_or(now);
        let strangers = log_book::strangers(conn, since, now)?;
        Ok(Ranges { lines, reader: by.origin, strangers, waiting: waiting(conn, &by, now)? })
    };
    services.store().read(read).await
}

fn waiting(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<Vec<String>, ServiceError> {
    let waiting = poortwacht_store::approvals::waiting(conn, &actor.scope(), now)?;
    let wishes = waiting.into_iter().filter_map(|asked| serde_json::from_str(&asked.content).ok());
    let ranges = wishes.filter_map(|wish| match wish {
        Wish::AllowRange { network, .. } => Some(network),
        _ => None,
    });
    Ok(ranges.collect())
}

fn line(range: &AllowedRange, all: &[AllowedRange], reader: IpAddr) -> RangeLine {
    RangeLine {
        id: range.id,
        network: range.network.to_string(),
        note: range.note.clone(),
        since: range.created_at,
        holds_reader: range.network.contains(reader.to_canonical()),
        kept: guard(range.id, all, reader),
    }
}

/// Why a range may not be taken away: nobody would be inside any more, or not the one who edits.
fn guard(id: RecordId, all: &[AllowedRange], editor: IpAddr) -> Option<Flaw> {
    let mut left = all.iter().filter(|range| range.id != id).peekable();
    if left.peek().is_none() {
        return Some(Flaw::LastRange);
    }
    let inside = left.any(|range| range.network.contains(editor.to_canonical()));
    (!inside).then_some(Flaw::LocksYouOut)
}

/// Allows a range, at once. A wide one is asked of a second person. Answers whether it was asked.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`network`, `note`, `reason`); [`ServiceError::Conflict`] when that
/// waits already; those of store and ledger.
pub async fn propose(services: &Services, actor: &Actor, form: ProposeRange) -> Result<bool, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let (range, note, why) = checked(&form)?;
    let id = RecordId::random(services.rng().as_ref());
    let (own, by) = (services.clone(), actor.clone());
    let asks = why.is_some();
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        refuse_half(tx, &by, range.network())?;
        let network = range.to_string();
        let Some(reason) = &why else {
            return allow_asked(&own, tx, &by, id, (&network, &note), by.entry(Act::AddressAllowed));
        };
        let wish = Wish::AllowRange { network, note: note.clone() };
        ask(&own, tx, &by, &Ask { wish, account: None, reason: reason.clone() }).map(drop)
    });
    written.await.map(|_| asks)
}

/// The reason is there for a wide range and only then.
fn checked(form: &ProposeRange) -> Result<(AddressRange, String, Option<String>), ServiceError> {
    let mut flaws = Flaws::default();
    let range = flaws.take("network", parse(&form.network));
    let note = flaws.take("note", text(&form.note, LONGEST_NOTE));
    let why = match range {
        Some(range) if range.is_wide() => flaws.take("reason", reason(&form.reason)),
        _ => None,
    };
    flaws.check()?;
    range.zip(note).map(|(range, note)| (range, note, why)).ok_or(ServiceError::NotFound("form"))
}

fn parse(typed: &str) -> Result<AddressRange, Flaw> {
    if typed.trim().is_empty() {
        return Err(Flaw::Required);
    }
    AddressRange::parse(typed).map_err(|error| match error {
        AddressError::Malformed => Flaw::NotARange,
        AddressError::HostBits(_) => Flaw::RangeHostBits,
        AddressError::Everywhere => Flaw::RangeEverywhere,
        AddressError::Unspecified => Flaw::RangeUnspecified,
    })
}

/// The whole internet may not come together piece by piece either.
fn refuse_half(conn: &mut Connection, actor: &Actor, new: IpNetwork) -> Result<(), ServiceError> {
    let all = rows::of_municipality(conn, &actor.scope(), actor.municipality)?;
    let networks: Vec<_> = all.into_iter().map(|range| range.network).chain([new]).collect();
    if AddressRange::cover_half(&networks) {
        return Err(flawed("network", Flaw::RangeEverywhere));
    }
    Ok(())
}

/// Allows a range inside a transaction with the actor's log. The same range again changes nothing.
///
/// # Errors
/// [`ServiceError::Conflict`] for what is no acceptable range any more; those of store and ledger.
pub(crate) fn allow_asked(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: RecordId,
    (network, note): (&str, &str),
    entry: Entry,
) -> Result<(), ServiceError> {
    let range = AddressRange::parse(network).map_err(|error| ServiceError::Conflict(error.to_string()))?;
    refuse_half(tx, actor, range.network())?;
    let row = AllowedRange {
        id,
        municipality: actor.municipality,
        network: range.network(),
        note: note.to_owned(),
        created_at: services.now(),
    };
    if !rows::allow(tx, &actor.scope(), &row)?.is_new() {
        return Err(ServiceError::Conflict("the range is allowed already".to_owned()));
    }
    // The network itself stays out of the log: an IPv6 prefix can read as a plate.
    let entry = entry.detail("range", id).detail("prefix", row.network.prefix());
    Ok(services.record(tx, &actor.log(), &entry)?)
}

/// Takes a range away, at once: sessions from it that no other range holds end.
///
/// # Errors
/// [`ServiceError::Invalid`] (`range`) when nobody, or not the actor, would be inside any more;
/// [`ServiceError::NotFound`]; those of store and ledger.
pub async fn remove(services: &Services, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let all = rows::of_municipality(tx, &by.scope(), by.municipality)?;
        if let Some(flaw) = guard(id, &all, by.origin) {
            let there = all.iter().any(|range| range.id == id);
            return Err(if there { flawed("range", flaw) } else { ServiceError::NotFound("range") });
        }
        let gone = rows::remove_by_id(tx, &by.scope(), id)?.ok_or(ServiceError::NotFound("range"))?;
        let ended = end_outside(&own, tx, &by)?;
        let entry = by.entry(Act::AddressRemoved).detail("range", id).detail("prefix", gone.network.prefix());
        Ok(own.record(tx, &by.log(), &entry.detail("sessions_ended", ended))?)
    });
    written.await.map(drop)
}

/// Ends the sessions that no range holds any more; how many.
fn end_outside(services: &Services, tx: &mut Tx<'_>, actor: &Actor) -> Result<usize, StoreError> {
    let (scope, now) = (actor.scope(), services.now());
    let left = rows::of_municipality(tx, &scope, actor.municipality)?;
    let destroy_after = services.terms(actor.municipality).destroy_after(RetentionClass::Session, now);
    let open = sessions::open(tx, &scope, now)?;
    let inside = |origin: IpAddr| left.iter().any(|range| range.network.contains(origin.to_canonical()));
    let outside: Vec<_> = open.into_iter().filter(|session| !inside(session.origin)).collect();
    for session in &outside {
        sessions::end(tx, &scope, &session.token_hash, now, destroy_after)?;
    }
    Ok(outside.len())
}

fn flawed(field: &str, flaw: Flaw) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::flawed(field, flaw)])
}
