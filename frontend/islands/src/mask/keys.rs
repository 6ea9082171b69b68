//! The editor's keys: arrows and delete on a rectangle, n and z anywhere on the page.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::area::Point;
use super::{Editor, number_of};
use crate::dom;

/// One press of an arrow, in pixels of the picture.
const STEP: i32 = 8;

pub(super) fn listen_on_areas(editor: &Rc<Editor>) {
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "keydown", move |event: KeyboardEvent| own.on_area(&event));
}

/// Where the page is the editor alone, and nothing else has those keys.
pub(super) fn listen_anywhere(editor: &Rc<Editor>) {
    let Some(document) = dom::document() else { return };
    let own = Rc::clone(editor);
    dom::on(&document, "keydown", move |event: KeyboardEvent| own.anywhere(&event));
}

impl Editor {
    fn on_area(&self, event: &KeyboardEvent) {
        let is_area = dom::target::<Element>(event).as_ref().and_then(number_of).is_some();
        let chosen = self.drawing.borrow().chosen();
        let (true, Some(chosen)) = (is_area, chosen) else { return };
        let key = event.key();
        if let Some(by) = arrow(&key) {
            self.nudge(chosen, by, event.shift_key());
        } else if matches!(key.as_str(), "Delete" | "Backspace") {
            self.remove(chosen);
        } else {
            return;
        }
        event.prevent_default();
    }

    fn nudge(&self, number: usize, by: Point, sizes: bool) {
        let area = self.drawing.borrow().chosen_area();
        let Some(area) = area else { return };
        let area = self.picture.get().fitted(if sizes { area.sized(by) } else { area.moved(by) });
        self.change(|drawing| drawing.replace(number, area));
        self.focus_chosen();
    }

    fn anywhere(&self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        let typing = dom::target::<HtmlElement>(event)
            .is_some_and(|target| target.matches("input, textarea, select").unwrap_or_default());
        if modified || typing || event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "n" | "N" => self.create(),
            "z" | "Z" => self.undo(),
            _ => return,
        }
        event.prevent_default();
    }
}

fn arrow(key: &str) -> Option<Point> {
    match key {
        "ArrowLeft" => Some((-STEP, 0)),
        "ArrowRight" => Some((STEP, 0)),
        "ArrowUp" => Some((0, -STEP)),
        "ArrowDown" => Some((0, STEP)),
        _ => None,
    }
}
