//! A second look at colleagues' decisions: the list, and one case with the form below its pictures.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::deadline;
use crate::components::control::Control;
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::{CasePage, section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::CaseRef;
use serde::Deserialize;

/// Codes of the outcomes in the form.
const OUTCOMES: [&str; 2] = ["agrees", "disagrees"];
const MOST_CHARACTERS: u16 = 300;

/// A decision to be looked at.
#[derive(Clone, Debug)]
pub struct LookRow {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it is destroyed.
    pub destroy_after: Timestamp,
}

/// What was just recorded.
#[derive(Clone, Copy, Debug)]
pub enum LookNotice {
    /// The decision stands.
    Agreed,
    /// The case lies on the desk again.
    BackToDesk,
    /// The case is not dismissed for now.
    DismissalStopped,
    /// The disagreement is counted.
    Counted,
}

/// What a disagreement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookEffect {
    /// The case goes back to the desk.
    BackToDesk,
    /// The case is not dismissed for now.
    StopsDismissal,
    /// It is counted only.
    Counted,
}

/// The list.
#[derive(Clone, Debug)]
pub struct SecondLooksPage {
    /// Times left are told from here.
    pub now: Timestamp,
    /// Share of the decisions that is drawn, in percent, and of how many days.
    pub drawing: (u32, u32),
    /// What may be looked at.
    pub rows: Vec<LookRow>,
    /// What was just recorded.
    pub notice: Option<LookNotice>,
}

impl Page for SecondLooksPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.second_look.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::SecondLook)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.second_look;
        let (percent, days) = self.drawing;
        let notice = self.notice.map(|notice| {
            let words = match notice {
                LookNotice::Agreed => t.agreed,
                LookNotice::BackToDesk => t.back_to_desk,
                LookNotice::DismissalStopped => t.dismissal_stopped,
                LookNotice::Counted => t.disagreed,
            };
            alert(Kind::Ok, None, words)
        });
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{fill(t.lead, &[&percent, &days])}</p>
            {notice}
            {if self.rows.is_empty() { empty_state(t.empty_heading, t.empty) } else { list(&self, frame.texts) }}
        }
        .into_any()
    }
}

fn list(page: &SecondLooksPage, texts: &'static Texts) -> AnyView {
    let t = &texts.second_look;
    let row = |row: &LookRow| {
        let reference = row.reference.as_str().to_owned();
        let label = fill(t.open_label, &[&reference]);
        let link = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::case_second_look(&row.reference) aria-label=label>{t.open}</a> };
        vec![
            view! { <span class="pw-reference">{reference}</span> }.into_any(),
            text(row.location.clone()),
            moment(row.decided_at, texts),
            deadline(row.destroy_after, page.now, texts),
            link.into_any(),
        ]
    };
    let rows = page.rows.iter().map(row).collect();
    let columns = vec![t.case, t.location, t.decided, t.gone, t.action];
    Table { id: "second-looks", caption: t.list, caption_hidden: false, columns, rows }.view()
}

/// `POST /cases/{reference}/second-look`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LookForm {
    /// `agrees` or `disagrees`.
    pub outcome: String,
    /// Why not.
    pub explanation: String,
}

/// One case, opened for a second look.
#[derive(Clone, Debug)]
pub struct SecondLookPage {
    /// The case.
    pub case: CasePage,
    /// What a disagreement does.
    pub disagreement: LookEffect,
    /// As typed.
    pub form: LookForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for SecondLookPage {
    fn title(&self, texts: &'static Texts) -> String {
        format!("{}: {}", texts.second_look.title, self.case.reference.as_str())
    }

    fn section(&self) -> Option<Section> {
        Some(Section::SecondLook)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.second_look;
        let labels = [("outcome", t.outcome), ("explanation", t.explanation)];
        let summary = error_summary(&self.errors, &labels, frame.texts);
        let form = judge(&self, frame);
        view! {
            {summary}
            {self.case.with(Some(section(t.judge, form)), frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::SECOND_LOOKS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn judge(page: &SecondLookPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.second_look;
    let words = [t.agrees, t.disagrees];
    let effect = match page.disagreement {
        LookEffect::BackToDesk => t.goes_back,
        LookEffect::StopsDismissal => t.stops,
        LookEffect::Counted => t.counted,
    };
    let choices = OUTCOMES.iter().zip(words).map(|(code, words)| ((*code).to_owned(), words.to_owned()));
    let outcome = Control::new("outcome", t.outcome, &page.errors, texts);
    let explanation = Control::new("explanation", t.explanation, &page.errors, texts)
        .hint(t.explanation_hint)
        .optional(texts);
    view! {
        <form class="pw-form pw-card" method="post" action=paths::case_second_look(&page.case.reference)>
            {form_token(frame)}
            <p class="utrecht-paragraph">{effect}</p>
            {outcome.select(choices.collect(), &page.form.outcome)}
            {explanation.textarea(3, MOST_CHARACTERS, &page.form.explanation)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
        </form>
    }
    .into_any()
}
