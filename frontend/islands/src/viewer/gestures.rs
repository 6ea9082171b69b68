//! Mouse, finger and keyboard on the view itself. The buttons beside it do the same.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

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
    drag(viewer);
    double_click(viewer);
    arrows(viewer);
}

/// The window that the mouse is over: its place and size.
fn window_under(event: &MouseEvent) -> Option<web_sys::DomRect> {
    let over: Element = event.target()?.dyn_into().ok()?;
    Some(over.closest("[data-viewer-window]").ok()??.get_bounding_client_rect())
}

/// Where in that window the mouse is, as shares of it.
fn share(event: &MouseEvent) -> Option<(f64, f64)> {
    let window = window_under(event).filter(|window| window.width() > 0.0 && window.height() > 0.0)?;
    let across = f64::from(event.client_x()) - window.left();
    let down = f64::from(event.client_y()) - window.top();
    Some((across / window.width(), down / window.height()))
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

fn drag(viewer: &Rc<Viewer>) {
    let held = Rc::new(Cell::new(None::<(i32, i32)>));
    let start = Rc::clone(&held);
    viewer.hear(&viewer.view, "pointerdown", move |viewer, event: PointerEvent| {
        if event.button() == 0 && window_under(&event).is_some() && viewer.settings().view.is_zoomed() {
            drop(viewer.view.set_pointer_capture(event.pointer_id()));
            start.set(Some((event.client_x(), event.client_y())));
        }
    });
    let moved = Rc::clone(&held);
    viewer.hear(&viewer.view, "pointermove", move |viewer, event: PointerEvent| {
        let Some((x, y)) = moved.get() else { return };
        moved.set(Some((event.client_x(), event.client_y())));
        viewer.pull(f64::from(x - event.client_x()), f64::from(y - event.client_y()));
    });
    for end in ["pointerup", "pointercancel"] {
        let held = Rc::clone(&held);
        viewer.hear(&viewer.view, end, move |_, _: PointerEvent| held.set(None));
    }
    // The browser would drag the image itself away.
    viewer.hear(&viewer.view, "dragstart", |_, event: web_sys::Event| event.prevent_default());
}

fn double_click(viewer: &Rc<Viewer>) {
    viewer.hear(&viewer.view, "dblclick", |viewer, event: MouseEvent| {
        let Some(at) = share(&event) else { return };
        let view = viewer.settings().view;
        viewer.look(if view.is_zoomed() { View::FIT } else { view.zoom(CLOSER, at) });
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
