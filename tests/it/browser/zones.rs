//! Zones and the registration of a unit: an administrator's.

use poortwacht_tests::chromium::Window;

use super::visit::Visit;
use crate::routes::places::{CERTIFICATE, SIGNING_KEY};

const SAVE: &str = "main form.pw-card button[type=submit]";

pub async fn works(visit: &Visit) {
    let window = visit.enter_enrolled("administrator").await;
    makes_one(visit, &window).await;
    grants_in_it(visit, &window).await;
    changes_it(visit, &window).await;
    closes_one(visit, &window).await;
    registers_a_unit(visit, &window).await;
    visit.leave(window).await;
}

async fn makes_one(visit: &Visit, window: &Window) {
    window.open(&visit.url("/exemptions")).await.unwrap();
    window.click_and_go("main a[href='/zones']").await.unwrap();
    visit.look(window, "zones-empty").await;
    window.click_and_go("main a[href='/zones/new']").await.unwrap();
    visit.look(window, "zone-new").await;
    window.fill("#field-name", "kerkplein").await.unwrap();
    window.fill("#field-reason", "Verkeersbesluit 14").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    let told = window.text("main [role=alert]").await.unwrap();
    assert!(told.contains("heeft deze code") && told.contains("geen locatie aangevinkt"), "{told}");
    assert_eq!(window.value("#field-reason").await.unwrap(), "Verkeersbesluit 14");
    visit.look_at_error(window, "zone-new-corrected", 422).await;
    window.fill("#field-name", "Binnenstad").await.unwrap();
    window.click("input[name=location-kerkplein]").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De zone is gemaakt"));
    visit.look(window, "zone").await;
}

/// An exemption that names the zone, once a location was ticked beside it.
async fn grants_in_it(visit: &Visit, window: &Window) {
    window.open(&visit.url("/exemptions/new")).await.unwrap();
    window.fill("#field-plate", "ui-49-oa").await.unwrap();
    window.choose("#field-category", "care").await.unwrap();
    window.set("#field-valid_from", "2027-01-01").await.unwrap();
    window.set("#field-valid_until", "2027-06-30").await.unwrap();
    window.fill("#field-holder", "Thuiszorg Waterstad").await.unwrap();
    window.choose("#field-zone", "Binnenstad").await.unwrap();
    window.click("input[name=location-havenstraat]").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert_eq!(window.count("#field-zone[aria-invalid=true]").await.unwrap(), 1);
    visit.look_at_error(window, "exemption-zone-corrected", 422).await;
    window.click("input[name=location-havenstraat]").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    assert!(window.text("main tbody").await.unwrap().contains("zone Binnenstad"));
}

async fn changes_it(visit: &Visit, window: &Window) {
    window.open(&visit.url("/zones")).await.unwrap();
    visit.look(window, "zones").await;
    window.click_and_go("main tbody a").await.unwrap();
    window.click_and_go("main a[href$='/edit']").await.unwrap();
    visit.look(window, "zone-edit").await;
    window.click("input[name=location-havenstraat]").await.unwrap();
    window.fill("#field-reason", "Verkeersbesluit 15").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    let told = window.text("main").await.unwrap();
    assert!(told.contains("De zone is gewijzigd") && told.contains("Verkeersbesluit 15"), "{told}");
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2, "both versions are told");
    visit.look(window, "zone-changed").await;
}

/// The one that an exemption names stays; another is closed.
#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn closes_one(visit: &Visit, window: &Window) {
    const CLOSE: &str = "main form[action$='/close'] button";
    window.fill("#field-close_reason", "Vervallen").await.unwrap();
    window.click_and_go(CLOSE).await.unwrap();
    assert!(window.text("main [role=alert]").await.unwrap().contains("die deze zone nog noemen: 1"));
    visit.look_at_error(window, "zone-in-use", 422).await;
    window.open(&visit.url("/zones/new")).await.unwrap();
    window.fill("#field-name", "Haven").await.unwrap();
    window.fill("#field-reason", "Verkeersbesluit 16").await.unwrap();
    window.click("input[name=location-havenstraat]").await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    let place = window.place().await.unwrap();
    window.fill("#field-close_reason", "Vervallen").await.unwrap();
    window.click_and_go(CLOSE).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De zone is gesloten"));
    visit.look(window, "zones-closed").await;
    window.open(&visit.url(place.split('?').next().unwrap())).await.unwrap();
    assert_eq!(window.count(CLOSE).await.unwrap(), 0);
    visit.look(window, "zone-closed").await;
}

#[expect(clippy::cognitive_complexity, reason = "a straight line of steps; the assertions count as branches")]
async fn registers_a_unit(visit: &Visit, window: &Window) {
    window.open(&visit.url("/units")).await.unwrap();
    window.click_and_go("main a[href='/units/new']").await.unwrap();
    visit.look(window, "unit-new").await;
    window.fill("#field-name", "havenstraat-9").await.unwrap();
    window.choose("#field-location", "havenstraat").await.unwrap();
    window.fill("#field-lane", "x").await.unwrap();
    window.fill("#field-pem", "geen certificaat").await.unwrap();
    window.fill("#field-key", SIGNING_KEY[0].1).await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    let told = window.text("main [role=alert]").await.unwrap();
    assert!(told.contains("Rijstrook") && told.contains("Certificaat"), "{told}");
    assert_eq!(window.value("#field-location").await.unwrap(), "havenstraat");
    visit.look_at_error(window, "unit-new-corrected", 422).await;
    window.fill("#field-lane", "2").await.unwrap();
    window.fill("#field-pem", CERTIFICATE[0].1).await.unwrap();
    window.click_and_go(SAVE).await.unwrap();
    let told = window.text("main").await.unwrap();
    assert!(told.contains("De camera is aangemeld") && told.contains("CN=unit-nieuw"), "{told}");
    visit.look(window, "unit-registered").await;
}
