//! What lies on the desk: one element that another takes the place of.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use super::Desk;
use crate::dom;

const VIEW: &str = "[data-desk-view]";
const CASE: &str = "data-case";
const UNTIL: &str = "data-until";

/// The view in a part of a page, or in a whole page. It belongs to this page, so its pictures load at once.
pub(super) fn parsed(html: &str) -> Option<Element> {
    let holder = dom::document()?.create_element("div").ok()?;
    holder.set_inner_html(html);
    let view: Element = dom::first(&holder, VIEW)?;
    view.remove();
    Some(view)
}

/// The reference of the case in a view.
pub(super) fn case_of(view: &Element) -> Option<String> {
    view.get_attribute(CASE)
}

/// Starts the islands of a view; what was started is left as it is.
pub(super) fn attach(view: &Element) {
    for island in dom::all(view, "[data-island]") {
        crate::attach(&island);
    }
}

impl Desk {
    /// What lies on the desk now.
    pub(super) fn view(&self) -> Option<Element> {
        dom::first(&self.root, VIEW)
    }

    /// The reference of the case on the desk.
    pub(super) fn case(&self) -> Option<String> {
        case_of(&self.view()?)
    }

    /// Puts a view in the place of the present one, and gives that back.
    pub(super) fn swap(self: &Rc<Self>, view: &Element) -> Option<Element> {
        let before = self.view()?;
        before.replace_with_with_node_1(view).ok()?;
        self.came();
        self.tell_of(view);
        Some(before)
    }

    /// A view is there: its own islands start, its switch shows how the keys stand.
    pub(super) fn came(&self) {
        let Some(view) = self.view() else { return };
        self.saw(&view);
        super::keys::show_switch(self);
        super::keys::show_tick_all(self);
        super::preview::begin(&view);
        self.say("");
    }

    /// Keeps in mind how long the claims last.
    pub(super) fn saw(&self, part: &Element) {
        if let Some(until) = dom::number(part, UNTIL) {
            self.saw_until(until);
        }
    }

    pub(super) fn saw_until(&self, until: f64) {
        self.until.set(self.until.get().max(until));
    }

    /// The new case is announced, seen from its top, and has the keyboard: at its complaint where it has one.
    fn tell_of(&self, view: &Element) {
        attach(view);
        let name = dom::first::<Element>(view, ".pw-bar__case").and_then(|name| name.text_content());
        let words = self.root.get_attribute("data-announce").unwrap_or_default();
        if let (Some(name), Some(line)) = (name, dom::first::<Element>(&self.root, "[data-desk-announce]")) {
            line.set_text_content(Some(&words.replace("{}", &name)));
        }
        let complaint = dom::first::<HtmlElement>(view, "[role=alert] a[href]");
        let place = complaint.or_else(|| dom::first::<HtmlElement>(view, "h1"));
        drop(place.map(|place| place.focus()));
        if let Some(window) = dom::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Puts the line above the desk in the place of the present one.
    pub(super) fn put_bar(&self, html: &str) -> Option<()> {
        let view = self.view()?;
        let bar: Element = dom::first(&view, "[data-desk-bar]")?;
        let has_focus = dom::has_focus_within(&bar);
        let holder = dom::document()?.create_element("div").ok()?;
        holder.set_inner_html(html);
        let fresh: Element = dom::first(&holder, "[data-desk-bar]")?;
        self.saw(&fresh);
        bar.replace_with_with_node_1(&fresh).ok()?;
        if has_focus {
            drop(dom::first::<HtmlElement>(&fresh, "h1").map(|title| title.focus()));
        }
        Some(())
    }

    /// Takes the last decision off a line that was drawn before the present one: what it offers to undo is not the last.
    pub(super) fn forget_last(view: &Element) {
        if let Some(last) = dom::first::<Element>(view, ".pw-bar__last") {
            last.remove();
        }
    }
}

/// Two animation frames: what was put on the page is painted.
pub(super) async fn painted() {
    for _ in 0..2_u8 {
        let frame = js_sys::Promise::new(&mut |resolve: js_sys::Function, _| {
            let asked = dom::window().map(|window| window.request_animation_frame(&resolve));
            if !matches!(asked, Some(Ok(_))) {
                drop(resolve.call0(&JsValue::UNDEFINED));
            }
        });
        drop(JsFuture::from(frame).await);
    }
}
