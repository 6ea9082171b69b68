//! Every promise is kept in an installation that is in order, and each can be broken alone.

use std::net::TcpListener;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, Fact, Finding, Promise, RetentionClass, Role, RunId, Standing};
use poortwacht_store::job_runs::RunOutcome;

use super::world::{PLATE, World};
use crate::{ServiceError, alarms, compliance, instances, job_runs};

/// An identifier for a row that the test makes.
const ID: &str = "9a9e2a1c-5f5d-4f6e-8a3a-6c2b1d0e4f11";

/// An installation in order: a case, an officer, a witness, jobs that ran.
async fn in_order() -> World {
    let world = World::new().await;
    world.actor("boa", Role::Officer).await;
    world.add_case(PLATE, 30).await;
    instances::started(&world.services).await.unwrap();
    let (id, now) = (world.municipality, world.services.now().as_microsecond());
    let mut sql = format!(
        "INSERT INTO witnesses VALUES ('{ID}', 'municipality/{id}', 'stadhuis', 'F', 'K', {now}, NULL);
         INSERT INTO ledger_cosignatures SELECT id, '{ID}', size, {now}, '' FROM ledger_shards WHERE log <> 'system' LIMIT 1;
         INSERT INTO intake_counters VALUES ('{id}', '{}', '2026-11-24', 'exempt', 41);
         INSERT INTO unit_certificates VALUES ('C', '{}', '', {}, {now}, NULL);",
        world.location,
        world.unit,
        now + hours(24 * 90),
    );
    for (job, instant) in job_runs::due(world.services.now()).unwrap() {
        let (name, at) = (job.name, instant.as_microsecond());
        let outcome = RunOutcome::Succeeded.as_str();
        sql += &format!(
            "INSERT INTO job_runs VALUES ('{}', '{name}', {at}, 'p', {at}, {now}, {now}, '{outcome}', '');",
            RunId::random(world.services.rng().as_ref()),
        );
    }
    execute(&world, &sql);
    world
}

fn hours(hours: i64) -> i64 {
    SignedDuration::from_hours(hours).as_micros().try_into().unwrap()
}

/// By the back door: what the program itself would not do.
fn execute(world: &World, sql: &str) {
    let file = world.folder.path().join("poortwacht.sqlite");
    SqliteConnection::establish(file.to_str().unwrap()).unwrap().batch_execute(sql).unwrap();
}

async fn broken(world: &World) -> Vec<Promise> {
    let report = compliance::report(&world.services, world.municipality).await.unwrap();
    report.broken().map(|line| line.promise).collect()
}

#[tokio::test]
async fn an_installation_in_order_keeps_every_promise_and_tells_the_evidence() {
    let world = in_order().await;
    let report = compliance::report(&world.services, world.municipality).await.unwrap();
    assert_eq!(report.broken().map(|line| line.promise).collect::<Vec<_>>(), []);
    assert_eq!(report.promises.iter().map(|line| line.promise).collect::<Vec<_>>(), Promise::ALL);
    let kept = |promise| {
        let line = report.promises.iter().find(|line| line.promise == promise).unwrap();
        (line.standing, line.facts.clone())
    };
    // Nothing is held, and a process that does not serve cannot say where it listens.
    for promise in [Promise::HoldsReviewed, Promise::PersonsAnswered, Promise::ListenersKnown] {
        assert_eq!(kept(promise).0, Standing::NothingToSee, "{promise}");
    }
    let (standing, facts) = kept(Promise::OnlyViolations);
    assert_eq!(standing, Standing::Kept);
    assert!(facts.contains(&(Fact::Exempt, Finding::Number(41))));
    let cases = report.holdings.iter().find(|holding| holding.what == "cases").unwrap();
    assert_eq!((cases.class, cases.count), (RetentionClass::Undecided, 1));
    assert_eq!(report.months.len(), 1);
    assert_eq!(report.months[0].cases[&RetentionClass::Undecided], 1);
}

