//! Which acts become which events, what stands in them, and when one is given up.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseId};
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::event_outbox::{self, OutgoingEvent};
use poortwacht_store::{Plan, Tx};
use serde_json::Value;

use super::catalogue::{About, CATALOGUE};
use super::{EventsConfig, ReceiverConfig, health, scope, sender};
use crate::testing::{OIN, PLATE, World, start};
use crate::{Parts, ServiceError, Services, ServicesConfig};

/// Of a caller, as W3C trace context has it.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
/// Of the first town of a world.
const CODE: &str = "GM9999";

fn receiver(name: &str, municipality: &str, types: &[&str]) -> ReceiverConfig {
    ReceiverConfig {
        name: name.to_owned(),
        municipality: municipality.to_owned(),
        url: "https://zaken.example/events".to_owned(),
        types: types.iter().map(ToString::to_string).collect(),
        ca_file: PathBuf::new(),
        identity: None,
        secret_file: PathBuf::new(),
        token_file: None,
    }
}

fn config(receivers: Vec<ReceiverConfig>) -> EventsConfig {
    EventsConfig {
        receivers,
        interval: Duration::from_secs(5),
        timeout: Duration::from_secs(5),
        give_up_after: SignedDuration::from_hours(72),
        listeners: vec!["127.0.0.1:8444".parse().unwrap()],
    }
}

/// The world with these receivers.
async fn told(receivers: Vec<ReceiverConfig>) -> World {
    let mut world = World::new().await;
    let from = world.services.clone();
    world.services = Services::new(Parts {
        store: from.store().clone(),
        keys: from.keys(),
        clock: from.clock(),
        rng: from.rng(),
        config: ServicesConfig { events: Some(config(receivers)), ..ServicesConfig::default() },
    });
    world
}

async fn waiting(world: &World, name: &'static str) -> Vec<OutgoingEvent> {
    let ever = (Timestamp::MAX, true);
    world.read(move |conn, scope| event_outbox::waiting(conn, scope, name, ever, 1_000)).await
}

async fn append(world: &World, entry: Entry) -> Result<(), ServiceError> {
    let (own, log) = (world.services.clone(), LogName::municipality(world.municipality));
    let plan = Plan::new().log(log.clone());
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.record(tx, &log, &entry)?);
    world.services.store().write(plan, append).await.map(drop)
}

fn entry(act: Act) -> Entry {
    Entry::new(Actor::Operator, act)
}

/// What CloudEvents 1.0 and the NL GOV profile require of an event in JSON.
fn is_as_the_profile_says(event: &OutgoingEvent) {
    let body: Value = serde_json::from_str(&event.body).unwrap();
    let members = body.as_object().unwrap();
    let text = |name: &str| members[name].as_str().filter(|text| !text.is_empty()).unwrap();
    assert_eq!((text("specversion"), text("id")), ("1.0", event.event_id.as_str()));
    assert!(text("source").starts_with(&format!("urn:nld:oin:{OIN}:systeem:")), "{body}");
    let parts: Vec<&str> = text("type").split('.').collect();
    let plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    assert!(parts.len() == 4 && parts[0] == "nl" && parts.iter().all(plain), "{body}");
    assert_eq!(text("type"), event.event_type);
    assert!(text("time").ends_with('Z') && text("time").parse::<Timestamp>().is_ok(), "{body}");
    assert_eq!(text("datacontenttype"), "application/json");
    assert!(text("subject").len() >= 32 && members["data"].is_object(), "{body}");
    let known = ["specversion", "id", "source", "type", "time", "datacontenttype", "subject", "data"];
    for name in members.keys() {
        assert!(known.contains(&name.as_str()), "{name} is no attribute of an event");
        assert!(name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}");
    }
}

#[tokio::test]
async fn every_kind_of_event_is_as_the_profile_says_and_names_nobody() {
    let world = told(vec![receiver("zaken", CODE, &[])]).await;
    let case = CaseId::random(world.services.rng().as_ref());
    for line in CATALOGUE {
        let entry = entry(line.act).reason("line_bus_or_taxi").detail("dossier", "secret").trace(TRACE);
        let entry = match line.about {
            About::Case => entry.case(case),
            About::Detail(name) => entry.detail(name, case).detail("count", 3).detail("agreed", true),
        };
        append(&world, entry).await.unwrap();
    }
    let events = waiting(&world, "zaken").await;
    assert_eq!(events.len(), CATALOGUE.len());
    events.iter().for_each(is_as_the_profile_says);
    let types: BTreeSet<&str> = events.iter().map(|event| event.event_type.as_str()).collect();
    let ids: BTreeSet<&str> = events.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!((types.len(), ids.len()), (CATALOGUE.len(), CATALOGUE.len()), "each its own");
    for event in &events {
        for secret in ["line_bus", "secret", "operator", TRACE, PLATE] {
            assert!(!event.body.contains(secret), "{secret} in {}", event.body);
        }
    }
}

