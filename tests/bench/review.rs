//! Views with their ledger entry, and the review page with many cases stored.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures_util::future::try_join_all;
use poortwacht_tests::portal::Browser;
use poortwacht_tests::sender::{Draft, Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};

use crate::fill;
use crate::intake::plate;
use crate::report::{Report, percentile, progress};

/// Real cases, older than the others and so first on the desk.
const REAL: u32 = 40;
const OFFICERS: usize = 8;
const PAGES: usize = 400;
const SEARCHES: usize = 9;
const LOCATION: &str = "havenstraat";

/// Fills the store, then measures one officer alone and eight at once.
pub async fn measure(stored: u32, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut world = World::create(folder.path(), Plan::default())?;
    let town = Town::build(&world)?;
    progress(&format!("storing {stored} cases"));
    // A task that polls without end runs out of its turn and is never woken: filling blocks, outside any task.
    tokio::task::block_in_place(|| fill::store(&world, stored))?;
    world.start().await?;
    real_cases(&world, &town).await?;
    progress("officers at their desks");
    let mut desks = Vec::new();
    for number in 0..OFFICERS {
        desks.push(desk(&world, &format!("boa-{number}")).await?);
    }
    let one = desks.first().map(|browser| views(browser, PAGES));
    let mut durations = match one {
        Some(views) => views.await?,
        None => Vec::new(),
    };
    durations.sort_unstable();
    let note = format!(
        "GET /review, one officer, {stored} cases stored, ledger entry and grants written before the page"
    );
    report.add("review_page_p50_ms", percentile(&durations, 0.50), "ms", note.clone());
    report.add("review_page_p99_ms", percentile(&durations, 0.99), "ms", note);
    let started = Instant::now();
    let all = try_join_all(desks.iter().map(|browser| views(browser, PAGES / 4))).await?;
    #[expect(clippy::cast_precision_loss, reason = "a count of views")]
    let count = all.iter().map(Vec::len).sum::<usize>() as f64;
    let rate = count / started.elapsed().as_secs_f64();
    report.add(
        "views_per_s",
        rate,
        "1/s",
        format!("{OFFICERS} officers at once, browser and server on the same processors"),
    );
    search(&desks, stored, report).await?;
    world.stop().await
}

/// A plate among all cases of one location: each one's own key must tell whether it is the one.
async fn search(desks: &[Browser], stored: u32, report: &mut Report) -> Result<()> {
    let browser = desks.first().context("no desk")?;
    let form = browser.get("/search").await?;
    let sought = plate(REAL - 1);
    let fields = [
        ("plate", sought.as_str()),
        ("location", LOCATION),
        ("reason", "objection"),
        ("explanation", "Bezwaar van vorige week"),
    ];
    let mut durations = Vec::new();
    for _ in 0..SEARCHES {
        let started = Instant::now();
        let page = browser.submit(&form, "/search", &fields).await?;
        durations.push(started.elapsed());
        ensure!(page.body.contains("/cases/"), "{}: the case was not found", page.status);
    }
    durations.sort_unstable();
    let note = format!("POST /search, one plate among {stored} open cases of one location");
    report.add("plate_search_p50_ms", percentile(&durations, 0.50), "ms", note);
    Ok(())
}

/// Cases with pictures that open, taken a day ago so that they come first.
async fn real_cases(world: &World, town: &Town) -> Result<()> {
    let sender = Sender::new(world, &town.harbour)?;
    let picture = scene(1280, 720);
    for number in 0..REAL {
        let mut draft = Draft::with_picture(&plate(number), number.into(), picture.clone());
        draft.capture_earlier(Duration::from_secs(24 * 3600))?;
        let (status, answer) = sender.send(&draft).await?;
        ensure!(status.is_success(), "{status}: {answer}");
    }
    Ok(())
}

async fn desk(world: &World, login: &str) -> Result<Browser> {
    let officer = world.enrolled(MUNICIPALITY, login, "officer").await?;
    let browser = officer.browser(world).await?;
    let stock = browser.get("/stock").await?;
    let page = browser.submit(&stock, "/review", &[]).await?;
    ensure!(page.body.contains("/pictures/"), "no case on the desk of {login}");
    Ok(browser)
}

async fn views(browser: &Browser, count: usize) -> Result<Vec<Duration>> {
    let mut durations = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        let page = browser.get("/review").await?;
        durations.push(started.elapsed());
        ensure!(page.status.is_success(), "{}", page.status);
    }
    Ok(durations)
}
