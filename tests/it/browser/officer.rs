//! An officer's shift: work stock, review desk, one case, search.

use poortwacht_tests::chromium::{Scripts, Window};

use super::correction;
use super::disclosure;
use super::masking;
use super::visit::Visit;

/// Escape, as the driver calls it.
const ESCAPE: char = '\u{e00c}';
const REFERENCE: &str = ".pw-bar__case";
/// Keys that lead to another page; all others act on the page that is there.
const LEADING: [char; 2] = ['m', 'j'];
/// The desk has done all it was asked, and the next case is there unless none waits.
const SETTLED: &str = "const desk = document.querySelector('[data-island=desk]');
return !desk || (desk.dataset.settled === 'true' && desk.dataset.ahead !== 'coming')";
const TICKS: [&str; 4] = ["sign_visible", "sign_passed", "plate_readable", "no_priority_vehicle"];

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
pub async fn works(visit: &Visit) {
    let window = visit.enter("officer").await;
    assert_eq!(window.place().await.unwrap(), "/stock");
    visit.look(&window, "stock").await;
    window.click_and_go("main form[action='/review'] button").await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/review");
    assert!(window.count("main img").await.unwrap() >= 2, "overview and plate");
    visit.look(&window, "desk").await;
    if window.scripts() == Scripts::On {
        finds_the_keys(visit, &window).await;
    }
    correction::works(visit, &window).await;
    judges(visit, &window).await;
    masking::works(visit, &window).await;
    opens_a_case(visit, &window).await;
    disclosure::is_corrected(visit, &window).await;
    searches(visit, &window).await;
    goes_astray(visit, &window).await;
    visit.leave(window).await;
}

/// Help, the list of reasons, and peace while typing.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn finds_the_keys(visit: &Visit, window: &Window) {
    settles(window).await;
    window.press('?').await.unwrap();
    assert_eq!(window.count(".pw-help[open]").await.unwrap(), 1, "? explains the keys");
    window.press('a').await.unwrap();
    assert_eq!(window.count(".pw-dismiss[open]").await.unwrap(), 1, "a shows the reasons");
    visit.look(window, "desk-open").await;
    window.press(ESCAPE).await.unwrap();
    assert_eq!(window.count(".pw-dismiss[open]").await.unwrap(), 0, "escape hides them");
    window.click("#field-grounds").await.unwrap();
    window.press('b').await.unwrap();
    window.press('a').await.unwrap();
    assert_eq!(window.count(".pw-dismiss[open]").await.unwrap(), 0, "keys are letters while one types");
    window.press(ESCAPE).await.unwrap();
    window.click("[data-keys-switch]").await.unwrap();
    window.press('a').await.unwrap();
    assert_eq!(window.count(".pw-dismiss[open]").await.unwrap(), 0, "the keys can be switched off");
    window.click("[data-keys-switch]").await.unwrap();
}

/// Confirm, undo, dismiss, skip: by keyboard where there are scripts, else by pointing.
async fn judges(visit: &Visit, window: &Window) {
    let first = reference(window).await;
    decide(window).await;
    let second = reference(window).await;
    assert_ne!(first, second, "the next case lies on the desk at once");
    assert!(window.text(".pw-bar__last").await.unwrap().contains("bevestigd"));
    act(window, 'z').await;
    assert_eq!(reference(window).await, first, "the decision was taken back");
    visit.look(window, "desk-undone").await;
    decide(window).await;
    judges_others(visit, window).await;
}

async fn judges_others(visit: &Visit, window: &Window) {
    answer(window).await;
    dismiss(window).await;
    assert!(window.text(".pw-bar__last").await.unwrap().contains("afgewezen"));
    let third = reference(window).await;
    act(window, 'o').await;
    assert_ne!(reference(window).await, third, "a skipped case goes back");
    visit.look(window, "desk-later").await;
}

/// Confirms.
async fn decide(window: &Window) {
    answer(window).await;
    tick(window).await;
    act(window, 'b').await;
}

/// Says that nobody can be recognised behind the windscreen, where the desk asks.
async fn answer(window: &Window) {
    if window.count(".pw-question").await.unwrap() > 0 {
        act(window, 'n').await;
    }
}

