//! One line of a sample before an inspector: the case opened, or the view with what surrounds it, and the form.

use super::log_row::{LogRow, act, table, who};
use super::sample::{LineRow, ground};
use super::samples::{SampleRow, outcome, section_of};
use crate::components::alert::{Kind, alert, empty_state};
use crate::components::control::Control;
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::{CasePage, section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::exact_moment;
use leptos::prelude::*;
use poortwacht_domain::{SampleGround, SampleOutcome};
use serde::Deserialize;

const MOST_CHARACTERS: u16 = 500;

/// `POST /samples/{sample}/lines/{line}`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// Code of the outcome.
    pub outcome: String,
    /// Code of what it is about.
    pub ground: String,
    /// In words.
    pub words: String,
}

/// What there is to see.
#[derive(Clone, Debug)]
pub enum LineSeen {
    /// The case, opened.
    Case(Box<CasePage>),
    /// The view's entry, and the same person's other entries about the case.
    View(Box<LogRow>, Vec<LogRow>),
    /// It was destroyed before anybody looked.
    Gone,
}

/// The page.
#[derive(Clone, Debug)]
pub struct SampleLinePage {
    /// Its sample.
    pub sample: SampleRow,
    /// The line.
    pub line: LineRow,
    /// What there is to see.
    pub seen: LineSeen,
    /// As typed.
    pub form: LineForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for SampleLinePage {
    fn title(&self, texts: &'static Texts) -> String {
        let t = &texts.samples;
        let line = fill(t.line_value, &[&self.line.number]);
        match &self.seen {
            LineSeen::Case(case) => format!("{}, {line}", case.title(texts)),
            LineSeen::View(..) => fill(t.view_title, &[&line]),
            LineSeen::Gone => fill(t.gone_title, &[&line]),
        }
    }

    fn section(&self) -> Option<Section> {
        Some(section_of(self.sample.kind))
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.samples;
        let labels = [("outcome", t.outcome), ("ground", t.ground), ("words", t.words)];
        let summary = error_summary(&self.errors, &labels, frame.texts);
        let (form, title) = (section(t.judge, judge(&self, frame)), self.title(frame.texts));
        let back = paths::sample(self.sample.id);
        let content = match self.seen {
            LineSeen::Case(case) => case.with(Some(form), frame),
            LineSeen::View(entry, around) => viewed(title, &self.line, (&entry, &around), form, frame),
            LineSeen::Gone => gone(title, frame.texts),
        };
        view! {
            {summary}
            {content}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=back>{t.back_to_sample}</a></p>
        }
        .into_any()
    }
}

fn gone(title: String, texts: &'static Texts) -> AnyView {
    view! { <h1 class="utrecht-heading-1">{title}</h1>{alert(Kind::Info, None, texts.samples.gone_text)} }
        .into_any()
}

fn viewed(
    title: String,
    line: &LineRow,
    (entry, around): (&LogRow, &[LogRow]),
    form: AnyView,
    frame: &Frame,
) -> AnyView {
    let t = &frame.texts.samples;
    let others = if around.is_empty() {
        empty_state(t.around_none_heading, t.around_none)
    } else {
        table("sample-around", t.around, around, None, frame)
    };
    view! {
        <h1 class="utrecht-heading-1">{title}</h1>
        <p class="utrecht-paragraph pw-lead">{t.view_lead}</p>
        {section(t.view_entry, data_list(facts(line, entry, frame.texts)))}
        {form}
        {section(t.around, others)}
    }
    .into_any()
}

fn facts(line: &LineRow, entry: &LogRow, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, log) = (&texts.samples, &texts.log);
    let case = line.case.as_ref().map_or_else(|| log.destroyed.to_owned(), |case| case.as_str().to_owned());
    let state = line.state.map_or(texts.layout.unknown, texts.labels.case_state);
    let reason = entry.reason.clone().unwrap_or_else(|| t.no_reason.to_owned());
    vec![
        (log.who, who(&entry.who, texts)),
        (t.when_viewed, exact_moment(entry.at, texts)),
        (log.what, text(act(entry.act, texts))),
        (t.reason, text(reason)),
        (t.case, text(case)),
        (t.state_views, text(state)),
        (log.origin, text(entry.origin.clone().unwrap_or_default())),
    ]
}

fn judge(page: &SampleLinePage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.samples;
    let control = |name, label| Control::new(name, label, &page.errors, texts);
    let outcomes = SampleOutcome::SAID.map(|one| (one.as_str().to_owned(), outcome(one, texts).to_owned()));
    let grounds = SampleGround::of(page.sample.kind).iter();
    let grounds = grounds.map(|one| (one.as_str().to_owned(), ground(*one, texts).to_owned())).collect();
    view! {
        <form class="pw-form pw-card" method="post" action=paths::sample_line(page.sample.id, page.line.number)>
            {form_token(frame)}
            <div class="pw-grid">
                {control("outcome", t.outcome).select(outcomes.to_vec(), &page.form.outcome)}
                {control("ground", t.ground).optional(texts).hint(t.ground_hint).select(grounds, &page.form.ground)}
            </div>
            {control("words", t.words).optional(texts).hint(t.words_hint).textarea(3, MOST_CHARACTERS, &page.form.words)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save}</button>
        </form>
    }
    .into_any()
}
