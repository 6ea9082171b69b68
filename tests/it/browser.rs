//! The portal in a real browser, on a wide and on a narrow screen, with scripts and without.
//!
//! Every page is looked at as it goes by: axe-core finds nothing, the console is silent, each picture was decoded,
//! nothing hangs over the edge. Pictures of the pages are left in `target/screenshots` for people to look at.

mod account;
mod administrator;
mod coordinator;
mod correction;
mod desk;
mod disclosure;
mod incident;
mod late;
mod locations;
mod look;
mod masking;
mod media;
mod officer;
mod persons;
mod privacy;
mod sampling;
mod supervisor;
mod terms;
mod trouble;
mod users;
mod viewer;
mod visit;
mod zones;

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

/// Dossiers, inspections and units, in an installation of its own.
async fn people_look_after_places(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    locations::works(&visit).await;
    visit.end().await;
}

/// Zones and a unit that is new, in an installation of its own.
async fn an_administrator_keeps_zones(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    zones::works(&visit).await;
    visit.end().await;
}

/// Who has access, in an installation of its own.
async fn two_people_look_after_access(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    users::works(&visit).await;
    visit.end().await;
}

/// What is kept, and what nobody may see, in an installation of its own.
async fn promises_are_kept(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    privacy::works(&visit).await;
    incident::works(&visit).await;
    visit.end().await;
}

/// Requests of persons, in an installation of its own.
async fn a_person_is_answered(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    persons::works(&visit).await;
    visit.end().await;
}

/// How long what is kept, in an installation of its own.
async fn two_people_set_a_term(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    terms::works(&visit).await;
}

/// Samples of decisions and of views, in an installation of its own.
async fn two_people_inspect_samples(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    sampling::works(&visit).await;
    visit.end().await;
}

#[tokio::test]
async fn two_people_set_a_term_on_a_wide_screen() {
    two_people_set_a_term(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn two_people_set_a_term_on_a_narrow_screen() {
    two_people_set_a_term(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn two_people_set_a_term_without_scripts() {
    two_people_set_a_term(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn two_people_inspect_samples_on_a_wide_screen() {
    two_people_inspect_samples(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn two_people_inspect_samples_on_a_narrow_screen() {
    two_people_inspect_samples(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn two_people_inspect_samples_without_scripts() {
    two_people_inspect_samples(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn a_person_is_answered_on_a_wide_screen() {
    a_person_is_answered(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn a_person_is_answered_on_a_narrow_screen() {
    a_person_is_answered(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn a_person_is_answered_without_scripts() {
    a_person_is_answered(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn promises_are_kept_on_a_wide_screen() {
    promises_are_kept(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn promises_are_kept_on_a_narrow_screen() {
    promises_are_kept(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn promises_are_kept_without_scripts() {
    promises_are_kept(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn two_people_look_after_access_on_a_wide_screen() {
    two_people_look_after_access(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn two_people_look_after_access_on_a_large_screen() {
    two_people_look_after_access(Screen::LARGE, Scripts::On).await;
}

#[tokio::test]
async fn two_people_look_after_access_on_a_narrow_screen() {
    two_people_look_after_access(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn two_people_look_after_access_without_scripts() {
    two_people_look_after_access(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn people_look_after_places_on_a_wide_screen() {
    people_look_after_places(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_places_on_a_large_screen() {
    people_look_after_places(Screen::LARGE, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_places_on_a_narrow_screen() {
    people_look_after_places(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn people_look_after_places_without_scripts() {
    people_look_after_places(Screen::NARROW, Scripts::Off).await;
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
async fn people_look_after_their_accounts_without_scripts_on_a_wide_screen() {
    people_look_after_their_accounts(Screen::WIDE, Scripts::Off).await;
}

#[tokio::test]
async fn people_look_after_their_accounts_without_scripts_on_a_large_screen() {
    people_look_after_their_accounts(Screen::LARGE, Scripts::Off).await;
}

#[tokio::test]
async fn people_look_after_their_accounts_without_scripts_on_a_narrow_screen() {
    people_look_after_their_accounts(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn everybody_works_by_keyboard_on_a_wide_screen() {
    everybody_works(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn everybody_works_by_keyboard_on_a_large_screen() {
    everybody_works(Screen::LARGE, Scripts::On).await;
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
async fn everybody_works_without_scripts_on_a_large_screen() {
    everybody_works(Screen::LARGE, Scripts::Off).await;
}

#[tokio::test]
async fn everybody_works_without_scripts_on_a_narrow_screen() {
    everybody_works(Screen::NARROW, Scripts::Off).await;
}

#[tokio::test]
async fn an_administrator_keeps_zones_on_a_wide_screen() {
    an_administrator_keeps_zones(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn an_administrator_keeps_zones_on_a_large_screen() {
    an_administrator_keeps_zones(Screen::LARGE, Scripts::On).await;
}

#[tokio::test]
async fn an_administrator_keeps_zones_on_a_narrow_screen() {
    an_administrator_keeps_zones(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn an_administrator_keeps_zones_without_scripts() {
    an_administrator_keeps_zones(Screen::NARROW, Scripts::Off).await;
}
