//! From an entry to the rows in the outbox.

use jiff::Timestamp;
use poortwacht_domain::{MunicipalityId, RecordId, RetentionClass};
use poortwacht_ledger::{Entry, EntryPlace, LogName};
use poortwacht_store::event_outbox::{self, OutgoingEvent};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Scope, StoreError, Tx};
use serde_json::{Map, Value, json};

use super::catalogue::{About, Line, line};
use crate::Services;

/// How the names of municipalities' logs begin.
const MUNICIPALITY: &str = "municipality/";

/// Writes an entry that stands in the ledger into the outbox, once for each receiver that asked for its type.
pub(crate) fn note(
    services: &Services,
    tx: &mut Tx<'_>,
    log: &LogName,
    entry: &Entry,
    place: &EntryPlace,
) -> Result<(), StoreError> {
    let Some(config) = &services.config().events else { return Ok(()) };
    let (Some(line), Some(municipality)) = (line(entry), municipality(log)) else { return Ok(()) };
    let scope = Scope::municipality(municipality);
    let Some(owner) = municipalities::by_id(tx, &scope, municipality)? else { return Ok(()) };
    let now = services.now();
    let body = body(line, entry, place, &owner, now);
    for receiver in config.receivers.iter().filter(|receiver| receiver.wants(&owner.code, line.kind)) {
        let event = OutgoingEvent {
            id: RecordId::random(services.rng().as_ref()),
            municipality,
            receiver: receiver.name.clone(),
            event_id: place.to_string(),
            event_type: line.kind.to_owned(),
            body: body.clone(),
            created_at: now,
            attempts: 0,
            destroy_after: services.terms(municipality).destroy_after(RetentionClass::EventOut, now),
        };
        event_outbox::insert(tx, &scope, &event)?;
    }
    Ok(())
}

fn municipality(log: &LogName) -> Option<MunicipalityId> {
    log.as_str().strip_prefix(MUNICIPALITY)?.parse().ok()
}

/// The event in the JSON format of CloudEvents. Its id is the entry's place in the ledger: that names it for ever.
fn body(line: &Line, entry: &Entry, place: &EntryPlace, owner: &Municipality, now: Timestamp) -> String {
    let data = data(line, entry);
    let mut event = json!({
        "specversion": "1.0",
        "id": place.to_string(),
        "source": source(owner),
        "type": line.kind,
        "time": now.to_string(),
        "datacontenttype": "application/json",
        "data": data,
    });
    if let (Some(subject), Some(event)) = (subject(line, entry), event.as_object_mut()) {
        event.insert("subject".to_owned(), subject.into());
    }
    event.to_string()
}

/// As the profile asks: a URN of the organisation, by its organisation number, and the system.
fn source(owner: &Municipality) -> String {
    match owner.oin.as_deref() {
        Some(oin) => format!("urn:nld:oin:{oin}:systeem:poortwacht"),
        None => format!("urn:nld:gemeente:{}:systeem:poortwacht", owner.code),
    }
}

fn subject(line: &Line, entry: &Entry) -> Option<String> {
    match line.about {
        About::Case => entry.case.map(|case| case.to_string()),
        About::Detail(name) => entry.detail.get(name).cloned(),
    }
}

fn data(line: &Line, entry: &Entry) -> Map<String, Value> {
    let mut data = Map::new();
    if let (About::Case, Some(case)) = (line.about, entry.case) {
        data.insert("case".to_owned(), case.to_string().into());
    }
    for (detail, name) in line.data {
        if let Some(value) = entry.detail.get(*detail) {
            data.insert((*name).to_owned(), typed(value));
        }
    }
    data
}

/// The ledger keeps all details as text.
fn typed(value: &str) -> Value {
    match (value.parse::<u64>(), value.parse::<bool>()) {
        (Ok(number), _) => number.into(),
        (_, Ok(flag)) => flag.into(),
        _ => value.into(),
    }
}