/// What breaks a promise, in words of the database. NOW stands for this moment, in microseconds.
const BREAKS: &[(Promise, &str)] = &[
    (Promise::NothingOverdue, "UPDATE cases SET destroy_after = NOW - 3 * HOUR"),
    (
        Promise::HoldsReviewed,
        "INSERT INTO legal_holds SELECT id, 'appeal', '', 'ID', 0, 0, 'ID', 0, NULL, NULL, NOW - HOUR, retention_class,
             destroy_after, retention_class, destroy_after FROM cases;
         UPDATE cases SET retention_class = 'legal_hold', destroy_after = NOW - HOUR",
    ),
    (
        Promise::EvidenceWhole,
        "INSERT INTO alarms VALUES ('ID', 'TOWN', 'evidence_lost', 'TOWN', '1 object', NOW, NOW, NULL)",
    ),
    (
        Promise::KeysDieInTime,
        "INSERT INTO spent_halves VALUES ('ID', 'TOWN', NOW - 3 * HOUR)",
    ),
    (Promise::TransferredInTime, "UPDATE cases SET captured_at = received_at - 49 * HOUR"),
    (
        Promise::OnlyViolations,
        "INSERT INTO packet_receipts SELECT 'UNIT', 'ID', 'TOWN', x'00', 'exempt', id, NOW, 'packet_receipt', NOW + HOUR
             FROM cases",
    ),
    (
        Promise::AddressesGuarded,
        "INSERT INTO address_ranges VALUES ('ID', 'TOWN', '0.0.0.0/0', '', NOW)",
    ),
    (Promise::OfficersAuthorised, "UPDATE authorisations SET valid_until = NOW - HOUR"),
    (
        Promise::AccessReviewed,
        "INSERT INTO alarms VALUES ('ID', 'TOWN', 'access_review_late', 'R', '', NOW, NOW, NULL)",
    ),
    (
        Promise::PersonsAnswered,
        "INSERT INTO person_requests VALUES ('ID', 'TOWN', 'access', 'counter', 'avg', '2026-10-01', 'ID', 0, NOW - HOUR,
             NULL, NULL, NULL, NULL, 'ID', zeroblob(32), x'00', NULL, 'person_request', NOW + 24 * HOUR)",
    ),
    (Promise::LedgerVerified, "UPDATE job_runs SET outcome = 'failed' WHERE job = 'keep-ledger-heads'"),
    (Promise::LedgerVerified, "UPDATE job_runs SET started_at = NOW - 3 * HOUR WHERE job = 'keep-ledger-heads'"),
    (Promise::LedgerWitnessed, "UPDATE ledger_cosignatures SET at = NOW - 25 * HOUR"),
    (Promise::LedgerWitnessed, "UPDATE witnesses SET revoked_at = NOW"),
    (Promise::JobsOnTime, "UPDATE job_runs SET outcome = 'failed' WHERE job = 'retention'"),
    (Promise::JobsOnTime, "DELETE FROM job_runs WHERE job = 'sessions'"),
    (Promise::CertificatesValid, "UPDATE unit_certificates SET expires_at = NOW + 24 * HOUR"),
];

#[tokio::test]
async fn each_promise_turns_red_when_exactly_it_is_broken() {
    for (promise, sql) in BREAKS {
        let world = in_order().await;
        let sql = sql
            .replace("NOW", &world.services.now().as_microsecond().to_string())
            .replace("HOUR", &hours(1).to_string())
            .replace("TOWN", &world.municipality.to_string())
            .replace("UNIT", &world.unit.to_string())
            .replace("'ID'", &format!("'{ID}'"));
        execute(&world, &format!("PRAGMA foreign_keys = ON; {sql};"));
        assert_eq!(broken(&world).await, [*promise], "{sql}");
    }
}

