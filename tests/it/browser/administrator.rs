//! An administrator's errands: exemptions and units.

use poortwacht_tests::chromium::Window;

use super::visit::Visit;

const END: &str = "main form[action$='/end'] button";

pub async fn works(visit: &Visit) {
    let window = visit.enter("administrator").await;
    assert_eq!(window.place().await.unwrap(), "/exemptions");
    let before = window.count("main tbody tr").await.unwrap();
    visit.look(&window, "exemptions").await;
    adds_one(visit, &window).await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), before + 1);
    ends_one(visit, &window).await;
    assert_eq!(window.count("main tbody tr").await.unwrap(), before);
    window.open(&visit.url("/units")).await.unwrap();
    assert_eq!(window.count("main tbody tr").await.unwrap(), 2, "both units are listed");
    visit.look(&window, "units").await;
    visit.leave(window).await;
}

async fn adds_one(visit: &Visit, window: &Window) {
    window.click_and_go("main a[href='/exemptions/new']").await.unwrap();
    visit.look(window, "exemption-new").await;
    fill(window, "2027-06-30", "2027-01-01").await;
    visit.look_at_error(window, "exemption-corrected", 422).await;
    assert_eq!(
        window.count("#field-valid_until[aria-invalid=true]").await.unwrap(),
        1,
        "the end lies before the start"
    );
    fill(window, "2027-01-01", "2027-06-30").await;
    assert!(window.place().await.unwrap().starts_with("/exemptions?"));
    assert!(window.text("main").await.unwrap().contains("De ontheffing is toegevoegd"));
    visit.look(window, "exemptions-added").await;
}

async fn fill(window: &Window, from: &str, until: &str) {
    window.fill("#field-plate", "ui-48-oa").await.unwrap();
    window.choose("#field-category", "care").await.unwrap();
    window.set("#field-valid_from", from).await.unwrap();
    window.set("#field-valid_until", until).await.unwrap();
    window.fill("#field-holder", "Thuiszorg Waterstad").await.unwrap();
    window.click_and_go("main form button[type=submit]").await.unwrap();
}

async fn ends_one(visit: &Visit, window: &Window) {
    window.click_and_go(END).await.unwrap();
    assert!(window.text("main").await.unwrap().contains("De ontheffing is beëindigd"));
    visit.look(window, "exemptions-ended").await;
    window.click_and_go("main a[href*='show=ended']").await.unwrap();
    visit.look(window, "exemptions-all").await;
    window.click_and_go("main .pw-tabs a:not([aria-current])").await.unwrap();
}
