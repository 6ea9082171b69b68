//! Correcting the plate on the desk, and the grounds of knowledge as they will read; with scripts on one page.

use poortwacht_tests::chromium::{Scripts, Window};

use super::officer::{reference, settles};
use super::visit::Visit;

/// Drawn with letters that are never issued.
const READ: &str = "AE-99-UI";
const ENTER: char = '\u{e007}';
const SEND: &str = ".pw-correct__form button";
const GROUNDS: &str = "#field-grounds";
const PREVIEW: &str = "[data-preview-words]";
const WORDS: &str = "Ik zag {voertuig} met kenteken {kenteken} het bord {bord} passeren.";

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
pub async fn works(visit: &Visit, window: &Window) {
    let case = reference(window).await;
    window.fill(GROUNDS, WORDS).await.unwrap();
    shows_the_words(visit, window).await;
    open(window).await;
    window.fill("#field-plate", "AE/99").await.unwrap();
    send(window).await;
    assert_eq!(window.count("#field-plate[aria-invalid=true]").await.unwrap(), 1, "the field is named");
    assert_eq!(window.value("#field-plate").await.unwrap(), "AE/99", "what was typed is kept");
    visit.look_at_error(window, "desk-plate-refused", 422).await;
    assert_eq!(window.value(GROUNDS).await.unwrap(), WORDS, "so is what was typed beside it");
    window.fill("#field-plate", READ).await.unwrap();
    send(window).await;
    assert_eq!(reference(window).await, case, "the case stays");
    assert!(window.text(".pw-reading").await.unwrap().contains(READ));
    assert!(window.text(".pw-corrections").await.unwrap().contains("Gecorrigeerd: AE-99-UI (NL)"));
    visit.look(window, "desk-plate-corrected").await;
    assert_eq!(window.value(GROUNDS).await.unwrap(), WORDS, "what was typed beside it is kept");
    shows_the_words(visit, window).await;
    assert!(window.text(PREVIEW).await.unwrap().contains("kenteken AE-99-UI"), "with the corrected plate");
    warns_of_an_unusual_form(visit, window).await;
}

/// A Dutch plate of three characters is taken, with a warning; and corrected once more.
async fn warns_of_an_unusual_form(visit: &Visit, window: &Window) {
    open(window).await;
    window.fill("#field-plate", "AE9").await.unwrap();
    send(window).await;
    assert!(window.text("main").await.unwrap().contains("ongebruikelijk"));
    visit.look(window, "desk-plate-unusual").await;
    open(window).await;
    window.fill("#field-plate", READ).await.unwrap();
    send(window).await;
    assert!(!window.text("main").await.unwrap().contains("ongebruikelijk"));
}

async fn shows_the_words(visit: &Visit, window: &Window) {
    if window.scripts() == Scripts::Off {
        window.click_and_go("[data-preview-button]").await.unwrap();
    }
    let words = window.text(PREVIEW).await.unwrap();
    assert!(words.starts_with("Ik zag ") && !words.contains('{'), "{words}");
    assert_eq!(window.value(GROUNDS).await.unwrap(), WORDS);
    visit.look(window, "desk-preview").await;
}

/// Opens the form where it is closed.
async fn open(window: &Window) {
    if window.count(".pw-correct[open]").await.unwrap() > 0 {
        return;
    }
    match window.scripts() {
        Scripts::On => {
            settles(window).await;
            window.run("document.activeElement.blur(); return true").await.unwrap();
            window.press('k').await.unwrap();
            let focused = window.run("return document.activeElement.id").await.unwrap();
            assert_eq!(focused, "field-plate", "k leads to the plate");
        }
        Scripts::Off => window.click(".pw-correct > summary").await.unwrap(),
    }
}

async fn send(window: &Window) {
    match window.scripts() {
        Scripts::On => {
            window.press(ENTER).await.unwrap();
            settles(window).await;
        }
        Scripts::Off => window.click_and_go(SEND).await.unwrap(),
    }
}
