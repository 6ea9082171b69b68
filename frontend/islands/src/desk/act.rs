//! What the officer does to a case: sent to the server while the next case is already there.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{
    Element, FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement, UrlSearchParams,
};

use super::request::Answer;
use super::{Desk, ahead, measure, request, view};
use crate::{dom, viewer};

/// What a form does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The case leaves the desk.
    Decision,
    /// A decided case comes back.
    Undo,
    /// A question about the case is answered.
    Answer,
    /// The reading of the plate is corrected; the case stays.
    Correction,
}

impl Kind {
    /// By the place that is posted to.
    pub(super) fn of(place: &str) -> Option<Self> {
        match place {
            "/review/confirm" | "/review/dismiss" | "/review/skip" => Some(Self::Decision),
            "/review/undo" => Some(Self::Undo),
            "/review/windscreen" => Some(Self::Answer),
            "/review/plate" => Some(Self::Correction),
            _ => None,
        }
    }
}

/// One act, as it was when the key was pressed.
pub(super) struct Act {
    kind: Kind,
    place: String,
    form: UrlSearchParams,
    case: String,
    pressed_at: f64,
}

impl Act {
    /// Nothing where the form goes its own way.
    pub(super) fn of(
        form: &HtmlFormElement,
        submitter: Option<&HtmlElement>,
        pressed_at: f64,
    ) -> Option<Self> {
        use wasm_bindgen::JsCast as _;
        let place = place(form, submitter)?;
        let (kind, sent) = (Kind::of(&place)?, fields(form)?);
        if kind == Kind::Correction {
            add_explanation(&sent);
        }
        if let Some(button) = submitter.and_then(|button| button.dyn_ref::<HtmlButtonElement>())
            && !button.name().is_empty()
        {
            sent.append(&button.name(), &button.value());
        }
        let case = sent.get("case").unwrap_or_default();
        Some(Self { kind, place, form: sent, case, pressed_at })
    }
}

