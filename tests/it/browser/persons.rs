//! The privacy officer registers a request of a person, finds what is held, takes more time, and answers.

use poortwacht_domain::{Clock as _, local_day};
use poortwacht_services::system::SystemClock;
use poortwacht_tests::chromium::Window;
use poortwacht_tests::sender::Draft;

use super::visit::{SUBMIT, Visit};

/// Never issued, and of one case.
const PLATE: &str = "AE47IO";

pub async fn works(visit: &Visit) {
    let (status, answer) = visit.running.sender().send(&Draft::valid(PLATE, 900)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    let privacy = visit.enter_enrolled("privacy_officer").await;
    registers(visit, &privacy).await;
    finds(visit, &privacy).await;
    answers(visit, &privacy).await;
    visit.leave(privacy).await;
}

/// First with a plate that is none and a day to come, then well.
async fn registers(visit: &Visit, window: &Window) {
    window.open(&visit.url("/persons")).await.unwrap();
    assert_eq!(window.count(".pw-empty").await.unwrap(), 1, "it says when one registers");
    visit.look(window, "persons-empty").await;
    window.click_and_go("main a[href='/persons/new']").await.unwrap();
    visit.look(window, "person-new").await;
    wrongly(visit, window).await;
    window.fill("#field-plate", PLATE).await.unwrap();
    let today = local_day(SystemClock.now()).to_string();
    window.set("#field-received_on", &today).await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    let place = window.place().await.unwrap();
    assert!(place.starts_with("/persons/") && place.ends_with("?notice=registered"), "{place}");
    assert!(!place.contains(PLATE), "no address carries a plate");
}

/// What was typed well is still there.
async fn wrongly(visit: &Visit, window: &Window) {
    window.choose("#field-kind", "access").await.unwrap();
    window.choose("#field-identity", "counter").await.unwrap();
    window.fill("#field-plate", "?").await.unwrap();
    window.fill("#field-note", "paspoort gezien, zaak 118").await.unwrap();
    window.set("#field-received_on", "2126-01-01").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "person-corrected", 422).await;
    assert_eq!(window.value("#field-note").await.unwrap(), "paspoort gezien, zaak 118");
}

/// The page of the request names the case; from there she comes to the case and back.
async fn finds(visit: &Visit, window: &Window) {
    visit.look(window, "person").await;
    assert_eq!(window.count(".pw-table tbody a[href^='/cases/']").await.unwrap(), 1);
    window.choose("#field-extension", "complex").await.unwrap();
    window.click_and_go("main form[action$='/extend'] button").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/persons?notice=extended");
    visit.look(window, "persons").await;
    window.click_and_go("main tbody a").await.unwrap();
    assert_eq!(window.count("main form[action$='/extend']").await.unwrap(), 0, "once");
    window.click_and_go(".pw-table tbody a[href^='/cases/']").await.unwrap();
    visit.look(window, "case-of-a-person").await;
    restricts(visit, window).await;
    window.open(&visit.url("/persons")).await.unwrap();
    window.click_and_go("main tbody a").await.unwrap();
}

/// She leaves the case alone, and then no longer.
async fn restricts(visit: &Visit, window: &Window) {
    window.choose("#field-restriction_ground", "accuracy_contested").await.unwrap();
    window.click_and_go("main form[action$='/restriction'] button").await.unwrap();
    visit.look(window, "case-restricted").await;
    assert_eq!(window.count("main form[action$='/restriction']").await.unwrap(), 0, "once");
    window.choose("#field-lift_reason", "settled").await.unwrap();
    window.click_and_go("main form[action$='/restriction/lift'] button").await.unwrap();
    assert_eq!(window.count("main form[action$='/restriction']").await.unwrap(), 1);
}

const ANSWER: &str = "main form[action$='/answer'] button";

/// First that there is nothing, which is not so; then well.
async fn answers(visit: &Visit, window: &Window) {
    window.choose("#field-outcome", "nothing_held").await.unwrap();
    window.fill("#field-words", "overzicht gegeven aan de balie").await.unwrap();
    window.click_and_go(ANSWER).await.unwrap();
    visit.look_at_error(window, "person-not-so", 422).await;
    window.choose("#field-outcome", "granted").await.unwrap();
    window.click_and_go(ANSWER).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/persons?notice=answered");
    visit.look(window, "persons-answered").await;
    window.click_and_go("main tbody a").await.unwrap();
    assert_eq!(window.count("main form[action^='/persons']").await.unwrap(), 0, "answered once");
    visit.look(window, "person-answered").await;
}
