//! The portal in a real browser, on a wide and on a narrow screen, with scripts and without.
//!
//! Every page is looked at as it goes by: axe-core finds nothing, the console is silent, each picture was decoded,
//! nothing hangs over the edge. Pictures of the pages are left in `target/screenshots` for people to look at.

mod account;
mod administrator;
mod coordinator;
mod desk;
mod disclosure;
mod look;
mod masking;
mod officer;
mod supervisor;
mod viewer;
mod visit;

use poortwacht_tests::chromium::{Screen, Scripts};

use visit::Visit;

/// Everything that everybody does, in one installation.
async fn everybody_works(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    officer::works(&visit).await;
    administrator::works(&visit).await;
    supervisor::works(&visit).await;
    visit.end().await;
}

/// What people do to their own accounts, in an installation of its own.
async fn people_look_after_their_accounts(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    account::works(&visit).await;
    visit.end().await;
}

#[tokio::test]
async fn people_look_after_their_accounts_on_a_wide_screen() {
    people_look_after_their_accounts(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_their_accounts_on_a_large_screen() {
    people_look_after_their_accounts(Screen::LARGE, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_their_accounts_on_a_narrow_screen() {
    people_look_after_their_accounts(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_their_accounts_without_scripts() {
    people_look_after_their_accounts(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn everybody_works_by_keyboard_on_a_wide_screen() {
    everybody_works(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn everybody_works_by_keyboard_on_a_narrow_screen() {
    everybody_works(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn everybody_works_without_scripts_on_a_wide_screen() {
    everybody_works(Screen::WIDE, Scripts::Off).await;
}

#[tokio::test]
async fn everybody_works_without_scripts_on_a_narrow_screen() {
    everybody_works(Screen::NARROW, Scripts::Off).await;
}
