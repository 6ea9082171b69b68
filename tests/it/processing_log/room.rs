//! An installation with a collector beside it, and what can be asked of both.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::ledger::{Records, Written};
use poortwacht_tests::logboek::{Line, Logboek};
use poortwacht_tests::sender::{Draft, Sender};
use poortwacht_tests::town::EXEMPT_PLATES;
use poortwacht_tests::world::{Plan, World};
use tempfile::TempDir;

use crate::setup::Running;

/// Never issued.
pub const PLATES: [&str; 3] = ["CE48AU", "EC21AE", "OE93AU"];

/// Both of them, and what keeps them.
pub struct Room {
    pub running: Running,
    pub log: Logboek,
    _database: Option<TestDatabase>,
    _folder: TempDir,
}

/// On which database a story plays.
#[derive(Clone, Copy)]
pub enum On {
    Sqlite,
    Postgres,
}

impl Room {
    /// An installation that knows its collector, which holds one line for each holder of the town's exemptions by now.
    pub async fn open(on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = Logboek::start(folder.path()).await.unwrap();
        let database = matches!(on, On::Postgres).then(poortwacht_test_postgres::database);
        let url = database.as_ref().map(|database| database.url.clone());
        let plan = Plan { database: url, extra: log.sections(), ..Plan::default() };
        let room = Self { running: Running::start(plan).await, log, _database: database, _folder: folder };
        room.until_confirmed().await;
        assert_eq!(room.holders(), vec!["exemptions_imported"; EXEMPT_PLATES.len()]);
        room
    }

    /// Names of the lines about holders of exemptions.
    pub fn holders(&self) -> Vec<String> {
        let lines = self.distinct().into_values().filter(|line| line.subject_kind() == "exemption-holder");
        lines.map(|line| line.name).collect()
    }

    pub fn world(&self) -> &World {
        &self.running.world
    }

    /// One line of `processing-log status`.
    pub fn status(&self, what: &str) -> String {
        let said = self.world().command(&["processing-log", "status"]).unwrap();
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("{what}\t")));
        line.unwrap_or_else(|| panic!("{what} is not told: {said}")).to_owned()
    }

    /// How many lines wait.
    pub fn waiting(&self) -> usize {
        self.status("waiting").parse().unwrap()
    }

    /// Sends what waits from the command line; whether the collector took it.
    pub fn send(&self) -> bool {
        self.world().server_command(&["processing-log", "send"]).unwrap().output().unwrap().status.success()
    }

    /// Waits until nothing waits any more.
    pub async fn until_confirmed(&self) {
        let mut pause = tokio::time::interval(Duration::from_millis(500));
        for _ in 0..180 {
            if self.waiting() == 0 {
                return;
            }
            pause.tick().await;
        }
        panic!("{} lines still wait: {}", self.waiting(), self.status("reason"));
    }

    /// Every entry about a case, by trace and act.
    pub fn about_cases(&self) -> Vec<Written> {
        let written = Records::open(self.world()).unwrap().written().unwrap();
        written.into_iter().filter(|entry| entry.case.is_some()).collect()
    }

    /// The lines that the collector holds, each once.
    pub fn distinct(&self) -> BTreeMap<String, Line> {
        let lines = self.log.lines().unwrap().into_iter();
        lines.map(|line| (line.span_id.clone(), line)).collect()
    }

    /// Asserts that the collector holds exactly one line for every entry about a case, and gives what else it holds about
    /// cases.
    pub fn one_line_per_entry(&self) -> Vec<Line> {
        let about_case = |line: &Line| line.subject_kind() == "case";
        let mut lines: Vec<Line> = self.distinct().into_values().filter(about_case).collect();
        for entry in self.about_cases() {
            let trace = entry.trace.unwrap_or_else(|| panic!("{} has no trace", entry.act));
            let place = lines.iter().position(|line| line.trace_id == trace && line.name == entry.act);
            lines.remove(place.unwrap_or_else(|| panic!("no line for {} in trace {trace}", entry.act)));
        }
        lines
    }

    /// Pseudonyms of the cases that lines are about.
    pub fn subjects(&self) -> BTreeSet<String> {
        let of_case = |line: &&Line| line.subject_kind() == "case";
        self.distinct().values().filter(of_case).map(|line| line.subject().to_owned()).collect()
    }
}

/// Sends a packet that becomes a case; gives its reference.
pub async fn receive(sender: &Sender, number: usize) -> String {
    let (status, answer) = sender.send(&Draft::valid(PLATES[number], number as u64 + 1)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    answer["caseReference"].as_str().unwrap().to_owned()
}
