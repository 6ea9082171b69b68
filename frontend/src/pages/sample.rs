//! One sample: how it was drawn, its lines, what was said of them, and its end.

use super::samples::{SampleRow, of_what, outcome, period, section_of};
use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::control::Control;
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState, SampleGround, SampleKind, SampleOutcome};
use serde::Deserialize;

const MOST_CHARACTERS: u16 = 500;

/// `POST /samples/{sample}/close`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    /// What the inspection came to.
    pub conclusion: String,
}

/// What was said of a line.
#[derive(Clone, Debug)]
pub struct Said {
    /// The outcome.
    pub outcome: SampleOutcome,
    /// What it is about.
    pub ground: Option<SampleGround>,
    /// In words.
    pub words: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A line.
#[derive(Clone, Debug)]
pub struct LineRow {
    /// Its place in the sample, from 1.
    pub number: u32,
    /// The case, while it is there.
    pub case: Option<CaseRef>,
    /// Whose decision, or whose view.
    pub who: String,
    /// When it was decided or viewed.
    pub at: Timestamp,
    /// Where the case stood, as far as that is known.
    pub state: Option<CaseState>,
    /// Whether what it is about was destroyed before anybody judged it.
    pub is_gone: bool,
    /// Whether it is the reader's own work.
    pub is_own: bool,
    /// What was said.
    pub said: Option<Said>,
}

impl LineRow {
    const fn waits(&self) -> bool {
        self.said.is_none() && !self.is_gone
    }
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleNotice {
    /// The sample was drawn.
    Drawn,
    /// A judgement was recorded.
    Saved,
}

/// The page.
#[derive(Clone, Debug)]
pub struct SamplePage {
    /// As in the list.
    pub sample: SampleRow,
    /// What it was drawn with, and the digest of what there was to draw from.
    pub proof: (String, String),
    /// In the order in which they were drawn.
    pub lines: Vec<LineRow>,
    /// The conclusion, once there is one.
    pub conclusion: Option<String>,
    /// What was typed.
    pub form: CloseForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<SampleNotice>,
}

impl Page for SamplePage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.samples.one_title, &[&day_of(self.sample.drawn.0, texts)])
    }

    fn section(&self) -> Option<Section> {
        Some(section_of(self.sample.kind))
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.samples;
        let notice = self.notice.map(|notice| match notice {
            SampleNotice::Drawn => alert(Kind::Ok, None, t.drawn_notice),
            SampleNotice::Saved => alert(Kind::Ok, None, t.saved_notice),
        });
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            {notice}
            {error_summary(&self.errors, &[("conclusion", t.conclusion)], texts)}
            {task(&self, frame)}
            {data_list(facts(&self, texts))}
            {section(if self.sample.closed.is_some() { t.result } else { t.results }, results(&self, texts))}
            {section(t.lines, lines(&self, texts))}
            <p class="utrecht-paragraph">
                <a class="utrecht-link utrecht-link--html-a" href=paths::sample_report(self.sample.id)>{t.report}</a>
            </p>
            <p class="utrecht-paragraph pw-unprinted">{t.print}</p>
            <p class="utrecht-paragraph pw-unprinted"><a class="utrecht-link utrecht-link--html-a" href=paths::SAMPLES>{t.back}</a></p>
        }
        .into_any()
    }
}

/// What is to be done now, or how it ended.
fn task(page: &SamplePage, frame: &Frame) -> AnyView {
    let t = &frame.texts.samples;
    if let Some((at, by)) = &page.sample.closed {
        let heading = fill(t.by_at, &[by, &minute(*at, frame.texts)]);
        let words = page.conclusion.clone().unwrap_or_default();
        return view! { <section class="pw-section"><h2 class="utrecht-heading-2">{t.conclusion}</h2><p class="utrecht-paragraph">{words}</p><p class="utrecht-paragraph">{t.finished}": "{heading}</p></section> }.into_any();
    }
    if let Some(next) = page.lines.iter().find(|line| line.waits() && !line.is_own) {
        let place = paths::sample_line(page.sample.id, next.number);
        return view! {
            <p class="utrecht-paragraph"><a class="utrecht-button utrecht-button--primary-action pw-button-link" href=place>{t.next}</a></p>
        }
        .into_any();
    }
    if page.lines.iter().any(LineRow::waits) {
        return alert(Kind::Info, None, t.wait_lead);
    }
    section(t.close_title, close(page, frame))
}

fn close(page: &SamplePage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.samples;
    let conclusion = Control::new("conclusion", t.conclusion, &page.errors, texts).hint(t.conclusion_hint);
    view! {
        <form class="pw-form pw-card" method="post" action=paths::sample_close(page.sample.id)>
            {form_token(frame)}
            <p class="utrecht-paragraph">{t.close_lead}</p>
            {conclusion.textarea(3, MOST_CHARACTERS, &page.form.conclusion)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.close}</button>
        </form>
    }
    .into_any()
}

