//! What must hold for every page.

use poortwacht_tests::chromium::{Screen, Scripts, Window};

/// Looks at the page and, where somebody would look at it too, keeps a picture of it under `name`.
pub async fn at(window: &Window, name: &str) {
    judge(window, name, None).await;
}

/// As [`at`], for a page that came with an error status: of that the console speaks, once.
pub async fn at_error(window: &Window, name: &str, status: u16) {
    judge(window, name, Some(status)).await;
}

async fn judge(window: &Window, name: &str, status: Option<u16>) {
    if is_worth_a_picture(window) {
        window.save(name).await.unwrap();
    }
    let place = window.place().await.unwrap();
    let what = format!("{name} ({place})");
    let widths = window.picture_widths().await.unwrap();
    assert!(widths.iter().all(|width| *width > 0), "{what}: pictures that were not decoded: {widths:?}");
    let overflow = window.overflow().await.unwrap();
    assert!(overflow <= 0, "{what}: {overflow} pixels over the edge");
    if window.scripts() == Scripts::On {
        let violations = window.violations().await.unwrap();
        assert!(violations.is_empty(), "{what}: {violations:#?}");
    }
    let announced = status.map(|status| format!("the server responded with a status of {status} "));
    let said = window.console().await.unwrap();
    let unexpected: Vec<_> =
        said.iter().filter(|line| !announced.as_ref().is_some_and(|words| line.contains(words))).collect();
    assert!(unexpected.is_empty(), "{what}: the console says {unexpected:#?}");
}

/// Whether somebody would look at it besides: on a large screen, and on a wide one without scripts, a page is what it is
/// elsewhere with more room. A picture of a whole page takes long.
fn is_worth_a_picture(window: &Window) -> bool {
    match window.screen() {
        Screen::NARROW => true,
        Screen::WIDE => window.scripts() == Scripts::On,
        _ => false,
    }
}
