//! The ledger: durable appends by 1, 16 and 256 callers on both databases, what a longer log costs, and recomputing one of
//! a million entries.

mod crowd;
mod growth;
mod recompute;

use anyhow::Result;
use poortwacht_domain::MunicipalityId;
use poortwacht_ledger::LogName;
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::{Environment, Store, StoreConfig};
use uuid::Uuid;

use crate::disk;
use crate::report::{Limit, Report, progress};

/// Entries of the long log.
const MILLION: u64 = 1_000_000;

/// Measures everything and compares it with the limits.
pub async fn measure(report: &mut Report) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    disk::measure(report)?;
    rates(scratch.path(), report).await?;
    progress("storing a log of 1,000,000 entries");
    let long = open(&sqlite(scratch.path(), "long"))?;
    tokio::task::block_in_place(|| growth::fill(&long, MILLION))?;
    progress("recomputing it");
    tokio::task::block_in_place(|| recompute::measure(&long, report))?;
    // Its callers append cases in no order: after this the log is a load, no history.
    growth::measure(&sqlite(scratch.path(), "short"), &long, report).await?;
    long.shutdown();
    Ok(())
}

async fn rates(folder: &std::path::Path, report: &mut Report) -> Result<()> {
    progress("appends on SQLite");
    let store = open(&sqlite(folder, "rates"))?;
    let (one, _) = crowd::rate(&store, 1, 3_000).await?;
    let (some, _) = crowd::rate(&store, 16, 20_000).await?;
    let (many, per_commit) = crowd::rate(&store, 256, 60_000).await?;
    store.shutdown();
    report.add("ledger_sqlite_1_per_s", one, "1/s", "durable appends, one caller");
    report.add("ledger_sqlite_16_per_s", some, "1/s", "16 callers");
    report.add("ledger_sqlite_256_per_s", many, "1/s", "256 callers");
    let note = "appends in one COMMIT of the writer, 256 callers, SQLite";
    report.add_limited("ledger_appends_per_commit_256", per_commit, "", Limit::AtLeast(64.0), note);
    let note = "rate of 256 callers over that of one, SQLite";
    report.add_limited("ledger_rate_256_over_1", many / one, "", Limit::AtLeast(8.0), note);
    progress("appends on PostgreSQL");
    let database = poortwacht_test_postgres::database();
    let store = open(&database.url)?;
    let names = ["ledger_postgres_1_per_s", "ledger_postgres_16_per_s", "ledger_postgres_256_per_s"];
    for (name, (callers, appends)) in names.into_iter().zip([(1, 1_000), (16, 8_000), (256, 20_000)]) {
        let (rate, per_commit) = crowd::rate(&store, callers, appends).await?;
        report.add(name, rate, "1/s", format!("{callers} callers, {per_commit:.0} appends per COMMIT"));
    }
    store.shutdown();
    Ok(())
}

fn sqlite(folder: &std::path::Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(format!("{name}.sqlite")).display())
}

/// A new database.
fn open(url: &str) -> Result<Store> {
    let config = StoreConfig {
        url: url.to_owned(),
        read_connections: 2,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, &SystemClock, &SystemRng::new())?;
    Ok(Store::open(&config)?)
}

fn log() -> LogName {
    LogName::municipality(MunicipalityId::from_uuid(Uuid::from_u128(1)))
}
