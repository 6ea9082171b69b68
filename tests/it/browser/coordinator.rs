//! A coordinator's day: stock, quality, the CJIB's returns, figures; and an officer's second look.

use std::fs;

use poortwacht_domain::{Clock as _, Month};
use poortwacht_services::system::SystemClock;
use poortwacht_tests::chromium::{Screen, Scripts, Window};
use poortwacht_tests::html;
use poortwacht_tests::peers::Cjib;
use poortwacht_tests::wire::{Session, Wire, send};
use poortwacht_tests::world::{MUNICIPALITY, Plan};

use super::visit::{SUBMIT, Visit};

/// What a large office monitor shows.
const LARGE: Screen = Screen { width: 1920, height: 1080 };
/// Every decision is looked at twice.
const EXTRA: &str = "[quality]\nsecond_look_percent = 100\n";

async fn works(screen: Screen, scripts: Scripts) {
    let plan = Plan { extra: EXTRA.to_owned(), ..Plan::default() };
    let mut visit = Visit::planned(screen, scripts, plan).await;
    let cjib = Cjib::start(&visit.running.world, &["--return-share", "1.0"]).await.unwrap();
    visit.running.world.deliver_to(&cjib.url).unwrap();
    let coordinator = visit.enter("coordinator").await;
    finds_little(&visit, &coordinator).await;
    decides(&visit).await;
    looks_again(&visit).await;
    delivers(&visit);
    let cjib = lists_differ(&mut visit, cjib).await;
    watches_quality(&visit, &coordinator).await;
    puts_back(&visit, &coordinator).await;
    counts(&visit, &coordinator).await;
    visit.leave(coordinator).await;
    visit.end().await;
    cjib.stop().await.unwrap();
}

async fn finds_little(visit: &Visit, window: &Window) {
    assert_eq!(window.place().await.unwrap(), "/stock");
    assert_eq!(window.count("main form[action='/review']").await.unwrap(), 0, "a coordinator does not judge");
    visit.look(window, "stock-coordinator").await;
    for (path, name) in
        [("/cjib", "cjib-empty"), ("/quality", "quality-empty"), ("/letters", "letters-empty")]
    {
        window.open(&visit.url(path)).await.unwrap();
        assert!(window.count(".pw-empty").await.unwrap() >= 1, "{path} says what to do");
        visit.look(window, name).await;
    }
}

/// An officer confirms three cases, dismisses one and leaves another on the desk, without a browser.
async fn decides(visit: &Visit) {
    let world = &visit.running.world;
    let officer = world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let wire = Wire::with(world, |builder| builder).unwrap();
    let session = wire.log_in(&officer).await.unwrap();
    post(&wire, &session, "/review", &[("location", "havenstraat")]).await;
    for _ in 0..3 {
        confirm(&wire, &session).await;
    }
    let case = on_desk(&wire, &session).await;
    let dismissal = [("case", case.as_str()), ("reason", "plate_unreadable"), ("explanation", "")];
    assert!(post(&wire, &session, "/review/dismiss", &dismissal).await, "dismissed");
    post(&wire, &session, "/review", &[("location", "")]).await;
    on_desk(&wire, &session).await;
}

pub async fn on_desk(wire: &Wire, session: &Session) -> String {
    let desk = wire.get("/review", &session.cookie).await.unwrap();
    let fields = html::hidden_fields(&desk.body, "/review/skip");
    let case = fields.into_iter().find(|(name, _)| name == "case").expect("a case on the desk").1;
    if html::form(&desk.body, "/review/windscreen").is_some() {
        assert!(post(wire, session, "/review/windscreen", &[("case", &case)]).await, "answered");
    }
    case
}

/// The locations have different offence codes.
async fn confirm(wire: &Wire, session: &Session) {
    let case = on_desk(wire, session).await;
    let ticked =
        ["sign_visible", "sign_passed", "plate_readable", "no_priority_vehicle"].map(|line| (line, "yes"));
    for code in ["R559", "R553b"] {
        let judged = [
            ("case", case.as_str()),
            ("offence_code", code),
            ("vehicle_category", "1"),
            ("grounds", "Ik zag het voertuig het bord passeren."),
        ];
        let fields: Vec<_> = judged.into_iter().chain(ticked).collect();
        if post(wire, session, "/review/confirm", &fields).await {
            return;
        }
    }
    let desk = wire.get("/review", &session.cookie).await.unwrap();
    panic!("{case} was not confirmed: {}", desk.body);
}

pub async fn post(wire: &Wire, session: &Session, path: &str, fields: &[(&str, &str)]) -> bool {
    let token = ("form_token", session.form_token.clone());
    let own = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let fields: Vec<_> = own.chain([token]).collect();
    send(wire.form(path, &session.cookie, &fields)).await.unwrap().succeeded()
}

