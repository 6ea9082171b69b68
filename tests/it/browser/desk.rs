//! The desk with its script: the next case without another page, and refusals on the spot.

use std::time::Duration;

use poortwacht_tests::chromium::{Screen, Scripts, Window};
use poortwacht_tests::ledger::Records;

use super::officer::{press, reference, settles};
use super::visit::Visit;

/// Which document this is.
const DOCUMENT: &str = "return performance.timeOrigin";
const MEASURED: &str = "return performance.getEntriesByName('desk-next').length";
/// The form without what a browser asks for, so that the server must.
const EMPTY: &str = "const form = document.querySelector('#confirm');
form.noValidate = true; form.elements.grounds.value = ''; return true";
const FILL: &str = "document.querySelector('#confirm').elements.grounds.value = 'Ik zag het voertuig het bord passeren.'; return true";
/// Gives everything back, as another window of the same officer would on leaving.
const GIVE_BACK: &str = "const desk = document.querySelector('[data-island=desk]');
const form = new URLSearchParams({form_token: desk.dataset.formToken, until: ''});
fetch('/review/release', {method: 'POST', body: form}).then(({status}) => { window.gaveBack = status; });
return true";
const GIVEN_BACK: &str = "return window.gaveBack === 204";

async fn works_on_one_page(screen: Screen) {
    let visit = Visit::prepare(screen, Scripts::On).await;
    let window = visit.enter_enrolled("officer").await;
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    settles(&window).await;
    visit.look(&window, "desk-ready").await;
    comes_back_when_refused(&visit, &window).await;
    comes_back_when_the_page_is_loaded_again(&visit, &window).await;
    goes_back_when_the_page_is_left(&visit, &window).await;
    goes_back_on_logging_out(&visit, window).await;
    visit.end().await;
}

#[tokio::test]
async fn the_next_case_comes_without_another_page_on_a_wide_screen() {
    works_on_one_page(Screen::WIDE).await;
}

#[tokio::test]
async fn the_next_case_comes_without_another_page_on_a_large_screen() {
    works_on_one_page(Screen::LARGE).await;
}

#[tokio::test]
async fn the_next_case_comes_without_another_page_on_a_narrow_screen() {
    works_on_one_page(Screen::NARROW).await;
}

async fn comes_back_when_the_page_is_loaded_again(visit: &Visit, window: &Window) {
    settles(window).await;
    let case = reference(window).await;
    window.open(&visit.url("/review")).await.unwrap();
    settles(window).await;
    assert_eq!(reference(window).await, case, "a page that is loaded again keeps its case");
    assert!(window.count("main img").await.unwrap() >= 2);
    visit.look(window, "desk-again").await;
}

async fn goes_back_when_the_page_is_left(visit: &Visit, window: &Window) {
    let before = given_back(visit);
    window.open(&visit.url("/search")).await.unwrap();
    until_given_back(visit, before + 2).await;
}

async fn goes_back_on_logging_out(visit: &Visit, window: Window) {
    window.open(&visit.url("/stock")).await.unwrap();
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    settles(&window).await;
    let before = given_back(visit);
    visit.leave(window).await;
    until_given_back(visit, before + 2).await;
}

fn given_back(visit: &Visit) -> usize {
    let acts = Records::open(&visit.running.world).unwrap().acts().unwrap();
    acts.get("case_released").copied().unwrap_or_default()
}

async fn until_given_back(visit: &Visit, count: usize) {
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..500 {
        pause.tick().await;
        if given_back(visit) == count {
            return;
        }
    }
    panic!("the case on the desk and the one beside it were not given back");
}

/// What the server refuses comes back on the spot: with its complaints, or with what lies on the desk instead.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn comes_back_when_refused(visit: &Visit, window: &Window) {
    settles(window).await;
    let (document, case) = (window.run(DOCUMENT).await.unwrap(), reference(window).await);
    window.run(EMPTY).await.unwrap();
    press(window, 'c').await;
    press(window, 'b').await;
    assert_eq!(reference(window).await, case, "a refused case comes back");
    assert_eq!(window.count("[aria-invalid=true]").await.unwrap(), 1, "the grounds are missing");
    visit.look_at_error(window, "desk-refused", 422).await;
    window.run(FILL).await.unwrap();
    press(window, 'c').await;
    press(window, 'b').await;
    assert_ne!(reference(window).await, case, "corrected, it is stored and the next one is there");
    assert_eq!(window.run(DOCUMENT).await.unwrap(), document, "all on one page");
    assert!(window.run(MEASURED).await.unwrap().as_u64() >= Some(1), "what an officer waits for is measured");
    press(window, 'z').await;
    assert_eq!(reference(window).await, case, "and it can be taken back");
    is_lost(visit, window).await;
}

/// The claim is gone, so the decision is not stored, and what lies on the desk instead is shown.
async fn is_lost(visit: &Visit, window: &Window) {
    window.run(GIVE_BACK).await.unwrap();
    window.until("giving back", GIVEN_BACK).await.unwrap();
    press(window, 'a').await;
    press(window, '1').await;
    assert!(window.text("main").await.unwrap().contains("niet meer van u"));
    visit.look_at_error(window, "desk-lost", 409).await;
}
