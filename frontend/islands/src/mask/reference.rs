//! Masks of a location, drawn on a picture of its camera. The picture stays in the browser: nothing sends it anywhere.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CanvasRenderingContext2d, Element, Event, HtmlCanvasElement, HtmlInputElement, HtmlTextAreaElement,
    ImageBitmap,
};

use super::area::Picture;
use super::carrier::Carrier;
use super::{Editor, keys, pointer};
use crate::dom;

/// Before there is a picture.
const NONE: Picture = Picture { width: 1, height: 1 };

struct Reference {
    editor: Rc<Editor>,
    /// Where the picture is chosen.
    file: HtmlInputElement,
    canvas: HtmlCanvasElement,
    /// Says how large it is, or that it is none.
    said: Element,
}

/// Attaches to the place below a text of rectangles where they can be drawn as well.
pub(crate) fn attach(root: &Element) {
    let lines = root.get_attribute("data-lines");
    let lines = lines.and_then(|selector| dom::first::<HtmlTextAreaElement>(&dom::page()?, &selector));
    let Some((reference, lines)) = lines.and_then(|lines| Some((Reference::find(root, &lines)?, lines)))
    else {
        return;
    };
    drop(root.remove_attribute("hidden"));
    pointer::listen(&reference.editor);
    keys::listen_on_areas(&reference.editor);
    super::listen(&reference.editor);
    let reference = Rc::new(reference);
    let own = Rc::clone(&reference);
    dom::on(&reference.file, "change", move |_: Event| own.chosen());
    dom::on(&lines, "input", move |_: Event| reference.editor.begin_anew());
}

impl Reference {
    fn find(root: &Element, lines: &HtmlTextAreaElement) -> Option<Self> {
        let editor = Editor::find(root, NONE, Carrier::Lines(lines.clone()))?;
        Some(Self {
            editor: Rc::new(editor),
            file: dom::first(root, "[data-file]")?,
            canvas: dom::first(root, "[data-canvas]")?,
            said: dom::first(root, "[data-said]")?,
        })
    }

    fn chosen(self: &Rc<Self>) {
        let Some(file) = self.file.files().and_then(|files| files.get(0)) else { return };
        let own = Rc::clone(self);
        spawn_local(async move {
            let Some(picture) = own.draw(&file).await else { return own.say("data-broken", &[]) };
            own.editor.picture.set(picture);
            own.editor.begin();
            own.say("data-size", &[picture.width, picture.height]);
        });
    }

    async fn draw(&self, file: &web_sys::File) -> Option<Picture> {
        let bitmap = dom::window()?.create_image_bitmap_with_blob(file).ok()?;
        let bitmap: ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
        let (width, height) = (bitmap.width(), bitmap.height());
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        let context: CanvasRenderingContext2d = self.canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0).ok()?;
        bitmap.close();
        dom::set(&self.editor.overlay, "viewBox", &format!("0 0 {width} {height}"));
        Some(Picture { width: width.try_into().ok()?, height: height.try_into().ok()? })
    }

    fn say(&self, attribute: &str, values: &[i32]) {
        let words = self.said.get_attribute(attribute).unwrap_or_default();
        let words = values.iter().fold(words, |words, value| words.replacen("{}", &value.to_string(), 1));
        self.said.set_text_content(Some(&words));
    }
}