pub async fn reference(window: &Window) -> String {
    window.text(REFERENCE).await.unwrap()
}

pub async fn act(window: &Window, key: char) {
    match window.scripts() {
        Scripts::On if LEADING.contains(&key) => window.press_and_go(key).await.unwrap(),
        Scripts::On => press(window, key).await,
        Scripts::Off => window.click_and_go(&format!("[data-key='{key}']")).await.unwrap(),
    }
}

/// Presses a key of the desk and waits for what comes of it.
pub async fn press(window: &Window, key: char) {
    settles(window).await;
    window.press(key).await.unwrap();
    settles(window).await;
}

pub async fn settles(window: &Window) {
    window.until("a desk that is done", SETTLED).await.unwrap();
}

/// Ticks the checklist.
pub async fn tick(window: &Window) {
    match window.scripts() {
        Scripts::On => press(window, 'c').await,
        Scripts::Off => {
            for line in TICKS {
                window.click(&format!("#field-{line}")).await.unwrap();
            }
        }
    }
}

async fn dismiss(window: &Window) {
    match window.scripts() {
        Scripts::On => {
            press(window, 'a').await;
            press(window, '1').await;
        }
        Scripts::Off => {
            window.click("[data-key='a']").await.unwrap();
            window.click_and_go("[data-reason-key='1']").await.unwrap();
        }
    }
}

async fn opens_a_case(visit: &Visit, window: &Window) {
    window.open(&visit.url("/stock")).await.unwrap();
    visit.look(window, "stock-later").await;
    let decided = window.count("main a.pw-reference").await.unwrap();
    assert_eq!(decided, 2, "both decisions of today are listed");
    // The newest stands first: the dismissed one, open to whoever can still take the dismissal back.
    window.click_and_go("main tr:nth-child(1) a.pw-reference").await.unwrap();
    visit.look(window, "case-dismissed").await;
    window.open(&visit.url("/stock")).await.unwrap();
    window.click_and_go("main tr:nth-child(2) a.pw-reference").await.unwrap();
    assert!(window.place().await.unwrap().starts_with("/cases/"));
    assert!(window.count("main img").await.unwrap() >= 1, "a confirmed case shows its pictures");
    assert!(window.count("main a[href*='/mask/']").await.unwrap() >= 1, "more of each can be masked");
    visit.look(window, "case").await;
}

async fn searches(visit: &Visit, window: &Window) {
    let place = window.place().await.unwrap();
    let reference = place.trim_start_matches("/cases/").to_owned();
    window.open(&visit.url("/search")).await.unwrap();
    visit.look(window, "search").await;
    search(window, &reference, "bezwaarschrift van vorige week").await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1, "one case has this reference");
    visit.look(window, "search-found").await;
    search(window, "", "ik noem AE-12-UI hier toch").await;
    visit.look_at_error(window, "search-corrected", 422).await;
    assert!(window.count("[aria-invalid=true]").await.unwrap() >= 1, "a plate is no reason");
}

async fn search(window: &Window, reference: &str, explanation: &str) {
    window.fill("#field-reference", reference).await.unwrap();
    window.choose("#field-reason", "objection").await.unwrap();
    window.fill("#field-explanation", explanation).await.unwrap();
    window.click_and_go("main form[action='/search'] button").await.unwrap();
}

async fn goes_astray(visit: &Visit, window: &Window) {
    for (path, status) in
        [("/cases/0000000000", 404), ("/nergens", 404), ("/units", 403), ("/review/confirm", 405)]
    {
        window.open(&visit.url(path)).await.unwrap();
        visit.look_at_error(window, &format!("error{}", path.replace('/', "-")), status).await;
        assert_eq!(window.text(".pw-error__code").await.unwrap(), status.to_string());
    }
    let world = &visit.running.world;
    world.command(&["emergency", "close", "portal", "--reason", "oefening"]).unwrap();
    window.open(&visit.url("/stock")).await.unwrap();
    visit.look_at_error(window, "error-closed", 503).await;
    world.command(&["emergency", "reopen", "portal", "--reason", "oefening voorbij"]).unwrap();
    window.open(&visit.url("/stock")).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/stock", "everything is as it was");
}
