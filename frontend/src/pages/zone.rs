//! One zone: what it holds, what it held, and closing it.

use crate::components::control::{Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::zones::{ZoneNotice, ZoneRow, told};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /zones/{zone}/close`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Why the zone is closed.
    pub close_reason: String,
}

/// A change of the zone.
#[derive(Clone, Debug)]
pub struct ZoneVersionRow {
    /// When.
    pub at: Timestamp,
    /// Who, where that is known.
    pub who: Option<String>,
    /// Why.
    pub reason: String,
    /// What it was called from then on.
    pub name: String,
    /// Names of its locations from then on; none for the change that closed it.
    pub locations: Vec<String>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ZonePage {
    /// As in the list.
    pub row: ZoneRow,
    /// Since when it is closed.
    pub closed_at: Option<Timestamp>,
    /// The newest first.
    pub history: Vec<ZoneVersionRow>,
    /// What the form that closes it holds.
    pub form: CloseForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<ZoneNotice>,
}

impl Page for ZonePage {
    fn title(&self, _texts: &'static Texts) -> String {
        self.row.name.clone()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.zones;
        let labels = [("zone", t.close), ("close_reason", t.reason)];
        let open = self.closed_at.is_none();
        view! {
            <h1 class="utrecht-heading-1">{self.row.name.clone()}</h1>
            {self.notice.map(|notice| told(notice, texts))}
            {error_summary(&self.errors, &labels, texts)}
            <div class="pw-card">
                {data_list(facts(&self, texts))}
                {open.then(|| view! {
                    <div class="utrecht-button-group utrecht-button-group--row">
                        <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::zone_edit(self.row.id)>{t.edit}</a>
                    </div>
                })}
            </div>
            {history(&self, texts)}
            {open.then(|| close(&self, frame))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::ZONES>{t.back}</a></p>
        }
        .into_any()
    }
}

fn facts(page: &ZonePage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.zones;
    let mut facts = vec![
        (t.locations, text(held(&page.row.locations, texts))),
        (t.facts_exemptions, text(page.row.exemptions.to_string())),
    ];
    if let Some(at) = page.closed_at {
        facts.push((t.closed_since, text(minute(at, texts))));
    }
    facts
}

fn held(names: &[String], texts: &'static Texts) -> String {
    if names.is_empty() { texts.zones.nothing.to_owned() } else { names.join(", ") }
}

fn history(page: &ZonePage, texts: &'static Texts) -> AnyView {
    let t = &texts.zones;
    let row = |row: &ZoneVersionRow| {
        let who = row.who.clone().unwrap_or_else(|| t.unknown_person.to_owned());
        vec![
            moment(row.at, texts),
            text(row.name.clone()),
            text(held(&row.locations, texts)),
            text(row.reason.clone()),
            text(who),
        ]
    };
    let rows = page.history.iter().map(row).collect();
    let columns = vec![t.at, t.name, t.held, t.why, t.who];
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.history}</h2>
            <p class="utrecht-paragraph">{t.history_lead}</p>
            {Table { id: "zone-history", caption: t.history, caption_hidden: true, columns, rows }.view()}
        </section>
    }
    .into_any()
}

fn close(page: &ZonePage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.zones;
    let word = Input { max: Some(300), ..Input::of("text") };
    let wrong = page.errors.of("zone").map(|problem| {
        view! { <div class="utrecht-form-field-error-message">{problem.text(texts)}</div> }
    });
    view! {
        <section class="pw-section" id="field-zone">
            <h2 class="utrecht-heading-2">{t.close}</h2>
            <p class="utrecht-paragraph">{t.close_lead}</p>
            {wrong}
            <form class="pw-form" method="post" action=paths::zone_close(page.row.id)>
                {form_token(frame)}
                <div class="pw-grid">{Control::new("close_reason", t.reason, &page.errors, texts).hint(t.reason_hint).input(word, &page.form.close_reason)}</div>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.close}</button>
            </form>
        </section>
    }
    .into_any()
}
