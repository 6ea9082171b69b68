//! The buttons and fields beside the view: what they do, and how they show what holds.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlButtonElement, HtmlInputElement};

use super::Viewer;
use super::settings::{self, Settings};
use super::view::View;
use crate::dom;

/// One press of plus or minus.
const STEP: f64 = 1.25;
const MIDDLE: (f64, f64) = (0.5, 0.5);

pub(super) fn listen(viewer: &Rc<Viewer>) {
    for control in dom::all(&viewer.root, "[data-viewer-tools]") {
        drop(control.remove_attribute("hidden"));
    }
    for button in dom::all(&viewer.root, "[data-viewer-do]") {
        let act = button.get_attribute("data-viewer-do").unwrap_or_default();
        viewer.hear(&button, "click", move |viewer, _: Event| press(viewer, &act));
    }
    for (number, button) in choosers(viewer) {
        drop(button.remove_attribute("hidden"));
        viewer.hear(&button, "click", move |viewer, _: Event| viewer.choose_or_leave(number));
    }
    for input in dom::all(&viewer.root, "[data-viewer-set]") {
        viewer.hear(&input, "input", |viewer, event: Event| set(viewer, &event));
    }
}

fn press(viewer: &Rc<Viewer>, act: &str) {
    let now = viewer.settings();
    match act {
        "in" => viewer.look(now.view.zoom(STEP, MIDDLE)),
        "out" => viewer.look(now.view.zoom(1.0 / STEP, MIDDLE)),
        "fit" => viewer.look(View::FIT),
        "previous" => viewer.step(false),
        "next" => viewer.step(true),
        "beside" => viewer.change(Settings { beside: !now.beside, ..now }),
        "invert" => viewer.change(Settings { invert: !now.invert, ..now }),
        "pixels" => viewer.change(Settings { pixels: !now.pixels, ..now }),
        "reset" => viewer.reset(),
        _ => {}
    }
}

fn set(viewer: &Rc<Viewer>, event: &Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(percent) = settings::percent(&input.value()) else { return };
    let now = viewer.settings();
    viewer.change(match input.get_attribute("data-viewer-set").as_deref() {
        Some("brightness") => Settings { brightness: percent, ..now },
        _ => Settings { contrast: percent, ..now },
    });
}

/// Shows what holds. `shown` is the frame that was chosen.
pub(super) fn show(viewer: &Viewer, settings: &Settings, shown: usize) {
    say_zoom(viewer, settings);
    for (act, holds) in
        [("beside", settings.beside), ("invert", settings.invert), ("pixels", settings.pixels)]
    {
        if let Some(button) = button(viewer, act) {
            press_state(&button, holds);
        }
    }
    for (number, chooser) in choosers(viewer) {
        press_state(&chooser, number == shown);
    }
    for (name, value) in [("brightness", settings.brightness), ("contrast", settings.contrast)] {
        let selector = format!("[data-viewer-set='{name}']");
        if let Some(input) = dom::first::<HtmlInputElement>(&viewer.root, &selector) {
            input.set_value(&value.to_string());
        }
    }
}

fn say_zoom(viewer: &Viewer, settings: &Settings) {
    let Some(output) = dom::first::<Element>(&viewer.root, "[data-viewer-zoom]") else { return };
    let percent = dom::whole(settings.view.scale() * 100.0).to_string();
    let words = output.get_attribute("data-viewer-zoom").unwrap_or_default().replace("{}", &percent);
    if output.text_content().as_deref() != Some(&words) {
        output.set_text_content(Some(&words));
    }
}

/// With one frame there is nothing to choose from or to compare with.
pub(super) fn disable_choice(viewer: &Viewer) {
    for act in ["previous", "next", "beside"] {
        if let Some(button) = button(viewer, act) {
            button.set_disabled(true);
        }
    }
}

fn button(viewer: &Viewer, act: &str) -> Option<HtmlButtonElement> {
    dom::first(&viewer.root, &format!("[data-viewer-do='{act}']"))
}

fn press_state(button: &Element, pressed: bool) {
    drop(button.set_attribute("aria-pressed", if pressed { "true" } else { "false" }));
}

fn choosers(viewer: &Viewer) -> Vec<(usize, Element)> {
    let number = |button: &Element| button.get_attribute("data-viewer-choose")?.parse().ok();
    dom::all(&viewer.root, "[data-viewer-choose]")
        .into_iter()
        .filter_map(|button| Some((number(&button)?, button)))
        .collect()
}
