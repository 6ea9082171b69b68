//! The process that dies: this test's own program once more, told by its environment where to end.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use jiff::Timestamp;

use super::{destroy, services};

const FOLDER: &str = "POORTWACHT_TEST_DIES_IN";
const AT: &str = "POORTWACHT_TEST_DIES_AT";
const BEFORE: &str = "POORTWACHT_TEST_DIES_BEFORE";

/// Where the statements of a process are written down, in its folder.
const STATEMENTS: &str = "statements.txt";

const TEST: &str = "retention::tests::statements::\
                    a_destruction_that_dies_at_any_statement_is_finished_by_the_next_run_as_if_it_had_not";

/// What a process shall destroy, and when it dies.
pub struct Order {
    pub folder: PathBuf,
    /// What its clock shows.
    pub at: Timestamp,
    /// Number of the statement that it does not live to execute.
    pub dies_before: Option<usize>,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// It did all its work.
    OfAge,
    /// It ended itself in the middle.
    Sudden,
}

/// A moment to die: before this statement.
pub struct Moment {
    pub number: usize,
    pub statement: String,
}

impl Order {
    /// Runs the process to its end, and reads what it did.
    pub fn give(&self) -> (Death, Vec<Moment>) {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.args(["--exact", TEST, "--nocapture"]).stdout(Stdio::null()).stderr(Stdio::piped());
        program.env(FOLDER, &self.folder).env(AT, self.at.to_string());
        if let Some(number) = self.dies_before {
            program.env(BEFORE, number.to_string());
        }
        let output = program.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        let death = match output.status.code() {
            Some(0) => Death::OfAge,
            None => Death::Sudden,
            Some(code) => panic!("ended with {code}: {told}"),
        };
        let lines = std::fs::read_to_string(self.folder.join(STATEMENTS)).unwrap();
        let moments = lines.lines().enumerate();
        (death, moments.map(|(number, line)| Moment { number, statement: line.to_owned() }).collect())
    }

    /// The order that this process was started with.
    pub fn received() -> Option<Self> {
        let folder = std::env::var_os(FOLDER)?.into();
        let at = std::env::var(AT).unwrap().parse().unwrap();
        let dies_before = std::env::var(BEFORE).ok().map(|number| number.parse().unwrap());
        Some(Self { folder, at, dies_before })
    }

    pub async fn carry_out(self) {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join(STATEMENTS)).unwrap();
        set_default_instrumentation(|| Some(Box::new(Listener::new()))).unwrap();
        let services = services(&self.folder, self.at);
        *RUN.lock().unwrap() =
            Some(Run { log, open: BTreeSet::new(), next: 0, dies_before: self.dies_before });
        destroy(&services).await;
    }
}

/// A run under way; before it begins nothing is counted.
struct Run {
    log: std::fs::File,
    /// Connections inside a transaction.
    open: BTreeSet<usize>,
    next: usize,
    dies_before: Option<usize>,
}

static RUN: Mutex<Option<Run>> = Mutex::new(None);
static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

impl Run {
    /// What is said outside of transactions changes nothing, and a pool opens connections when it likes: it is not counted.
    fn hear(&mut self, connection: usize, query: &str) {
        let without_values = query.split(" -- binds").next().unwrap_or(query);
        let line = without_values.split_whitespace().collect::<Vec<_>>().join(" ");
        let begins = line.starts_with("BEGIN");
        let writes = ["INSERT", "UPDATE", "DELETE"].iter().any(|word| line.starts_with(word));
        let counts = begins || writes || self.open.contains(&connection);
        if begins {
            self.open.insert(connection);
        } else if line == "COMMIT" || line == "ROLLBACK" {
            self.open.remove(&connection);
        }
        if counts {
            self.die_or_go_on(&line);
        }
    }

    fn die_or_go_on(&mut self, line: &str) {
        writeln!(self.log, "{line}").unwrap();
        if self.dies_before == Some(self.next) {
            std::process::abort();
        }
        self.next += 1;
    }
}

/// Hears the statements of one connection.
struct Listener(Cell<usize>);

impl Listener {
    fn new() -> Self {
        Self(Cell::new(CONNECTIONS.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && let Some(run) = RUN.lock().unwrap().as_mut()
        {
            run.hear(self.0.get(), &query.to_string());
        }
    }
}
