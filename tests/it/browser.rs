//! The portal in a real browser, on a wide and on a narrow screen, with scripts and without.
//!
//! Every page is looked at as it goes by: axe-core finds nothing, the console is silent, each picture was decoded,
//! nothing hangs over the edge. Pictures of the pages are left in `target/screenshots` for people to look at.

mod administrator;
mod disclosure;
mod look;
mod masking;
mod officer;
mod supervisor;
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
