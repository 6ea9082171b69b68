//! Faults of the CJIB in any order, drawn by lot: whatever it does with deliveries and questions, in the end its own list
//! is ours. The mock is a process of its own behind real TLS, as is each run of the export.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Stdio};

use poortwacht_domain::{Month, local_day};
use poortwacht_services::system::SystemClock;
use poortwacht_store::batches::{self, Answer, Batch, BatchItem, BatchState};
use poortwacht_store::{Connection, Scope, StoreError};
use poortwacht_tests::html;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::peers::{Cjib, Guise};
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::wire::{Session, Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use serde_json::Value;

use crate::setup::Running;

/// Each is another order of faults.
const SEEDS: [u64; 4] = [3, 5, 8, 13];
/// New cases and a new set of faults each.
const ROUNDS: usize = 4;
/// Faults planned for each kind of request of a round.
const PLANNED: usize = 5;

const DELIVERING: [&str; 7] = [
    "error-500",
    "cut",
    "slow",
    "timeout-after-processing",
    "cut-after-processing",
    "acknowledge-and-forget",
    "twice",
];
const ASKING: [&str; 3] = ["error-500", "cut", "slow"];
/// A delivery that is held longer than we wait, and one that is late and in time.
const DELAYS: [&str; 4] = ["--hold-seconds", "3", "--slow-seconds", "0.2"];

/// Small and repeatable; what it draws is told when a test fails.
struct Lot(u64);

impl Lot {
    fn draw(&mut self, among: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(among).unwrap()).unwrap()
    }

    /// A fault for each of the first requests of a kind, or none.
    fn faults(&mut self, kind: &str, modes: &[&str]) -> Vec<String> {
        let planned = (1..=PLANNED).filter_map(|number| {
            let mode = modes.get(self.draw(modes.len() + 1))?;
            Some(format!("{kind}{mode}@{number}"))
        });
        planned.flat_map(|fault| ["--fault".to_owned(), fault]).collect()
    }

    fn guise(&mut self) -> Guise {
        match self.draw(6) {
            0 => Guise::Impostor,
            1 => Guise::Unwilling,
            _ => Guise::Itself,
        }
    }
}

/// An installation with an officer who confirms what comes.
struct Stage {
    running: Running,
    wire: Wire,
    officer: Session,
    sender: Sender,
    sent: u64,
    /// References of everything that was confirmed.
    confirmed: Vec<String>,
}

impl Stage {
    async fn set() -> Self {
        let plan = Plan { cjib_extra: "timeout_seconds = 2\n", ..Plan::default() };
        let running = Running::start(plan).await;
        let officer = running.world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
        let wire = Wire::with(&running.world, |builder| builder).unwrap();
        let officer = wire.log_in(&officer).await.unwrap();
        let sender = running.sender();
        Self { running, wire, officer, sender, sent: 0, confirmed: Vec::new() }
    }

