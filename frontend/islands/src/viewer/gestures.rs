//! Mouse and keyboard on the view itself. The buttons beside it do the same.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, WheelEvent};

use super::Viewer;
use super::view::View;

/// One notch of a wheel zooms by about a sixth.
const WHEEL: f64 = 0.0015;
/// Lines of a wheel that counts in them, in pixels.
const LINE: f64 = 16.0;
/// One press of an arrow moves by this share of the window.
const STEP: f64 = 0.125;
/// A double click on the whole picture.
const CLOSER: f64 = 3.0;

pub(super) fn listen(viewer: &Rc<Viewer>) {
    wheel(viewer);
    double_click(viewer);
    arrows(viewer);
}

/// The window that the mouse is over.
pub(super) fn window_under(event: &MouseEvent) -> Option<Element> {
    let over: Element = event.target()?.dyn_into().ok()?;
    over.closest("[data-viewer-window]").ok()?
}

/// Where in that window the mouse is, as shares of it.
fn share(event: &MouseEvent) -> Option<(f64, f64)> {
    share_of(&window_under(event)?, (f64::from(event.client_x()), f64::from(event.client_y())))
}

/// Where in a window a place of the page is, as shares of it.
pub(super) fn share_of(window: &Element, (x, y): (f64, f64)) -> Option<(f64, f64)> {
    let window = window.get_bounding_client_rect();
    let is_there = window.width() > 0.0 && window.height() > 0.0;
    is_there.then(|| ((x - window.left()) / window.width(), (y - window.top()) / window.height()))
}

/// At the cursor. Turned back at the whole picture, the wheel scrolls the page.
fn wheel(viewer: &Rc<Viewer>) {
    viewer.hear(&viewer.view, "wheel", |viewer, event: WheelEvent| {
        let Some(at) = share(&event) else { return };
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE } else { 1.0 };
        let before = viewer.settings().view;
        let after = before.zoom((-event.delta_y() * unit * WHEEL).exp(), at);
        if after != before || event.delta_y() < 0.0 {
            event.prevent_default();
            viewer.look(after);
        }
    });
}

fn double_click(viewer: &Rc<Viewer>) {
    viewer.hear(&viewer.view, "dblclick", |viewer, event: MouseEvent| {
        let view = viewer.settings().view;
        if view.is_zoomed() {
            viewer.look(View::FIT);
        } else if let Some(at) = share(&event) {
            viewer.look(view.zoom(CLOSER, at));
        }
    });
}

/// Arrows move while the view has the keyboard; the whole picture leaves them to the page.
fn arrows(viewer: &Rc<Viewer>) {
    viewer.hear(&viewer.view, "keydown", |viewer, event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return,
        };
        let view = viewer.settings().view;
        if view.is_zoomed() && !event.ctrl_key() && !event.alt_key() && !event.meta_key() {
            event.prevent_default();
            viewer.look(view.pan(by));
        }
    });
}
