//! A shift at the desk in a real browser, by keyboard alone: from the key to the next case, painted with its pictures.
//!
//! The browser measures: from the moment of the key press to two frames after the next case was put on the page with
//! decoded pictures. Browser, server and this program share the processors.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::chromium::{Chromium, Screen, Scripts, Window};
use poortwacht_tests::sender::{Sender, scene};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};
use serde_json::Value;

use crate::report::{Limit, Report, percentile, progress};
use crate::{fill, intake};

/// As many more than are judged, so that something waits to the end.
const SPARE: u32 = 20;
/// How long an officer looks at a case at least; the next one is fetched meanwhile.
const LOOK: Duration = Duration::from_millis(600);
/// One of so many is dismissed, which takes two keys.
const DISMISSED: u32 = 8;

/// What the browser measured.
const MEASURED: &str = "return performance.getEntriesByName('desk-next').length";
const STANDS: &str = "return document.querySelector('[data-island=desk]').dataset.ahead ?? ''";
/// Compressed bytes of the page and everything it needs but pictures.
const WEIGHT: &str = "const [page] = performance.getEntriesByType('navigation');
const parts = performance.getEntriesByType('resource').filter(({name}) => name.includes('/assets/'));
return [page, ...parts].reduce((sum, part) => sum + part.encodedBodySize, 0)";
/// Pages of an officer's day besides the desk. They come first: what a browser keeps it does not fetch again, and tells
/// its size all the same.
const OTHER_PAGES: [&str; 4] = ["/stock", "/search", "/account", "/account/password"];

/// Fills the store, then judges.
pub async fn measure(stored: u32, judged: u32, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut world = World::create(folder.path(), Plan::default())?;
    let town = Town::build(&world)?;
    progress(&format!("storing {stored} cases"));
    // As in the review bench: filling blocks, outside any task.
    tokio::task::block_in_place(|| fill::store(&world, stored))?;
    world.start().await?;
    progress(&format!("receiving {} real ones", judged + SPARE));
    receive(&world, &town, judged + SPARE).await?;
    let officer = world.enrolled(MUNICIPALITY, "boa", "officer").await?;
    let chromium = Chromium::start().await?;
    let window = chromium.window("desk", Screen::WIDE, Scripts::On).await?;
    log_in(&window, &world, &officer).await?;
    weigh_others(&window, &world, report).await?;
    begin(&window, &world).await?;
    let weight = number(&window.run(WEIGHT).await?)?;
    progress(&format!("judging {judged} cases"));
    let unready = shift(&window, judged).await?;
    add(&window, unready, (stored, judged), report).await?;
    let note = "the desk with style, scripts and code, as sent, without pictures";
    report.add_limited("desk_page_kb", weight / 1000.0, "kB", Limit::AtMost(400.0), note);
    window.close().await?;
    chromium.stop().await?;
    world.stop().await
}

/// Cases with pictures that open, taken a day ago so that they come first.
async fn receive(world: &World, town: &Town, count: u32) -> Result<()> {
    let sender = Sender::new(world, &town.harbour)?;
    let picture = scene(1920, 1080);
    for number in 0..count {
        let mut draft = intake::passage(number, &picture)?;
        draft.capture_earlier(Duration::from_secs(24 * 3600))?;
        let (status, answer) = sender.send(&draft).await?;
        ensure!(status.is_success(), "{status}: {answer}");
    }
    Ok(())
}

async fn log_in(window: &Window, world: &World, officer: &Credentials) -> Result<()> {
    let portal = &world.addresses()?.portal;
    window.open(&format!("https://{portal}/login")).await?;
    window.fill("#field-login", &officer.login).await?;
    window.fill("#field-password", &officer.password).await?;
    window.fill("#field-code", &officer.code_after(1)?).await?;
    window.click_and_go("main form button[type=submit]").await
}

/// The heaviest of the other pages, a decided case's own page apart: it is not there yet.
async fn weigh_others(window: &Window, world: &World, report: &mut Report) -> Result<()> {
    let portal = &world.addresses()?.portal;
    let mut heaviest = (0.0, "");
    for page in OTHER_PAGES {
        window.open(&format!("https://{portal}{page}")).await?;
        let weight = number(&window.run(WEIGHT).await?)?;
        if weight > heaviest.0 {
            heaviest = (weight, page);
        }
    }
    let (weight, page) = heaviest;
    let note = format!("the heaviest other page of an officer, {page}, as sent");
    report.add_limited("other_page_kb", weight / 1000.0, "kB", Limit::AtMost(100.0), note);
    Ok(())
}

