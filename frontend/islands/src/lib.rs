//! What the browser adds to pages that the server rendered: islands of behaviour.
//!
//! Every page is whole without this crate. An island finds its element by `data-island="NAME"` and attaches to the
//! markup that is there; words come from the page's own attributes, so this crate knows no language. It loads nothing
//! that the page does not name and keeps view settings alone, for as long as the browser's tab lives.

mod desk;
mod dom;
mod mask;
mod progress;
mod status;
mod viewer;

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

/// Attaches every island of the page. The loader calls it as soon as the code is there.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(page) = dom::page() else { return };
    for island in dom::all(&page, "[data-island]") {
        attach(&island);
    }
}

fn attach(island: &Element) {
    match island.get_attribute("data-island").as_deref() {
        Some("desk") => desk::attach(island),
        Some("mask") => mask::attach(island),
        Some("progress") => progress::attach(island),
        Some("reference") => mask::reference::attach(island),
        Some("status") => status::attach(island),
        Some("viewer") => viewer::attach(island),
        _ => {}
    }
}
