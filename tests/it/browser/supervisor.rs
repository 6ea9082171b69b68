//! A privacy officer's errands: the log by filter and by page, one case, what stands out, the month, a file.

use poortwacht_tests::chromium::{Scripts, Window};

use super::visit::Visit;

/// Enter, as the driver calls it.
const ENTER: char = '\u{e007}';
const ROWS: &str = "main tbody tr";

pub async fn works(visit: &Visit) {
    let window = visit.enter("privacy_officer").await;
    window.open(&visit.url("/log")).await.unwrap();
    assert!(window.count(ROWS).await.unwrap() > 10, "everything that happened so far");
    visit.look(&window, "log").await;
    turns_pages(visit, &window).await;
    filters(visit, &window).await;
    opens_a_case(visit, &window).await;
    exports(visit, &window).await;
    looks_further(visit, &window).await;
    visit.leave(window).await;
}

async fn turns_pages(visit: &Visit, window: &Window) {
    window.click_and_go("main nav a[rel='next']").await.unwrap();
    assert!(window.place().await.unwrap().contains("before="));
    visit.look(window, "log-older").await;
    window.click_and_go("main nav a[rel='first']").await.unwrap();
}

async fn filters(visit: &Visit, window: &Window) {
    window.choose("#field-kind", "views").await.unwrap();
    submit(window).await;
    assert!(window.count(ROWS).await.unwrap() > 0, "cases were seen");
    window.fill("#field-case", "0000000000").await.unwrap();
    submit(window).await;
    visit.look_at_error(window, "log-corrected", 422).await;
    assert!(window.count("[aria-invalid=true]").await.unwrap() >= 1, "no such case, and no reason");
    window.open(&visit.url("/log?kind=views&from=2020-01-01&until=2020-01-02")).await.unwrap();
    assert_eq!(window.count(".pw-empty").await.unwrap(), 1);
    visit.look(window, "log-empty").await;
}

/// By the keyboard where a field has it.
async fn submit(window: &Window) {
    match window.scripts() {
        Scripts::On => {
            window.click("#field-case").await.unwrap();
            window.press_and_go(ENTER).await.unwrap();
        }
        Scripts::Off => window.click_and_go("main form[action='/log'] button").await.unwrap(),
    }
}

async fn opens_a_case(visit: &Visit, window: &Window) {
    window.open(&visit.url("/log?kind=judgement")).await.unwrap();
    window.click_and_go("main a.pw-reference").await.unwrap();
    assert!(window.place().await.unwrap().starts_with("/log/cases/"));
    assert!(window.text("main").await.unwrap().contains("Wie zag deze zaak"));
    visit.look(window, "log-case").await;
    window.click_and_go("main a[href^='/cases/']").await.unwrap();
    assert_eq!(window.count("main a[href^='/log/cases/']").await.unwrap(), 1, "and back to its log");
    visit.look(window, "case-supervised").await;
}

async fn exports(visit: &Visit, window: &Window) {
    window.open(&visit.url("/log?kind=views")).await.unwrap();
    window.click(".pw-log__summary").await.unwrap();
    window.choose("#field-export_reason", "audit").await.unwrap();
    window.fill("#field-explanation", "ik noem AE-12-UI hier toch").await.unwrap();
    visit.look(window, "log-export").await;
    window.click_and_go("main form[action='/log/export'] button").await.unwrap();
    visit.look_at_error(window, "log-export-corrected", 422).await;
    assert_eq!(window.value("#field-explanation").await.unwrap(), "ik noem AE-12-UI hier toch");
    window.click_and_go("main a[href^='/log?']").await.unwrap();
}

async fn looks_further(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/log/patterns']").await.unwrap();
    visit.look(window, "log-patterns").await;
    window.open(&visit.url("/log/patterns?from=2020-01-01&until=2026-11-22")).await.unwrap();
    visit.look_at_error(window, "log-patterns-corrected", 422).await;
    window.click_and_go("main a[href='/log/summary']").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("nog geen getuige"));
    visit.look(window, "log-summary").await;
}