async fn begin(window: &Window, world: &World) -> Result<()> {
    let portal = &world.addresses()?.portal;
    window.open(&format!("https://{portal}/stock")).await?;
    window.click_and_go("main form[action='/review'] button").await?;
    ensure!(window.place().await?.starts_with("/review"), "not at the desk: {}", window.place().await?);
    ensure!(window.count("[data-desk-view][data-case]").await? == 1, "no case on the desk");
    // Before it is full, and the pictures fill it.
    window.run("performance.setResourceTimingBufferSize(100000)").await.map(drop)
}

/// Judges; tells how often the next case was not there yet when the key was pressed.
async fn shift(window: &Window, count: u32) -> Result<u32> {
    let mut unready = 0;
    for judged in 0..count {
        tokio::time::sleep(LOOK).await;
        unready += u32::from(window.run(STANDS).await? != "ready");
        if judged % DISMISSED == DISMISSED - 1 {
            window.press('a').await?;
            window.press('1').await?;
        } else {
            decide(window).await?;
        }
        until_measured(window, judged + 1).await.with_context(|| format!("case {judged}"))?;
    }
    Ok(unready)
}

/// Ticks the checklist and confirms.
async fn decide(window: &Window) -> Result<()> {
    window.press('c').await?;
    window.press('b').await
}

async fn until_measured(window: &Window, count: u32) -> Result<()> {
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..500 {
        pause.tick().await;
        if number(&window.run(MEASURED).await?)? >= f64::from(count) {
            return Ok(());
        }
    }
    bail!("the next case was not painted; the page says {:?}", window.text("main").await)
}

async fn add(window: &Window, unready: u32, (stored, judged): (u32, u32), report: &mut Report) -> Result<()> {
    let next = sorted(window, "desk-next", "entry.duration").await?;
    let waited = sorted(window, "desk-next", "entry.detail.waited").await?;
    let note = format!(
        "key press to the next case painted with its pictures; {judged} cases by keyboard, {stored} stored"
    );
    let figure = |share| percentile(&next, share);
    report.add_limited("desk_next_p50_ms", figure(0.50), "ms", Limit::AtMost(100.0), note.clone());
    report.add_limited("desk_next_p99_ms", figure(0.99), "ms", Limit::AtMost(250.0), note);
    let note =
        format!("of that, waiting for server and network; the next case was not there {unready} times");
    report.add("desk_next_wait_p99_ms", percentile(&waited, 0.99), "ms", note);
    for (name, what, note) in [
        ("desk_next_server_share", "server", "of all that time, in the server"),
        ("desk_next_network_share", "network", "of all that time, network and queues"),
        ("desk_next_paint_share", "paint", "of all that time, swapping and painting"),
    ] {
        let spent = sorted(window, "desk-next", &format!("entry.detail.{what}")).await?;
        report.add(name, 100.0 * seconds(&spent) / seconds(&next).max(f64::EPSILON), "%", note);
    }
    for (name, what, note) in [
        ("desk_ahead_server_ms", "server", "fetching the next case while one looks: in the server"),
        ("desk_ahead_network_ms", "network", "the same: network, and the queues of browser and server"),
        ("desk_ahead_pictures_ms", "pictures", "the same: pictures fetched, opened and decoded"),
    ] {
        let durations = sorted(window, "desk-ahead", &format!("entry.detail.{what}")).await?;
        report.add(name, percentile(&durations, 0.50), "ms", format!("{note}; median"));
    }
    let decided = sorted(window, "desk-decided", "entry.duration").await?;
    let note = "key press to the server's word that the decision is stored; nobody waits for it";
    report.add("desk_decided_p50_ms", percentile(&decided, 0.50), "ms", note);
    Ok(())
}

fn seconds(all: &[Duration]) -> f64 {
    all.iter().map(Duration::as_secs_f64).sum()
}

/// A figure of every measurement with this name, the shortest first.
async fn sorted(window: &Window, name: &str, figure: &str) -> Result<Vec<Duration>> {
    let script = format!(
        "return performance.getEntriesByName({name:?}).map((entry) => {figure}).sort((a, b) => a - b)"
    );
    let all = window.run(&script).await?;
    let all = all.as_array().context("a list")?;
    all.iter().map(|value| Ok(Duration::from_secs_f64(number(value)?.max(0.0) / 1000.0))).collect()
}

fn number(value: &Value) -> Result<f64> {
    value.as_f64().with_context(|| format!("{value} is no number"))
}