    fn world(&self) -> &World {
        &self.running.world
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) {
        let token = ("form_token", self.officer.form_token.clone());
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).chain([token]);
        let fields: Vec<_> = fields.collect();
        let answer = send(self.wire.form(path, &self.officer.cookie, &fields)).await.unwrap();
        assert!(answer.succeeded(), "{path}: {}", answer.body);
    }

    /// A vehicle of a plate that is never issued passes, and the officer confirms.
    async fn confirm(&mut self) {
        self.sent += 1;
        let plate = format!("IE{}AU", 10 + self.sent);
        let (status, answer) = self.sender.send(&Draft::valid(&plate, self.sent)).await.unwrap();
        assert_eq!(status.as_u16(), 201, "{answer}");
        self.post("/review", &[]).await;
        let desk = self.wire.get("/review", &self.officer.cookie).await.unwrap();
        let fields = html::hidden_fields(&desk.body, "/review/confirm");
        let case = fields.into_iter().find(|(name, _)| name == "case").expect("a case on the desk").1;
        let fields = [
            ("case", case.as_str()),
            ("offence_code", "R559"),
            ("vehicle_category", "1"),
            ("sign_visible", "yes"),
            ("sign_passed", "yes"),
            ("plate_readable", "yes"),
            ("no_priority_vehicle", "yes"),
            ("grounds", "Ik zag het voertuig het bord passeren."),
        ];
        self.post("/review/confirm", &fields).await;
        self.confirmed.push(case);
    }

    /// Starts the mock and tells the installation where it is.
    async fn cjib(&mut self, guise: Guise, options: &[String]) -> Cjib {
        let options: Vec<&str> = options.iter().map(String::as_str).chain(DELAYS).collect();
        let cjib = Cjib::start_as(&self.running.world, guise, &options).await.unwrap();
        self.running.world.deliver_to(&cjib.url).unwrap();
        cjib
    }

    fn export(&self) {
        self.world().command(&["export", "run"]).unwrap();
    }

    fn poll(&self) {
        self.world().command(&["jobs", "run", "cjib-poll"]).unwrap();
    }

    /// Two processes that deliver the same at the same time.
    fn export_twice(&self) {
        let start = || self.world().server_command(&["export", "run"]).unwrap().stdout(Stdio::null()).spawn();
        let both: [Child; 2] = [start().unwrap(), start().unwrap()];
        for mut one in both {
            assert!(one.wait().unwrap().success());
        }
    }

    async fn round(&mut self, lot: &mut Lot) -> String {
        for _ in 0..=lot.draw(2) {
            self.confirm().await;
        }
        let guise = lot.guise();
        let faults = [lot.faults("", &DELIVERING), lot.faults("poll:", &ASKING)].concat();
        let cjib = self.cjib(guise, &faults).await;
        for _ in 0..=lot.draw(3) {
            match lot.draw(3) {
                0 => self.export(),
                1 => self.poll(),
                _ => self.export_twice(),
            }
        }
        cjib.stop().await.unwrap();
        format!("{guise:?} {}", faults.join(" "))
    }

    /// The CJIB behaves; what still waits goes out and is answered.
    async fn settle(&mut self) {
        let cjib = self.cjib(Guise::Itself, &[]).await;
        for _ in 0..3 {
            self.export();
            self.poll();
        }
        let month = Month::of(poortwacht_domain::calendar::start_of_day(today())).to_string();
        let told = self.world().command(&["export", "reconcile", "--month", &month]).unwrap();
        assert!(told.contains("the same at the CJIB") && told.contains(" 0 differences"), "{told}");
        cjib.stop().await.unwrap();
    }

    fn ours(&self) -> Vec<(Batch, Vec<BatchItem>)> {
        Records::open(self.world()).unwrap().store().read_blocking(all_batches).unwrap()
    }

    fn state(&self) -> Value {
        serde_json::from_slice(&fs::read(self.state_file()).unwrap()).unwrap()
    }

    fn state_file(&self) -> std::path::PathBuf {
        self.world().folder().join("cjib-state.json")
    }

    /// The mock's own list and ours, batch by batch and case by case.
    fn same_lists(&self) {
        let theirs = lists(&self.state());
        let ours = self.ours();
        let told = ours.iter().map(|(batch, items)| (batch.id.to_string(), listed(batch, items))).collect();
        assert_eq!(theirs, told);
        let mut accepted: Vec<String> = ours.iter().flat_map(|(_, items)| items).map(reference).collect();
        accepted.sort();
        let mut confirmed = self.confirmed.clone();
        confirmed.sort();
        assert_eq!(accepted, confirmed, "none twice, none lost");
        assert!(ours.iter().all(|(batch, _)| batch.state == BatchState::Processed));
    }
}

fn today() -> jiff::civil::Date {
    use poortwacht_domain::Clock as _;
    local_day(SystemClock.now())
}