fn facts(page: &SamplePage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.samples;
    let (at, by) = &page.sample.drawn;
    let digest = |digest: &str| view! { <code class="pw-hash">{digest.to_owned()}</code> }.into_any();
    vec![
        (t.of_what, text(of_what(&page.sample, texts))),
        (t.period, text(period(page.sample.days, texts))),
        (t.drawn, text(fill(t.by_at, &[by, &minute(*at, texts)]))),
        (t.population, text(page.sample.population.to_string())),
        (t.settled, text(fill(t.count, &[&page.sample.settled.0, &page.sample.settled.1]))),
        (t.seed, digest(&page.proof.0)),
        (t.frame, digest(&page.proof.1)),
    ]
}

fn results(page: &SamplePage, texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    let all = u64::try_from(page.lines.len()).unwrap_or(u64::MAX).max(1);
    let cells = |(end, count): &(SampleOutcome, u64)| {
        let share = fill(t.percent, &[&(count.saturating_mul(100) / all)]);
        vec![text(outcome(*end, texts)), text(count.to_string()), text(share)]
    };
    let rows = page.sample.outcomes.iter().map(cells).collect();
    let columns = vec![t.outcome, t.number, t.share];
    Table { id: "sample-results", caption: t.results, caption_hidden: true, columns, rows }.view()
}

fn lines(page: &SamplePage, texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    let (when, state) = match page.sample.kind {
        SampleKind::DecidedCases => (t.when_decided, t.state_cases),
        SampleKind::Views => (t.when_viewed, t.state_views),
    };
    let is_open = page.sample.closed.is_none();
    let mut columns = vec![t.line, when, t.officer, t.case, state, t.judgement];
    columns.extend(is_open.then_some(t.action));
    let rows = page.lines.iter().map(|line| cells(line, page, texts)).collect();
    Table { id: "sample-lines", caption: t.lines, caption_hidden: true, columns, rows }.view()
}

fn cells(line: &LineRow, page: &SamplePage, texts: &'static Texts) -> Vec<AnyView> {
    let state = line.state.map_or(texts.layout.unknown, texts.labels.case_state);
    let case = line.case.as_ref().map(|case| case.as_str().to_owned());
    let case =
        view! { <span class="pw-reference">{case.unwrap_or_else(|| texts.log.destroyed.to_owned())}</span> };
    let mut cells = vec![
        text(line.number.to_string()),
        moment(line.at, texts),
        text(line.who.clone()),
        case.into_any(),
        text(state),
        judgement(line, texts),
    ];
    if page.sample.closed.is_none() {
        cells.push(action(line, page, texts));
    }
    cells
}

fn judgement(line: &LineRow, texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    match &line.said {
        Some(said) => {
            let tone = match said.outcome {
                SampleOutcome::InOrder => Tone::Good,
                SampleOutcome::Remark => Tone::Soon,
                SampleOutcome::Wrong => Tone::Urgent,
                SampleOutcome::Destroyed => Tone::Calm,
            };
            let about = said.ground.map(|about| ground(about, texts).to_owned());
            let words = match (about, said.words.clone()) {
                (Some(about), Some(words)) => Some(fill(t.said, &[&about, &words])),
                (about, words) => about.or(words),
            };
            let by = fill(t.by_at, &[&said.by, &day_of(said.at, texts)]);
            view! {
                {badge(tone, outcome(said.outcome, texts))}
                {words.map(|words| view! { <span class="pw-table__main">{words}</span> })}
                <span class="pw-table__sub">{by}</span>
            }
            .into_any()
        }
        None if line.is_gone => badge(Tone::Calm, t.gone),
        None if line.is_own => text(t.own),
        None => text(t.not_yet),
    }
}

fn action(line: &LineRow, page: &SamplePage, texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    if line.is_own || line.is_gone {
        return text("");
    }
    let words = if line.said.is_some() { t.inspect_again } else { t.inspect };
    let label = fill(t.inspect_label, &[&words, &line.number]);
    let place = paths::sample_line(page.sample.id, line.number);
    view! { <a class="utrecht-link utrecht-link--html-a" href=place aria-label=label>{words}</a> }.into_any()
}

/// What a judgement is about, in words.
pub(crate) const fn ground(ground: SampleGround, texts: &'static Texts) -> &'static str {
    let t = &texts.samples;
    match ground {
        SampleGround::Decision => t.ground_decision,
        SampleGround::Offence => t.ground_offence,
        SampleGround::PlateReading => t.ground_plate,
        SampleGround::Grounds => t.ground_grounds,
        SampleGround::DismissalReason => t.ground_dismissal,
        SampleGround::Recognisable => t.ground_recognisable,
        SampleGround::NoTask => t.ground_no_task,
        SampleGround::ReasonDoesNotFit => t.ground_reason,
        SampleGround::MoreThanNeeded => t.ground_more,
        SampleGround::Other => t.ground_other,
    }
}
