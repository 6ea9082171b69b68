//! The review desk: its keys, and the next case without a wait.
//!
//! While a case is judged, the next one is fetched and its pictures are decoded. A decision swaps it in at once and is sent
//! meanwhile; when the server refuses, the case comes back with what it says. One decision is under way at a time, in the
//! order of the keys that were pressed.

mod act;
mod ahead;
mod hold;
mod keys;
mod measure;
mod preview;
mod queue;
mod request;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, Event, HtmlElement, HtmlFormElement, MouseEvent, SubmitEvent};

use crate::dom;
use act::Act;
use ahead::Ahead;
use queue::Queue;

/// The desk of this page.
pub(super) struct Desk {
    /// The island: it stays while views come and go.
    root: Element,
    ahead: RefCell<Ahead>,
    queue: Queue,
    /// The latest moment, in microseconds since 1970, until which the claims that this page knows of last.
    until: Cell<f64>,
    /// When the key was pressed that leads to the next decision.
    pressed_at: Cell<Option<f64>>,
    /// Milliseconds that the server says the case fetched last took it.
    fetched_in: Cell<f64>,
    /// Whether the server knows that the case in view is on the desk.
    is_told: Cell<bool>,
    /// Whether the officer did anything since the claims were last renewed.
    is_active: Cell<bool>,
    /// The page is left for a place that needs the claim, or that takes care of it.
    keeps: Cell<bool>,
    keys: Cell<bool>,
}

/// Attaches to the desk.
pub(crate) fn attach(root: &Element) {
    let desk = Rc::new(Desk {
        root: root.clone(),
        ahead: RefCell::new(Ahead::Nothing),
        queue: Queue::default(),
        until: Cell::new(0.0),
        pressed_at: Cell::new(None),
        fetched_in: Cell::new(0.0),
        is_told: Cell::new(true),
        is_active: Cell::new(false),
        keeps: Cell::new(false),
        keys: Cell::new(keys::are_on()),
    });
    desk.came();
    desk.mark("data-settled", "true");
    keys::listen(&desk);
    hold::listen(&desk);
    listen(&desk);
    ahead::look(&desk);
}

fn listen(desk: &Rc<Desk>) {
    let own = Rc::clone(desk);
    dom::on(&desk.root, "submit", move |event: SubmitEvent| own.submitted(&event));
    let own = Rc::clone(desk);
    dom::on(&desk.root, "click", move |event: MouseEvent| own.clicked(&event));
    let own = Rc::clone(desk);
    dom::on(&desk.root, "input", move |_: Event| own.typed());
}

impl Desk {
    /// A decision is sent by this code; every other form goes its own way and leads back here.
    fn submitted(self: &Rc<Self>, event: &SubmitEvent) {
        let Some(form) = dom::target::<HtmlFormElement>(event) else { return };
        let submitter = event.submitter();
        let pressed_at = self.pressed_at.take().unwrap_or_else(|| event.time_stamp());
        let Some(act) = Act::of(&form, submitter.as_ref(), pressed_at) else {
            self.keeps.set(true);
            return;
        };
        event.prevent_default();
        self.is_active.set(true);
        act::take(self, act);
    }

    fn typed(&self) {
        self.is_active.set(true);
        if let Some(view) = self.view() {
            preview::update(&view);
        }
    }

    fn clicked(&self, event: &MouseEvent) {
        let Some(clicked) = dom::target::<Element>(event) else { return };
        let closest = |selector: &str| clicked.closest(selector).ok().flatten();
        // A page about this case: the desk is there when the officer comes back.
        if closest("a[href^='/']").is_some() {
            self.keeps.set(true);
        }
        if closest("[data-keys-switch]").is_some() {
            keys::switch(self);
        }
        if closest("[data-check-all]").is_some() {
            keys::tick_all(self);
        }
    }

    /// The message that stands over everything while the officer must wait, or when something failed; empty takes it away.
    fn say(&self, words: &str) {
        if let Some(line) = dom::first::<HtmlElement>(&self.root, "[data-desk-busy]") {
            line.set_text_content(Some(words));
        }
    }

    /// Says what an attribute of the page holds.
    fn say_own(&self, attribute: &str) {
        self.say(&self.root.get_attribute(attribute).unwrap_or_default());
    }

    /// Marks how things stand, for tests and measurements.
    fn mark(&self, attribute: &str, value: &str) {
        dom::set(&self.root, attribute, value);
    }
}
