//! Who has access: an administrator and a second person, each in a window of their own.

use poortwacht_tests::chromium::Window;

use super::visit::Visit;

pub async fn works(visit: &Visit) {
    let administrator = visit.enter_enrolled("administrator").await;
    let second = visit.enter_enrolled("security_officer").await;
    visit.enter_enrolled("officer").await.close().await.unwrap();
    adds_somebody(visit, &administrator).await;
    keeps_an_officer(visit, &administrator).await;
    asks_and_is_answered(visit, &administrator, &second).await;
    takes_back(visit, &administrator).await;
    ends_a_term(visit, &administrator).await;
    closes_several(visit, &administrator).await;
    keeps_ranges(visit, &administrator).await;
    reviews(visit, &administrator, &second).await;
    administrator.close().await.unwrap();
    second.close().await.unwrap();
}

async fn adds_somebody(visit: &Visit, window: &Window) {
    window.open(&visit.url("/users")).await.unwrap();
    visit.look(window, "users").await;
    window.click_and_go("main a[href='/users/new']").await.unwrap();
    visit.look(window, "user-new").await;
    new_account(window, "Team Handhaving", "team.boa", "officer").await;
    visit.look_at_error(window, "user-new-corrected", 422).await;
    assert_eq!(window.count("[aria-invalid=true]").await.unwrap(), 2, "a shared account");
    new_account(window, "Noor el Amrani", "n.elamrani", "officer").await;
    assert!(window.text("main").await.unwrap().contains("/enrol/"), "the link is shown once");
    visit.look(window, "user-link").await;
    window.open(&visit.url("/users/new")).await.unwrap();
    window.fill("#field-reason", "nieuwe functionaris").await.unwrap();
    new_account(window, "Fatima Jansen", "f.jansen", "privacy_officer").await;
    assert!(window.text("main").await.unwrap().contains("wacht op een tweede persoon"));
    visit.look(window, "users-asked").await;
}

async fn new_account(window: &Window, name: &str, login: &str, role: &str) {
    window.fill("#field-name", name).await.unwrap();
    window.fill("#field-login", login).await.unwrap();
    window.choose("#field-role", role).await.unwrap();
    window.click_and_go("main form[action='/users/new'] button[type=submit]").await.unwrap();
}

/// Opens somebody's page from the list.
async fn open_user(visit: &Visit, window: &Window, login: &str) {
    window.open(&visit.url("/users")).await.unwrap();
    let path = place_of(visit, login).await;
    window.click_and_go(&format!("main a[href='{path}']")).await.unwrap();
}

async fn place_of(visit: &Visit, login: &str) -> String {
    let records = poortwacht_tests::ledger::Records::open(&visit.running.world).unwrap();
    let account = crate::routes::people::named(&records, login.to_owned()).await;
    format!("/users/{}", account.id)
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn keeps_an_officer(visit: &Visit, window: &Window) {
    open_user(visit, window, "officer").await;
    visit.look(window, "user-officer").await;
    authorise(window, "2027-01-01", "2032-06-30").await;
    visit.look_at_error(window, "user-authorise-corrected", 422).await;
    assert_eq!(window.count("#field-until[aria-invalid=true]").await.unwrap(), 1, "more than five years");
    authorise(window, "2027-01-01", "2031-12-31").await;
    assert!(window.text("main").await.unwrap().contains("De akte is vastgelegd"));
    open_user(visit, window, "n.elamrani").await;
    visit.look(window, "user-invited").await;
    window.choose("#field-role", "coordinator").await.unwrap();
    window.click_and_go("main form[action$='/role'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De rol is gewijzigd"));
    visit.look(window, "user-role-changed").await;
    window.click_and_go("main form[action$='/close'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Het account is gesloten"));
    open_user(visit, window, "n.elamrani").await;
    visit.look(window, "user-closed").await;
    window.click_and_go("main form[action$='/reopen'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("/enrol/"));
}

