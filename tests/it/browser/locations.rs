//! Locations, inspections on the street, and units: an administrator's, an officer's and a coordinator's.

use poortwacht_tests::chromium::{Scripts, Window};
use poortwacht_tests::sender;
use poortwacht_tests::world::MUNICIPALITY;

use super::visit::Visit;
use crate::routes::places::{CERTIFICATE, SIGNING_KEY};

/// The dossier as the operator changes it while somebody is typing.
const MEANWHILE: &str = r#"
[[location]]
code = "kerkplein"
name = "Kerkplein"
street = "Kerkplein"
municipality_name = "Waterstad"
direction = "richting de haven"
built_up = true
sign = "C6"
offence_codes = ["R553b"]
active_from = "2026-01-01T00:00:00Z"
grounds_template = "Ik zag op de beelden dat het voertuig het bord C6 passeerde en de gesloten weg inreed."
not_stopped_reason = "De overtreding is op afstand vastgesteld aan de hand van camerabeelden."
"#;

const CAMERA_PICTURE: &str = "#reference-picture";
const MASKS: &str = "#field-static_masks";
const RIGHT: char = '\u{e014}';
const SAVE: &str = "main form .utrecht-button--primary-action";

pub async fn works(visit: &Visit) {
    let window = visit.enter_enrolled("administrator").await;
    keeps_dossiers(visit, &window).await;
    keeps_units(visit, &window).await;
    visit.leave(window).await;
    let window = visit.enter_enrolled("officer").await;
    inspects(visit, &window).await;
    visit.leave(window).await;
    let window = visit.enter_enrolled("coordinator").await;
    window.open(&visit.url("/stock")).await.unwrap();
    assert!(window.text("main [role=alert]").await.unwrap().contains("Havenstraat"));
    visit.look(&window, "stock-sign-fault").await;
    visit.leave(window).await;
}

async fn keeps_dossiers(visit: &Visit, window: &Window) {
    window.open(&visit.url("/locations")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2);
    visit.look(window, "locations").await;
    adds_one(visit, window).await;
    changes_one(visit, window).await;
    is_told_of_the_other(visit, window).await;
}

async fn adds_one(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/locations/new']").await.unwrap();
    visit.look(window, "location-new").await;
    for (field, words) in [
        ("code", "dijk"),
        ("name", "Dijk"),
        ("street", "Dijk"),
        ("direction", "richting haven"),
        ("sign", "C12"),
        ("offence_codes", "R550a"),
        ("grounds_template", "Ik zag op de beelden dat het voertuig het bord passeerde."),
        ("not_stopped_reason", "De overtreding is op afstand vastgesteld."),
        ("reason", "Nieuwe afsluiting"),
        ("reference", "VB-2026-14"),
    ] {
        window.fill(&format!("#field-{field}"), words).await.unwrap();
    }
    window.click_and_go(SAVE).await.unwrap();
    assert_eq!(window.count("#field-offence_codes[aria-invalid=true]").await.unwrap(), 1);
    assert_eq!(window.value("#field-name").await.unwrap(), "Dijk", "nothing that was typed is lost");
    visit.look_at_error(window, "location-new-corrected", 422).await;
    window.fill("#field-offence_codes", "R559 2026-01-01 -").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De locatie is toegevoegd"));
    visit.look(window, "location-added").await;
}

async fn changes_one(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href$='/edit']").await.unwrap();
    visit.look(window, "location-edit").await;
    if window.scripts() == Scripts::On {
        draws_masks(visit, window).await;
    }
    window.fill("#field-windows", "ma-vr 07:00-11:00 niet op feestdagen\nsoms").await.unwrap();
    window.fill("#field-reason", "Venstertijden volgens het besluit").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("#field-windows-error").await.unwrap().contains("Regel 2"));
    visit.look_at_error(window, "location-edit-corrected", 422).await;
    window.fill("#field-windows", "ma-vr 07:00-11:00 niet op feestdagen").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    visit.look(window, "location-saved").await;
    window.click_and_go("main a[href$='/history']").await.unwrap();
    let told = window.text("main").await.unwrap();
    assert!(
        told.contains("Venstertijden volgens het besluit") && told.contains("niet op feestdagen"),
        "{told}"
    );
    visit.look(window, "location-history").await;
}

/// On a picture that never leaves the browser: what is drawn stands in the lines, and what is typed is drawn.
async fn draws_masks(visit: &Visit, window: &Window) {
    shows_no_other_file(visit, window).await;
    let picture = visit.running.world.path("camera.jpg");
    std::fs::write(&picture, sender::scene(1_280, 720)).unwrap();
    window.attach(CAMERA_PICTURE, &picture).await.unwrap();
    window.until("the picture's size", &says("1280 bij 720")).await.unwrap();
    draws_one(window).await;
    visit.look(window, "location-masks").await;
    window.fill(MASKS, "0 0 640 120\nnog in te vullen").await.unwrap();
    window.click("[data-new]").await.unwrap();
    assert_eq!(window.count("[data-overlay] .pw-mask__area").await.unwrap(), 2);
    assert_eq!(
        window.value(MASKS).await.unwrap(),
        "0 0 640 120\n512 288 256 144\nnog in te vullen\n",
        "what is no rectangle stays"
    );
    window.fill(MASKS, "0 0 640 120").await.unwrap();
}

