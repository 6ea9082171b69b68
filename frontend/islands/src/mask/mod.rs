//! Drawing in the mask editor. The page works without it: two clicks or four numbers make a rectangle.

mod area;
mod carrier;
mod drawing;
mod keys;
mod pointer;
pub(crate) mod reference;
mod show;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{
    Element, Event, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent,
};

use crate::dom;
use area::{Area, Picture};
use carrier::Carrier;
use drawing::Drawing;
use pointer::Drag;

/// The editor of this page.
struct Editor {
    root: Element,
    picture: Cell<Picture>,
    /// What is drawn on: an SVG over the picture.
    overlay: Element,
    list: Element,
    empty: HtmlElement,
    undo: HtmlButtonElement,
    /// The button that makes a rectangle.
    create: HtmlElement,
    /// What holds the rectangles.
    carrier: Carrier,
    /// Four numbers that make a rectangle, where the page has no other place to type them.
    typed: Option<HtmlFormElement>,
    drawing: RefCell<Drawing>,
    drag: RefCell<Option<Drag>>,
}

/// Attaches to the editor.
pub(crate) fn attach(root: &Element) {
    if let Some(editor) = Editor::on_page(root) {
        let editor = Rc::new(editor);
        pointer::listen(&editor);
        keys::listen_on_areas(&editor);
        keys::listen_anywhere(&editor);
        listen(&editor);
        editor.begin();
    }
}

fn listen(editor: &Rc<Editor>) {
    let own = Rc::clone(editor);
    dom::on(&editor.create, "click", move |_: Event| own.create());
    let own = Rc::clone(editor);
    dom::on(&editor.undo, "click", move |_: Event| own.undo());
    let own = Rc::clone(editor);
    dom::on(&editor.list, "click", move |event: Event| own.pressed(&event));
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "focusin", move |event: Event| own.reached(&event));
    if let Some(typed) = &editor.typed {
        let own = Rc::clone(editor);
        dom::on(typed, "submit", move |event: SubmitEvent| own.submitted(&event));
    }
    if let Some(window) = dom::window() {
        let own = Rc::clone(editor);
        dom::on(&window, "resize", move |_: Event| own.show());
    }
}

impl Editor {
    /// The editor of a page whose picture the server sent.
    fn on_page(root: &Element) -> Option<Self> {
        let length = |attribute: &str| area::number(&root.get_attribute(attribute)?);
        let picture = Picture { width: length("data-width")?, height: length("data-height")? };
        Self::find(root, picture, Carrier::Hidden(dom::all_of(root, "[data-areas]")))
    }

    fn find(root: &Element, picture: Picture, carrier: Carrier) -> Option<Self> {
        Some(Self {
            picture: Cell::new(picture),
            overlay: dom::first(root, "[data-overlay]")?,
            list: dom::first(root, "[data-list]")?,
            empty: dom::first(root, "[data-empty]")?,
            undo: dom::first(root, "[data-undo]")?,
            create: dom::first(root, "[data-new]")?,
            typed: dom::first(root, ".pw-mask__typed form"),
            drawing: RefCell::new(Drawing::of(carrier.areas())),
            drag: RefCell::new(None),
            carrier,
            root: root.clone(),
        })
    }

    fn create(&self) {
        self.add(self.picture.get().middle());
    }

    fn add(&self, area: Area) {
        if self.drawing.borrow().has_room() {
            self.change(|drawing| drawing.add(area));
            self.focus_chosen();
        }
    }

    fn remove(&self, number: usize) {
        self.change(|drawing| drawing.remove(number));
        if self.drawing.borrow().chosen().is_some() {
            self.focus_chosen();
        } else {
            drop(self.create.focus());
        }
    }

    fn undo(&self) {
        self.drawing.borrow_mut().undo();
        self.show();
    }

    /// One step that can be undone.
    fn change(&self, step: impl FnOnce(&mut Drawing)) {
        self.forget_complaint();
        step(&mut self.drawing.borrow_mut());
        self.show();
    }

    /// What was wrong with the drawing that was sent says nothing about the one that is being made.
    fn forget_complaint(&self) {
        if let Some(complaint) = dom::first::<Element>(&self.root, "[data-complaint]") {
            complaint.remove();
        }
    }

    fn choose(&self, number: usize) {
        let is_another = self.drawing.borrow_mut().choose(number);
        if is_another {
            self.show();
            self.focus_chosen();
        }
    }

    /// A button of the list.
    fn pressed(&self, event: &Event) {
        let button = dom::target::<Element>(event).and_then(|target| target.closest("button").ok()?);
        if let Some(number) = button.as_ref().and_then(number_of) {
            self.remove(number);
        }
    }

    /// The keyboard came to a rectangle.
    fn reached(&self, event: &Event) {
        if let Some(number) = dom::target::<Element>(event).as_ref().and_then(number_of) {
            self.choose(number);
        }
    }

    /// A typed rectangle that fits is added here; anything else goes to the server, which says what is wrong with it.
    fn submitted(&self, event: &SubmitEvent) {
        let Some((form, area)) = self.typed.as_ref().and_then(|form| Some((form, typed_area(form)?))) else {
            return;
        };
        if self.picture.get().fitted(area) == area && self.drawing.borrow().has_room() {
            event.prevent_default();
            self.add(area);
            form.reset();
        }
    }
}

fn typed_area(form: &HtmlFormElement) -> Option<Area> {
    let typed = |name: &str| {
        let field: HtmlInputElement = dom::first(form, &format!("[name={name}]"))?;
        area::number(&field.value())
    };
    Some(Area { x: typed("left")?, y: typed("top")?, width: typed("width")?, height: typed("height")? })
}

/// The number of the rectangle that an element stands for.
fn number_of(element: &Element) -> Option<usize> {
    element.get_attribute("data-index")?.parse().ok()
}
