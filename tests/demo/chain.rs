//! The whole chain without a person, every number compared.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use jiff::{SignedDuration, Timestamp};
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::peers::{Cjib, Drive, RoadsideUnit, UnitSummary};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use serde::Serialize;

use crate::count::{Holdings, held_by_cjib};
use crate::desk::Desk;
use crate::show::exempt_options;

const PACKETS: u32 = 16;
const CONFIRMED: u64 = 4;
const RETURNED: u64 = 1;

/// The line that the check ends with.
#[derive(Debug, Default, Serialize)]
struct Summary {
    ok: bool,
    packets: u64,
    exempt: u64,
    cases: u64,
    pictures_seen: u64,
    confirmed: u64,
    dismissed: u64,
    undone: u64,
    delivered: u64,
    accepted: u64,
    returned: u64,
    destroyed: u64,
    ledger_verified: bool,
}

/// Plays every part and compares every number.
pub async fn check(folder: &Path, frames: Option<PathBuf>) -> Result<()> {
    let mut world = World::create(folder, Plan { environment: "demo", ..Plan::default() })?;
    let cjib = Cjib::start(&world, &["--return-share", "0.25"]).await?;
    world.deliver_to(&cjib.url)?;
    let town = Town::build(&world)?;
    world.start().await?;
    let mut summary = Summary::default();
    receive(&world, &town, frames, &mut summary).await?;
    judge(&world, &mut summary).await?;
    deliver(&world, &mut summary)?;
    destroy(&world, &mut summary)?;
    world.command(&["ledger", "verify"])?;
    summary.ledger_verified = true;
    world.stop().await?;
    cjib.stop().await?;
    summary.ok = true;
    print(&summary)
}

/// Sixteen packets, one in four of an exempt vehicle; the same ones again change nothing.
async fn receive(world: &World, town: &Town, frames: Option<PathBuf>, summary: &mut Summary) -> Result<()> {
    progress("packets arrive");
    let drive = Drive {
        count: Some(PACKETS),
        rate: Some(20.0),
        exempt_share: Some(0.25),
        frames,
        more: exempt_options(world)?,
    };
    let sent: UnitSummary = RoadsideUnit::start(world, &town.harbour, &drive)?.finish().await?;
    equal("packets acknowledged", sent.acknowledged, PACKETS.into())?;
    equal("packets left in the spool", sent.waiting, 0)?;
    let (accepted, exempt) = (sent.of("accepted"), sent.of("exempt"));
    equal("every packet is a case or exempt", accepted + exempt, PACKETS.into())?;
    ensure!(exempt > 0, "no exempt vehicle passed");
    let holdings = Holdings::read(world)?;
    equal("cases awaiting review", holdings.of("awaiting_review"), accepted)?;
    equal("cases in all", holdings.cases(), accepted)?;
    (summary.packets, summary.exempt, summary.cases) = (sent.acknowledged, exempt, accepted);
    Ok(())
}

/// Two dismissals of which one is taken back, one case skipped, four confirmed.
async fn judge(world: &World, summary: &mut Summary) -> Result<()> {
    progress("an officer judges");
    let officer: Credentials = world.enrolled(MUNICIPALITY, "boa", "officer").await?;
    let mut desk = Desk::begin(officer.browser(world).await?).await?;
    summary.pictures_seen += desk.look().await?;
    desk.dismiss().await?;
    desk.dismiss().await?;
    desk.undo().await?;
    desk.skip().await?;
    for _ in 0..CONFIRMED {
        summary.pictures_seen += desk.look().await?;
        desk.confirm().await?;
    }
    let holdings = Holdings::read(world)?;
    equal("dismissed", holdings.of("dismissed"), 1)?;
    equal("confirmed", holdings.of("confirmed"), CONFIRMED)?;
    equal("nothing lost on the desk", holdings.cases(), summary.cases)?;
    (summary.dismissed, summary.undone, summary.confirmed) = (1, 1, CONFIRMED);
    Ok(())
}

/// One delivery; running the job again delivers nothing twice.
fn deliver(world: &World, summary: &mut Summary) -> Result<()> {
    progress("confirmed cases go to the CJIB");
    for _ in 0..2 {
        world.command(&["export", "run"])?;
    }
    for _ in 0..2 {
        world.command(&["jobs", "run", "cjib-poll"])?;
    }
    let mut held = held_by_cjib(world)?;
    let delivered = held.len() as u64;
    held.sort();
    held.dedup();
    equal("cases that the CJIB holds", delivered, CONFIRMED)?;
    equal("cases that the CJIB holds once", held.len() as u64, CONFIRMED)?;
    let holdings = Holdings::read(world)?;
    equal("returned", holdings.of("returned"), RETURNED)?;
    equal("accepted", holdings.of("accepted"), CONFIRMED - RETURNED)?;
    (summary.delivered, summary.accepted, summary.returned) = (delivered, CONFIRMED - RETURNED, RETURNED);
    Ok(())
}

/// Everything dies on schedule and nothing before: a day, two months, four months, five years.
fn destroy(world: &World, summary: &mut Summary) -> Result<()> {
    progress("time passes and everything dies on schedule");
    let all = summary.cases;
    let steps = [
        ("an hour later nothing is due", SignedDuration::from_hours(1), 0),
        ("two days later the dismissed one is gone", SignedDuration::from_hours(2 * 24), 1),
        ("three months later the undecided are gone", SignedDuration::from_hours(95 * 24), all - CONFIRMED),
        (
            "five months later the one not fined is gone",
            SignedDuration::from_hours(155 * 24),
            all - CONFIRMED + RETURNED,
        ),
        ("five years later all are gone", SignedDuration::from_hours((5 * 366 + 1) * 24), all),
    ];
    for (what, later, gone) in steps {
        let now = this_moment() + later;
        world.command(&["retention", "run", "--now", &now.to_string()])?;
        equal(what, all - Holdings::read(world)?.cases(), gone)?;
    }
    summary.destroyed = all;
    Ok(())
}

fn equal(what: &str, found: u64, expected: u64) -> Result<()> {
    ensure!(found == expected, "{what}: {found} instead of {expected}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the check moves on from the moment at which it runs")]
fn this_moment() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::print_stderr, reason = "progress for the person at the terminal")]
fn progress(step: &str) {
    eprintln!("==> {step}");
}

#[expect(clippy::print_stdout, reason = "the check's one line of JSON")]
fn print(summary: &Summary) -> Result<()> {
    println!("{}", serde_json::to_string(summary)?);
    Ok(())
}