#[tokio::test]
async fn an_account_without_a_second_factor_breaks_the_promise() {
    let world = in_order().await;
    execute(&world, "UPDATE accounts SET totp_sealed = NULL");
    assert!(broken(&world).await.contains(&Promise::SecondFactor));
}

#[tokio::test]
async fn a_listener_that_nobody_declared_breaks_the_promise() {
    let world = in_order().await;
    let declared = TcpListener::bind("127.0.0.1:0").unwrap();
    world.services.announce_listeners(vec![("portal".to_owned(), declared.local_addr().unwrap())]);
    assert_eq!(broken(&world).await, []);
    let hidden = TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(broken(&world).await, [Promise::ListenersKnown]);
    drop(hidden);
    assert_eq!(broken(&world).await, []);
}

#[tokio::test]
async fn a_start_in_another_environment_breaks_the_promise() {
    let world = in_order().await;
    let entry = poortwacht_ledger::Entry::new(poortwacht_ledger::Actor::System, Act::InstanceStarted)
        .detail("instance", world.services.store().instance().id)
        .detail("environment", "production")
        .detail("host", "elders");
    world.services.enter(poortwacht_ledger::LogName::system(), entry).await.unwrap();
    assert_eq!(broken(&world).await, [Promise::EnvironmentsApart]);
    let places = instances::places(&world.services).await.unwrap();
    let told: Vec<_> = places.iter().map(|place| (place.environment.as_str(), place.starts)).collect();
    assert_eq!(told, [("production", 1), ("test", 1)]);
}

#[tokio::test]
async fn a_broken_promise_is_an_alarm_until_it_is_kept_again() {
    let world = in_order().await;
    let raised = || async {
        let broken = compliance::watch(&world.services).await.unwrap();
        let open = alarms::open(&world.services).await.unwrap();
        let own = open.into_iter().filter(|alarm| alarm.kind == "promise_broken");
        (broken, own.map(|alarm| alarm.subject).collect::<Vec<_>>())
    };
    assert_eq!(raised().await, (0, Vec::new()));
    execute(&world, "UPDATE job_runs SET outcome = 'failed' WHERE job = 'retention'");
    assert_eq!(raised().await, (1, vec!["voorbeeld/jobs_on_time".to_owned()]));
    execute(&world, "UPDATE job_runs SET outcome = 'succeeded'");
    assert_eq!(raised().await, (0, Vec::new()));
}

#[tokio::test]
async fn looking_and_taking_out_are_logged_and_others_may_not() {
    let world = in_order().await;
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    let length = world.log().await.len();
    compliance::show(&world.services, &privacy).await.unwrap();
    compliance::export(&world.services, &privacy).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::ComplianceShown, Act::ComplianceExported]);
    let officer = world.actor("boa-2", Role::Officer).await;
    assert!(matches!(compliance::show(&world.services, &officer).await, Err(ServiceError::Refused(_))));
    let nobody = compliance::report_of(&world.services, "elders").await;
    assert!(matches!(nobody, Err(ServiceError::NotFound(_))));
}

#[tokio::test]
async fn what_died_is_told_by_month() {
    let world = in_order().await;
    let (id, at) = (world.municipality, |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond());
    for moment in ["2026-10-31T23:30:00+01:00", "2026-11-01T00:30:00+01:00"] {
        let due = at(moment);
        execute(
            &world,
            &format!(
                "INSERT INTO destruction_register VALUES ('{}', '{id}', 'case', 'S', 'dismissed', {due}, {due})",
                RunId::random(world.services.rng().as_ref()),
            ),
        );
    }
    let report = compliance::report(&world.services, world.municipality).await.unwrap();
    let told: Vec<_> =
        report.destroyed.iter().map(|month| (month.month.to_string(), month.destroyed["case"])).collect();
    assert_eq!(told, [("2026-11".to_owned(), 1), ("2026-10".to_owned(), 1)]);
}
