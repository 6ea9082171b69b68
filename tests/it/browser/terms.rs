//! The privacy officer proposes another retention term; the security officer sees what it does, and confirms it.

use poortwacht_tests::chromium::Window;

use super::visit::{SUBMIT, Visit};

pub async fn works(visit: &Visit) {
    let privacy = visit.enter_enrolled("privacy_officer").await;
    let security = visit.enter_enrolled("security_officer").await;
    proposes(visit, &privacy).await;
    confirms(visit, &security).await;
    withdraws(visit, &privacy).await;
    visit.leave(privacy).await;
    visit.leave(security).await;
}

/// From the page Naleving: first longer than usual without a ground, then well.
async fn proposes(visit: &Visit, window: &Window) {
    window.open(&visit.url("/compliance")).await.unwrap();
    window.click_and_go("main a[href='/retention-terms']").await.unwrap();
    assert_eq!(window.count(".pw-empty").await.unwrap(), 2, "nothing waits, nothing was decided");
    visit.look(window, "terms-empty").await;
    window.click_and_go("main a[href='/retention-terms/new']").await.unwrap();
    visit.look(window, "term-new").await;
    wrongly(visit, window).await;
    fills(window, "undecided", "1").await;
    window.click_and_go(SUBMIT).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/retention-terms?notice=proposed");
    assert_eq!(window.count("main button[value=confirm]").await.unwrap(), 0, "somebody else confirms");
    visit.look(window, "term-proposed").await;
}

/// Longer than usual, and no ground for it.
async fn wrongly(visit: &Visit, window: &Window) {
    fills(window, "session", "9").await;
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "term-corrected", 422).await;
    assert_eq!(window.value("#field-term_amount").await.unwrap(), "9", "what was typed is still there");
    let marked = window.count("#field-term_ground[aria-invalid=true]").await.unwrap();
    assert_eq!(marked, 1, "a ground is missing");
}

async fn fills(window: &Window, class: &str, amount: &str) {
    window.choose("#field-term_class", class).await.unwrap();
    window.fill("#field-term_amount", amount).await.unwrap();
    window.fill("#field-term_reason", "korter is genoeg").await.unwrap();
}

async fn confirms(visit: &Visit, window: &Window) {
    window.open(&visit.url("/retention-terms")).await.unwrap();
    visit.look(window, "term-waiting").await;
    let waiting = window.text("main").await.unwrap();
    assert!(waiting.contains("korter is genoeg"), "the reason is told: {waiting}");
    assert!(waiting.contains("Eerder vernietigd: 8"), "what it does is told: {waiting}");
    window.click_and_go("main button[value=confirm]").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/retention-terms?notice=confirmed");
    assert_eq!(window.count("main button[value=confirm]").await.unwrap(), 0);
    visit.look(window, "term-confirmed").await;
}

async fn withdraws(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/retention-terms/new']").await.unwrap();
    fills(window, "warned", "3").await;
    window.click_and_go(SUBMIT).await.unwrap();
    window.click_and_go("main button[value=withdraw]").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/retention-terms?notice=withdrawn");
    visit.look(window, "term-withdrawn").await;
}
