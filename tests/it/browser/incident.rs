//! An incident from the report without an account to its closure, with a breach that is told in time.

use poortwacht_tests::chromium::Window;

use super::visit::{SUBMIT, Visit};

pub async fn works(visit: &Visit) {
    let window = visit.enter("security_officer").await;
    window.open(&visit.url("/incidents")).await.unwrap();
    assert_eq!(window.count(".pw-empty").await.unwrap(), 1, "it says who reports");
    visit.look(&window, "incidents-empty").await;
    reports_openly(visit, &window).await;
    finds_it(visit, &window).await;
    tells_the_scope(visit, &window).await;
    judges(visit, &window).await;
    tells(visit, &window).await;
    secures(visit, &window).await;
    stops(visit, &window).await;
    opens_the_menu(visit, &window).await;
    closes(visit, &window).await;
    reports_the_month(visit, &window).await;
    visit.leave(window).await;
}

/// The page that needs no account: first with a plate in the words, then well. Nothing is read back.
async fn reports_openly(visit: &Visit, window: &Window) {
    window.open(&visit.url("/report-incident")).await.unwrap();
    visit.look(window, "report-incident").await;
    window.choose("#field-incident_kind", "loss").await.unwrap();
    window.fill("#field-what_happened", "een laptop met foto van AE-12-UI").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "report-incident-corrected", 422).await;
    assert_eq!(window.value("#field-incident_kind").await.unwrap(), "loss", "what was chosen is still there");
    window.fill("#field-what_happened", "Een laptop bleef in de trein").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Het incident is gemeld"));
    assert_eq!(window.value("#field-what_happened").await.unwrap(), "", "nothing is read back");
    visit.look(window, "report-incident-taken").await;
}

/// From the list: first the wrong way round, then the year in which everything happened. Back to the incident.
async fn tells_the_scope(visit: &Visit, window: &Window) {
    window.open(&visit.url("/incidents/scope")).await.unwrap();
    window.set("#field-from", "2030-12-31").await.unwrap();
    window.set("#field-until", "2020-01-01").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "incident-scope-corrected", 422).await;
    window.set("#field-from", "2020-01-01").await.unwrap();
    window.set("#field-until", "2030-12-31").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    let told = window.text("main").await.unwrap();
    assert!(told.contains("Wie zag zaken") && told.contains("Locatie"), "{told}");
    visit.look(window, "incident-scope").await;
    window.open(&visit.url("/incidents/1")).await.unwrap();
}

async fn finds_it(visit: &Visit, window: &Window) {
    window.open(&visit.url("/incidents")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1);
    visit.look(window, "incidents").await;
    window.click_and_go("main tbody a").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Een laptop bleef in de trein"));
    visit.look(window, "incident-reported").await;
}

/// Goes to the form of a step from the incident's page.
async fn to(window: &Window, step: &str) {
    window.click_and_go(&format!("main [data-steps] a[href$='/{step}']")).await.unwrap();
}

/// Sends the form; the incident is shown again, with what was done.
async fn written(window: &Window) {
    window.click_and_go(SUBMIT).await.unwrap();
    let place = window.place().await.unwrap();
    assert!(place.ends_with("?notice=saved"), "{place}: {}", window.text("main").await.unwrap());
}

async fn judges(visit: &Visit, window: &Window) {
    to(window, "triage").await;
    visit.look(window, "incident-triage").await;
    window.choose("#field-urgency", "high").await.unwrap();
    window.choose("#field-impact", "medium").await.unwrap();
    written(window).await;
    assert_eq!(window.count("#incident-clocks, main table tbody tr").await.unwrap(), 4, "three clocks run");
    to(window, "react").await;
    window.fill("#field-what_was_done", "Het account is gesloten").await.unwrap();
    written(window).await;
    to(window, "assess").await;
    visit.look(window, "incident-assess").await;
    window.choose("#field-breach", "breach").await.unwrap();
    window.fill("#field-explanation", "Op de laptop stonden dossiers").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "incident-assess-corrected", 422).await;
    window.choose("#field-risk", "likely").await.unwrap();
    window.set("#field-aware_at", "2026-11-01T10:00").await.unwrap();
    written(window).await;
}

/// The 72 hours are long over, so the first part says why it is late, and the last one holds everything.
async fn tells(visit: &Visit, window: &Window) {
    to(window, "notify").await;
    visit.look(window, "incident-notify").await;
    window.choose("#field-phase", "initial").await.unwrap();
    window.fill("#field-breach_nature", "Een gestolen laptop").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "incident-notify-late", 422).await;
    window.fill("#field-lateness", "Pas bekend na de aangifte").await.unwrap();
    written(window).await;
    visit.look(window, "incident-told").await;
}

/// Evidence from the ledger: first the wrong way round, then the years in which everything happened.
async fn secures(visit: &Visit, window: &Window) {
    let told = window.text("main").await.unwrap();
    assert!(told.contains("1 nov 2026 10:00") && !told.contains("2026-11-01T10:00"), "{told}");
    window.click_and_go("main [data-extract]").await.unwrap();
    visit.look(window, "incident-extract").await;
    window.set("#field-from", "2030-12-31").await.unwrap();
    window.set("#field-until", "2020-01-01").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    visit.look_at_error(window, "incident-extract-corrected", 422).await;
    window.set("#field-from", "2020-01-01").await.unwrap();
    window.set("#field-until", "2030-12-31").await.unwrap();
    written(window).await;
    assert_eq!(window.count("main form[action$='/extracts/1']").await.unwrap(), 1);
    visit.look(window, "incident-secured").await;
}

/// Closes what nobody in this test uses, and opens it again.
async fn stops(visit: &Visit, window: &Window) {
    for stop in ["close-api", "reopen-api"] {
        window.click_and_go("main [data-stop]").await.unwrap();
        visit.look(window, &format!("incident-emergency-{stop}")).await;
        window.choose("#field-stop", stop).await.unwrap();
        window.fill("#field-reason", "Oefening van de gemeente").await.unwrap();
        window.click("#field-sure").await.unwrap();
        written(window).await;
    }
}

/// Pages that do not fit side by side open from a heading, without scripts too.
async fn opens_the_menu(visit: &Visit, window: &Window) {
    window.click(".pw-nav__group summary").await.unwrap();
    assert_eq!(window.count(".pw-nav__group details[open] a").await.unwrap(), 2);
    visit.look(window, "navigation-open").await;
    window.click(".pw-nav__group summary").await.unwrap();
}

async fn reports_the_month(visit: &Visit, window: &Window) {
    window.open(&visit.url("/incidents/month?month=2099-01")).await.unwrap();
    visit.look_at_error(window, "incident-month-corrected", 422).await;
    window.open(&visit.url("/incidents/month")).await.unwrap();
    visit.look(window, "incident-month").await;
}

async fn closes(visit: &Visit, window: &Window) {
    to(window, "solve").await;
    window.fill("#field-what_was_done", "De laptop is gewist").await.unwrap();
    written(window).await;
    to(window, "close").await;
    window.fill("#field-lessons", "Laptops worden versleuteld").await.unwrap();
    written(window).await;
    assert_eq!(window.count("main [data-steps]").await.unwrap(), 0, "closed is closed");
    visit.look(window, "incident-closed").await;
}
