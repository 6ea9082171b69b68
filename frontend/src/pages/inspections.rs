//! Inspections of the signs (schouw): entered on the street with one hand, and their list.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::control::{Control, id_of};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::search::{LocationChoice, location_choices};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{InspectionResult, RecordId, SignFindings};
use serde::Deserialize;

/// Value of an answer.
pub const YES: &str = "yes";
/// Value of an answer.
pub const NO: &str = "no";
/// The most characters of a remark.
const MOST_CHARACTERS: u16 = 300;

/// `POST /inspections`. Each answer is [`YES`] or [`NO`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InspectionForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the location.
    pub location: String,
    /// Whether all signs stand where they must.
    pub present: String,
    /// Whether they can be seen.
    pub visible: String,
    /// Whether they are undamaged.
    pub undamaged: String,
    /// More, in words.
    pub remark: String,
}

/// `POST /inspections/{inspection}/correct`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// `Some("on")`: there was no inspection.
    pub mistaken: Option<String>,
    /// As in [`InspectionForm`].
    pub present: String,
    /// As in [`InspectionForm`].
    pub visible: String,
    /// As in [`InspectionForm`].
    pub undamaged: String,
    /// Why.
    pub remark: String,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct InspectionRow {
    /// The entry.
    pub id: RecordId,
    /// The location's name.
    pub location: String,
    /// When the signs were looked at.
    pub at: Timestamp,
    /// Who entered it.
    pub who: String,
    /// What it came to.
    pub result: InspectionResult,
    /// What was seen.
    pub findings: SignFindings,
    /// More, in words.
    pub remark: String,
    /// It corrects an earlier entry.
    pub is_correction: bool,
    /// A later entry took its place.
    pub is_corrected: bool,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectionNotice {
    /// An inspection that found nothing wrong.
    Recorded,
    /// One that found a fault.
    Fault,
    /// An entry was corrected.
    Corrected,
}

/// The page.
#[derive(Clone, Debug)]
pub struct InspectionsPage {
    /// This moment.
    pub now: Timestamp,
    /// The latest inspection first.
    pub rows: Vec<InspectionRow>,
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What the form holds.
    pub form: InspectionForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<InspectionNotice>,
}

impl Page for InspectionsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.inspections.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Inspections)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.inspections;
        let notice = self.notice.map(|notice| match notice {
            InspectionNotice::Recorded => alert(Kind::Ok, None, t.recorded),
            InspectionNotice::Fault => alert(Kind::Warning, None, t.recorded_fault),
            InspectionNotice::Corrected => alert(Kind::Ok, None, t.corrected),
        });
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            {notice}
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {error_summary(&self.errors, &labels(frame.texts), frame.texts)}
            {entry_form(&self, frame)}
            {if self.rows.is_empty() { empty_state(t.empty_heading, t.empty) } else { list(&self.rows, frame.texts) }}
        }
        .into_any()
    }
}

pub(crate) const fn labels(texts: &'static Texts) -> [(&'static str, &'static str); 5] {
    let t = &texts.inspections;
    [
        ("location", t.location),
        ("present", t.present),
        ("visible", t.visible),
        ("undamaged", t.undamaged),
        ("remark", t.remark),
    ]
}

fn entry_form(page: &InspectionsPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let (t, form) = (&texts.inspections, &page.form);
    let location = Control::new("location", t.location, &page.errors, texts);
    let remark = Control::new("remark", t.remark, &page.errors, texts).hint(t.remark_hint).optional(texts);
    let question = |name, label, chosen: &str| question((name, label), chosen, &page.errors, texts);
    view! {
        <form class="pw-form pw-card pw-inspection" method="post" action=paths::INSPECTIONS>
            {form_token(frame)}
            {location.select(location_choices(&page.locations), &form.location)}
            {question("present", t.present, &form.present)}
            {question("visible", t.visible, &form.visible)}
            {question("undamaged", t.undamaged, &form.undamaged)}
            {remark.textarea(2, MOST_CHARACTERS, &form.remark)}
            <p class="utrecht-paragraph pw-quiet">{fill(t.now, &[&minute(page.now, texts)])}</p>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
        </form>
    }
    .into_any()
}

/// A question with two answers that a thumb can hit.
pub(crate) fn question(
    (name, label): (&'static str, &'static str),
    chosen: &str,
    errors: &FieldErrors,
    texts: &'static Texts,
) -> AnyView {
    let error = errors.of(name).map(|problem| problem.text(texts));
    let error_id = format!("{}-error", id_of(name));
    let described_by = error.as_ref().map(|_| error_id.clone());
    let answers = [(YES, texts.layout.yes), (NO, texts.layout.no)].map(|(value, words)| {
        let checked = value == chosen;
        view! { <label class="pw-answer"><input type="radio" name=name value=value checked=checked/>{words}</label> }
    });
    view! {
        <fieldset class="pw-fieldset pw-question" id=id_of(name) aria-describedby=described_by>
            <legend class="utrecht-form-label pw-fieldset__legend">{label}</legend>
            {error.map(|words| view! { <div class="utrecht-form-field-error-message" id=error_id>{words}</div> })}
            <div class="pw-answers">{answers.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn list(rows: &[InspectionRow], texts: &'static Texts) -> AnyView {
    let t = &texts.inspections;
    let columns = vec![t.location, t.at, t.result, t.remark, t.who, t.action];
    let rows = rows.iter().map(|row| inspection(row, texts)).collect();
    Table { id: "inspection-list", caption: t.list, caption_hidden: false, columns, rows }.view()
}

fn inspection(row: &InspectionRow, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.inspections;
    let label = fill(t.correct_label, &[&format!("{}, {}", row.location, minute(row.at, texts))]);
    let correct = (!row.is_corrected).then(|| {
        view! { <a class="utrecht-link utrecht-link--html-a" href=paths::inspection_correct(row.id) aria-label=label>{t.correct}</a> }
    });
    vec![
        text(row.location.clone()),
        moment(row.at, texts),
        result(row, texts),
        text(row.remark.clone()),
        text(row.who.clone()),
        correct.into_any(),
    ]
}

fn result(row: &InspectionRow, texts: &'static Texts) -> AnyView {
    let t = &texts.inspections;
    let words = (texts.labels.inspection_result)(row.result);
    let tone = match row.result {
        _ if row.is_corrected => Tone::Calm,
        InspectionResult::Good => Tone::Good,
        InspectionResult::Fault => Tone::Urgent,
        InspectionResult::Mistaken => Tone::Calm,
    };
    let seen = row.findings;
    let faults = [(seen.present, t.absent), (seen.visible, t.hidden), (seen.undamaged, t.damaged)];
    let faults: Vec<_> = faults.into_iter().filter(|(good, _)| !good).map(|(_, words)| words).collect();
    let told = (row.result == InspectionResult::Fault).then(|| faults.join(", "));
    view! {
        <span class="pw-badges">
            {badge(tone, words)}
            {row.is_correction.then(|| badge(Tone::Calm, t.correction))}
            {row.is_corrected.then(|| badge(Tone::Calm, t.superseded))}
        </span>
        {told.map(|words| view! { <span class="pw-table__sub">{words}</span> })}
    }
    .into_any()
}
