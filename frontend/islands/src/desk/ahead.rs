//! The next case, fetched and decoded while the present one is judged.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Element;

use super::{Desk, measure, request, view};
use crate::viewer;

/// How the next case stands.
pub(super) enum Ahead {
    /// It was not asked for, or there is none.
    Nothing,
    /// It was asked for.
    Coming(Promise),
    /// It can be put on the desk at once.
    Ready(Element),
}

/// Asks for the next case, unless it is there or on its way.
pub(super) fn look(desk: &Rc<Desk>) {
    if !matches!(*desk.ahead.borrow(), Ahead::Nothing) || desk.case().is_none() {
        return;
    }
    desk.mark("data-ahead", "coming");
    let own = Rc::clone(desk);
    let coming = future_to_promise(async move {
        let found = fetch(&own).await;
        // Meanwhile it may no longer be wanted: a decision was taken back, or the desk was loaded anew.
        if matches!(*own.ahead.borrow(), Ahead::Coming(_)) {
            own.put_ahead(found);
        }
        Ok(JsValue::UNDEFINED)
    });
    *desk.ahead.borrow_mut() = Ahead::Coming(coming);
}

async fn fetch(desk: &Rc<Desk>) -> Option<Element> {
    let begun = measure::now();
    let form = request::form(&desk.root, "case", &desk.case().unwrap_or_default())?;
    let answer = request::post(request::NEXT, &form).await.filter(|answer| answer.status == 200)?;
    let fetched = measure::now();
    desk.fetched_in.set(answer.server.unwrap_or_default());
    let next = view::parsed(&answer.body)?;
    desk.saw(&next);
    // What it offers to undo was the last decision when it was drawn.
    Desk::forget_last(&next);
    view::attach(&next);
    viewer::ready(&next).await;
    measure::ahead(begun, fetched, answer.server);
    Some(next)
}

impl Desk {
    /// Keeps a view for the next decision; without one there is nothing ahead.
    pub(super) fn put_ahead(&self, next: Option<Element>) {
        self.mark("data-ahead", if next.is_some() { "ready" } else { "nothing" });
        *self.ahead.borrow_mut() = next.map_or(Ahead::Nothing, Ahead::Ready);
    }

    /// The next case, when it can be put on the desk at once.
    pub(super) fn take_ready(&self) -> Option<Element> {
        let ahead = self.ahead.replace(Ahead::Nothing);
        if let Ahead::Ready(next) = ahead {
            self.mark("data-ahead", "nothing");
            return Some(next);
        }
        self.ahead.replace(ahead);
        None
    }

    /// The next case, once it is there.
    pub(super) async fn take_next(self: &Rc<Self>) -> Option<Element> {
        let coming = match &*self.ahead.borrow() {
            Ahead::Coming(coming) => Some(coming.clone()),
            Ahead::Nothing | Ahead::Ready(_) => None,
        };
        if let Some(coming) = coming {
            drop(JsFuture::from(coming).await);
        }
        match self.take_ready() {
            Some(next) => Some(next),
            None => fetch(self).await,
        }
    }
}
