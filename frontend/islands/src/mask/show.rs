//! What is on the page: it follows from the drawing alone.

use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::Editor;
use super::area::Area;
use super::drawing::Drawing;
use crate::dom;

const SVG: &str = "http://www.w3.org/2000/svg";
/// Side of the corner by which a rectangle is resized, in CSS pixels.
const HANDLE: f64 = 14.0;

impl Editor {
    /// Puts the script's own tools in the place of those that do without.
    pub(super) fn begin(&self) {
        drop(self.root.class_list().add_1("pw-mask--live"));
        drop(self.overlay.remove_attribute("aria-hidden"));
        if let Some(picture) = dom::first::<HtmlInputElement>(&self.root, ".pw-mask__image") {
            picture.set_disabled(true);
        }
        for (selector, hidden) in [("[data-with-script]", false), ("[data-without-script]", true)] {
            for element in dom::all_of::<HtmlElement>(&self.root, selector) {
                element.set_hidden(hidden);
            }
        }
        self.paint();
    }

    /// Begins with what the page holds now, and leaves that as it was typed.
    pub(super) fn begin_anew(&self) {
        *self.drawing.borrow_mut() = Drawing::of(self.carrier.areas());
        self.paint();
    }

    pub(super) fn show(&self) {
        self.carrier.keep(self.drawing.borrow().areas());
        self.paint();
    }

    fn paint(&self) {
        let drawing = self.drawing.borrow();
        self.overlay.replace_children_with_node_0();
        self.list.replace_children_with_node_0();
        for (number, area) in drawing.areas().iter().enumerate() {
            self.show_area(&drawing, number, *area);
        }
        self.show_handle(&drawing);
        self.empty.set_hidden(!drawing.areas().is_empty());
        self.undo.set_disabled(!drawing.can_undo());
    }

    fn show_area(&self, drawing: &Drawing, number: usize, area: Area) -> Option<()> {
        let is_chosen = drawing.chosen() == Some(number);
        let words = self.words(number, area);
        let (drawn, listed) =
            (rectangle(number, area, is_chosen, &words)?, self.entry(number, is_chosen, &words)?);
        self.overlay.append_child(&drawn).ok()?;
        self.list.append_child(&listed).ok()?;
        Some(())
    }

    /// As large on the screen whatever the picture's size.
    fn show_handle(&self, drawing: &Drawing) -> Option<()> {
        let area = drawing.chosen_area()?;
        let side = HANDLE * self.scale();
        let start = |from: i32, length: i32| dom::three_places(f64::from(from + length) - side / 2.0);
        let handle = svg("rect", "pw-mask__handle")?;
        dom::set(&handle, "x", &start(area.x, area.width));
        dom::set(&handle, "y", &start(area.y, area.height));
        for length in ["width", "height"] {
            dom::set(&handle, length, &dom::three_places(side));
        }
        self.overlay.append_child(&handle).ok().map(drop)
    }

    /// A line of the list, with the button that removes its rectangle.
    fn entry(&self, number: usize, is_chosen: bool, words: &str) -> Option<Element> {
        let item = element("li", &marked("pw-mask__entry", is_chosen))?;
        let label = element("span", "")?;
        label.set_text_content(Some(words));
        let button = element("button", "utrecht-button utrecht-button--subtle")?;
        dom::set(&button, "type", "button");
        dom::set(&button, "data-index", &number.to_string());
        dom::set(&button, "aria-label", &self.filled("data-remove-area", &[count(number)]));
        button.set_text_content(Some(&self.filled("data-remove", &[])));
        item.append_child(&label).ok()?;
        item.append_child(&button).ok()?;
        Some(item)
    }

    fn words(&self, number: usize, area: Area) -> String {
        let Area { x, y, width, height } = area;
        let [x, y, width, height] = [x, y, width, height].map(|length| length.to_string());
        self.filled("data-area", &[count(number), x, y, width, height])
    }

    /// The words of an attribute of the page, with values in their places.
    fn filled(&self, attribute: &str, values: &[String]) -> String {
        let words = self.root.get_attribute(attribute).unwrap_or_default();
        values.iter().fold(words, |words, value| words.replacen("{}", value, 1))
    }

    /// Pixels of the picture in a CSS pixel.
    pub(super) fn scale(&self) -> f64 {
        f64::from(self.picture.get().width) / self.overlay.get_bounding_client_rect().width().max(1.0)
    }

    /// Gives the chosen rectangle the keyboard.
    pub(super) fn focus_chosen(&self) {
        let chosen = self.drawing.borrow().chosen();
        let Some(chosen) = chosen else { return };
        let selector = format!("[data-index=\"{chosen}\"]");
        if let Some(chosen) = dom::first::<Element>(&self.overlay, &selector) {
            dom::focus_in_place(&chosen);
        }
    }
}

fn rectangle(number: usize, area: Area, is_chosen: bool, words: &str) -> Option<Element> {
    let rectangle = svg("rect", &marked("pw-mask__area", is_chosen))?;
    let Area { x, y, width, height } = area;
    for (name, length) in [("x", x), ("y", y), ("width", width), ("height", height)] {
        dom::set(&rectangle, name, &length.to_string());
    }
    dom::set(&rectangle, "tabindex", "0");
    dom::set(&rectangle, "role", "button");
    dom::set(&rectangle, "aria-label", words);
    dom::set(&rectangle, "data-index", &number.to_string());
    Some(rectangle)
}

fn marked(class: &str, is_chosen: bool) -> String {
    if is_chosen { format!("{class} {class}--chosen") } else { class.to_owned() }
}

/// People count from one.
fn count(number: usize) -> String {
    (number + 1).to_string()
}

fn svg(name: &str, class: &str) -> Option<Element> {
    let element = dom::document()?.create_element_ns(Some(SVG), name).ok()?;
    dom::set(&element, "class", class);
    Some(element)
}

fn element(name: &str, class: &str) -> Option<Element> {
    let element = dom::document()?.create_element(name).ok()?;
    dom::set(&element, "class", class);
    Some(element)
}
