//! The desk's keys. Every key presses a button that is on the page.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{
    Element, EventTarget, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::Desk;
use crate::dom;

const STORED_SWITCH: &str = "poortwacht-desk-keys";
const OFF: &str = "off";

/// Whether the officer has the keys on, in this tab.
pub(super) fn are_on() -> bool {
    dom::kept(STORED_SWITCH).as_deref() != Some(OFF)
}

/// Hears every key of the page.
pub(super) fn listen(desk: &Rc<Desk>) {
    let Some(document) = dom::document() else { return };
    let own = Rc::clone(desk);
    dom::on(&document, "keydown", move |event: KeyboardEvent| pressed(&own, &event));
}

fn pressed(desk: &Desk, event: &KeyboardEvent) {
    desk.is_active.set(true);
    if event.key() == "Escape" {
        return leave(desk, event.target().as_ref());
    }
    if event.key() == "Enter" && confirms(desk, event) {
        return event.prevent_default();
    }
    let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
    let typing = event.target().is_some_and(|target| is_typing(&target));
    if !desk.keys.get() || modified || event.repeat() || event.is_composing() || typing {
        return;
    }
    desk.pressed_at.set(Some(event.time_stamp()));
    if press(desk, &event.key().to_ascii_lowercase()) {
        event.prevent_default();
    }
    // A key that pressed no button of a form is not what a later click began with.
    desk.pressed_at.set(None);
}

/// Enter in the confirmation confirms. The first button of its form, which a browser would press, corrects the plate.
fn confirms(desk: &Desk, event: &KeyboardEvent) -> bool {
    let is_there = dom::target::<Element>(event)
        .is_some_and(|target| target.matches("#confirm input, #confirm select").unwrap_or_default());
    let button = dom::first::<HtmlElement>(&desk.root, "[data-key=b]").filter(|_| is_there);
    button.map(|button| button.click()).is_some()
}

/// Whether keys are letters there.
fn is_typing(target: &EventTarget) -> bool {
    let letters =
        |input: &HtmlInputElement| !matches!(input.type_().as_str(), "checkbox" | "radio" | "range");
    target.dyn_ref::<HtmlInputElement>().is_some_and(letters)
        || target.has_type::<HtmlTextAreaElement>()
        || target.has_type::<HtmlSelectElement>()
}

fn press(desk: &Desk, key: &str) -> bool {
    if let Some(dismiss) = reasons(desk)
        && dismiss.open()
        && press_reason(&dismiss, key)
    {
        return true;
    }
    let Some(target) = keyed::<HtmlElement>(&desk.root, "data-key", key) else { return false };
    target.click();
    if target.matches("summary").unwrap_or_default() {
        drop(target.focus());
        show_whole(&target);
        lead(&target);
    }
    true
}

/// To the field that a summary names, once its details are open.
fn lead(summary: &HtmlElement) {
    let details = summary.parent_element().and_then(|parent| parent.dyn_into::<HtmlDetailsElement>().ok());
    let field = summary.get_attribute("data-leads").filter(|_| details.is_some_and(|details| details.open()));
    let field = field.and_then(|id| dom::document()?.get_element_by_id(&id)?.dyn_into().ok());
    if let Some(field) = field {
        let field: HtmlInputElement = field;
        drop(field.focus());
        field.select();
    }
}

fn press_reason(dismiss: &Element, key: &str) -> bool {
    let Some(button) = keyed::<HtmlElement>(dismiss, "data-reason-key", key) else { return false };
    let needed = button.get_attribute("data-needs");
    let needed = needed.and_then(|id| dom::document()?.get_element_by_id(&id)?.dyn_into().ok());
    match needed {
        Some(field) if is_empty(&field) => drop(field.focus()),
        _ => button.click(),
    }
    true
}

fn is_empty(field: &HtmlElement) -> bool {
    field.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.value().trim().is_empty())
}

/// The element with a key; keys that would end the selector belong to none.
fn keyed<T: wasm_bindgen::JsCast>(root: &Element, attribute: &str, key: &str) -> Option<T> {
    let plain = key.chars().all(|letter| letter.is_ascii_alphanumeric() || "?+-=/.,[]".contains(letter));
    if plain { dom::first(root, &format!("[{attribute}=\"{key}\"]")) } else { None }
}

fn reasons(desk: &Desk) -> Option<HtmlDetailsElement> {
    dom::first(&desk.root, ".pw-dismiss")
}

/// Out of a field, or else out of the reasons and the correction.
fn leave(desk: &Desk, target: Option<&EventTarget>) {
    let field = target.filter(|target| is_typing(target)).and_then(|target| target.dyn_ref::<HtmlElement>());
    if let Some(field) = field {
        return drop(field.blur());
    }
    for open in [reasons(desk), dom::first(&desk.root, ".pw-correct")].into_iter().flatten() {
        open.set_open(false);
    }
}

fn show_whole(summary: &HtmlElement) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    if let Some(whole) = summary.parent_element() {
        whole.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Turns the keys off, or on again.
pub(super) fn switch(desk: &Desk) {
    desk.keys.set(!desk.keys.get());
    dom::keep(STORED_SWITCH, if desk.keys.get() { "on" } else { OFF });
    show_switch(desk);
}

/// The switch is there only where keys are, and says what it would do.
pub(super) fn show_switch(desk: &Desk) {
    let Some(button) = dom::first::<HtmlElement>(&desk.root, "[data-keys-switch]") else { return };
    let words = button.get_attribute(if desk.keys.get() { "data-off" } else { "data-on" });
    button.set_hidden(false);
    button.set_text_content(words.as_deref());
}

/// Ticks every line of the checklist.
pub(super) fn tick_all(desk: &Desk) {
    for line in dom::all(&desk.root, "[data-checklist] input") {
        if let Some(line) = line.dyn_ref::<HtmlInputElement>() {
            line.set_checked(true);
        }
    }
}

/// One key for the whole checklist.
pub(super) fn show_tick_all(desk: &Desk) {
    if let Some(button) = dom::first::<HtmlElement>(&desk.root, "[data-check-all]") {
        button.set_hidden(false);
    }
}
