//! Which acts leave which lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use poortwacht_domain::{Act, CaseId, ProcessingActivity, SubjectKind};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::processing_lines::{self, ProcessingLine};
use poortwacht_store::{Plan, Scope};

use super::ProcessingLogConfig;
use crate::testing::{Cjib, Fault, World, days, start};
use crate::{Parts, ServiceError, Services, ServicesConfig, export, retention};

/// A collector that nobody asks here.
fn config() -> ProcessingLogConfig {
    ProcessingLogConfig {
        endpoint: "https://log.example".to_owned(),
        ca_file: PathBuf::new(),
        identity: None,
        headers_file: None,
        interval: Duration::from_secs(5),
        timeout: Duration::from_secs(5),
    }
}

/// The world with a processing log connected.
async fn connected() -> World {
    let mut world = World::new().await;
    let from = world.services.clone();
    world.services = Services::new(Parts {
        store: from.store().clone(),
        keys: from.keys(),
        clock: from.clock(),
        rng: from.rng(),
        config: ServicesConfig { processing_log: Some(config()), ..ServicesConfig::default() },
    });
    world
}

async fn lines(world: &World) -> Vec<ProcessingLine> {
    world.read(|conn, scope| processing_lines::waiting(conn, scope, u32::MAX)).await
}

fn tally<'l>(lines: impl IntoIterator<Item = &'l ProcessingLine>) -> BTreeMap<Act, usize> {
    let mut tally = BTreeMap::new();
    lines.into_iter().for_each(|line| *tally.entry(line.act).or_default() += 1);
    tally
}

async fn append(world: &World, entry: Entry) {
    let (own, log) = (world.services.clone(), LogName::municipality(world.municipality));
    let append =
        move |tx: &mut poortwacht_store::Tx<'_>| Ok::<_, ServiceError>(own.record(tx, &log, &entry)?);
    let plan = Plan::new().log(LogName::municipality(world.municipality));
    world.services.store().write(plan, append).await.unwrap();
}

#[tokio::test]
async fn without_a_connected_log_no_line_is_written() {
    let world = World::new().await;
    let case = world.confirmed(start()).await;
    append(&world, Entry::new(Actor::Operator, Act::EvidenceVerified).case(case)).await;
    assert_eq!(lines(&world).await, Vec::new());
}

#[tokio::test]
async fn an_entry_about_a_case_leaves_one_line_with_its_trace_and_one_about_none_leaves_nothing() {
    let world = connected().await;
    let case = world.case(start()).await;
    let before = lines(&world).await.len();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    append(&world, Entry::new(Actor::Operator, Act::CaseShown).case(case).trace(trace)).await;
    append(&world, Entry::new(Actor::Operator, Act::StockListed)).await;
    let lines = lines(&world).await;
    assert_eq!(lines.len(), before + 1);
    let line = lines.iter().find(|line| line.act == Act::CaseShown).unwrap();
    assert_eq!((line.trace.to_string().as_str(), line.subject), (trace, case.into()));
    assert_eq!(line.activity, ProcessingActivity::Judgement);
    assert_eq!(line.municipality, world.municipality);
    assert!(line.started_at <= line.ended_at && line.destroy_after > line.ended_at + days(3 * 365));
}

#[tokio::test]
async fn an_act_that_is_rolled_back_leaves_no_line() {
    let world = connected().await;
    let case = world.case(start()).await;
    let before = lines(&world).await;
    let (own, log) = (world.services.clone(), LogName::municipality(world.municipality));
    let plan = Plan::new().log(log.clone());
    let fail = move |tx: &mut poortwacht_store::Tx<'_>| {
        own.record(tx, &log, &Entry::new(Actor::Operator, Act::CaseShown).case(case))?;
        Err::<(), _>(ServiceError::Refused("a test"))
    };
    world.services.store().write(plan, fail).await.unwrap_err();
    assert_eq!(lines(&world).await, before);
}

#[tokio::test]
async fn every_attempt_to_deliver_a_batch_leaves_a_line_for_each_of_its_cases() {
    let world = connected().await;
    let cases: BTreeSet<CaseId> =
        world.confirmed_all(&[start() - days(1), start() - days(2)]).await.into_iter().collect();
    let cjib = Cjib::failing([Fault::AnswerLost]);
    for _ in 0..2 {
        export::run_with(&world.services, &Actor::Operator, None, Some(&cjib)).await.unwrap();
    }
    let lines = lines(&world).await;
    let tally = tally(&lines);
    assert_eq!((tally[&Act::BatchDelivered], tally[&Act::BatchAcknowledged]), (4, 2), "{tally:?}");
    for act in [Act::BatchDelivered, Act::BatchAcknowledged] {
        let subjects =
            lines.iter().filter(|line| line.act == act).map(|line| CaseId::from_uuid(line.subject.id));
        assert_eq!(subjects.collect::<BTreeSet<_>>(), cases, "{act}");
    }
    let attempts = lines.iter().filter(|line| line.act == Act::BatchDelivered).map(|line| line.trace);
    assert_eq!(attempts.collect::<BTreeSet<_>>().len(), 2, "one trace per attempt");
}

#[tokio::test]
async fn destruction_leaves_a_line_for_each_case_and_each_holder() {
    let world = connected().await;
    world.case(start()).await;
    world.exempt("AE12UI").await;
    let day = start() + days(200);
    world.clock.set(day);
    retention::run(&world.services, day, false).await.unwrap();
    let destroyed: Vec<_> =
        lines(&world).await.into_iter().filter(|line| line.act == Act::Destroyed).collect();
    let kinds: BTreeSet<_> = destroyed.iter().map(|line| line.subject.kind).collect();
    assert_eq!(kinds, BTreeSet::from([SubjectKind::Case, SubjectKind::ExemptionHolder]));
    assert_eq!(destroyed.len(), 2);
    assert!(destroyed.iter().all(|line| line.activity == ProcessingActivity::Destruction));
}

#[tokio::test]
async fn a_line_that_nobody_ever_confirms_dies_on_its_own_day() {
    let world = connected().await;
    let case = world.case(start()).await;
    append(&world, Entry::new(Actor::Operator, Act::CaseShown).case(case)).await;
    let scope = Scope::job("a test");
    let due = lines(&world).await.iter().map(|line| line.destroy_after).max().unwrap();
    let count = world.write(move |tx, _| processing_lines::delete_due(tx, &scope, due, 100)).await;
    assert!(count >= 1);
    assert_eq!(lines(&world).await, Vec::new());
}
