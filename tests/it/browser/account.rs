//! What people do to their own accounts: look, choose a language, renew what opens the account, end sessions.

use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::chromium::Window;

use super::visit::{PASSWORD, SUBMIT, Visit};

const NEW_PASSWORD: &str = "acht eenden op het ijs";

pub async fn works(visit: &Visit) {
    let (window, credentials) = visit.enter_as("security_officer").await;
    window.click_and_go(".pw-header__person").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/account");
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1, "one session, this one");
    visit.look(&window, "account").await;
    reads_english(visit, &window).await;
    changes_the_password(visit, &window).await;
    let new = renews_the_authenticator(visit, &window, &credentials).await;
    is_refused_recovery_codes(visit, &window).await;
    let code = gets_recovery_codes(visit, &window, &new).await;
    comes_in_with_one(visit, &window, &new.login, &code).await;
    meets_errors(visit, &window).await;
    visit.leave(window).await;
}

/// The switch in the header leads back to the same page; the account's page has a list to choose from.
async fn reads_english(visit: &Visit, window: &Window) {
    window.open(&visit.url("/log")).await.unwrap();
    window.click_and_go(".pw-language button").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/log");
    assert_eq!(window.text("h1").await.unwrap(), "Log");
    assert_eq!(window.count("html[lang=en]").await.unwrap(), 1);
    visit.look(window, "log-english").await;
    window.open(&visit.url("/account")).await.unwrap();
    visit.look(window, "account-english").await;
    window.choose("#field-language", "nl").await.unwrap();
    window.click_and_go("main form[action='/account/language'] button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De taal is opgeslagen"));
    assert_eq!(window.count("html[lang=nl]").await.unwrap(), 1);
}

async fn changes_the_password(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/account/password']").await.unwrap();
    visit.look(window, "account-password").await;
    send_password(window, "kort").await;
    assert_eq!(window.count("[aria-invalid=true]").await.unwrap(), 2, "too short, and not the same");
    visit.look_at_error(window, "account-password-corrected", 422).await;
    send_password(window, NEW_PASSWORD).await;
    assert!(window.text("main").await.unwrap().contains("Uw wachtwoord is gewijzigd"));
    visit.look(window, "account-password-changed").await;
}

async fn send_password(window: &Window, new: &str) {
    window.fill("#field-current", PASSWORD).await.unwrap();
    window.fill("#field-password", new).await.unwrap();
    window.fill("#field-password_again", NEW_PASSWORD).await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
}

/// A wrong code of the old one is corrected, and the offered secret stays the same; then the new one counts.
async fn renews_the_authenticator(visit: &Visit, window: &Window, old: &Credentials) -> Credentials {
    window.click_and_go("main a[href='/account/authenticator']").await.unwrap();
    visit.look(window, "account-authenticator").await;
    let secret = window.text(".pw-secret__value code").await.unwrap();
    let new = Credentials::from_secret(&old.login, NEW_PASSWORD, &secret).unwrap();
    proves(window, "000000", &new).await;
    assert_eq!(window.count("#field-current_code[aria-invalid=true]").await.unwrap(), 1);
    assert_eq!(window.text(".pw-secret__value code").await.unwrap(), secret);
    visit.look_at_error(window, "account-authenticator-corrected", 422).await;
    proves(window, &old.code_after(1).unwrap(), &new).await;
    assert!(window.text("main").await.unwrap().contains("Uw nieuwe authenticator werkt"));
    visit.look(window, "account-authenticator-renewed").await;
    new
}

async fn proves(window: &Window, old_code: &str, new: &Credentials) {
    window.fill("#field-current", NEW_PASSWORD).await.unwrap();
    window.fill("#field-current_code", old_code).await.unwrap();
    window.fill("#field-code", &new.code().unwrap()).await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
}

async fn is_refused_recovery_codes(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/account/recovery-codes']").await.unwrap();
    visit.look(window, "account-recovery").await;
    window.fill("#field-current", "iets anders dan het wachtwoord").await.unwrap();
    window.fill("#field-current_code", "000000").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    assert_eq!(window.count("#field-current[aria-invalid=true]").await.unwrap(), 1);
    visit.look_at_error(window, "account-recovery-corrected", 422).await;
}

/// Ten codes, on the one page that ever shows them.
async fn gets_recovery_codes(visit: &Visit, window: &Window, credentials: &Credentials) -> String {
    window.fill("#field-current", NEW_PASSWORD).await.unwrap();
    window.fill("#field-current_code", &credentials.code_after(1).unwrap()).await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    assert_eq!(window.count(".pw-codes li").await.unwrap(), 10);
    visit.look(window, "account-recovery-codes").await;
    let code = window.text(".pw-codes li:nth-child(3)").await.unwrap();
    window.click_and_go("main a[href='/account']").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("U hebt nog 10 herstelcodes"));
    code
}

/// In the place of the authenticator's code, once.
async fn comes_in_with_one(visit: &Visit, window: &Window, login: &str, code: &str) {
    window.click_and_go("form[action='/logout'] button").await.unwrap();
    for (field, value) in [("login", login), ("password", NEW_PASSWORD), ("code", code)] {
        window.fill(&format!("#field-{field}"), value).await.unwrap();
    }
    window.click_and_go(SUBMIT).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("U bent ingelogd met een herstelcode"));
    visit.look(window, "account-recovery-used").await;
}

/// Errors say what to do, lead back, and name the trace.
async fn meets_errors(visit: &Visit, window: &Window) {
    for (path, status) in [("/bestaat-niet", 404), ("/review/confirm", 405), ("/stock", 403)] {
        window.open(&visit.url(path)).await.unwrap();
        assert_eq!(window.count("main a[href='/']").await.unwrap(), 1, "{path}: a way back");
        assert!(window.text(".pw-error__trace").await.unwrap().len() > 20, "{path}: a trace");
        visit.look_at_error(window, &format!("error-{status}"), status).await;
    }
}