/// Where a form goes: a button may lead elsewhere than its form.
fn place(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Option<String> {
    let own = submitter.and_then(|button| button.get_attribute("formaction"));
    own.or_else(|| form.get_attribute("action"))
}

fn fields(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let fields: JsValue = FormData::new_with_form(form).ok()?.into();
    UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()
}

/// Adds what stands beside the reason that needs words, so that it comes back with the answer.
fn add_explanation(sent: &UrlSearchParams) -> Option<()> {
    let explanation: HtmlInputElement = dom::first(&dom::page()?, "#field-explanation")?;
    sent.append("explanation", &explanation.value());
    Some(())
}

/// Does it, after everything that was done before.
pub(super) fn take(desk: &Rc<Desk>, act: Act) {
    desk.mark("data-settled", "false");
    let own = Rc::clone(desk);
    desk.queue.add(async move {
        match act.kind {
            Kind::Decision => decide(&own, act).await,
            Kind::Undo => undo(&own, act).await,
            Kind::Answer => answer(&own, act).await,
            Kind::Correction => correct(&own, act).await,
        }
        ahead::look(&own);
        own.mark("data-settled", "true");
    });
}

async fn decide(desk: &Rc<Desk>, act: Act) {
    // The case has left the desk since, or another came back: the key was meant for what was there.
    if desk.case().as_deref() != Some(act.case.as_str()) || !desk.tell().await {
        return;
    }
    let before = desk.take_ready().and_then(|next| desk.swap(&next));
    match &before {
        Some(_) => paint(desk, act.pressed_at, 0.0),
        None => desk.say_own("data-busy"),
    }
    let answered = request::post(&act.place, &act.form).await;
    measure::decided(act.pressed_at);
    match (answered, before) {
        (Some(Answer { status: 204, .. }), Some(_)) => {
            desk.is_told.set(false);
            desk.tell().await;
        }
        (Some(Answer { status: 204, .. }), None) => bring_next(desk, act.pressed_at).await,
        (answered, before) => desk.refused(answered, before),
    }
}

/// The next case was not there yet.
async fn bring_next(desk: &Rc<Desk>, pressed_at: f64) {
    let Some(next) = desk.take_next().await else { return load(desk, request::DESK).await };
    desk.swap(&next);
    paint(desk, pressed_at, measure::now() - pressed_at);
    desk.is_told.set(false);
    desk.tell().await;
}

fn paint(desk: &Rc<Desk>, pressed_at: f64, waited: f64) {
    let own = Rc::clone(desk);
    wasm_bindgen_futures::spawn_local(async move { measure::next(&own, pressed_at, waited).await });
}

async fn undo(desk: &Rc<Desk>, act: Act) {
    match request::post(&act.place, &act.form).await {
        Some(Answer { status: 204, .. }) => {
            // The server gave back what waited beside the desk.
            desk.put_ahead(None);
            load(desk, "/review?notice=undone").await;
        }
        other => desk.refused(other, None),
    }
}

async fn answer(desk: &Rc<Desk>, act: Act) {
    match request::post(&act.place, &act.form).await {
        Some(Answer { status: 204, .. }) => {
            let question = desk.view().and_then(|view| dom::first::<Element>(&view, ".pw-question"));
            if let Some(question) = question {
                question.remove();
            }
            desk.focus_decision();
        }
        other => desk.refused(other, None),
    }
}

/// The same case with its new reading; what waits beside it stays.
async fn correct(desk: &Rc<Desk>, act: Act) {
    if desk.case().as_deref() != Some(act.case.as_str()) || !desk.tell().await {
        return;
    }
    match request::post(&act.place, &act.form).await {
        Some(Answer { status: 200, body, .. }) => match view::parsed(&body) {
            Some(fresh) => bring(desk, &fresh).await,
            None => desk.go(),
        },
        other => desk.refused(other, None),
    }
}

/// Puts a view on the desk once its pictures are there.
async fn bring(desk: &Rc<Desk>, fresh: &Element) {
    view::attach(fresh);
    viewer::ready(fresh).await;
    desk.is_told.set(true);
    desk.swap(fresh);
}

/// Shows the desk as the server draws it now.
async fn load(desk: &Rc<Desk>, place: &str) {
    let page = request::get(place).await.filter(|page| page.status == 200);
    let fresh = page.and_then(|page| view::parsed(&page.body));
    let Some(fresh) = fresh else { return desk.go() };
    bring(desk, &fresh).await;
}

impl Desk {
    /// Tells the server that the case in view lies on the desk, once; `false` when it does not.
    async fn tell(self: &Rc<Self>) -> bool {
        if self.is_told.get() {
            return true;
        }
        let case = self.case().unwrap_or_default();
        let Some(form) = request::form(&self.root, "case", &case) else { return false };
        match request::post(request::SHOWN, &form).await {
            Some(Answer { status: 200, body, .. }) => {
                self.is_told.set(true);
                self.put_bar(&body);
                true
            }
            other => {
                self.refused(other, None);
                false
            }
        }
    }

    /// The server did not do it: `before` comes back, or what the server shows in its place.
    pub(super) fn refused(self: &Rc<Self>, answered: Option<Answer>, before: Option<Element>) {
        let shown = before.and_then(|before| self.swap(&before));
        match answered {
            Some(Answer { status: 422, body, .. }) => {
                self.put_ahead_again(shown);
                self.show(&body);
            }
            Some(Answer { status: 409, body, .. }) => {
                self.put_ahead(None);
                self.show(&body);
            }
            // No session any more, or a redirection to where one begins.
            Some(Answer { status: 0 | 401 | 403, .. }) => self.go(),
            _ => {
                self.put_ahead_again(shown);
                self.say_own("data-failed");
            }
        }
    }

    fn put_ahead_again(&self, next: Option<Element>) {
        if next.is_some() {
            self.put_ahead(next);
        }
    }

    fn show(self: &Rc<Self>, html: &str) {
        match view::parsed(html) {
            Some(fresh) => {
                self.is_told.set(true);
                self.swap(&fresh);
            }
            None => self.go(),
        }
    }

    /// Loads the page anew.
    fn go(&self) {
        self.keeps.set(true);
        drop(dom::window().map(|window| window.location().assign(request::DESK)));
    }

    fn focus_decision(&self) {
        let title = self.view().and_then(|view| dom::first::<HtmlElement>(&view, "h1"));
        drop(title.map(|title| title.focus()));
    }
}
