//! Cases that are all due at once, destroyed by the operator's program while the server takes packets in: how soon nothing
//! of them opens any more, what the packets feel of it, and what it takes in memory.

use std::fs;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use jiff::SignedDuration;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_tests::keys;
use poortwacht_tests::prepared::Prepared;
use poortwacht_tests::sender::{Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::fill;
use crate::intake::passage;
use crate::peak;
use crate::report::{Limit, Report, percentile, progress};

/// Between two packets: a busy municipality, whatever became of the one before.
const EVERY: Duration = Duration::from_millis(250);
/// Packets before anything is destroyed.
const ALONE: u32 = 240;
/// Most packets while it is.
const WHILE: u32 = 1_600;
/// Between two looks at keys and memory.
const LOOK: Duration = Duration::from_millis(20);
/// Halves that intake may have made meanwhile: two pools.
const NEW_HALVES: u64 = 512;
const MEGABYTE: f64 = 1024.0 * 1024.0;

/// Stores `count` due cases and destroys them.
pub async fn measure(count: u32, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut world = World::create(folder.path(), Plan::default())?;
    let town = Town::build(&world)?;
    world.start().await?;
    progress(&format!("storing {count} cases that are due"));
    tokio::task::block_in_place(|| fill::store_due_soon(&world, count))?;
    let sender = Arc::new(Sender::new(&world, &town.harbour)?);
    let mut packets = prepare(&sender)?.into_iter();
    progress("packets alone");
    let alone = send(&sender, packets.by_ref().take(ALONE.try_into()?), || false).await?;
    progress("packets while everything due is destroyed");
    let destruction = Destruction::start(&world, count)?;
    let watch = tokio::task::spawn_blocking(move || destruction.watch());
    let during = send(&sender, packets, || watch.is_finished()).await?;
    let ended = watch.await??;
    world.stop().await?;
    add(report, count, &ended, (&alone, &during));
    Ok(())
}

/// Everything that a unit does beforehand.
fn prepare(sender: &Sender) -> Result<Vec<Prepared>> {
    let picture = scene(1920, 1080);
    (0..ALONE + WHILE).map(|number| sender.prepare(&passage(number, &picture)?)).collect()
}

/// Sends a packet at each tick until there are no more or `over` says so. How long each took, sorted.
async fn send(
    sender: &Arc<Sender>,
    packets: impl Iterator<Item = Prepared>,
    over: impl Fn() -> bool,
) -> Result<Vec<Duration>> {
    let (mut ticks, mut under_way) = (interval(EVERY), JoinSet::new());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for packet in packets {
        ticks.tick().await;
        if over() {
            break;
        }
        let sender = Arc::clone(sender);
        under_way.spawn(async move {
            let started = Instant::now();
            let (status, answer) = sender.post(packet).await?;
            ensure!(status.is_success(), "{status}: {answer}");
            Ok(started.elapsed())
        });
    }
    let mut took = under_way.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    took.sort_unstable();
    Ok(took)
}

/// The operator's program at work.
struct Destruction {
    program: Child,
    keys: Arc<dyn KeyStore>,
    /// Halves that are left when all due cases have lost theirs.
    left: u64,
    database: String,
    size: u64,
    started: Instant,
}

/// What it came to.
struct Ended {
    shredded: Duration,
    removed: Duration,
    peak: f64,
    given_back: u64,
}

impl Destruction {
    fn start(world: &World, count: u32) -> Result<Self> {
        let (keys, database) = (keys::open(world)?, world.path("data/poortwacht.sqlite"));
        let (left, size) =
            (halves(keys.as_ref())?.saturating_sub(count.into()), fs::metadata(&database)?.len());
        let then = (keys::now() + SignedDuration::from_hours(fill::SOON)).to_string();
        let started = Instant::now();
        let mut command = world.server_command(&["retention", "run", "--now", &then])?;
        let program = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { program, keys, left, database, size, started })
    }

    /// Waits for its end.
    fn watch(mut self) -> Result<Ended> {
        let (mut highest, mut shredded) = (0.0, None);
        let status = loop {
            highest = peak::of(&self.program).unwrap_or(highest);
            if shredded.is_none() && halves(self.keys.as_ref())? <= self.left + NEW_HALVES {
                shredded = Some(self.started.elapsed());
            }
            if let Some(status) = self.program.try_wait()? {
                break status;
            }
            std::thread::sleep(LOOK);
        };
        ensure!(status.success(), "the destruction failed");
        let left = halves(self.keys.as_ref())?;
        let shredded = shredded.with_context(|| format!("{left} keys are left, expected {}", self.left))?;
        let given_back = self.size.saturating_sub(fs::metadata(&self.database)?.len());
        Ok(Ended { shredded, removed: self.started.elapsed(), peak: highest, given_back })
    }
}

fn halves(keys: &dyn KeyStore) -> Result<u64> {
    let census = keys.census()?;
    Ok(census.attached + census.unattached)
}

fn add(report: &mut Report, count: u32, ended: &Ended, (alone, during): (&[Duration], &[Duration])) {
    let shredded = f64::from(count) / ended.shredded.as_secs_f64();
    let note = format!("{count} due cases whose keys are gone, start of the program included");
    report.add_limited("shred_cases_per_s", shredded, "1/s", Limit::AtLeast(5_000.0), note);
    let removed = f64::from(count) / ended.removed.as_secs_f64();
    report.add("destroy_cases_per_s", removed, "1/s", "with rows, statistics, register and ledger");
    #[expect(clippy::cast_precision_loss, reason = "a size of a file")]
    let given_back = ended.given_back as f64 / MEGABYTE / ended.removed.as_secs_f64();
    let note = format!("{} MB of the database file", ended.given_back / 1024 / 1024);
    report.add("destroy_given_back_mb_per_s", given_back, "MB/s", note);
    report.add_limited("destroy_peak_mb", ended.peak, "MB", Limit::AtMost(128.0), "of the program");
    let (before, meanwhile) = (percentile(alone, 0.99), percentile(during, 0.99));
    report.add("intake_p99_alone_ms", before, "ms", format!("{} packets", alone.len()));
    report.add("intake_p99_destroying_ms", meanwhile, "ms", format!("{} packets", during.len()));
    let note = "a packet every 250 ms, all on the same processors";
    report.add_limited("intake_p99_while_destroying_ratio", meanwhile / before, "", Limit::AtMost(2.0), note);
}
