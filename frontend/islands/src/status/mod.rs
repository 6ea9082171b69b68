//! The status line: says when the server cannot be reached, and that something takes longer. A form is sent once, and
//! only to a server that answers, so that a page with typed words is never exchanged for the browser's own error page.

mod forms;
mod line;

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, Element, Event, MouseEvent, RequestCache, RequestCredentials, RequestInit, Response,
};

use crate::dom;
use line::Line;
use wasm_bindgen::JsCast;

/// Says whether the server is there; asks nothing else of it.
const PING: &str = "/ping";
/// A server that has not answered by then is not there, in milliseconds.
const PATIENCE: u32 = 3_000;
/// Between two tries to reach it again, in milliseconds.
const BETWEEN: i32 = 2_000;
/// How long it is said that all is well again, in milliseconds.
const GLAD: i32 = 4_000;

/// Attaches to the status line and, through it, to the page's forms and links.
pub(crate) fn attach(root: &Element) {
    let line = Rc::new(Line::new(root));
    let Some(window) = dom::window() else { return };
    let own = Rc::clone(&line);
    dom::on(&window, "offline", move |_: Event| own.lose());
    let own = Rc::clone(&line);
    dom::on(&window, "online", move |_: Event| own.look_again());
    let own = Rc::clone(&line);
    dom::on(&window, "click", move |event: MouseEvent| hold_link(&own, &event));
    forms::guard(&window, &line);
    if !window.navigator().on_line() {
        line.lose();
    }
}

/// While the server is away a link would only lose the page.
fn hold_link(line: &Line, event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let leaves = |link: &Element| !link.get_attribute("href").is_some_and(|to| to.starts_with('#'));
    if line.is_lost() && link.as_ref().is_some_and(leaves) {
        event.prevent_default();
    }
}

/// Whether the server answers at all.
async fn is_there() -> bool {
    let Some(window) = dom::window().filter(|window| window.navigator().on_line()) else { return false };
    let request = RequestInit::new();
    request.set_method("HEAD");
    request.set_cache(RequestCache::NoStore);
    request.set_credentials(RequestCredentials::Omit);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    let answer = JsFuture::from(window.fetch_with_str_and_init(PING, &request)).await;
    // A proxy in front answers for a server that is gone.
    answer
        .ok()
        .and_then(|answer| answer.dyn_into::<Response>().ok())
        .is_some_and(|answer| answer.status() < 500)
}

/// Tries until the server is there, then takes the message back.
fn try_until_there(line: Rc<Line>) {
    spawn_local(async move {
        while !is_there().await {
            dom::pause(BETWEEN).await;
        }
        line.find();
        dom::pause(GLAD).await;
        line.forget_gladness();
    });
}
