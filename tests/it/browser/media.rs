//! Pages for those who have colours of their own, bear no movement, use no mouse, or read from paper.

use poortwacht_tests::chromium::{Screen, Scripts, Window};
use serde_json::{Value, json};

use super::look;
use super::visit::Visit;

const TAB: char = '\u{e004}';

/// What can only be pressed.
const CONTROLS: &str =
    "return Array.from(document.querySelectorAll('.pw-nav, button, input, select, textarea, kbd'))
    .filter((one) => one.checkVisibility()).map((one) => one.outerHTML)";
const MOVING: &str = "return Array.from(document.querySelectorAll('*')).filter((one) => {
    const style = getComputedStyle(one);
    return style.animationName !== 'none' || style.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
}).map((one) => one.outerHTML.slice(0, 120))";
/// The present page's place in the navigation looks like no other.
const STANDS_OUT: &str = "const colour = (one) => getComputedStyle(one).borderBlockEndColor;
const here = document.querySelector('.pw-nav__link[aria-current]');
const others = Array.from(document.querySelectorAll('.pw-nav__link:not([aria-current])'));
return !here || others.every((other) => colour(other) !== colour(here))";
const BEGIN: &str = "const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]');
window.unreached = new Set(Array.from(all).filter((one) => !one.disabled && one.checkVisibility()));
document.activeElement.blur();
return window.unreached.size";
/// How many are still to be reached, and where the keyboard is if that is hard to see. A date has places within.
const STEP: &str = "const one = document.activeElement;
window.unreached.delete(one);
const { outlineStyle, outlineWidth } = getComputedStyle(one);
const faint = outlineStyle === 'none' || parseFloat(outlineWidth) < 2;
const counts = one !== document.body && one.type !== 'date';
return [window.unreached.size, counts && faint ? one.outerHTML.slice(0, 160) : '']";
const UNREACHED: &str = "return Array.from(window.unreached, (one) => one.outerHTML.slice(0, 160))";

async fn serves(visit: &Visit, window: &Window, page: &str) {
    has_colours_of_its_readers(window, page).await;
    keeps_still(window, page).await;
    can_be_walked_through(window, page).await;
    can_be_printed(visit, window, page).await;
}

async fn has_colours_of_its_readers(window: &Window, page: &str) {
    window.set_feature("forced-colors", "active").await.unwrap();
    look::at(window, &format!("forced-colours-{page}")).await;
    assert_eq!(window.run(STANDS_OUT).await.unwrap(), true, "{page}: which page of the navigation is this?");
}

async fn keeps_still(window: &Window, page: &str) {
    window.set_feature("prefers-reduced-motion", "reduce").await.unwrap();
    assert_eq!(window.run(MOVING).await.unwrap(), json!([]), "{page}: moves");
    window.set_printed(false).await.unwrap();
}

async fn can_be_walked_through(window: &Window, page: &str) {
    let count = window.run(BEGIN).await.unwrap().as_u64().unwrap();
    assert!(count > 4, "{page}: {count} places for the keyboard");
    // Dates take several steps each.
    for _ in 0..(3 * count) {
        window.press(TAB).await.unwrap();
        let step: (u64, String) = serde_json::from_value(window.run(STEP).await.unwrap()).unwrap();
        assert_eq!(step.1, "", "{page}: the keyboard is there, and it is hard to see");
        if step.0 == 0 {
            return;
        }
    }
    panic!("{page}: the keyboard never reaches {:?}", window.run(UNREACHED).await.unwrap());
}

async fn can_be_printed(visit: &Visit, window: &Window, page: &str) {
    window.set_printed(true).await.unwrap();
    window.save(&visit.name(&format!("printed-{page}"))).await.unwrap();
    assert_eq!(window.run(CONTROLS).await.unwrap(), json!([]), "{page}: nothing to press is printed");
    let municipality = window.text(".pw-header__municipality").await.unwrap();
    assert!(!municipality.is_empty(), "{page}: whose page this is");
    assert!(!window.text("h1").await.unwrap().is_empty(), "{page}: which page this is");
    window.set_printed(false).await.unwrap();
}

async fn opened(visit: &Visit, window: &Window, path: &str, page: &str) {
    window.open(&visit.url(path)).await.unwrap();
    serves(visit, window, page).await;
}

async fn serves_an_officer(visit: &Visit) {
    let window = visit.enter_enrolled("officer").await;
    for (path, page) in [("/stock", "stock"), ("/search", "search"), ("/second-looks", "second-looks")] {
        opened(visit, &window, path, page).await;
    }
    window.open(&visit.url("/stock")).await.unwrap();
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    super::officer::settles(&window).await;
    serves(visit, &window, "desk").await;
    let case = window.run("return document.querySelector('input[name=case]').value").await.unwrap();
    let Value::String(case) = case else { panic!("a case on the desk: {case}") };
    serves_who_masks(&window, &case).await;
    opened(visit, &window, &format!("/cases/{case}"), "case").await;
    opened(visit, &window, "/account", "account").await;
    window.close().await.unwrap();
}

/// By the desk's own link, which keeps the case. Nobody prints what is not saved.
async fn serves_who_masks(window: &Window, case: &str) {
    window.click_and_go(&format!("main a[href='/cases/{case}/mask/0']")).await.unwrap();
    window.until("an editor that draws", super::masking::LIVE).await.unwrap();
    window.press('n').await.unwrap();
    has_colours_of_its_readers(window, "mask").await;
    keeps_still(window, "mask").await;
    window.set_printed(false).await.unwrap();
    can_be_walked_through(window, "mask").await;
}

async fn serves_a_coordinator(visit: &Visit) {
    let window = visit.enter_enrolled("coordinator").await;
    for path in ["/stock", "/quality", "/cjib", "/figures", "/search"] {
        opened(visit, &window, path, &format!("coordinator{}", path.replace('/', "-"))).await;
    }
    assert!(window.text("main").await.unwrap().contains("Op elke locatie"), "how far a coordinator searches");
    window.close().await.unwrap();
}

#[tokio::test]
async fn pages_serve_readers_with_their_own_colours_without_movement_by_keyboard_and_on_paper() {
    let visit = Visit::prepare(Screen::WIDE, Scripts::On).await;
    serves_an_officer(&visit).await;
    serves_a_coordinator(&visit).await;
    visit.end().await;
}
