//! The form on a case's page that takes its dossier out.

use poortwacht_tests::chromium::Window;

use super::visit::Visit;

/// Enter, as the driver calls it.
const ENTER: char = '\u{e007}';

/// From a case's page and back to it: a text that names a plate is refused, and what was chosen is still there. Sent by
/// the keyboard alone.
pub async fn is_corrected(visit: &Visit, window: &Window) {
    let place = window.place().await.unwrap();
    window.choose("#field-recipient", "court").await.unwrap();
    window.choose("#field-reason", "objection").await.unwrap();
    window.fill("#field-explanation", "ik noem AE-12-UI hier toch").await.unwrap();
    window.click("#field-explanation").await.unwrap();
    window.press_and_go(ENTER).await.unwrap();
    visit.look_at_error(window, "disclosure-corrected", 422).await;
    assert_eq!(window.count("[aria-invalid=true]").await.unwrap(), 1, "a plate is no reason");
    assert_eq!(window.value("#field-recipient").await.unwrap(), "court");
    assert_eq!(window.value("#field-explanation").await.unwrap(), "ik noem AE-12-UI hier toch");
    window.click_and_go("main a[href^='/cases/']").await.unwrap();
    assert_eq!(window.place().await.unwrap(), place);
}
