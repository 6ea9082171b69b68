//! The administrator's exemptions on both databases: a file of 100,000 imported by the operator's program, with its peak
//! memory, and a packet's plate matched against a thousand and a million of them.

mod import;
mod matching;
mod million;

use anyhow::Result;
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};

use crate::disk;
use crate::report::{Limit, Report, progress};

/// Lines of the file.
const LINES: u32 = 100_000;
/// Exemptions in the short register.
const THOUSAND: u32 = 1_000;
/// Exemptions in the long one.
const MILLION: u32 = 1_000_000;

/// What one database came to.
struct Figures {
    import: import::Figures,
    thousand: f64,
    million: f64,
}

/// Measures everything and compares it with the limits.
pub fn measure(report: &mut Report) -> Result<()> {
    disk::measure(report)?;
    progress("exemptions on SQLite");
    let sqlite = on(None, &|| {})?;
    progress("exemptions on PostgreSQL");
    let database = poortwacht_test_postgres::database();
    // Our test server has no autovacuum, which tells the planner of many new rows within a minute.
    let analyse = || drop(database.execute("ANALYZE exemptions"));
    let postgres = on(Some(database.url.clone()), &analyse)?;
    for (figures, names) in [
        (&sqlite, ["import_100k_sqlite_s", "import_100k_sqlite_peak_mb", "match_1m_sqlite_p99_us"]),
        (&postgres, ["import_100k_postgres_s", "import_100k_postgres_peak_mb", "match_1m_postgres_p99_us"]),
    ] {
        let [seconds, peak, million] = names;
        let note = format!("{LINES} lines, checked, sealed and recorded; start of the program included");
        report.add(seconds, figures.import.seconds, "s", note);
        let note = format!("of the program; {:.0} MB with half of the lines", figures.import.half_peak);
        report.add(peak, figures.import.peak, "MB", note);
        report.add(million, figures.million, "µs", "a packet's plate and all that look alike");
    }
    let worst = |of: fn(&Figures) -> f64| of(&sqlite).max(of(&postgres));
    let note = "the slower of both databases";
    report.add_limited("import_100k_s", worst(|it| it.import.seconds), "s", Limit::AtMost(10.0), note);
    let growth = worst(|it| it.import.peak - it.import.half_peak);
    let note = "peak memory of 100,000 lines above that of 50,000";
    report.add_limited("import_100k_growth_mb", growth, "MB", Limit::AtMost(32.0), note);
    report.add_limited(
        "match_1k_p99_us",
        worst(|it| it.thousand),
        "µs",
        Limit::AtMost(1_000.0),
        note_of(THOUSAND),
    );
    report.add_limited(
        "match_1m_p99_us",
        worst(|it| it.million),
        "µs",
        Limit::AtMost(1_000.0),
        note_of(MILLION),
    );
    Ok(())
}

fn note_of(count: u32) -> String {
    format!("one match against {count} exemptions, the slower of both databases")
}

fn on(database: Option<String>, analyse: &dyn Fn()) -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let world = World::create(folder.path(), Plan { database, ..Plan::default() })?;
    Town::build(&world)?;
    let mut town = million::Town::open(&world)?;
    town.store(THOUSAND)?;
    analyse();
    let thousand = matching::p99(&town)?;
    let import = import::measure(&world, LINES)?;
    progress("storing a million exemptions");
    town.store(MILLION - THOUSAND - LINES)?;
    analyse();
    let million = matching::p99(&town)?;
    town.close();
    Ok(Figures { import, thousand, million })
}
