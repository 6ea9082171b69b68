//! How far something is that takes a while: asked of the server every second, while its form is under way or when the page
//! came while it was.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlElement, RequestInit, RequestRedirect, Response};

use crate::dom;

/// Between two questions, in milliseconds.
const BETWEEN: i32 = 1_000;
/// It is not under way: not yet, or no longer.
const IDLE: u16 = 204;
/// The answer leads elsewhere: the session is over.
const ELSEWHERE: u16 = 0;

struct Progress {
    /// Where the words stand.
    root: Element,
    /// Where to ask.
    place: String,
    /// Somebody sent the form from this page: its answer replaces the page.
    sent: Cell<bool>,
}

/// Attaches to the words of a page that say how far it is.
pub(crate) fn attach(root: &Element) {
    let Some(place) = root.get_attribute("data-place") else { return };
    let progress = Rc::new(Progress { root: root.clone(), place, sent: Cell::new(false) });
    if root.has_attribute("data-running") {
        progress.follow();
    }
    let form = root.get_attribute("data-form");
    let form = form.and_then(|selector| dom::first::<HtmlElement>(&dom::page()?, &selector));
    if let Some(form) = form {
        dom::on(&form, "submit", move |_: Event| {
            if !progress.sent.replace(true) {
                progress.follow();
            }
        });
    }
}

impl Progress {
    /// Asks until it is over.
    fn follow(self: &Rc<Self>) {
        let own = Rc::clone(self);
        spawn_local(async move { while own.goes_on().await {} });
    }

    async fn goes_on(&self) -> bool {
        dom::pause(BETWEEN).await;
        match self.ask().await {
            Some((200, words)) => self.root.set_text_content(Some(&words)),
            Some((IDLE, _)) if !self.sent.get() => return self.leave(),
            Some((ELSEWHERE, _)) => return false,
            // The answer to the form is on its way, or the server is busy or away: the status line tells the latter.
            _ => {}
        }
        true
    }

    async fn ask(&self) -> Option<(u16, String)> {
        let options = RequestInit::new();
        options.set_redirect(RequestRedirect::Manual);
        let answer = dom::window()?.fetch_with_str_and_init(&self.place, &options);
        let answer = JsFuture::from(answer).await.ok()?;
        let answer: Response = answer.dyn_into().ok()?;
        let words = JsFuture::from(answer.text().ok()?).await.ok()?;
        Some((answer.status(), words.as_string()?))
    }

    /// It ended while somebody else's page looked on.
    fn leave(&self) -> bool {
        let after = self.root.get_attribute("data-after");
        if let (Some(window), Some(after)) = (dom::window(), after) {
            drop(window.location().assign(&after));
        }
        false
    }
}
