//! `cargo xtask crash-test`: kill -9 of the server at random moments while packets arrive, on both databases.
//!
//! Afterwards each acknowledged packet is there once, each other one arrived on retry, none twice, the ledger verifies,
//! and after the sweep no key half is without its case and no case without its key half.

mod halves;
mod ledger;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Parser;
use poortwacht_domain::Rng as _;
use poortwacht_services::system::SystemRng;
use poortwacht_store::{Environment, Scope, Store, StoreConfig, cases};
use poortwacht_tests::peers::{Drive, RoadsideUnit, UnitSummary};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};

/// Kills the server at random moments while packets arrive, on SQLite and on a private PostgreSQL cluster.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask crash-test", version)]
struct Arguments {
    /// How often the server is killed, per database.
    #[arg(long, default_value_t = 50)]
    kills: u32,
    /// Packets that the unit sends meanwhile, per database.
    #[arg(long, default_value_t = 1000)]
    packets: u32,
    /// Packets per second.
    #[arg(long, default_value_t = 15.0)]
    rate: f64,
    /// Entries that each of two processes appends to one ledger while one of them is killed.
    #[arg(long, default_value_t = 10_000)]
    appends: u64,
    /// In a process of its own: append to the ledger of this database and say where each entry stands.
    #[arg(long, hide = true, value_name = "URL")]
    append_to: Option<String>,
    /// The number of the first entry that such a process appends.
    #[arg(long, hide = true, default_value_t = 0)]
    first: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(url) = &arguments.append_to {
        return ledger::append_all(url, arguments.first, arguments.appends).await;
    }
    say(&ledger::survive(arguments.appends, random_moment).await?);
    let scratch = tempfile::Builder::new().prefix("poortwacht-crash-").tempdir()?;
    survive(&arguments, "SQLite", &scratch.path().join("sqlite"), None).await?;
    let (database, keys) = (poortwacht_test_postgres::database(), poortwacht_test_postgres::database());
    let urls = Some((database.url.clone(), keys.url.clone()));
    survive(&arguments, "PostgreSQL", &scratch.path().join("postgres"), urls).await
}

async fn survive(
    arguments: &Arguments,
    name: &str,
    folder: &Path,
    urls: Option<(String, String)>,
) -> Result<()> {
    let started = Instant::now();
    let (database, key_store) = urls.unzip();
    let plan = Plan { database: database.clone(), key_store: key_store.clone(), ..Plan::default() };
    let mut world = World::create(folder, plan)?;
    let town = Town::build(&world)?;
    world.start().await?;
    let drive = Drive {
        count: Some(arguments.packets),
        rate: Some(arguments.rate),
        more: ["--backoff", "0.05", "--backoff-max", "0.5", "--size", "640x480", "--images", "1"]
            .map(str::to_owned)
            .to_vec(),
        ..Drive::default()
    };
    let unit = RoadsideUnit::start(&world, &town.harbour, &drive)?;
    for _ in 0..arguments.kills {
        tokio::time::sleep(random_moment()).await;
        world.kill().await?;
        world.start().await?;
    }
    let sent = unit.finish().await?;
    world.stop().await?;
    compare(&world, &sent, database)?;
    let swept = halves::sweep(&world).await?;
    world.command(&["ledger", "verify"])?;
    let seconds = started.elapsed().as_secs();
    say(&format!(
        "{name}: {} packets, {} kills, nothing lost, nothing twice; {swept} ({seconds} s)",
        sent.made, arguments.kills
    ));
    Ok(())
}

/// Between 30 and 542 milliseconds.
fn random_moment() -> Duration {
    let mut bytes = [0; 2];
    SystemRng::new().fill(&mut bytes);
    Duration::from_millis(30 + u64::from(u16::from_le_bytes(bytes) % 512))
}

/// The unit's account of what was acknowledged against the cases in the database.
fn compare(world: &World, sent: &UnitSummary, database: Option<String>) -> Result<()> {
    let url = database.unwrap_or_else(|| format!("sqlite:{}", world.path("data/poortwacht.sqlite")));
    let store = Store::open(&StoreConfig {
        url,
        read_connections: 1,
        environment: Environment::Test,
        create: false,
    })?;
    let scope = Scope::auditor("crash test");
    let filter = cases::SearchFilter { limit: u32::MAX, ..cases::SearchFilter::default() };
    let stored = store.read_blocking(|conn| cases::search(conn, &scope, &filter))?;
    store.shutdown();
    let stored: Vec<String> = stored.iter().map(|case| case.reference.as_str().to_owned()).collect();
    let unique: BTreeSet<&String> = stored.iter().collect();
    let acknowledged: BTreeSet<&String> =
        sent.packets.iter().filter_map(|packet| packet.case_reference.as_ref()).collect();
    ensure!(sent.acknowledged == sent.made, "{} of {} packets acknowledged", sent.acknowledged, sent.made);
    ensure!(stored.len() == unique.len(), "a case is there twice");
    ensure!(unique == acknowledged, "{} cases stored, {} acknowledged", unique.len(), acknowledged.len());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the test's result for the person at the terminal")]
fn say(line: &str) {
    println!("{line}");
}