fn all_batches(conn: &mut Connection) -> Result<Vec<(Batch, Vec<BatchItem>)>, StoreError> {
    let scope = Scope::auditor("a test compares the lists");
    let found = batches::list(conn, &scope, u32::MAX)?;
    found.into_iter().map(|batch| Ok((batch.clone(), batches::items(conn, &scope, batch.id)?))).collect()
}

/// Digest, receipt number, and what became of each case.
type Listed = (String, String, Vec<(String, String)>);

fn lists(state: &Value) -> BTreeMap<String, Listed> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |(id, held): (&String, &Value)| {
        let cases = held["cases"].as_array().unwrap();
        let cases = cases.iter().map(|case| (text(&case["reference"]), text(&case["outcome"])));
        (id.clone(), (text(&held["sha256"]), text(&held["receiptNumber"]), cases.collect()))
    };
    state["batches"].as_object().unwrap().iter().map(one).collect()
}

fn listed(batch: &Batch, items: &[BatchItem]) -> Listed {
    let outcome = |item: &BatchItem| match &item.answer {
        Some((Answer::Accepted, _)) => "accepted",
        Some((Answer::Returned { .. }, _)) => "returned",
        None => "open",
    };
    let cases = items.iter().map(|item| (reference(item), outcome(item).to_owned())).collect();
    (batch.sha256.clone(), batch.receipt_number.clone().unwrap_or_default(), cases)
}

fn reference(item: &BatchItem) -> String {
    item.reference.to_string()
}

#[tokio::test]
async fn after_faults_of_the_cjib_in_any_order_its_own_list_is_ours() {
    let mut stage = Stage::set().await;
    for seed in SEEDS {
        let (mut lot, mut told) = (Lot(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)), Vec::new());
        for _ in 0..ROUNDS {
            told.push(stage.round(&mut lot).await);
        }
        println!("seed {seed}: {told:#?}");
        stage.settle().await;
        stage.same_lists();
    }
    stage.world().command(&["ledger", "verify"]).unwrap();
}

#[tokio::test]
async fn what_the_cjib_forgot_doubled_or_altered_is_named_case_by_case() {
    let mut stage = Stage::set().await;
    let cjib = stage.cjib(Guise::Itself, &[]).await;
    for _ in 0..3 {
        stage.confirm().await;
        stage.export();
        stage.poll();
    }
    cjib.stop().await.unwrap();
    let references = tamper(&stage);
    let cjib = stage.cjib(Guise::Itself, &[]).await;
    let month = Month::of(poortwacht_domain::calendar::start_of_day(today())).to_string();
    let told = stage.world().command(&["export", "reconcile", "--month", &month]).unwrap();
    cjib.stop().await.unwrap();
    let [forgotten, doubled, altered] = references;
    for line in [
        format!("case {forgotten}: missing_there"),
        format!("case {doubled}: twice"),
        format!("case {altered}: differs in outcome: here accepted, there returned"),
        "1 missing_here".to_owned(),
    ] {
        assert!(told.contains(&line), "{line} is missing in {told}");
    }
    assert_eq!(Records::open(stage.world()).unwrap().acts().unwrap()["batches_reconciled"], 1);
}

/// Forgets the first batch, doubles the second under another identifier, and returns the case of the third.
fn tamper(stage: &Stage) -> [String; 3] {
    let mut state = stage.state();
    let held = state["batches"].as_object_mut().unwrap();
    let of = |reference: &String| {
        let has = |(_, one): &(&String, &Value)| one["cases"][0]["reference"] == reference.as_str();
        held.iter().find(has).unwrap().0.clone()
    };
    let ids: Vec<String> = stage.confirmed.iter().map(of).collect();
    held.remove(&ids[0]);
    let double = held[&ids[1]].clone();
    held.insert("6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e6f".to_owned(), double);
    let case = &mut held[&ids[2]]["cases"][0];
    (case["outcome"], case["code"]) = ("returned".into(), "U01".into());
    fs::write(stage.state_file(), state.to_string()).unwrap();
    stage.confirmed.clone().try_into().unwrap()
}
