//! Errors of ours: a row that cannot be read, and evidence that is not what the ledger says. Each has a page that says what
//! happened, what was kept and what to do.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use poortwacht_tests::chromium::{Screen, Scripts, Window};

use super::visit::Visit;

const STATUS: u16 = 500;
const DAMAGE: &str = "UPDATE cases SET dossier = dossier || '?'";
const REPAIR: &str = "UPDATE cases SET dossier = rtrim(dossier, '?')";
/// What was sealed for another case takes the place of the claimed one's.
const ALTER: &str = "UPDATE case_fields SET sealed = (SELECT other.sealed FROM case_fields other
WHERE other.field = case_fields.field AND other.case_id <> case_fields.case_id LIMIT 1)
WHERE case_id IN (SELECT id FROM cases WHERE claimed_by IS NOT NULL)";

async fn is_told(screen: Screen, scripts: Scripts) {
    let visit = Visit::prepare(screen, scripts).await;
    let window = visit.enter_enrolled("officer").await;
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    behind_the_back(&visit, DAMAGE);
    explains(&visit, &window, "error-500", "De fout is gemeld aan het beheer").await;
    behind_the_back(&visit, REPAIR);
    window.click_and_go("main a[href='/']").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/stock", "the way back leads to work");
    window.open(&visit.url("/review")).await.unwrap();
    behind_the_back(&visit, ALTER);
    explains(&visit, &window, "error-altered", "er is alarm gegeven").await;
    window.close().await.unwrap();
    visit.end().await;
}

async fn explains(visit: &Visit, window: &Window, name: &str, happened: &str) {
    window.open(&visit.url("/review")).await.unwrap();
    assert_eq!(window.text(".pw-error__code").await.unwrap(), STATUS.to_string());
    let words = window.text("main").await.unwrap();
    assert!(words.contains(happened), "{words}");
    assert_eq!(window.count("main a[href='/']").await.unwrap(), 1, "a way back");
    assert!(window.text(".pw-error__trace").await.unwrap().len() > 20, "a trace");
    assert_eq!(window.count("main img").await.unwrap(), 0, "nothing of the case is shown");
    visit.look_at_error(window, name, STATUS).await;
}

/// Beside the server, as a failing disk or somebody with access to the file would.
fn behind_the_back(visit: &Visit, statement: &str) {
    let file = visit.running.world.path("data/poortwacht.sqlite");
    let mut connection = SqliteConnection::establish(&file).unwrap();
    connection.batch_execute(&format!("PRAGMA busy_timeout = 10000; {statement};")).unwrap();
}

#[tokio::test]
async fn an_error_of_ours_is_told_on_a_wide_screen() {
    is_told(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn an_error_of_ours_is_told_on_a_narrow_screen() {
    is_told(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn an_error_of_ours_is_told_without_scripts() {
    is_told(Screen::NARROW, Scripts::Off).await;
}