async fn authorise(window: &Window, from: &str, until: &str) {
    window.fill("#field-number", "7654321").await.unwrap();
    window.fill("#field-domain", "I").await.unwrap();
    window.fill("#field-territory", "Waterstad").await.unwrap();
    window.set("#field-from", from).await.unwrap();
    window.set("#field-until", until).await.unwrap();
    window.click_and_go("main form[action$='/authorisations'] button").await.unwrap();
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn asks_and_is_answered(visit: &Visit, window: &Window, second: &Window) {
    open_user(visit, window, "officer").await;
    window.fill("#field-reset_reason", "wegens AE-12-UI").await.unwrap();
    window.click_and_go("main form[action$='/reset'] button").await.unwrap();
    visit.look_at_error(window, "user-reset-corrected", 422).await;
    window.fill("#field-reset_reason", "stond aan de balie met legitimatie").await.unwrap();
    window.click_and_go("main form[action$='/reset'] button").await.unwrap();
    visit.look(window, "user-reset-asked").await;
    window.open(&visit.url("/requests")).await.unwrap();
    assert_eq!(window.count("main form[action$='/approve']").await.unwrap(), 0, "not the own requests");
    visit.look(window, "requests-own").await;
    second.open(&visit.url("/requests")).await.unwrap();
    visit.look(second, "requests").await;
    second.click_and_go("main form[action$='/refuse'] button").await.unwrap();
    assert!(second.text("main").await.unwrap().contains("Afgewezen"));
    visit.look(second, "requests-refused").await;
    second.click_and_go("main form[action$='/approve'] button").await.unwrap();
    assert!(second.text("main").await.unwrap().contains("/enrol/"), "the second person hands over the link");
    visit.look(second, "request-link").await;
    open_user(visit, window, "officer").await;
    assert!(window.text("main").await.unwrap().contains("opgeschort sinds"));
    visit.look(window, "user-suspended").await;
}

/// A request is taken back by who made it.
async fn takes_back(visit: &Visit, window: &Window) {
    open_user(visit, window, "security_officer").await;
    window.fill("#field-reset_reason", "toch weer").await.unwrap();
    window.click_and_go("main form[action$='/reset'] button").await.unwrap();
    window.open(&visit.url("/requests")).await.unwrap();
    window.click_and_go("main form[action$='/withdraw'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Uw verzoek is ingetrokken"));
    visit.look(window, "requests-withdrawn").await;
}

/// An authorisation is ended before its time.
async fn ends_a_term(visit: &Visit, window: &Window) {
    open_user(visit, window, "officer").await;
    window.click_and_go("main form[action$='/authorisations/end'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De akte is beëindigd"));
    visit.look(window, "user-term-ended").await;
}

async fn closes_several(visit: &Visit, window: &Window) {
    window.open(&visit.url("/users")).await.unwrap();
    window.click_and_go("main form[action='/users/close'] button").await.unwrap();
    visit.look_at_error(window, "users-corrected", 422).await;
}

async fn keeps_ranges(visit: &Visit, window: &Window) {
    window.open(&visit.url("/addresses")).await.unwrap();
    assert_eq!(window.count("main form[action$='/remove']").await.unwrap(), 0, "the last one stays");
    visit.look(window, "addresses").await;
    range(window, "198.51.100.7/24").await;
    visit.look_at_error(window, "addresses-corrected", 422).await;
    range(window, "198.51.100.0/24").await;
    assert!(window.text("main").await.unwrap().contains("Het bereik is toegestaan"));
    assert_eq!(window.count("main form[action$='/remove']").await.unwrap(), 1, "the own one stays");
    window.click_and_go("main form[action$='/remove'] button").await.unwrap();
    visit.look(window, "addresses-removed").await;
    window.fill("#field-reason", "bereik van de regio").await.unwrap();
    range(window, "10.0.0.0/15").await;
    visit.look(window, "addresses-asked").await;
}

async fn range(window: &Window, network: &str) {
    window.fill("#field-network", network).await.unwrap();
    window.fill("#field-note", "Werf").await.unwrap();
    window.click_and_go("main form[action='/addresses'] button").await.unwrap();
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn reviews(visit: &Visit, window: &Window, second: &Window) {
    window.open(&visit.url("/access-reviews")).await.unwrap();
    visit.look(window, "access-reviews-empty").await;
    window.choose("#field-reach", "privileged").await.unwrap();
    window.click_and_go("main form[action='/access-reviews'] button").await.unwrap();
    visit.look(window, "access-review").await;
    judge(window, "remove", "").await;
    visit.look_at_error(window, "access-review-corrected", 422).await;
    judge(window, "keep", "").await;
    judge(window, "keep", "").await;
    assert!(window.text("main").await.unwrap().contains("moet een ander toetsen"));
    visit.look(window, "access-review-own-left").await;
    let here = window.place().await.unwrap();
    second.open(&visit.url(&here)).await.unwrap();
    judge(second, "change", "kan zonder adresbeheer").await;
    visit.look(second, "access-review-ready").await;
    second.click_and_go("main form[action$='/close'] button").await.unwrap();
    assert!(second.text("main").await.unwrap().contains("De toetsing is afgerond"));
    visit.look(second, "access-reviews").await;
    second.click_and_go("main tbody a").await.unwrap();
    assert_eq!(second.count("main form").await.unwrap(), 0, "the record stays as it is");
    visit.look(second, "access-review-closed").await;
}

async fn judge(window: &Window, verdict: &str, remark: &str) {
    window.choose("#field-verdict", verdict).await.unwrap();
    window.fill("#field-remark", remark).await.unwrap();
    window.click_and_go("main form[action*='/accounts/'] button").await.unwrap();
}
