//! An exemption that was entered late covers a confirmed case: what waits is told on the case, at the second look and to the
//! administrators, and can be stopped.

use poortwacht_tests::chromium::{Screen, Scripts, Window};
use poortwacht_tests::html;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::wire::{Session, Wire, send};
use poortwacht_tests::world::MUNICIPALITY;

use super::visit::Visit;
use crate::setup::Running;

/// Never issued.
const PLATE: &str = "CE48AU";
const LATE_STARTS: &str = "/exemptions/late-starts";

async fn works(screen: Screen, scripts: Scripts) {
    let running = Running::on_sqlite().await;
    let (status, answer) = running.sender().send(&Draft::valid(PLATE, 1)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    let case = format!("/cases/{}", answer["caseReference"].as_str().unwrap());
    let visit = Visit::to(running, screen, scripts).await;
    confirmed(&visit).await;
    proposed(&visit);
    let administrator = visit.enter_enrolled("administrator").await;
    let officer = visit.enter_enrolled("officer").await;
    agrees(&visit, &administrator).await;
    objects(&visit, &officer, &case).await;
    keeps(&visit, &administrator).await;
    administrator.close().await.unwrap();
    officer.close().await.unwrap();
    visit.end().await;
}

/// A colleague confirms the case, without a browser.
async fn confirmed(visit: &Visit) {
    let world = &visit.running.world;
    let officer = world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let wire = Wire::with(world, |builder| builder).unwrap();
    let session = wire.log_in(&officer).await.unwrap();
    assert!(post(&wire, &session, "/review", &[("location", "")]).await);
    let desk = wire.get("/review", &session.cookie).await.unwrap();
    let fields = html::hidden_fields(&desk.body, "/review/skip");
    let case = fields.into_iter().find(|(name, _)| name == "case").expect("a case on the desk").1;
    let judged = [
        ("case", case.as_str()),
        ("offence_code", "R559"),
        ("vehicle_category", "1"),
        ("sign_visible", "yes"),
        ("sign_passed", "yes"),
        ("plate_readable", "yes"),
        ("no_priority_vehicle", "yes"),
        ("grounds", "Ik zag het voertuig het bord passeren."),
    ];
    assert!(post(&wire, &session, "/review/confirm", &judged).await, "confirmed");
}

async fn post(wire: &Wire, session: &Session, path: &str, fields: &[(&str, &str)]) -> bool {
    let token = ("form_token", session.form_token.clone());
    let own = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let fields: Vec<_> = own.chain([token]).collect();
    send(wire.form(path, &session.cookie, &fields)).await.unwrap().succeeded()
}

/// The operator's file: any administrator may agree.
fn proposed(visit: &Visit) {
    let world = &visit.running.world;
    let file = world.path("late.csv");
    let heading = "kenteken;houder;categorie;van;tot;locaties;tijden";
    std::fs::write(&file, format!("{heading}\n{PLATE};Laat;taxi;01-11-2026;31-12-2027;;\n")).unwrap();
    let grounds = ["--document", "besluit 17", "--reason", "bleef liggen"];
    let import = ["exemption", "import", "--municipality", MUNICIPALITY];
    world.command(&[&import[..], &grounds[..], &[file.as_str()]].concat()).unwrap();
}

async fn agrees(visit: &Visit, window: &Window) {
    window.open(&visit.url(LATE_STARTS)).await.unwrap();
    window.click_and_go("main button[value=agree]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Afwijzingen die nog wachten"));
    assert_eq!(window.count("main button[value=keep]").await.unwrap(), 0, "nobody objects");
    visit.look(window, "late-dismissals").await;
}

/// Another officer sees why the case waits, and disagrees.
async fn objects(visit: &Visit, window: &Window, case: &str) {
    window.open(&visit.url(case)).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Wacht op afwijzing"));
    visit.look(window, "case-waits-to-be-dismissed").await;
    window.open(&visit.url("/second-looks")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 1, "it is always looked at twice");
    window.click_and_go("main tbody a").await.unwrap();
    visit.look(window, "second-look-late").await;
    window.choose("#field-outcome", "disagrees").await.unwrap();
    window.fill("#field-explanation", "De ontheffing is voor een ander voertuig.").await.unwrap();
    window.click_and_go("main form.pw-card button").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("wordt niet afgewezen"));
    visit.look(window, "second-looks-stopped").await;
    window.open(&visit.url(case)).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("bezwaar gemaakt"));
    visit.look(window, "case-with-objection").await;
}

async fn keeps(visit: &Visit, window: &Window) {
    window.open(&visit.url(LATE_STARTS)).await.unwrap();
    visit.look(window, "late-dismissals-objected").await;
    window.click_and_go("main button[value=keep]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De ontheffingen blijven gelden"));
    visit.look(window, "late-dismissals-kept").await;
    window.click_and_go("main button[value=withdraw]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("is ingetrokken"));
    visit.look(window, "late-dismissals-withdrawn").await;
}

#[tokio::test]
async fn what_a_late_exemption_dismisses_is_told_and_stopped_on_a_wide_screen() {
    works(Screen::WIDE, Scripts::On).await;
}

#[tokio::test]
async fn what_a_late_exemption_dismisses_is_told_and_stopped_on_a_narrow_screen() {
    works(Screen::NARROW, Scripts::On).await;
}

#[tokio::test]
async fn what_a_late_exemption_dismisses_is_told_and_stopped_on_a_large_screen() {
    works(Screen { width: 1920, height: 1080 }, Scripts::On).await;
}

#[tokio::test]
async fn what_a_late_exemption_dismisses_is_told_and_stopped_without_scripts() {
    works(Screen::WIDE, Scripts::Off).await;
}
