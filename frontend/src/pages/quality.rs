//! Quality for the coordinator. No plates, no pictures.

use crate::components::alert::{Kind, alert};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::cjib::{case_link, nothing};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, DismissalReason};

/// How far the sample is.
#[derive(Clone, Copy, Debug, Default)]
pub struct SampleFigures {
    /// Decisions drawn.
    pub drawn: u64,
    /// Not looked at yet.
    pub open: u64,
    /// The second officer agreed.
    pub agreed: u64,
    /// The second officer disagreed.
    pub disagreed: u64,
}

/// One camera.
#[derive(Clone, Debug)]
pub struct CameraRow {
    /// Its name.
    pub unit: String,
    /// The location's name.
    pub location: String,
    /// Its cases that officers decided.
    pub decided: u64,
    /// Dismissed because plate or country were misread.
    pub misread: u64,
    /// Dismissed.
    pub dismissed: u64,
    /// Dismissals by reason.
    pub reasons: Vec<(DismissalReason, u64)>,
}

/// What a condition of the gate did to its cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldMeaning {
    /// They go along, but need attention.
    Attention,
    /// They wait until it is mended.
    Waits,
    /// They lie on the desk again.
    Desk,
    /// They do not go out.
    Ended,
}

/// What the gate holds for one condition.
#[derive(Clone, Debug)]
pub struct HeldRow {
    /// The condition in words.
    pub condition: String,
    /// What it did to them.
    pub meaning: HeldMeaning,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub cases: Vec<CaseRef>,
}

/// A case on a desk.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// The officer's name.
    pub officer: String,
    /// When the claim runs out.
    pub until: Timestamp,
}

/// The page.
#[derive(Clone, Debug)]
pub struct QualityPage {
    /// Weeks over which cameras are compared.
    pub weeks: i64,
    /// Share of the decisions that is drawn, in percent, and of how many days.
    pub drawing: (u32, u32),
    /// How far the sample is.
    pub sample: SampleFigures,
    /// Cameras.
    pub cameras: Vec<CameraRow>,
    /// What the gate holds.
    pub held: Vec<HeldRow>,
    /// What lies on desks.
    pub claims: Vec<ClaimRow>,
    /// A case was just taken off a desk.
    pub released: bool,
}

impl Page for QualityPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.quality.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Quality)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.quality;
        let (percent, days) = self.drawing;
        let notice = self.released.then(|| alert(Kind::Ok, None, t.released));
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {notice}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::SAMPLES>{texts.samples.link}</a></p>
            {section(t.sample.into(), Some(fill(t.sample_lead, &[&percent, &days])), data_list(sample(self.sample, texts)))}
            {section(t.held.into(), None, held(&self.held, texts))}
            {section(t.claims.into(), None, claims(&self.claims, frame))}
            {section(fill(t.cameras, &[&self.weeks]), None, cameras(&self.cameras, texts))}
        }
        .into_any()
    }
}

fn section(heading: String, lead: Option<String>, content: AnyView) -> AnyView {
    let lead = lead.map(|words| view! { <p class="utrecht-paragraph">{words}</p> });
    view! { <section class="pw-section"><h2 class="utrecht-heading-2">{heading}</h2>{lead}{content}</section> }
        .into_any()
}

fn sample(figures: SampleFigures, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.quality;
    let number = |count: u64| text(count.to_string());
    vec![
        (t.drawn, number(figures.drawn)),
        (t.open, number(figures.open)),
        (t.agreed, number(figures.agreed)),
        (t.disagreed, number(figures.disagreed)),
    ]
}

fn held(rows: &[HeldRow], texts: &'static Texts) -> AnyView {
    let t = &texts.quality;
    if rows.is_empty() {
        return nothing(t.held_none_heading, t.held_none);
    }
    let row = |row: &HeldRow| {
        let meaning = match row.meaning {
            HeldMeaning::Attention => t.attention,
            HeldMeaning::Waits => t.waits,
            HeldMeaning::Desk => t.desk,
            HeldMeaning::Ended => t.ended,
        };
        let named = u64::try_from(row.cases.len()).unwrap_or(u64::MAX);
        let rest = row.count.checked_sub(named).filter(|rest| *rest > 0);
        let rest = rest.map(|rest| view! { <li>{fill(t.held_more, &[&rest])}</li> });
        let condition = row.condition.clone();
        let links = row.cases.iter().map(|case| view! { <li>{case_link(case)}</li> }).collect_view();
        vec![
            view! { <span class="pw-table__main">{condition}</span><span class="pw-table__sub">{meaning}</span> }.into_any(),
            text(row.count.to_string()),
            view! { <ul class="pw-list">{links}{rest}</ul> }.into_any(),
        ]
    };
    let rows = rows.iter().map(row).collect();
    let columns = vec![t.condition, t.count, t.cases];
    Table { id: "quality-held", caption: t.held, caption_hidden: true, columns, rows }.view()
}

fn claims(rows: &[ClaimRow], frame: &Frame) -> AnyView {
    let t = &frame.texts.quality;
    if rows.is_empty() {
        return nothing(t.claims_none_heading, t.claims_none);
    }
    let row = |row: &ClaimRow| {
        vec![
            case_link(&row.reference),
            text(row.location.clone()),
            text(row.officer.clone()),
            moment(row.until, frame.texts),
            release(&row.reference, frame),
        ]
    };
    let rows = rows.iter().map(row).collect();
    let columns = vec![t.case, t.location, t.officer, t.until, t.action];
    Table { id: "quality-claims", caption: t.claims, caption_hidden: true, columns, rows }.view()
}

fn release(reference: &CaseRef, frame: &Frame) -> AnyView {
    let t = &frame.texts.quality;
    let label = fill(t.release_label, &[&reference.as_str()]);
    view! {
        <form method="post" action=paths::case_release(reference)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{t.release}</button>
        </form>
    }
    .into_any()
}

fn cameras(rows: &[CameraRow], texts: &'static Texts) -> AnyView {
    let t = &texts.quality;
    if rows.is_empty() {
        return nothing(t.cameras_none_heading, t.cameras_none);
    }
    let rows = rows.iter().map(|row| camera(row, texts)).collect();
    let columns = vec![t.camera, t.location, t.decided, t.misread, t.dismissed, t.reasons];
    Table { id: "quality-cameras", caption: t.cameras_caption, caption_hidden: true, columns, rows }.view()
}

fn camera(row: &CameraRow, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.quality;
    let share = |count: u64| text(fill(t.share, &[&count, &(count * 100 / row.decided.max(1))]));
    let reason = |(reason, count): &(DismissalReason, u64)| {
        fill(t.reason_count, &[&(texts.labels.dismissal_reason)(*reason), count])
    };
    let reasons = row.reasons.iter().map(|found| view! { <li>{reason(found)}</li> }).collect_view();
    vec![
        text(row.unit.clone()),
        text(row.location.clone()),
        text(row.decided.to_string()),
        share(row.misread),
        share(row.dismissed),
        view! { <ul class="pw-list">{reasons}</ul> }.into_any(),
    ]
}
