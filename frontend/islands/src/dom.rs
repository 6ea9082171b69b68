//! Short forms of what every island asks the page for. What a browser cannot do, or the page does not hold, is `None`:
//! an island then leaves the page as it is.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, Document, Element, EventTarget, Storage, Window};

/// The browser's window.
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// The page.
pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// The page's `<html>`, below which everything is.
pub(crate) fn page() -> Option<Element> {
    document()?.document_element()
}

/// All elements below `root` that match, in the order of the page.
pub(crate) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// The same, of one type.
pub(crate) fn all_of<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    all(root, selector).into_iter().filter_map(|element| element.dyn_into().ok()).collect()
}

/// The first element below `root` that matches, as the type that its tag makes it.
pub(crate) fn first<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The value of an attribute as a number.
pub(crate) fn number(element: &Element, attribute: &str) -> Option<f64> {
    decimal(&element.get_attribute(attribute)?)
}

/// A number in a text, read by the browser: what reads and writes floating point here would double this crate.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text)).filter(|number| number.is_finite())
}

/// The nearest whole number, for a text.
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// A number with three places, as CSS and SVG read it.
pub(crate) fn three_places(value: f64) -> String {
    let thousandths = whole(value * 1_000.0);
    let sign = if thousandths < 0 { "-" } else { "" };
    let rest = thousandths.abs();
    format!("{sign}{}.{:03}", rest / 1_000, rest % 1_000)
}

/// Sets an attribute.
pub(crate) fn set(element: &Element, attribute: &str, value: &str) {
    // Refused only for a name that is none.
    drop(element.set_attribute(attribute, value));
}

/// What an event happened to, as the type that its tag makes it.
pub(crate) fn target<T: JsCast>(event: &web_sys::Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// Whether the keyboard is at an element or below it.
pub(crate) fn has_focus_within(element: &Element) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|focused| element.contains(Some(&focused)))
}

/// Gives the keyboard to an element of any kind, also one of a drawing, and leaves the page where it is.
pub(crate) fn focus_in_place(element: &Element) {
    let options = js_sys::Object::new();
    // An object that was just made takes every property.
    drop(js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into()));
    let focus = js_sys::Reflect::get(element, &"focus".into()).ok();
    if let Some(focus) = focus.as_ref().and_then(|focus| focus.dyn_ref::<js_sys::Function>()) {
        drop(focus.call1(element, &options));
    }
}

/// Calls `act` on every event of this name; `act` may prevent what the browser would do. The listener lives as long as
/// its target.
pub(crate) fn on<E>(target: &EventTarget, name: &str, act: impl FnMut(E) + 'static)
where
    E: FromWasmAbi + 'static,
{
    let act: Box<dyn FnMut(E)> = Box::new(act);
    listen(target, name, Closure::wrap(act).into_js_value().unchecked_ref());
}

/// What is the same for every listener, once.
#[inline(never)]
fn listen(target: &EventTarget, name: &str, listener: &js_sys::Function) {
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    // Only what is no function is refused.
    drop(target.add_event_listener_with_callback_and_add_event_listener_options(name, listener, &options));
}

/// Waits, in milliseconds.
pub(crate) async fn pause(milliseconds: i32) {
    let wait = js_sys::Promise::new(&mut |resolve: js_sys::Function, _| {
        if let Some(window) = window() {
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        }
    });
    drop(JsFuture::from(wait).await);
}

/// What the tab keeps until it is closed; `None` where the browser refuses to keep anything.
pub(crate) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a text until the tab is closed. Where the browser refuses, the setting ends with the page.
pub(crate) fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(key, value));
    }
}

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}
