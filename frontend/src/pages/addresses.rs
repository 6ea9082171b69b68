//! Address ranges: the list, allowing one, taking one away.

use super::users::tabs;
use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::control::{Control, Input};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::{FieldErrors, Problem};
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::RecordId;
use serde::Deserialize;

/// `POST /addresses`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The range in CIDR notation.
    pub network: String,
    /// What it is.
    pub note: String,
    /// Why, for the second person.
    pub reason: String,
}

/// One range.
#[derive(Clone, Debug)]
pub struct AddressRow {
    /// Names the range.
    pub id: RecordId,
    /// In CIDR notation.
    pub network: String,
    /// What it is.
    pub note: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether the reader works from it now.
    pub holds_reader: bool,
    /// Why it cannot be taken away.
    pub kept: Option<Problem>,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressNotice {
    /// A range was allowed.
    Allowed,
    /// A second person was asked.
    Asked,
    /// A range was taken away.
    Removed,
}

/// The page.
#[derive(Clone, Debug)]
pub struct AddressesPage {
    /// The ranges.
    pub rows: Vec<AddressRow>,
    /// From where the reader comes.
    pub reader: String,
    /// Connections of strangers that were refused.
    pub strangers: u64,
    /// Wide ranges that wait for a second person.
    pub waiting: Vec<String>,
    /// What was typed.
    pub form: AddressForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<AddressNotice>,
}

impl Page for AddressesPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.users.tab_addresses.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Users)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.addresses;
        let labels = [("network", t.network), ("note", t.note), ("reason", t.reason), ("range", t.network)];
        let waiting = (!self.waiting.is_empty())
            .then(|| alert(Kind::Info, None, fill(t.waiting, &[&self.waiting.join(", ")])));
        view! {
            <h1 class="utrecht-heading-1">{texts.users.tab_addresses}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {tabs(paths::ADDRESSES, texts)}
            {notice(self.notice, texts)}
            {error_summary(&self.errors, &labels, texts)}
            {waiting}
            <p class="utrecht-paragraph">{fill(t.reader, &[&self.reader])}</p>
            {list(&self, frame)}
            <p class="utrecht-paragraph">{fill(t.strangers, &[&self.strangers])}</p>
            {add(&self, frame)}
        }
        .into_any()
    }
}

fn notice(notice: Option<AddressNotice>, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.addresses;
    notice.map(|notice| match notice {
        AddressNotice::Allowed => alert(Kind::Ok, None, t.allowed),
        AddressNotice::Asked => alert(Kind::Ok, None, texts.users.asked_notice),
        AddressNotice::Removed => alert(Kind::Ok, None, t.removed),
    })
}

fn list(page: &AddressesPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.addresses;
    let columns = vec![t.network, t.note, t.since, t.action];
    let rows = page.rows.iter().map(|row| cells(row, frame)).collect();
    let table = Table { id: "address-list", caption: t.list, caption_hidden: true, columns, rows }.view();
    // What a complaint about a range that stays links to.
    view! { <div id="field-range" tabindex="-1">{table}</div> }.into_any()
}

fn cells(row: &AddressRow, frame: &Frame) -> Vec<AnyView> {
    let t = &frame.texts.addresses;
    let here = row.holds_reader.then(|| badge(Tone::Good, t.yours));
    let action = match &row.kept {
        Some(why) => view! { <span class="pw-table__sub">{why.text(frame.texts)}</span> }.into_any(),
        None => remove(row, frame),
    };
    vec![
        view! { <span translate="no">{row.network.clone()}</span>" "{here} }.into_any(),
        text(row.note.clone()),
        moment(row.since, frame.texts),
        action,
    ]
}

fn remove(row: &AddressRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.addresses;
    let label = fill(t.remove_label, &[&row.network]);
    view! {
        <form method="post" action=paths::address_remove(row.id)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{t.remove}</button>
        </form>
    }
    .into_any()
}

fn add(page: &AddressesPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.addresses;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    view! {
        <form class="pw-form pw-card" method="post" action=paths::ADDRESSES>
            {form_token(frame)}
            <h2 class="utrecht-heading-2">{t.add_heading}</h2>
            <div class="pw-grid">
                {field("network", t.network).hint(t.network_hint).input(word(50), &form.network)}
                {field("note", t.note).hint(t.note_hint).input(word(100), &form.note)}
            </div>
            {field("reason", t.reason).optional(texts).hint(t.reason_hint).textarea(2, 500, &form.reason)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
        </form>
    }
    .into_any()
}
