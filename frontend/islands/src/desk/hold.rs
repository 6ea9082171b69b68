//! The claims last while somebody works here, and end when the page is left.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlFormElement, SubmitEvent};

use super::request::Answer;
use super::{Desk, request};
use crate::dom;

/// How often the claims are renewed, in milliseconds.
const EACH: i32 = 60_000;
const LOG_OUT: &str = "/logout";

/// Renews each minute in which somebody did something: an empty chair holds nothing back, and keeps no session alive.
pub(super) fn listen(desk: &Rc<Desk>) {
    let (Some(window), Some(document)) = (dom::window(), dom::document()) else { return };
    let own = Rc::clone(desk);
    let renew = Closure::<dyn FnMut()>::new(move || renew(&own)).into_js_value();
    // Without a clock the claim lasts as long as without scripts.
    drop(window.set_interval_with_callback_and_timeout_and_arguments_0(renew.unchecked_ref(), EACH));
    for sign in ["pointermove", "wheel", "touchmove"] {
        let own = Rc::clone(desk);
        dom::on(&document, sign, move |_: Event| own.is_active.set(true));
    }
    let own = Rc::clone(desk);
    dom::on(&window, "pagehide", move |_: Event| own.let_go());
    let own = Rc::clone(desk);
    dom::on(&document, "submit", move |event: SubmitEvent| own.log_out(&event));
}

fn renew(desk: &Rc<Desk>) {
    if !desk.is_active.replace(false) || desk.case().is_none() {
        return;
    }
    let own = Rc::clone(desk);
    desk.queue.add(async move {
        let Some(case) = own.case() else { return };
        let Some(form) = request::form(&own.root, "case", &case) else { return };
        match request::post(request::RENEW, &form).await {
            Some(Answer { status: 200, body, .. }) => {
                dom::decimal(&body).into_iter().for_each(|until| own.saw_until(until))
            }
            Some(lost @ Answer { status: 409, .. }) => own.refused(Some(lost), None),
            // The next minute tries again; the claim lasts longer than a few of them.
            _ => {}
        }
    });
}

impl Desk {
    fn holds_something(&self) -> bool {
        !self.keeps.get() && self.case().is_some()
    }

    /// Gives back what this page knows of; what another page has renewed since stays.
    fn let_go(&self) {
        if !self.holds_something() {
            return;
        }
        let until = dom::whole(self.until.get()).to_string();
        let form = request::form(&self.root, "until", &until);
        if let (Some(form), Some(window)) = (form, dom::window()) {
            // A browser that does not send it leaves the claim to run out.
            drop(window.navigator().send_beacon_with_opt_url_search_params(request::RELEASE, Some(&form)));
        }
    }

    /// Once logged out nothing can be given back: it is, before.
    fn log_out(self: &Rc<Self>, event: &SubmitEvent) {
        let form = dom::target::<HtmlFormElement>(event);
        let Some(form) = form.filter(|form| form.get_attribute("action").as_deref() == Some(LOG_OUT)) else {
            return;
        };
        if !self.holds_something() {
            return;
        }
        event.prevent_default();
        self.keeps.set(true);
        let own = Rc::clone(self);
        let done = self.queue.all();
        spawn_local(async move {
            done.await;
            if let Some(fields) = request::form(&own.root, "until", "") {
                request::post(request::RELEASE, &fields).await;
            }
            drop(form.submit());
        });
    }
}
