//! Mouse, pen and finger on the picture: draw a rectangle, move one, pull its corner.

use std::rc::Rc;

use web_sys::{Element, PointerEvent};

use super::area::{Area, Point};
use super::drawing::replaced;
use super::{Editor, number_of};
use crate::dom;

/// A press that was not let go yet.
pub(super) struct Drag {
    how: How,
    from: Point,
    /// What was there before it.
    before: Vec<Area>,
}

#[derive(Clone, Copy)]
enum How {
    Draw,
    Move(usize, Area),
    Resize(usize, Area),
}

pub(super) fn listen(editor: &Rc<Editor>) {
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "pointerdown", move |event: PointerEvent| own.pressed_down(&event));
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "pointermove", move |event: PointerEvent| own.dragged(&event));
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "pointerup", move |_: PointerEvent| own.let_go());
    let own = Rc::clone(editor);
    dom::on(&editor.overlay, "pointercancel", move |_: PointerEvent| own.called_off());
}

impl Editor {
    fn pressed_down(&self, event: &PointerEvent) {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        event.prevent_default();
        let before = self.drawing.borrow().areas().to_vec();
        let how = self.how(event);
        if let Some(how) = how {
            *self.drag.borrow_mut() = Some(Drag { how, from: self.point(event), before });
        }
        drop(self.overlay.set_pointer_capture(event.pointer_id()));
    }

    /// What a drag from there does.
    fn how(&self, event: &PointerEvent) -> Option<How> {
        let target: Element = dom::target(event)?;
        if target.class_list().contains("pw-mask__handle") {
            let drawing = self.drawing.borrow();
            return Some(How::Resize(drawing.chosen()?, drawing.chosen_area()?));
        }
        let Some(number) = number_of(&target) else {
            return self.drawing.borrow().has_room().then_some(How::Draw);
        };
        self.choose(number);
        let area = self.drawing.borrow().areas().get(number).copied();
        area.map(|area| How::Move(number, area))
    }

    /// The pixel under the pointer.
    fn point(&self, event: &PointerEvent) -> Point {
        let (overlay, scale) = (self.overlay.get_bounding_client_rect(), self.scale());
        let across = f64::from(event.client_x()) - overlay.left();
        let down = f64::from(event.client_y()) - overlay.top();
        self.picture.get().pixel(across * scale, down * scale)
    }

    fn dragged(&self, event: &PointerEvent) {
        let to = self.point(event);
        if let Some(drag) = self.drag.borrow().as_ref() {
            let (areas, chosen) = self.after(drag, to);
            self.drawing.borrow_mut().put(areas, Some(chosen));
        } else {
            return;
        }
        self.show();
    }

    /// What a drag has led to: all rectangles, and the number of the one that is dragged.
    fn after(&self, drag: &Drag, to: Point) -> (Vec<Area>, usize) {
        let by = (to.0 - drag.from.0, to.1 - drag.from.1);
        match drag.how {
            How::Draw => {
                let drawn = self.picture.get().between(drag.from, to);
                (drag.before.iter().copied().chain([drawn]).collect(), drag.before.len())
            }
            How::Move(number, area) => {
                let moved = self.picture.get().fitted(area.moved(by));
                (replaced(&drag.before, number, moved), number)
            }
            How::Resize(number, area) => {
                (replaced(&drag.before, number, self.picture.get().stretched(area, by)), number)
            }
        }
    }

    fn let_go(&self) {
        let Some(drag) = self.drag.take() else { return };
        let is_step = self.drawing.borrow_mut().settle(drag.before);
        if is_step {
            self.forget_complaint();
            self.undo.set_disabled(false);
            self.focus_chosen();
        }
    }

    fn called_off(&self) {
        let Some(drag) = self.drag.take() else { return };
        self.drawing.borrow_mut().put(drag.before, None);
        self.show();
    }
}
