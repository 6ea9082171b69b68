//! Two processes append to one log on one PostgreSQL while one of them is killed at random: no fork, no gap, and every
//! entry that was acknowledged is there.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result, ensure};
use poortwacht_domain::Act;
use poortwacht_ledger::verify::{Expected, verify};
use poortwacht_ledger::{Actor, Entry, LedgerError, LogName, Receipt, Record, append};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::ledger_rows::{EntryPlace, log_entries};
use poortwacht_store::{Environment, Plan, Store, StoreConfig, Tx};

/// Appends under way at once in each process.
const CALLERS: u64 = 32;

fn config(url: &str, create: bool) -> StoreConfig {
    StoreConfig { url: url.to_owned(), read_connections: 1, environment: Environment::Test, create }
}

/// What a process was told: its own number of the entry, and where it stands.
type Acknowledged = BTreeMap<u64, EntryPlace>;

/// Appends `count` entries from number `first` on and prints the place of each once it is durable: the part of a process
/// of its own.
pub async fn append_all(url: &str, first: u64, count: u64) -> Result<()> {
    let store = Store::open(&config(url, false))?;
    let next = Arc::new(AtomicU64::new(first));
    let callers = (0..CALLERS).map(|_| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= first + count {
                    return Ok::<_, anyhow::Error>(());
                }
                let place = append_one(&store, number).await?;
                writeln!(std::io::stdout().lock(), "{number} {place}")?;
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await??;
    }
    Ok(())
}

async fn append_one(store: &Store, number: u64) -> Result<EntryPlace, LedgerError> {
    let entry = Entry::new(Actor::Operator, Act::EvidenceReconciled).detail("number", number);
    let write =
        move |tx: &mut Tx<'_>| append(tx, &LogName::system(), &entry, &SystemClock, &SystemRng::new());
    let receipt = Receipt::from(store.write(Plan::new().log(LogName::system()), write).await?);
    Ok(receipt.place().clone())
}

/// Runs the two processes; `pause` says how long one of them lives.
pub async fn survive(appends: u64, pause: impl Fn() -> std::time::Duration) -> Result<String> {
    let database = poortwacht_test_postgres::database();
    Store::migrate(&config(&database.url, true), &SystemClock, &SystemRng::new())?;
    let (steady, mut acknowledged) = (start(&database.url, 0, appends)?, Acknowledged::new());
    let mut kills = 0;
    let mut first = appends;
    while first < 2 * appends {
        let mut process = start(&database.url, first, 2 * appends - first)?;
        tokio::time::sleep(pause()).await;
        // It may be done by itself; what it was told counts either way.
        process.kill()?;
        kills += 1;
        let told = told(process)?;
        // Numbers that were under way when it died are not used again: their entries may stand or not.
        first = told.keys().max().map_or(first, |last| last + 1 + CALLERS);
        acknowledged.extend(told);
    }
    acknowledged.extend(told(steady)?);
    compare(&database.url, &acknowledged)?;
    Ok(format!(
        "{} appends acknowledged to two processes, {kills} kills, each there once",
        acknowledged.len()
    ))
}

fn start(url: &str, first: u64, count: u64) -> Result<Child> {
    let arguments = ["--append-to", url, "--first", &first.to_string(), "--appends", &count.to_string()];
    let mut program = Command::new(std::env::current_exe()?);
    program.args(arguments).stdout(Stdio::piped()).spawn().context("the process that appends")
}

fn told(mut process: Child) -> Result<Acknowledged> {
    let output = process.stdout.take().context("no output")?;
    let mut told = Acknowledged::new();
    for line in BufReader::new(output).lines() {
        // The last line of a killed process may be cut off.
        if let Some((number, place)) = line?.split_once(' ')
            && let (Ok(number), Ok(place)) = (number.parse(), place.parse())
        {
            told.insert(number, place);
        }
    }
    process.wait()?;
    Ok(told)
}

fn compare(url: &str, acknowledged: &Acknowledged) -> Result<()> {
    let store = Store::open(&config(url, false))?;
    let report = store.read_blocking(|conn| verify(conn, &Expected::default()))?;
    ensure!(report.is_sound(), "{report:?}");
    let entries = store.read_blocking(|conn| log_entries(conn, &LogName::system(), None, u32::MAX))?;
    store.shutdown();
    let mut stored = Acknowledged::new();
    for entry in entries {
        let record = Record::of_stored(&entry)?;
        let number = record.entry.detail.get("number").context("no number")?.parse()?;
        ensure!(stored.insert(number, entry.place).is_none(), "entry {number} is there twice");
    }
    for (number, place) in acknowledged {
        ensure!(
            stored.get(number) == Some(place),
            "entry {number} was acknowledged at {place} and is not there"
        );
    }
    Ok(())
}
