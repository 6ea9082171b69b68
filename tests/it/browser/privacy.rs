//! The privacy officer looks whether every promise is kept, and with the coordinator what is kept beyond its term.

use poortwacht_tests::chromium::Window;

use super::visit::{SUBMIT, Visit};

pub async fn works(visit: &Visit) {
    let coordinator = visit.enter("coordinator").await;
    let privacy = visit.enter("privacy_officer").await;
    judges(visit, &privacy).await;
    privacy.open(&visit.url("/holds")).await.unwrap();
    assert_eq!(privacy.count(".pw-empty").await.unwrap(), 1, "it says how one asks");
    visit.look(&privacy, "holds-empty").await;
    asks(visit, &coordinator).await;
    agrees(visit, &privacy).await;
    releases(visit, &coordinator).await;
    visit.leave(coordinator).await;
    visit.leave(privacy).await;
}

/// Where she starts. The jobs of this installation never ran and nobody witnesses it; the page says so first.
async fn judges(visit: &Visit, window: &Window) {
    assert_eq!(window.place().await.unwrap(), "/compliance");
    let of = |standing: &str| format!(".pw-promises__item[data-standing={standing}]");
    assert!(window.count(&of("broken")).await.unwrap() >= 1, "no witness yet");
    assert!(window.count(&of("kept")).await.unwrap() >= 8);
    let first = window.count(".pw-promises__item:first-child[data-standing=broken]").await.unwrap();
    assert_eq!(first, 1, "what is broken is told first");
    let listeners = "[data-promise=listeners_known][data-standing=kept]";
    assert_eq!(window.count(listeners).await.unwrap(), 1, "the server listens where it said");
    visit.look(window, "compliance").await;
}

const ASK: &str = "main form[action$='/hold'] button";

/// From the page of a case that was found by its location: first with a plate in the words, then well.
async fn asks(visit: &Visit, window: &Window) {
    finds_a_case(visit, window).await;
    window.choose("#field-hold_ground", "appeal").await.unwrap();
    window.fill("#field-hold_explanation", "beroep van AE-12-UI").await.unwrap();
    window.click_and_go(ASK).await.unwrap();
    visit.look_at_error(window, "hold-corrected", 422).await;
    assert_eq!(window.value("#field-hold_ground").await.unwrap(), "appeal", "what was chosen is still there");
    window.fill("#field-hold_explanation", "beroep 2026/118").await.unwrap();
    window.click_and_go(ASK).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/holds?notice=asked");
    assert_eq!(window.count("main button[value=withdraw]").await.unwrap(), 1);
    assert_eq!(window.count("main button[value=agree]").await.unwrap(), 0, "somebody else agrees");
    visit.look(window, "hold-asked").await;
}

async fn finds_a_case(visit: &Visit, window: &Window) {
    window.open(&visit.url("/search")).await.unwrap();
    window.choose("#field-location", "havenstraat").await.unwrap();
    window.choose("#field-reason", "objection").await.unwrap();
    window.fill("#field-explanation", "bezwaar van vorige week").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    window.click_and_go("main tbody a").await.unwrap();
    visit.look(window, "case-may-be-held").await;
}

async fn agrees(visit: &Visit, window: &Window) {
    window.open(&visit.url("/holds")).await.unwrap();
    visit.look(window, "hold-waiting").await;
    window.click_and_go("main button[value=agree]").await.unwrap();
    assert_eq!(window.count("#held-cases tbody tr, main table tbody tr").await.unwrap(), 1);
    visit.look(window, "hold-agreed").await;
}

async fn releases(visit: &Visit, window: &Window) {
    window.open(&visit.url("/holds")).await.unwrap();
    window.click_and_go("main tbody a").await.unwrap();
    visit.look(window, "case-held").await;
    window.click_and_go("main button[value=confirm]").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/holds?notice=confirmed");
    window.click_and_go("main tbody a").await.unwrap();
    window.click_and_go("main button[value=release]").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/holds?notice=released");
    assert_eq!(window.count(".pw-empty").await.unwrap(), 1);
}