async fn shows_no_other_file(visit: &Visit, window: &Window) {
    let there = "return !document.querySelector('[data-island=reference]').hidden";
    window.until("a place to draw", there).await.unwrap();
    let file = visit.running.world.path("camera.txt");
    std::fs::write(&file, "geen beeld").unwrap();
    window.attach(CAMERA_PICTURE, &file).await.unwrap();
    window.until("that it is no picture", &says("geen beeld dat de browser kan tonen")).await.unwrap();
    visit.look(window, "location-no-picture").await;
}

async fn draws_one(window: &Window) {
    window.drag("[data-overlay]", (-40.0, -30.0), (20.0, 10.0)).await.unwrap();
    let drawn = window.value(MASKS).await.unwrap();
    assert_eq!(drawn.split_whitespace().count(), 4, "{drawn}");
    window.press(RIGHT).await.unwrap();
    assert_ne!(window.value(MASKS).await.unwrap(), drawn, "arrows move it");
}

fn says(words: &str) -> String {
    format!("return document.querySelector('[data-said]').textContent.includes('{words}')")
}

/// The operator is faster: the form says so, keeps what was typed, and is taken the second time.
async fn is_told_of_the_other(visit: &Visit, window: &Window) {
    window.open(&visit.url("/locations")).await.unwrap();
    window.click_and_go("main tbody tr:last-child a").await.unwrap();
    window.click_and_go("main a[href$='/edit']").await.unwrap();
    window.fill("#field-street", "Kerkplein-Oost").await.unwrap();
    window.fill("#field-reason", "Straatnaam").await.unwrap();
    visit.running.world.import_location(MUNICIPALITY, MEANWHILE).unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main [role=alert]").await.unwrap().contains("gesloten richting"));
    assert_eq!(window.value("#field-street").await.unwrap(), "Kerkplein-Oost");
    visit.look_at_error(window, "location-overtaken", 422).await;
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Het dossier is gewijzigd"));
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn keeps_units(visit: &Visit, window: &Window) {
    window.open(&visit.url("/units")).await.unwrap();
    window.click_and_go("main tbody tr:last-child a").await.unwrap();
    visit.look(window, "unit").await;
    window.fill("#field-pem", "geen certificaat").await.unwrap();
    window.click_and_go("form[action$='/certificate'] button").await.unwrap();
    visit.look_at_error(window, "unit-certificate-refused", 422).await;
    window.fill("#field-pem", CERTIFICATE[0].1).await.unwrap();
    window.click_and_go("form[action$='/certificate'] button").await.unwrap();
    assert!(window.text("form[action$='/certificate']").await.unwrap().contains("CN=unit-nieuw"));
    assert!(is_drawn_as_right(window, "#field-key").await, "nobody has typed there");
    visit.look(window, "unit-certificate-looked-at").await;
    window.click_and_go("form[action$='/certificate'] button[name=confirm]").await.unwrap();
    assert!(window.text("main").await.unwrap().contains("Het nieuwe certificaat is in gebruik"));
    window.fill("#field-key", SIGNING_KEY[0].1).await.unwrap();
    window.click_and_go("form[action$='/signing-key'] button").await.unwrap();
    visit.look(window, "unit-key-changed").await;
    window.click_and_go("button[value=suspend]").await.unwrap();
    visit.look(window, "unit-suspended").await;
    window.click_and_go("button[value=resume]").await.unwrap();
    window.click("input[name=sure]").await.unwrap();
    window.click_and_go("button[value=revoke]").await.unwrap();
    visit.look(window, "unit-revoked").await;
}

/// Whether a field has the border of one that may be left empty.
async fn is_drawn_as_right(window: &Window, selector: &str) -> bool {
    let script = format!(
        "const field = document.querySelector('{selector}');
         const drawn = () => {{ const css = getComputedStyle(field);
           return [css.borderTopColor, css.borderTopWidth, css.backgroundColor, css.color].join(); }};
         const before = drawn();
         field.required = false;
         const after = drawn();
         field.required = true;
         return before === after;"
    );
    window.run(&script).await.unwrap().as_bool().unwrap()
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn inspects(visit: &Visit, window: &Window) {
    window.open(&visit.url("/inspections")).await.unwrap();
    visit.look(window, "inspections-empty").await;
    window.choose("#field-location", "havenstraat").await.unwrap();
    window.click_and_go(SAVE_INSPECTION).await.unwrap();
    assert_eq!(window.value("#field-location").await.unwrap(), "havenstraat");
    visit.look_at_error(window, "inspections-corrected", 422).await;
    for (question, answer) in [("present", "yes"), ("visible", "no"), ("undamaged", "yes")] {
        window.click(&format!("input[name={question}][value={answer}]")).await.unwrap();
    }
    window.fill("#field-remark", "Tak voor het bord").await.unwrap();
    window.click_and_go(SAVE_INSPECTION).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("met een gebrek"));
    visit.look(window, "inspections").await;
    window.click_and_go("main tbody a[href$='/correct']").await.unwrap();
    visit.look(window, "inspection-correct").await;
    window.fill("#field-remark", "Het bord is ook verbogen").await.unwrap();
    window.click("input[name=undamaged][value=no]").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2, "both entries stay");
    visit.look(window, "inspection-corrected").await;
}

const SAVE_INSPECTION: &str = ".pw-inspection button[type=submit]";
