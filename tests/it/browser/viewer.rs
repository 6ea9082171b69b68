//! The picture viewer of the review desk, and the status line: at every size of screen.

use poortwacht_tests::chromium::{Screen, Scripts, Window};
use poortwacht_tests::sender::{Draft, scene};
use serde_json::{Value, json};

use super::visit::Visit;
use crate::setup::Running;

const VIEW: &str = "[data-viewer-view]";
const FIRST: &str = "[data-viewer-pane='first'] [data-viewer-window]";
const RIGHT: char = '\u{e014}';
const STATUS: &str = ".pw-status";

/// Two cases, each an overview in full and a frame after it.
async fn two_cases() -> Running {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    for (number, plate) in ["OE57IA", "OE58IA"].into_iter().enumerate() {
        let draft = with_a_frame_after(Draft::with_picture(plate, number as u64 + 1, scene(1920, 1080)));
        let (status, answer) = sender.send(&draft).await.unwrap();
        assert_eq!(status, 201, "{answer}");
    }
    running
}

fn with_a_frame_after(mut draft: Draft) -> Draft {
    let mut after = draft.packet["images"][0].clone();
    after["part"] = json!("sequence");
    after["kind"] = json!("sequence");
    draft.packet["images"].as_array_mut().unwrap().push(after);
    let picture = draft.pictures[0].1.clone();
    draft.pictures.push(("sequence".to_owned(), picture));
    draft
}

async fn on_the_desk(screen: Screen) -> (Visit, Window) {
    let visit = Visit::to(two_cases().await, screen, Scripts::On).await;
    let window = visit.enter("officer").await;
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    begun(&window).await;
    (visit, window)
}

/// Waits until an expression in the page holds.
async fn until(window: &Window, holds: &str) {
    window.until(holds, &format!("return Boolean({holds})")).await.unwrap();
}

/// The island is there.
async fn begun(window: &Window) {
    until(window, "document.querySelector('.pw-viewer--on')").await;
}

/// What is seen in a pane.
async fn style(window: &Window, pane: &str, property: &str) -> String {
    let script = format!(
        "return document.querySelector(\"[data-viewer-pane='{pane}'] img:not([hidden])\").style.{property}"
    );
    window.run(&script).await.unwrap().as_str().unwrap_or_default().to_owned()
}

async fn zoom(window: &Window) -> String {
    window.text("[data-viewer-zoom]").await.unwrap()
}

