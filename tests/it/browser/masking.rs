//! The question about the windscreen, and the mask editor that answers it: by mouse and keyboard, or without scripts.

use poortwacht_tests::chromium::{Scripts, Window};

use super::officer::{act, reference, tick};
use super::visit::Visit;

const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';
const DELETE: char = '\u{e017}';

const SAVE: &str = ".pw-mask__panel .utrecht-button--primary-action";
const AREAS: &str = "input[name='areas']";
const DRAWN: &str = ".pw-mask__area";
/// The editor's code is there.
pub const LIVE: &str = "return Boolean(document.querySelector('.pw-mask--live'))";

/// From the question to a masked picture and back to the same case.
pub async fn works(visit: &Visit, window: &Window) {
    until_asked(window).await;
    let case = reference(window).await;
    asks_first(visit, window).await;
    saves_nothing(visit, window).await;
    match window.scripts() {
        Scripts::On => draws(window).await,
        Scripts::Off => points_and_types(visit, window).await,
    }
    assert_eq!(window.count(DRAWN).await.unwrap(), 1, "{}", window.value(AREAS).await.unwrap());
    visit.look(window, "mask-drawn").await;
    saves(visit, window, &case).await;
    looks_in_again(window).await;
}

/// No decision without an answer; yes leads to the editor.
async fn asks_first(visit: &Visit, window: &Window) {
    visit.look(window, "desk-question").await;
    tick(window).await;
    act(window, 'b').await;
    visit.look_at_error(window, "desk-unanswered", 422).await;
    assert!(window.text(".pw-question").await.unwrap().contains("Beantwoord eerst"));
    act(window, 'j').await;
    assert!(window.place().await.unwrap().contains("/mask/"));
    visit.look(window, "mask").await;
}

async fn saves(visit: &Visit, window: &Window, case: &str) {
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("voorgoed afgeschermd"));
    assert_eq!(reference(window).await, case, "the same case lies on the desk");
    assert_eq!(window.count(".pw-question").await.unwrap(), 0, "what was answered is not asked again");
    visit.look(window, "desk-masked").await;
}

/// Skips cases until one comes whose windscreen the camera did not find.
async fn until_asked(window: &Window) {
    for _ in 0..8 {
        if window.count(".pw-question").await.unwrap() > 0 {
            return;
        }
        act(window, 'o').await;
    }
    panic!("no case has an undeclared windscreen");
}

async fn saves_nothing(visit: &Visit, window: &Window) {
    window.click_and_go(SAVE).await.unwrap();
    visit.look_at_error(window, "mask-nothing", 422).await;
    assert!(window.text("#field-areas").await.unwrap().contains("nog geen vlak"));
    assert_eq!(window.value("#field-reason").await.unwrap(), "behind_windscreen", "what was chosen is kept");
}

/// A rectangle by dragging, one by key; moved, resized, undone, removed.
async fn draws(window: &Window) {
    window.until("an editor that draws", LIVE).await.unwrap();
    window.drag("[data-overlay]", (-40.0, -30.0), (20.0, 10.0)).await.unwrap();
    assert_eq!(window.count(DRAWN).await.unwrap(), 1, "dragging draws");
    let drawn = window.value(AREAS).await.unwrap();
    window.press(RIGHT).await.unwrap();
    window.press(DOWN).await.unwrap();
    assert_ne!(window.value(AREAS).await.unwrap(), drawn, "arrows move it");
    window.press('z').await.unwrap();
    window.press('z').await.unwrap();
    assert_eq!(window.value(AREAS).await.unwrap(), drawn, "each step can be undone");
    window.press('n').await.unwrap();
    assert_eq!(window.count(DRAWN).await.unwrap(), 2, "n makes one for the keyboard");
    window.press(DELETE).await.unwrap();
    assert_eq!(window.value(AREAS).await.unwrap(), drawn, "delete removes it");
}

/// A rectangle by two clicks, one in numbers after a mistake; the latter removed.
async fn points_and_types(visit: &Visit, window: &Window) {
    window.click_beside_and_go("#field-picture", (-40.0, -30.0)).await.unwrap();
    assert_eq!(window.count(".pw-mask__corner").await.unwrap(), 1, "the first corner is marked");
    window.click_beside_and_go("#field-picture", (20.0, 10.0)).await.unwrap();
    let drawn = window.value(AREAS).await.unwrap();
    window.click(".pw-mask__summary").await.unwrap();
    types(window, "0").await;
    visit.look_at_error(window, "mask-mistyped", 422).await;
    assert_eq!(window.value("#field-left").await.unwrap(), "16", "what was typed is kept");
    assert_eq!(window.count("#field-width[aria-invalid=true]").await.unwrap(), 1);
    types(window, "48").await;
    assert_eq!(window.value(AREAS).await.unwrap(), format!("{drawn};16,24,48,32"));
    window.click_and_go("button[name='remove'][value='1']").await.unwrap();
    assert_eq!(window.value(AREAS).await.unwrap(), drawn);
}

async fn types(window: &Window, width: &str) {
    for (field, value) in [("left", "16"), ("top", "24"), ("width", width), ("height", "32")] {
        window.fill(&format!("#field-{field}"), value).await.unwrap();
    }
    window.click_and_go(".pw-mask__typed button").await.unwrap();
}

/// The editor has its own key on the desk, and a way back that changes nothing.
async fn looks_in_again(window: &Window) {
    act(window, 'm').await;
    assert!(window.place().await.unwrap().contains("/mask/"));
    window.click_and_go(".pw-mask__panel a[href='/review']").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/review");
}
