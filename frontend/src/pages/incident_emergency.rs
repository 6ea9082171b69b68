//! The emergency stop from an incident's page: what is closed, and the one form that closes or opens.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control, id_of};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// Longest reason, in characters; the server decides.
const REASON: u16 = 200;

/// The form as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StopTyped {
    /// What is to be done.
    pub stop: String,
    /// Why.
    pub reason: String,
    /// Whether it is meant.
    pub sure: Option<String>,
}

/// A listener.
#[derive(Clone, Debug)]
pub struct ListenerRow {
    /// Its code.
    pub listener: &'static str,
    /// Since when it is closed, and why.
    pub closed: Option<(Timestamp, String)>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentEmergencyPage {
    /// The incident's number.
    pub number: u64,
    /// Every listener.
    pub listeners: Vec<ListenerRow>,
    /// What can be done: code, listener, whether it closes.
    pub acts: Vec<(String, &'static str, bool)>,
    /// What the form holds.
    pub typed: StopTyped,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for IncidentEmergencyPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.stop_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.incidents;
        let labels = [("stop", t.stop_act), ("reason", t.stop_reason), ("sure", t.stop_sure)];
        view! {
            <h1 class="utrecht-heading-1">{t.stop_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.stop_lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {alert(Kind::Warning, Some(t.stop_portal_heading), t.stop_portal)}
            {standing(&self.listeners, frame.texts)}
            {form(&self, frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::incident(self.number)>{t.back}</a></p>
        }
        .into_any()
    }
}

/// What officers and operators call a listener.
fn called(listener: &str, texts: &'static Texts) -> &'static str {
    let t = &texts.incidents;
    match listener {
        "intake" => t.stop_intake,
        "portal" => t.stop_the_portal,
        _ => t.stop_api,
    }
}

fn standing(listeners: &[ListenerRow], texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let cells = |row: &ListenerRow| {
        let (state, reason) = match &row.closed {
            None => (t.stop_open.to_owned(), String::new()),
            Some((at, reason)) => (fill(t.stop_closed, &[&minute(*at, texts)]), reason.clone()),
        };
        vec![text(called(row.listener, texts)), text(state), text(reason)]
    };
    let columns = vec![t.stop_listener, t.state, t.stop_reason];
    let rows = listeners.iter().map(cells).collect();
    Table { id: "stop-listeners", caption: t.stop_listeners, caption_hidden: false, columns, rows }.view()
}

fn form(page: &IncidentEmergencyPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.incidents);
    let choice = |(code, listener, closes): &(String, &str, bool)| -> Choice {
        let words = if *closes { t.stop_close } else { t.stop_reopen };
        (code.clone(), fill(words, &[&called(listener, texts)]))
    };
    let choices = page.acts.iter().map(choice).collect();
    let act = Control::new("stop", t.stop_act, &page.errors, texts).select(choices, &page.typed.stop);
    let reason = Control::new("reason", t.stop_reason, &page.errors, texts).hint(t.stop_reason_hint);
    view! {
        <form class="pw-form" method="post" action=paths::incident_emergency(page.number)>
            {form_token(frame)}
            {act}
            {reason.textarea(2, REASON, &page.typed.reason)}
            <label class="pw-check-day" for=id_of("sure")><input type="checkbox" id=id_of("sure") name="sure" required checked=page.typed.sure.is_some()/>{t.stop_sure}</label>
            <button class="utrecht-button utrecht-button--primary-action utrecht-button--danger" type="submit">{t.stop_submit}</button>
        </form>
    }
    .into_any()
}
