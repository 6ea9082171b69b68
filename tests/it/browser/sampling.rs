//! The coordinator inspects decisions drawn by lot, the privacy officer views of cases.

use poortwacht_tests::chromium::Window;
use poortwacht_tests::wire::Wire;
use poortwacht_tests::world::MUNICIPALITY;

use super::coordinator::{on_desk, post};
use super::visit::{SUBMIT, Visit};

/// The form that judges a line; the page of a case may have others.
const JUDGE: &str = "main form[action*='/lines/'] button";
/// The way to the next line.
const NEXT: &str = "main a.pw-button-link";

pub async fn works(visit: &Visit) {
    let coordinator = visit.enter_enrolled("coordinator").await;
    finds_nothing(visit, &coordinator).await;
    decides(visit).await;
    draws(visit, &coordinator).await;
    inspects(visit, &coordinator).await;
    finishes(visit, &coordinator).await;
    visit.leave(coordinator).await;
    let privacy = visit.enter_enrolled("privacy_officer").await;
    inspects_views(visit, &privacy).await;
    visit.leave(privacy).await;
}

/// An officer dismisses three cases, without a browser.
async fn decides(visit: &Visit) {
    let world = &visit.running.world;
    let officer = world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let wire = Wire::with(world, |builder| builder).unwrap();
    let session = wire.log_in(&officer).await.unwrap();
    post(&wire, &session, "/review", &[("location", "havenstraat")]).await;
    for _ in 0..3 {
        let case = on_desk(&wire, &session).await;
        let dismissal = [("case", case.as_str()), ("reason", "plate_unreadable"), ("explanation", "")];
        assert!(post(&wire, &session, "/review/dismiss", &dismissal).await, "dismissed");
    }
}

/// Nothing was decided yet, so there is nothing to draw from; what was typed stays.
async fn finds_nothing(visit: &Visit, window: &Window) {
    window.open(&visit.url("/quality")).await.unwrap();
    window.click_and_go("main a[href='/samples']").await.unwrap();
    assert_eq!(window.count(".pw-empty").await.unwrap(), 1, "it says what to do");
    visit.look(window, "samples-empty").await;
    window.fill("#field-size", "2").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "samples-corrected", 422).await;
    assert_eq!(window.value("#field-size").await.unwrap(), "2");
}

async fn draws(visit: &Visit, window: &Window) {
    window.click_and_go(SUBMIT).await.unwrap();
    let place = window.place().await.unwrap();
    assert!(place.starts_with("/samples/") && place.ends_with("?notice=drawn"), "{place}");
    assert_eq!(window.count("[aria-labelledby=sample-lines] tbody tr").await.unwrap(), 2);
    visit.look(window, "sample-drawn").await;
}

/// A case is opened, judged without a ground, then well; the other one is in order.
async fn inspects(visit: &Visit, window: &Window) {
    window.click_and_go(NEXT).await.unwrap();
    assert!(window.count("main img").await.unwrap() >= 1, "the case is open");
    visit.look(window, "sample-line-case").await;
    window.choose("#field-outcome", "wrong").await.unwrap();
    window.fill("#field-words", "Het bord staat er niet in").await.unwrap();
    window.click_and_go(JUDGE).await.unwrap();
    visit.look_at_error(window, "sample-line-corrected", 422).await;
    assert_eq!(window.value("#field-words").await.unwrap(), "Het bord staat er niet in");
    window.choose("#field-ground", "grounds").await.unwrap();
    window.click_and_go(JUDGE).await.unwrap();
    assert!(window.place().await.unwrap().ends_with("?notice=saved"));
    visit.look(window, "sample-half").await;
    window.click_and_go(NEXT).await.unwrap();
    window.choose("#field-outcome", "in_order").await.unwrap();
    window.click_and_go(JUDGE).await.unwrap();
}

async fn finishes(visit: &Visit, window: &Window) {
    visit.look(window, "sample-to-finish").await;
    window.fill("#field-conclusion", "Bespreken, ook AE-12-UI").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "sample-finish-corrected", 422).await;
    window.fill("#field-conclusion", "Redenen van wetenschap bespreken").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/samples?notice=sample-closed");
    visit.look(window, "samples-finished").await;
    window.click_and_go("[aria-labelledby=samples-closed] tbody a").await.unwrap();
    assert_eq!(window.count("main form").await.unwrap(), 0, "nothing can be changed");
    assert!(window.text("main").await.unwrap().contains("Redenen van wetenschap bespreken"));
    assert_eq!(window.count("main a[href$='/report.csv']").await.unwrap(), 1);
    visit.look(window, "sample-finished").await;
}

/// From the log; she sees the entry and no picture.
async fn inspects_views(visit: &Visit, window: &Window) {
    window.open(&visit.url("/log")).await.unwrap();
    window.click_and_go("main a[href='/samples']").await.unwrap();
    visit.look(window, "samples-views-empty").await;
    window.choose("#field-reach", "outside_desk").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look(window, "sample-views").await;
    window.click_and_go(NEXT).await.unwrap();
    assert_eq!(window.count("main img").await.unwrap(), 0, "no picture");
    visit.look(window, "sample-line-view").await;
    window.choose("#field-outcome", "remark").await.unwrap();
    window.choose("#field-ground", "more_than_needed").await.unwrap();
    window.fill("#field-words", "Twee keer geopend").await.unwrap();
    window.click_and_go(JUDGE).await.unwrap();
    visit.look(window, "sample-views-judged").await;
}
