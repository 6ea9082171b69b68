//! The demo for a person: everything runs until Ctrl-C.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::peers::{Cjib, Drive, RoadsideUnit};
use poortwacht_tests::town::{EXEMPT_PLATES, People, Town};
use poortwacht_tests::world::{Plan, World};

/// Starts everything, prints where to log in, and ends everything at Ctrl-C.
pub async fn run(folder: &Path, frames: Option<PathBuf>, per_minute: f64) -> Result<()> {
    say("making certificates, keys, a database and a municipality …");
    let mut world = World::create(folder, Plan { environment: "demo", ..Plan::default() })?;
    let cjib = Cjib::start(&world, &["--return-share", "0.2"]).await?;
    world.deliver_to(&cjib.url)?;
    let town = Town::build(&world)?;
    world.start().await?;
    say("enrolling officers …");
    let people = People::enrol(&world).await?;
    let drive = drive(&world, frames, per_minute)?;
    let units = [
        RoadsideUnit::start(&world, &town.harbour, &drive)?,
        RoadsideUnit::start(&world, &town.square, &drive)?,
    ];
    explain(&world, &people)?;
    until_interrupted(&people).await?;
    say("ending everything …");
    for unit in units {
        unit.stop().await?;
    }
    world.stop().await?;
    cjib.stop().await
}

fn drive(world: &World, frames: Option<PathBuf>, per_minute: f64) -> Result<Drive> {
    Ok(Drive {
        rate: Some(per_minute / 60.0),
        exempt_share: Some(0.25),
        frames,
        more: exempt_options(world)?,
        ..Drive::default()
    })
}

/// Options that make some of the vehicles exempt.
pub fn exempt_options(world: &World) -> Result<Vec<String>> {
    let file = world.folder().join("exempt-plates.txt");
    std::fs::write(&file, EXEMPT_PLATES.join("\n") + "\n")?;
    Ok(vec!["--exempt-plates".to_owned(), file.display().to_string()])
}

fn explain(world: &World, people: &People) -> Result<()> {
    let addresses = world.addresses()?;
    say(&format!("\nPortal      https://{}  (certificate of the demo's own authority)", addresses.portal));
    say(&format!("Metrics     http://{}/metrics", addresses.management));
    say(&format!("Files       {}", world.folder().display()));
    say("\nAccounts, all with the same password:");
    for (what, who) in [
        ("officer", &people.officer),
        ("officer", &people.colleague),
        ("coordinator", &people.coordinator),
        ("administrator", &people.administrator),
        ("privacy officer", &people.privacy_officer),
        ("CISO", &people.security_officer),
    ] {
        say(&format!("  {:<14} {:<16} {}", who.login, what, who.password));
    }
    say("\nCtrl-C ends everything. One-time codes, new every 30 seconds:");
    Ok(())
}

/// Prints the current codes whenever they change, until Ctrl-C or a request to end.
async fn until_interrupted(people: &People) -> Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut shown = String::new();
    loop {
        tokio::select! {
            result = tokio::signal::ctrl_c() => return Ok(result?),
            _ = terminate.recv() => return Ok(()),
            _ = tick.tick() => {
                let line = codes(people)?;
                if line != shown {
                    say(&line);
                    shown = line;
                }
            }
        }
    }
}

fn codes(people: &People) -> Result<String> {
    let one = |who: &Credentials| Ok::<_, anyhow::Error>(format!("{} {}", who.login, who.code()?));
    let all = [
        &people.officer,
        &people.colleague,
        &people.coordinator,
        &people.administrator,
        &people.privacy_officer,
        &people.security_officer,
    ];
    Ok(format!("  {}", all.into_iter().map(one).collect::<Result<Vec<_>>>()?.join("   ")))
}

#[expect(clippy::print_stdout, reason = "the demo talks to the person at the terminal")]
fn say(line: &str) {
    println!("{line}");
}
