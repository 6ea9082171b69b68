//! The overview in full: asked for only when somebody zooms in so far that the smaller form has no more to show.

use std::cell::Cell;

use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlImageElement;

use crate::dom;

/// The overview's full form, where the page shows a smaller one.
pub(super) struct Sharp {
    address: String,
    /// Width of the smaller form in pixels.
    enough: f64,
    asked: Cell<bool>,
}

impl Sharp {
    /// Of the overview; `None` where it is whole already.
    pub(super) fn of(overview: &HtmlImageElement) -> Option<Self> {
        Some(Self {
            address: overview.get_attribute("data-full")?,
            enough: dom::number(overview, "data-work-width")?,
            asked: Cell::new(false),
        })
    }

    /// Whether it is wanted now, for an image of this width in CSS pixels; says so once.
    pub(super) fn is_wanted(&self, width: f64) -> bool {
        let density = dom::window().map_or(1.0, |window| window.device_pixel_ratio());
        width * density > self.enough && !self.asked.replace(true)
    }

    /// Fetches and decodes it, then puts it in the place of the smaller form; says whether it did. A grant that ended
    /// meanwhile leaves the picture as it is.
    pub(super) async fn load_into(&self, image: &HtmlImageElement) -> bool {
        let Ok(full) = HtmlImageElement::new() else { return false };
        full.set_src(&self.address);
        if JsFuture::from(full.decode()).await.is_err() {
            return false;
        }
        image.set_src(&self.address);
        drop(image.remove_attribute("srcset"));
        true
    }
}
