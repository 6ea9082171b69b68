//! The command line and the jobs: each command and each job leaves exactly what stands here or in the job table.
//!
//! The list of commands is read from the program's own help, so a new command is missed from the day it exists.

use std::collections::{BTreeMap, BTreeSet};

use poortwacht_domain::{Act, Logs};
use poortwacht_services::job_runs::TABLE;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::peers::Cjib;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::wire::{Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, World};

use crate::setup::Running;

/// Each command that is walked: its words, its options, what it leaves.
fn walked() -> Vec<Walked> {
    [people(), machines()].concat()
}

type Walked = (&'static str, Vec<&'static str>, Logs);

const SHOWS: Logs = Logs::Nothing("shows no personal data");

/// Options of a command that belongs to the municipality.
fn at(options: &[&'static str]) -> Vec<&'static str> {
    [&["--municipality", MUNICIPALITY], options].concat()
}

/// Municipalities, addresses, accounts.
fn people() -> Vec<Walked> {
    use Logs::{Acts, Nothing};
    vec![
        (
            "municipality add",
            vec!["--code", "duinstad", "--name", "Duinstad"],
            Acts(&[Act::MunicipalityAdded]),
        ),
        (
            "municipality set-oin",
            vec!["--code", "duinstad", "--oin", "00000001123456789000"],
            Acts(&[Act::MunicipalityAdded]),
        ),
        (
            "municipality set-delivery-days",
            vec!["--code", "duinstad", "--days", "monday,thursday"],
            Acts(&[Act::MunicipalityAdded]),
        ),
        ("municipality list", vec![], SHOWS),
        (
            "address allow",
            at(&["--network", "192.0.2.0/24", "--note", "Stadskantoor"]),
            Acts(&[Act::AddressAllowed]),
        ),
        ("address list", at(&[]), SHOWS),
        (
            "user add",
            at(&["--login", "nieuw", "--name", "Nieuw", "--role", "officer"]),
            Acts(&[Act::AccountAdded]),
        ),
        (
            "user list",
            vec![],
            Nothing("the operator's own list of accounts; the operator is root on the machine"),
        ),
        ("user reset", vec!["--login", "nieuw", "--second-person", "ander"], Acts(&[Act::CredentialsReset])),
        (
            "authorisation add",
            vec![
                "--login",
                "nieuw",
                "--number",
                "7654321",
                "--domain",
                "I",
                "--territory",
                "gemeente Waterstad",
                "--from",
                "2026-01-01",
                "--until",
                "2030-12-31",
            ],
            Acts(&[Act::AuthorisationAdded]),
        ),
        ("user end", vec!["--login", "nieuw"], Acts(&[Act::AccountDeactivated])),
    ]
}

/// Units, the emergency stop, and what shows how things stand.
fn machines() -> Vec<Walked> {
    use Logs::{Acts, Nothing};
    vec![
        ("unit list", vec![], SHOWS),
        ("api-client list", vec![], SHOWS),
        ("unit revoke", at(&["--name", "unit-kerkplein"]), Acts(&[Act::UnitRevoked])),
        ("emergency close", vec!["intake", "--reason", "oefening"], Acts(&[Act::EmergencyClosed])),
        ("emergency status", vec![], SHOWS),
        ("emergency reopen", vec!["intake", "--reason", "oefening voorbij"], Acts(&[Act::EmergencyReopened])),
        (
            "incident report",
            at(&["--kind", "other", "--what", "Er ligt een briefje bij de server"]),
            Acts(&[Act::IncidentReported]),
        ),
        ("incident show", at(&["1"]), Acts(&[Act::IncidentsListed])),
        ("incident list", at(&[]), Acts(&[Act::IncidentsListed])),
        (
            "incident scope",
            at(&["--from", "2026-01-01", "--until", "2026-12-31"]),
            Acts(&[Act::IncidentScopeTold]),
        ),
        ("incident monthly", at(&["--month", "2026-01"]), Acts(&[Act::IncidentsListed])),
        ("retention terms", at(&[]), SHOWS),
        ("jobs list", vec![], SHOWS),
        ("ledger head", vec![], Nothing("hashes alone")),
        ("ledger key", vec![], Nothing("a public key")),
        ("ledger verify", vec![], Nothing("reads, and says which entry is bad and nothing of it")),
        ("ledger witnesses", vec![], SHOWS),
        ("key-store status", vec![], Nothing("counts of keys")),
        ("processing-log status", vec![], Nothing("counts of lines")),
        ("events status", vec![], Nothing("counts of events")),
        ("mail status", vec![], Nothing("counts of mails")),
        ("events types", vec![], Nothing("names of types")),
        ("compliance report", at(&[]), Nothing("figures and places; names nobody")),
        ("compliance components", vec![], Nothing("what the software is made of")),
        ("environments", vec![], Nothing("places where the database was used")),
        ("config check", vec![], Nothing("opens no database")),
    ]
}

/// Each command that is not walked here, and why.
const ELSEWHERE: [(&str, &str); 40] = [
    ("serve", "its start is an entry of the system's log; everything else here runs beside it"),
    ("migrate", "before there is a ledger"),
    ("doctor", "shows what is missing; ends with an error until nothing is"),
    ("master-key new", "opens no database"),
    ("key-store rotate", "walked with the key store's own tests, servers stopped: one key_event"),
    ("key-store backup", "walked with the backups: one key_event"),
    ("key-store expire-backups", "walked with the backups: one key_event"),
    ("key-store restore", "walked with the backups: one key_event"),
    ("location import", "part of the scene: one location_imported for each"),
    ("unit register", "part of the scene: one unit_registered for each"),
    ("api-client add", "walked with the API: one api_client_registered"),
    ("api-client revoke", "walked with the API: one api_client_revoked"),
    ("exemption import", "part of the scene: one exemptions_imported"),
    ("evidence reconcile", "walked as a job"),
    ("evidence move", "walked with the bucket: evidence_reconciled for each batch"),
    ("evidence verify", "walked with the chain of custody: one evidence_verified for each case"),
    ("evidence public-key", "a public key"),
    ("evidence check-dossier", "opens no database"),
    ("export run", "walked as a job"),
    ("export reconcile", "walked as a job"),
    ("recover", "walked with an older database put back: one ledger_recovered in each log"),
    ("retention run", "walked as a job"),
    (
        "compliance bundle",
        "entries hold ids and codes alone: one ledger_exported; walked with the evidence of compliance",
    ),
    ("compliance check-bundle", "opens no database"),
    ("retention statement", "numbers and random identifiers; walked with the evidence of compliance"),
    ("retention check-statement", "opens no database"),
    ("jobs run", "the jobs themselves are walked"),
    ("ledger export", "entries hold ids and codes alone; walked with the outsiders' checks"),
    ("ledger prove", "entries hold ids and codes alone; walked with the outsiders' checks"),
    ("ledger check-proof", "opens no database"),
    ("ledger witness", "runs elsewhere, without a database"),
    ("ledger witness-add", "walked with the witness: one witness_registered"),
    ("ledger witness-revoke", "walked with the witness: one witness_revoked"),
    ("ledger witness-key", "opens no database"),
    ("processing-log send", "walked with the processing log: the lines are their own record"),
    ("processing-log retry", "walked with the processing log: the lines are their own record"),
    ("mail send", "walked with the mails: deadline_mailed for each"),
    ("mail retry", "walked with the mails: the outbox is its own record"),
    ("events send", "walked with the events: the outbox is its own record"),
    ("events retry", "walked with the events: the outbox is its own record"),
];

/// Likewise, with one that tells a subject's pseudonym.
const SUBJECT: (&str, &str) = ("processing-log subject", "walked with the processing log: one key_event");

/// The names of a program's commands, from its help.
fn commands(world: &World, group: &[&str]) -> Vec<String> {
    let help = world.command(&[group, &["--help"]].concat()).unwrap();
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default().lines();
    let listed = listed.take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names
        .filter_map(|name| name.split(' ').next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn all_commands(world: &World) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for name in commands(world, &[]) {
        let below = commands(world, &[&name]);
        if below.is_empty() {
            all.insert(name);
        } else {
            all.extend(below.into_iter().map(|leaf| format!("{name} {leaf}")));
        }
    }
    all
}

/// Acts that nobody's request left, and how often.
fn acts(records: &Records) -> BTreeMap<String, usize> {
    records.acts().unwrap()
}

fn new_acts(before: &BTreeMap<String, usize>, after: BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let left = |(act, count): (String, usize)| {
        let new = count - before.get(&act).copied().unwrap_or_default();
        (new > 0).then_some((act, new))
    };
    after.into_iter().filter_map(left).collect()
}

fn judge(what: &str, logs: &Logs, left: &BTreeMap<String, usize>) {
    let is_of = |acts: &[Act], act: &String| acts.iter().any(|declared| declared.as_str() == act);
    match logs {
        Logs::Nothing(why) => assert!(left.is_empty(), "{what} left {left:?}: {why}"),
        Logs::Acts(acts) => {
            assert_eq!(left.values().sum::<usize>(), 1, "{what} left {left:?}");
            assert!(left.keys().all(|act| is_of(acts, act)), "{what} left {left:?}");
        }
        Logs::ForEach(acts) => assert!(left.keys().all(|act| is_of(acts, act)), "{what} left {left:?}"),
    }
}

#[tokio::test]
async fn every_command_is_declared_and_leaves_exactly_what_it_declares() {
    let running = Running::on_sqlite().await;
    let world = &running.world;
    let records = Records::open(world).unwrap();
    world.enrolled(MUNICIPALITY, "ander", "administrator").await.unwrap();
    let walked = walked();
    let named = walked.iter().map(|(name, ..)| (*name).to_owned());
    let elsewhere = ELSEWHERE.iter().chain([&SUBJECT]).map(|(name, _)| (*name).to_owned());
    assert_eq!(all_commands(world), named.chain(elsewhere).collect(), "commands that nobody declared");
    for (name, options, logs) in &walked {
        let before = acts(&records);
        let line: Vec<&str> = name.split(' ').chain(options.iter().copied()).collect();
        world.command(&line).unwrap();
        judge(name, logs, &new_acts(&before, acts(&records)));
    }
    world.command(&["ledger", "verify"]).unwrap();
}

/// A confirmed case and the agency that it goes to.
async fn work() -> (Running, Cjib) {
    let mut running = Running::on_sqlite().await;
    let (status, answer) = running.sender().send(&Draft::valid("OA12IE", 1)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    let officer = running.world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let wire = Wire::with(&running.world, |builder| builder).unwrap();
    let session = wire.log_in(&officer).await.unwrap();
    let token = ("form_token", session.form_token.clone());
    send(wire.form("/review", &session.cookie, std::slice::from_ref(&token))).await.unwrap();
    let fields = [
        ("case", answer["caseReference"].as_str().unwrap().to_owned()),
        ("offence_code", "R559".to_owned()),
        ("vehicle_category", "1".to_owned()),
        ("sign_visible", "yes".to_owned()),
        ("sign_passed", "yes".to_owned()),
        ("plate_readable", "yes".to_owned()),
        ("no_priority_vehicle", "yes".to_owned()),
        ("grounds", "Ik zag het voertuig het bord passeren.".to_owned()),
        token,
    ];
    let confirmed = send(wire.form("/review/confirm", &session.cookie, &fields)).await.unwrap();
    assert!(confirmed.succeeded(), "{}", confirmed.body);
    running.world.stop().await.unwrap();
    let cjib = Cjib::start(&running.world, &[]).await.unwrap();
    running.world.deliver_to(&cjib.url).unwrap();
    (running, cjib)
}

/// What a job leaves for the one case there is; nothing for those without work.
fn for_one_case(job: &str) -> &'static [(&'static str, usize)] {
    match job {
        "export" => {
            &[("gate_checked", 1), ("batch_built", 2), ("batch_delivered", 1), ("batch_acknowledged", 1)]
        }
        "cjib-poll" => &[("case_accepted", 1)],
        "cjib-reconcile" => &[("batches_reconciled", 1)],
        "reconcile-evidence" => &[("evidence_reconciled", 1)],
        _ => &[],
    }
}

#[tokio::test]
async fn every_job_leaves_exactly_what_the_job_table_declares_for_the_work_there_was() {
    let (running, cjib) = work().await;
    let world = &running.world;
    let records = Records::open(world).unwrap();
    for job in TABLE {
        let before = acts(&records);
        world.command(&["jobs", "run", job.name]).unwrap();
        let left = new_acts(&before, acts(&records));
        judge(job.name, &job.logs, &left);
        let expected = for_one_case(job.name).iter().map(|(act, count)| ((*act).to_owned(), *count));
        assert_eq!(left, expected.collect(), "{}", job.name);
    }
    let (before, later) = (acts(&records), "2040-01-01T00:00:00Z");
    world.command(&["retention", "run", "--now", later]).unwrap();
    let retention = TABLE.iter().find(|job| job.name == "retention").unwrap();
    let left = new_acts(&before, acts(&records));
    judge("retention years later", &retention.logs, &left);
    assert!(left.get("destroyed").is_some_and(|count| *count > 0), "{left:?}");
    world.command(&["ledger", "verify"]).unwrap();
    cjib.stop().await.unwrap();
}
