//! Forms: sent once, to a server that is there. What another island sends by itself is left to it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, HtmlFormElement, SubmitEvent, Window};

use super::line::Line;
use crate::dom;

/// Set on a form that is under way: `asked` while the server is looked for, `sent` afterwards.
const STATE: &str = "data-sending";
/// After this time, in milliseconds, it is said that something is going on.
const MOMENT: i32 = 1_000;
/// A form whose answer is a file leaves the page where it is; then it may be sent again, in milliseconds.
const FILE: i32 = 10_000;

/// Guards every form of the page, also those that come later.
pub(super) fn guard(window: &Window, line: &Rc<Line>) {
    let own = Rc::clone(line);
    dom::on(window, "submit", move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        if let Some(form) = form.filter(|_| !event.default_prevented()) {
            send(&own, &event, form);
        }
    });
    // Whoever comes back to a kept page finds its forms as they were before they were sent.
    let own = Rc::clone(line);
    dom::on(window, "pageshow", move |_: Event| {
        own.be_idle();
        for form in dom::page().iter().flat_map(|page| dom::all(page, "form[data-sending]")) {
            drop(form.remove_attribute(STATE));
        }
    });
}

fn send(line: &Rc<Line>, event: &SubmitEvent, form: HtmlFormElement) {
    match form.get_attribute(STATE).as_deref() {
        None => {
            event.prevent_default();
            drop(form.set_attribute(STATE, "asked"));
            look_first(Rc::clone(line), form, event.submitter());
        }
        // Sent from here, by its own button, after the server answered.
        Some("let") => drop(form.set_attribute(STATE, "sent")),
        Some(_) => event.prevent_default(),
    }
}

/// Looks whether the server is there, and only then has the browser send the form as it would have.
fn look_first(line: Rc<Line>, form: HtmlFormElement, submitter: Option<HtmlElement>) {
    let (busy, sending) = (Rc::clone(&line), form.clone());
    spawn_local(async move {
        dom::pause(MOMENT).await;
        if sending.has_attribute(STATE) {
            busy.be_busy();
        }
    });
    spawn_local(async move {
        if super::is_there().await {
            drop(form.set_attribute(STATE, "let"));
            drop(match &submitter {
                Some(button) => form.request_submit_with_submitter(Some(button)),
                None => form.request_submit(),
            });
            dom::pause(FILE).await;
        } else {
            line.lose();
        }
        drop(form.remove_attribute(STATE));
        line.be_idle();
    });
}
