//! Dragging with a mouse or a finger, and two fingers that pinch. One finger on the whole picture scrolls the page.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, Event, PointerEvent};

use super::Viewer;
use super::gestures::{share_of, window_under};
use super::view::View;

/// Nearer to each other than this, in CSS pixels, two fingers tell no direction.
const TOGETHER: f64 = 1.0;

/// A mouse button or a finger that is down.
#[derive(Clone, Copy)]
struct Finger {
    id: i32,
    at: (f64, f64),
}

/// All that are down; more than two are left out.
#[derive(Default)]
struct Fingers {
    down: Vec<Finger>,
    /// The window in which the first one came down.
    window: Option<Element>,
}

pub(super) fn listen(viewer: &Rc<Viewer>) {
    let fingers = Rc::new(RefCell::new(Fingers::default()));
    let own = Rc::clone(&fingers);
    viewer.hear(&viewer.view, "pointerdown", move |viewer, event: PointerEvent| {
        own.borrow_mut().came_down(viewer, &event);
    });
    let own = Rc::clone(&fingers);
    viewer.hear(&viewer.view, "pointermove", move |viewer, event: PointerEvent| {
        own.borrow_mut().moved(viewer, &event);
    });
    for end in ["pointerup", "pointercancel"] {
        let own = Rc::clone(&fingers);
        viewer.hear(&viewer.view, end, move |_, event: PointerEvent| own.borrow_mut().lifted(&event));
    }
    // The browser would drag the image itself away.
    viewer.hear(&viewer.view, "dragstart", |_, event: Event| event.prevent_default());
}

impl Fingers {
    fn came_down(&mut self, viewer: &Viewer, event: &PointerEvent) {
        let Some(window) = window_under(event).filter(|_| event.button() == 0) else { return };
        // A finger that came down anew was lifted before, whatever was heard of that.
        self.lifted(event);
        match self.down.len() {
            0 => self.window = Some(window),
            1 => {}
            _ => return,
        }
        self.down.push(Finger { id: event.pointer_id(), at: place(event) });
        if viewer.settings().view.is_zoomed() || self.down.len() == 2 {
            drop(viewer.view.set_pointer_capture(event.pointer_id()));
        }
    }

    fn lifted(&mut self, event: &PointerEvent) {
        self.down.retain(|finger| finger.id != event.pointer_id());
    }

    fn moved(&mut self, viewer: &Rc<Viewer>, event: &PointerEvent) {
        // A mouse button that was let go outside the window.
        if event.buttons() == 0 {
            return self.lifted(event);
        }
        let Some(window) = self.window.clone() else { return };
        let before = Touch::of(&self.down);
        let Some(finger) = self.down.iter_mut().find(|finger| finger.id == event.pointer_id()) else {
            return;
        };
        finger.at = place(event);
        let (Some(before), Some(now)) = (before, Touch::of(&self.down)) else { return };
        if let Some(view) = before.to(now, &window, viewer.settings().view) {
            viewer.look(view);
        }
    }
}

/// Where one or two fingers are together.
#[derive(Clone, Copy)]
struct Touch {
    middle: (f64, f64),
    apart: f64,
}

impl Touch {
    fn of(fingers: &[Finger]) -> Option<Self> {
        let (first, last) = (fingers.first()?.at, fingers.last()?.at);
        let middle = (f64::midpoint(first.0, last.0), f64::midpoint(first.1, last.1));
        Some(Self { middle, apart: distance(first, last) })
    }

    /// The view after they went from here to there; none where the whole picture stays as it is.
    fn to(self, there: Self, window: &Element, view: View) -> Option<View> {
        let can_tell = self.apart > TOGETHER && there.apart > TOGETHER;
        let factor = if can_tell { there.apart / self.apart } else { 1.0 };
        let after = view.pinch(factor, share_of(window, self.middle)?, share_of(window, there.middle)?);
        (after != view).then_some(after)
    }
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (across, down) = (one.0 - other.0, one.1 - other.1);
    (across * across + down * down).sqrt()
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
