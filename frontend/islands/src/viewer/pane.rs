//! Frames to choose from, and the windows that they are seen through.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlImageElement};

use crate::dom;

/// A picture of the page that can be seen large.
pub(super) struct Frame {
    /// The page's own image.
    pub(super) source: HtmlImageElement,
    words: String,
}

impl Frame {
    /// All of them, in the order of their numbers: the overview first.
    pub(super) fn all(root: &Element) -> Vec<Self> {
        let images = dom::all(root, "img[data-viewer-frame]").into_iter();
        images
            .filter_map(|image| image.dyn_into::<HtmlImageElement>().ok())
            .map(|source| Self { words: source.alt(), source })
            .collect()
    }
}

/// A window in which one frame is seen.
pub(super) struct Pane {
    figure: HtmlElement,
    window: Element,
    caption: Element,
    /// Where the second pane has had no frame yet, nothing.
    image: RefCell<Option<HtmlImageElement>>,
    /// Number of the frame in it or on its way.
    expected: Cell<Option<usize>>,
}

impl Pane {
    /// The pane as the server drew it: its first image, where it has one.
    pub(super) fn find(root: &Element, selector: &str) -> Option<Self> {
        let figure: HtmlElement = dom::first(root, selector)?;
        let window: Element = dom::first(&figure, "[data-viewer-window]")?;
        let image: Option<HtmlImageElement> = dom::first(&window, "img[data-viewer-frame]");
        see_only(&window, image.as_ref());
        Some(Self {
            caption: dom::first(&figure, "figcaption")?,
            expected: Cell::new(image.as_ref().map(|_| 0)),
            image: RefCell::new(image),
            window,
            figure,
        })
    }

    /// Whether a frame is in it or on its way.
    pub(super) fn expects(&self, frame: usize) -> bool {
        self.expected.get() == Some(frame)
    }

    /// Says which frame is on its way; `None` has whatever is in it fetched anew.
    pub(super) fn expect(&self, frame: Option<usize>) {
        self.expected.set(frame);
    }

    pub(super) fn show(&self, visible: bool) {
        self.figure.set_hidden(!visible);
    }

    /// Width of the window in CSS pixels; 0 while it is not on the page.
    pub(super) fn width(&self) -> f64 {
        self.window.get_bounding_client_rect().width()
    }

    /// The image that is seen.
    pub(super) fn image(&self) -> Option<HtmlImageElement> {
        self.image.borrow().clone()
    }

    /// As wide for its height as the overview, whichever frame is seen, so that nothing moves when one is chosen.
    pub(super) fn shape(&self, overview: &HtmlImageElement) {
        if let Some(window) = self.window.dyn_ref::<HtmlElement>() {
            let ratio = format!("{} / {}", overview.width(), overview.height());
            drop(window.style().set_property("aspect-ratio", &ratio));
        }
    }

    /// Shows a frame in the window. The image before it stays there, unseen: the page's own must not get lost.
    pub(super) fn put(&self, frame: &Frame, image: HtmlImageElement) {
        if !self.window.contains(Some(&image)) {
            drop(self.window.append_child(&image));
        }
        see_only(&self.window, Some(&image));
        self.caption.set_text_content(Some(&frame.words));
        *self.image.borrow_mut() = Some(image);
    }
}

fn see_only(window: &Element, seen: Option<&HtmlImageElement>) {
    for image in dom::all(window, "img") {
        let is_seen = seen.is_some_and(|seen| image.is_same_node(Some(seen)));
        if is_seen {
            drop(image.remove_attribute("hidden"));
        } else {
            drop(image.set_attribute("hidden", ""));
        }
    }
}

/// A second image of a frame; its bytes are on the page already.
pub(super) fn copy(frame: &Frame) -> Option<HtmlImageElement> {
    let image: HtmlImageElement = frame.source.clone_node().ok()?.dyn_into().ok()?;
    drop(image.remove_attribute("data-viewer-frame"));
    drop(image.remove_attribute("style"));
    drop(image.remove_attribute("hidden"));
    Some(image)
}

/// Waits until an image can be painted at once. One that cannot be decoded is shown as the browser shows such images.
pub(super) async fn decoded(image: &HtmlImageElement) {
    drop(JsFuture::from(image.decode()).await);
}