/// Which share of the picture lies under a place, from the middle of its window.
async fn share_under(window: &Window, (x, y): (f64, f64)) -> (f64, f64) {
    let script = format!(
        "const box = document.querySelector(\"{FIRST}\").getBoundingClientRect();
         const seen = document.querySelector(\"{FIRST} img\").getBoundingClientRect();
         return [(box.left + box.width / 2 + {x} - seen.left) / seen.width, (box.top + box.height / 2 + {y} - seen.top) / seen.height]"
    );
    serde_json::from_value(window.run(&script).await.unwrap()).unwrap()
}

async fn looks_closely(screen: Screen) {
    let (visit, window) = on_the_desk(screen).await;
    visit.look(&window, "viewer").await;
    pinches(&window).await;
    zooms(&window).await;
    moves(&window).await;
    visit.look(&window, "viewer-zoomed").await;
    takes_other_light(&window).await;
    compares(&visit, &window).await;
    keeps_all_that(&visit, &window).await;
    is_printed_without_what_is_pressed(&window).await;
    visit.leave(window).await;
    visit.end().await;
}

/// By key and button from the middle, by wheel at the cursor; the overview in full comes when it is needed.
async fn zooms(window: &Window) {
    window.press('+').await.unwrap();
    assert_eq!(zoom(window).await, "125 %");
    window.press('-').await.unwrap();
    window.press('-').await.unwrap();
    assert_eq!(zoom(window).await, "100 %", "no smaller than the window");
    let place = (60.0, -30.0);
    let before = share_under(window, place).await;
    window.wheel(FIRST, place, -700.0).await.unwrap();
    until(window, "document.querySelector('[data-viewer-zoom]').textContent !== '100 %'").await;
    let after = share_under(window, place).await;
    stays(before, after);
    window.press('0').await.unwrap();
    assert_eq!(zoom(window).await, "100 %");
    for _ in 0..10 {
        window.click("[data-viewer-do='in']").await.unwrap();
    }
    until(window, &format!("!document.querySelector(\"{FIRST} img\").hasAttribute('srcset')")).await;
}

/// The ways of two fingers, by the place between them and how far each is from it.
fn pinch(steps: &[((f64, f64), f64)]) -> [Vec<(f64, f64)>; 2] {
    [-1.0, 1.0].map(|side| steps.iter().map(|((x, y), apart)| (x + side * apart, *y)).collect())
}

/// Two fingers zoom at the place between them and take the picture along; one finger moves what is zoomed, and scrolls the
/// page past a picture that is whole.
async fn pinches(window: &Window) {
    window.press('0').await.unwrap();
    let (here, there) = ((10.0, -10.0), (40.0, 10.0));
    let before = share_under(window, here).await;
    window.touch(FIRST, &pinch(&[(here, 20.0), (here, 30.0), (here, 40.0), (here, 50.0)])).await.unwrap();
    until(window, "document.querySelector('[data-viewer-zoom]').textContent === '250 %'").await;
    stays(before, share_under(window, here).await);
    window.touch(FIRST, &pinch(&[(here, 50.0), (there, 50.0)])).await.unwrap();
    stays(before, share_under(window, there).await);
    window.touch(FIRST, &[vec![there, here]]).await.unwrap();
    stays(before, share_under(window, here).await);
    assert_eq!(window.run("return visualViewport.scale").await.unwrap(), 1, "the page is not zoomed");
    window.press('0').await.unwrap();
    let whole = style(window, "first", "transform").await;
    window.touch(FIRST, &[vec![(0.0, 40.0), (0.0, 0.0), (0.0, -40.0)]]).await.unwrap();
    assert_eq!(style(window, "first", "transform").await, whole);
}

/// What lay somewhere in the picture lies there still.
fn stays(before: (f64, f64), after: (f64, f64)) {
    let moved = (before.0 - after.0).hypot(before.1 - after.1);
    assert!(moved < 0.005, "what lay there moved by {moved}");
}

async fn moves(window: &Window) {
    let before = style(window, "first", "transform").await;
    window.drag(FIRST, (20.0, 10.0), (-30.0, -10.0)).await.unwrap();
    let dragged = style(window, "first", "transform").await;
    assert_ne!(dragged, before, "dragging moves the picture");
    window.run(&format!("document.querySelector(\"{VIEW}\").focus()")).await.unwrap();
    window.press(RIGHT).await.unwrap();
    assert_ne!(style(window, "first", "transform").await, dragged, "so do arrows");
}

async fn takes_other_light(window: &Window) {
    window.press('i').await.unwrap();
    assert_eq!(style(window, "first", "filter").await, "brightness(100%) contrast(100%) invert(1)");
    window.run("document.querySelector(\"[data-viewer-set='brightness']\").focus()").await.unwrap();
    window.press(RIGHT).await.unwrap();
    window.run("document.querySelector(\"[data-viewer-set='contrast']\").focus()").await.unwrap();
    window.press(RIGHT).await.unwrap();
    assert_eq!(style(window, "first", "filter").await, "brightness(110%) contrast(110%) invert(1)");
    let rendering = "return getComputedStyle(document.querySelector('[data-viewer-plate]')).imageRendering";
    assert_eq!(window.run(rendering).await.unwrap(), "pixelated");
    window.click("[data-viewer-do='pixels']").await.unwrap();
    assert_eq!(window.run(rendering).await.unwrap(), "auto");
}

/// Frames by key and thumbnail; two beside each other, seen alike.
async fn compares(visit: &Visit, window: &Window) {
    window.press(']').await.unwrap();
    let caption = |words: &str| {
        format!(
            "document.querySelector(\"[data-viewer-pane='first'] figcaption\").textContent.startsWith('{words}')"
        )
    };
    until(window, &caption("Volgbeeld")).await;
    assert_eq!(window.count("[data-viewer-choose][aria-pressed=true]").await.unwrap(), 1);
    window.press('[').await.unwrap();
    until(window, &caption("Overzichtsbeeld")).await;
    window.click("[data-viewer-choose]").await.unwrap();
    until(window, &caption("Volgbeeld")).await;
    window.click("[data-viewer-choose]").await.unwrap();
    until(window, &caption("Overzichtsbeeld")).await;
    window.press('v').await.unwrap();
    until(window, "document.querySelector(\"[data-viewer-pane='second'] img:not([hidden])\")").await;
    window.press('+').await.unwrap();
    assert_eq!(style(window, "first", "transform").await, style(window, "second", "transform").await);
    visit.look(window, "viewer-beside").await;
}

/// The next case and a reload find the view as it was; one button makes it plain again.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn keeps_all_that(visit: &Visit, window: &Window) {
    let seen = (style(window, "first", "transform").await, style(window, "first", "filter").await);
    let case = window.text(".pw-bar__case").await.unwrap();
    window.press('o').await.unwrap();
    until(window, &format!("!document.querySelector('.pw-bar__case').textContent.includes('{case}')")).await;
    begun(window).await;
    let now = (style(window, "first", "transform").await, style(window, "first", "filter").await);
    assert_eq!(now, seen, "the next case is seen as the one before");
    assert_eq!(window.count(".pw-viewer--beside.pw-viewer--smooth").await.unwrap(), 1);
    window.open(&visit.url("/review")).await.unwrap();
    begun(window).await;
    assert_eq!(style(window, "first", "transform").await, seen.0, "so is a page that was opened again");
    window.click("[data-viewer-do='reset']").await.unwrap();
    assert_eq!(zoom(window).await, "100 %");
    assert_eq!(style(window, "first", "filter").await, "none");
    assert_eq!(window.count(".pw-viewer--beside").await.unwrap(), 0);
}