#[tokio::test]
async fn what_is_refused_rolled_back_unknown_or_not_asked_for_is_not_told() {
    let only = receiver("alleen", CODE, &["nl.poortwacht.case.received"]);
    let world = told(vec![receiver("zaken", CODE, &[]), only, receiver("elders", "GM0001", &[])]).await;
    let case = CaseId::random(world.services.rng().as_ref());
    append(&world, entry(Act::CaseConfirmed).case(case).outcome(Outcome::Refused)).await.unwrap();
    append(&world, entry(Act::CaseShown).case(case)).await.unwrap();
    append(&world, entry(Act::BatchBuilt).case(case).detail("batch", case)).await.unwrap();
    let (own, log) = (world.services.clone(), LogName::municipality(world.municipality));
    let fail = move |tx: &mut Tx<'_>| {
        own.record(tx, &log, &entry(Act::CaseConfirmed).case(case))?;
        Err::<(), _>(ServiceError::Refused("a test"))
    };
    let plan = Plan::new().log(LogName::municipality(world.municipality));
    world.services.store().write(plan, fail).await.unwrap_err();
    assert_eq!(waiting(&world, "zaken").await, []);
    append(&world, entry(Act::CaseReceived).case(case)).await.unwrap();
    append(&world, entry(Act::CaseConfirmed).case(case)).await.unwrap();
    let counts = (
        waiting(&world, "zaken").await.len(),
        waiting(&world, "alleen").await.len(),
        waiting(&world, "elders").await.len(),
    );
    assert_eq!(counts, (2, 1, 0));
    let ids = |events: Vec<OutgoingEvent>| events.into_iter().map(|event| event.event_id).collect();
    let (all, one): (BTreeSet<String>, BTreeSet<String>) =
        (ids(waiting(&world, "zaken").await), ids(waiting(&world, "alleen").await));
    assert!(one.is_subset(&all), "one event has one id, whoever gets it");
}

#[tokio::test]
async fn without_receivers_nothing_is_written() {
    let world = World::new().await;
    world.case(start()).await;
    assert_eq!(waiting(&world, "zaken").await, []);
    assert_eq!(health(&world.services).await.unwrap(), []);
}

#[tokio::test]
async fn an_event_is_given_up_after_its_time_and_sent_again_only_when_somebody_says_so() {
    let world = told(vec![receiver("zaken", CODE, &[])]).await;
    world.case(start()).await;
    let after = SignedDuration::from_hours(72);
    world.clock.advance(after - SignedDuration::from_secs(1));
    assert_eq!(sender::give_up(&world.services, "zaken", after).await.unwrap(), 0);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(sender::give_up(&world.services, "zaken", after).await.unwrap(), 1);
    let told = health(&world.services).await.unwrap();
    assert_eq!((told[0].backlog.waiting, told[0].backlog.given_up), (0, 1));
    assert!(waiting(&world, "zaken").await.is_empty());
    assert_eq!(sender::retry(&world.services).await.unwrap(), 1);
    assert_eq!(sender::give_up(&world.services, "zaken", after).await.unwrap(), 0, "its time begins anew");
    assert_eq!(waiting(&world, "zaken").await.len(), 1);
}

#[tokio::test]
async fn an_event_dies_on_its_own_day_delivered_or_not() {
    let world = told(vec![receiver("zaken", CODE, &[])]).await;
    world.case(start()).await;
    let due = waiting(&world, "zaken").await[0].destroy_after;
    let gone = world.write(move |tx, _| event_outbox::delete_due(tx, &scope(), due, 100)).await;
    assert_eq!((gone, waiting(&world, "zaken").await.len()), (1, 0));
}

#[test]
fn a_receiver_that_cannot_be_used_is_refused_with_every_member_to_mend() {
    let with = |url: &str| ReceiverConfig { url: url.to_owned(), ..receiver("zaken", CODE, &[]) };
    let fields = |receivers: Vec<ReceiverConfig>| match config(receivers).check() {
        Err(ServiceError::Invalid(problems)) => {
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    for url in [
        "http://zaken.example",
        "zaken.example",
        "https://a:b@zaken.example",
        "https://127.0.0.1:8444/events",
        "https://[::ffff:127.0.0.1]:8444/",
        "https://169.254.169.254/",
    ] {
        assert_eq!(fields(vec![with(url)]), ["events.receivers[zaken].url"], "{url}");
    }
    let two = vec![receiver("Zaken", CODE, &["nl.poortwacht.alles"]), with("https://zaken.example")];
    let expected = [
        "events.receivers[Zaken].name",
        "events.receivers[Zaken].types",
        "events.receivers[Zaken].tls",
        "events.receivers[zaken].tls",
    ];
    assert_eq!(fields(two), expected);
}
