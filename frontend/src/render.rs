//! From a page struct to a document.

use crate::frame::{Frame, Section};
use crate::layout;
use crate::texts::Texts;
use leptos::prelude::*;

/// One page of the portal: its place in the navigation and its body.
pub trait Page {
    /// The page's name; also its main heading's words where the page has no better ones.
    fn title(&self, texts: &'static Texts) -> String;

    /// The item of the navigation that this page belongs to.
    fn section(&self) -> Option<Section> {
        None
    }

    /// Whether the reader must correct a form; a browser's title then says so first.
    fn has_errors(&self) -> bool {
        false
    }

    /// What stands between the header and the end of the document.
    fn body(self, frame: &Frame) -> AnyView;
}

/// A part of a page that a script puts in the place of what is there.
pub trait Fragment {
    /// One element.
    fn view(self, frame: &Frame) -> AnyView;
}

/// The HTML of a part of a page.
#[must_use]
pub fn render_fragment<F: Fragment>(frame: &Frame, fragment: F) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| fragment.view(frame).to_html());
    owner.unset_with_forced_cleanup();
    html
}

/// The complete HTML document of a page.
#[must_use]
pub fn render<P: Page>(frame: &Frame, page: P) -> String {
    let owner = Owner::new_root(None);
    let document = owner.with(|| layout::document(frame, page).to_html());
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{document}")
}