async fn is_printed_without_what_is_pressed(window: &Window) {
    window.set_printed(true).await.unwrap();
    window.save("viewer-printed").await.unwrap();
    let seen = "return Array.from(document.querySelectorAll('nav, button, input, kbd')).filter((one) => one.checkVisibility()).map((one) => one.outerHTML)";
    assert_eq!(window.run(seen).await.unwrap(), json!([]), "nothing to press is printed");
    assert!(window.text(".pw-facts").await.unwrap().len() > 10, "what is known of the case is");
    window.set_printed(false).await.unwrap();
}

#[tokio::test]
async fn pictures_are_looked_at_closely_on_a_wide_screen() {
    looks_closely(Screen::WIDE).await;
}

#[tokio::test]
async fn pictures_are_looked_at_closely_on_a_large_screen() {
    looks_closely(Screen::LARGE).await;
}

#[tokio::test]
async fn pictures_are_looked_at_closely_on_a_narrow_screen() {
    looks_closely(Screen::NARROW).await;
}

/// Counts what a form would have sent, and lets nothing leave the page.
const COUNT: &str = "window.sent = 0;
    document.querySelector(\"main form[action='/search']\").addEventListener('formdata', () => { window.sent += 1; });
    return 0";

#[tokio::test]
async fn nothing_typed_is_lost_while_the_server_cannot_be_reached_and_nothing_is_sent_twice() {
    let visit = Visit::to(Running::on_sqlite().await, Screen::WIDE, Scripts::On).await;
    let window = visit.enter("officer").await;
    window.open(&visit.url("/search")).await.unwrap();
    window.fill("#field-explanation", "bezwaarschrift van vorige week").await.unwrap();
    window.choose("#field-reason", "objection").await.unwrap();
    window.fill("#field-reference", "0000000000").await.unwrap();
    window.set_offline(true).await.unwrap();
    speaks(&window, "niet bereikbaar").await;
    window.click("main form[action='/search'] button").await.unwrap();
    window.click("main form[action='/search'] button").await.unwrap();
    window.click(".pw-nav a[href='/stock']").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/search", "the page is still there");
    assert_eq!(window.value("#field-explanation").await.unwrap(), "bezwaarschrift van vorige week");
    visit.look(&window, "unreachable").await;
    window.set_offline(false).await.unwrap();
    speaks(&window, "weer bereikbaar").await;
    window.run(COUNT).await.unwrap();
    until(&window, "!document.querySelector('form[data-sending]')").await;
    let twice = "const button = document.querySelector(\"main form[action='/search'] button\");
        button.click(); button.click(); return 0";
    window.run(twice).await.unwrap();
    until(&window, "window.sent === undefined || window.sent > 0").await;
    assert_ne!(window.run("return window.sent ?? 1").await.unwrap(), Value::from(2), "sent once");
    window.open(&visit.url("/stock")).await.unwrap();
    visit.leave(window).await;
    visit.end().await;
}

#[tokio::test]
async fn a_form_that_takes_longer_says_so_and_arrives() {
    let visit = Visit::to(Running::on_sqlite().await, Screen::WIDE, Scripts::On).await;
    let window = visit.enter_enrolled("officer").await;
    window.open(&visit.url("/search")).await.unwrap();
    window.fill("#field-reference", "0000000000").await.unwrap();
    window.choose("#field-reason", "objection").await.unwrap();
    window.fill("#field-explanation", "bezwaarschrift van vorige week").await.unwrap();
    // Longer than the moment after which it is said, shorter than a server that is away.
    window.set_latency(2_000).await.unwrap();
    window.click("main form[action='/search'] button").await.unwrap();
    speaks(&window, "Bezig").await;
    window.set_latency(0).await.unwrap();
    until(&window, "document.querySelector('main .pw-empty')").await;
    assert_eq!(window.text(STATUS).await.unwrap(), "");
    window.close().await.unwrap();
    visit.end().await;
}

async fn speaks(window: &Window, words: &str) {
    let says = format!("document.querySelector('{STATUS}').textContent.includes('{words}')");
    until(window, &says).await;
}