/// Another officer agrees with one decision and puts another case back on the desk.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn looks_again(visit: &Visit) {
    let window = visit.enter("officer").await;
    window.open(&visit.url("/second-looks")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 4);
    visit.look(&window, "second-looks").await;
    window.click_and_go("main tbody a").await.unwrap();
    assert!(window.count("main img").await.unwrap() >= 1, "the case is open");
    visit.look(&window, "second-look").await;
    judge(&window, "disagrees", "Het voertuig is AE-12-UI.").await;
    visit.look_at_error(&window, "second-look-corrected", 422).await;
    judge(&window, "agrees", "").await;
    assert!(window.text("main [role=status]").await.unwrap().contains("u bent het eens"));
    window.click_and_go("main tbody tr:last-child a").await.unwrap();
    judge(&window, "disagrees", "Het bord is niet te zien.").await;
    assert!(window.text("main [role=status]").await.unwrap().contains("u bent het oneens"));
    visit.look(&window, "second-looks-judged").await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2);
    // What nobody looked at yet does not go out.
    for _ in 0..2 {
        window.click_and_go("main tbody a").await.unwrap();
        judge(&window, "agrees", "").await;
    }
    visit.leave(window).await;
}

async fn judge(window: &Window, outcome: &str, words: &str) {
    window.choose("#field-outcome", outcome).await.unwrap();
    window.fill("#field-explanation", words).await.unwrap();
    window.click_and_go("main form[action$='/second-look'] button").await.unwrap();
}

/// What was confirmed goes to the CJIB and comes back.
fn delivers(visit: &Visit) {
    let world = &visit.running.world;
    world.command(&["export", "run"]).unwrap();
    for _ in 0..2 {
        world.command(&["jobs", "run", "cjib-poll"]).unwrap();
    }
}

/// The mock comes back with a batch that nobody sent, and the lists are compared.
async fn lists_differ(visit: &mut Visit, cjib: Cjib) -> Cjib {
    cjib.stop().await.unwrap();
    let file = visit.running.world.folder().join("cjib-state.json");
    let mut state: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let held = state["batches"].as_object_mut().unwrap();
    let double = held.values().next().unwrap().clone();
    held.insert("6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e6f".to_owned(), double);
    fs::write(&file, state.to_string()).unwrap();
    let cjib = Cjib::start(&visit.running.world, &[]).await.unwrap();
    visit.running.world.deliver_to(&cjib.url).unwrap();
    let month = Month::of(SystemClock.now()).to_string();
    visit.running.world.command(&["export", "reconcile", "--month", &month]).unwrap();
    cjib
}

async fn watches_quality(visit: &Visit, window: &Window) {
    window.open(&visit.url("/quality")).await.unwrap();
    assert_eq!(window.count("#quality-claims").await.unwrap(), 1, "a case lies on a desk");
    assert_eq!(window.count("#quality-cameras").await.unwrap(), 1, "cameras are compared");
    visit.look(window, "quality").await;
    window.click_and_go("main form[action$='/release'] button").await.unwrap();
    assert!(window.text("main [role=status]").await.unwrap().contains("De zaak is vrij"));
    visit.look(window, "quality-released").await;
}

async fn puts_back(visit: &Visit, window: &Window) {
    window.open(&visit.url("/cjib")).await.unwrap();
    let returned = window.count("main form[action$='/send-back']").await.unwrap();
    assert!(returned >= 2, "{returned} cases came back");
    assert_eq!(window.count("#cjib-months").await.unwrap(), 1, "the lists were compared");
    assert!(window.count("[aria-labelledby^=cjib-differences] tbody tr").await.unwrap() >= 2, "and differ");
    visit.look(window, "cjib").await;
    window.click_and_go("main a[href^='/cjib/']").await.unwrap();
    assert!(window.count("main tbody tr").await.unwrap() >= 2, "the batch's cases");
    visit.look(window, "cjib-batch").await;
    window.click_and_go("main a[href='/cjib']").await.unwrap();
    window.click_and_go("main form[action$='/send-back'] button").await.unwrap();
    assert!(window.text("main [role=status]").await.unwrap().contains("ligt weer op het bureau"));
    visit.look(window, "cjib-sent-back").await;
    assert_eq!(window.count("main form[action$='/send-back']").await.unwrap(), returned - 1);
}

async fn counts(visit: &Visit, window: &Window) {
    window.open(&visit.url("/figures")).await.unwrap();
    assert_eq!(window.count("main figure svg[role=img]").await.unwrap(), 4, "a chart each");
    assert!(window.text("#main").await.unwrap().contains("< 5"), "small counts are hidden");
    visit.look(window, "figures").await;
    window.choose("#field-weeks", "4").await.unwrap();
    window.choose("#field-location", "havenstraat").await.unwrap();
    window.click_and_go(SUBMIT).await.unwrap();
    assert_eq!(window.place().await.unwrap(), "/figures?weeks=4&location=havenstraat");
    assert_eq!(window.count("main a[href='/figures.csv?weeks=4&location=havenstraat']").await.unwrap(), 1);
    visit.look(window, "figures-of-location").await;
    window.open(&visit.url("/figures?weeks=5")).await.unwrap();
    visit.look_at_error(window, "figures-corrected", 422).await;
}

#[tokio::test]
async fn a_coordinator_works_on_a_wide_screen() {
    works(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn a_coordinator_works_on_a_large_screen() {
    works(LARGE, Scripts::On).await;
}

#[tokio::test]
async fn a_coordinator_works_on_a_narrow_screen() {
    works(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn a_coordinator_works_without_scripts_on_a_wide_screen() {
    works(Screen::WIDE, Scripts::Off).await;
}

#[tokio::test]
async fn a_coordinator_works_without_scripts_on_a_narrow_screen() {
    works(Screen::NARROW, Scripts::Off).await;
}
