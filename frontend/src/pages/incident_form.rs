//! The forms of the register, drawn from the domain's table of fields.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control, Input};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::wall_clock;
use leptos::prelude::*;
use poortwacht_domain::incident::{
    FieldKind, FormField, IncidentField, IncidentStep, IncidentWords, REPORTER_FIELDS,
};

/// The longest line and text, in characters; the server decides.
const LINE: u16 = 200;
const TEXT: u16 = 1_500;

/// The words of a code, a moment as pages write it, or of any other field what was typed.
pub(crate) fn said(field: IncidentField, value: &str, texts: &'static Texts) -> AnyView {
    let wall = || matches!(field.kind(), FieldKind::Moment).then(|| wall_clock(value, texts)).flatten();
    let words = choice(field, value, texts).map(ToOwned::to_owned).or_else(wall);
    text(words.unwrap_or_else(|| value.to_owned()))
}

fn choice(field: IncidentField, code: &str, texts: &'static Texts) -> Option<&'static str> {
    let labels = &texts.incident_labels;
    match field {
        IncidentField::Kind => code.parse().ok().map(labels.kind),
        IncidentField::Urgency => code.parse().ok().map(labels.urgency),
        IncidentField::Impact => code.parse().ok().map(labels.impact),
        IncidentField::Verdict => code.parse().ok().map(labels.verdict),
        IncidentField::Risk => code.parse().ok().map(labels.risk),
        IncidentField::Phase => code.parse().ok().map(labels.phase),
        IncidentField::Persons => code.parse().ok().map(labels.persons),
        IncidentField::ProcedureFollowed
        | IncidentField::Culpable
        | IncidentField::Repaired
        | IncidentField::MayRecur => (labels.answer)(code),
        _ => None,
    }
}

fn control(field: FormField, filled: &IncidentWords, errors: &FieldErrors, texts: &'static Texts) -> AnyView {
    let (name, labels) = (field.field.as_str(), &texts.incident_labels);
    let value = filled.get(&field.field).map_or("", String::as_str);
    let control = Control::new(name, (labels.field)(field.field), errors, texts);
    let control = if field.required { control } else { control.optional(texts) };
    let control = match (labels.hint)(field.field) {
        Some(hint) => control.hint(hint),
        None => control,
    };
    match field.field.kind() {
        FieldKind::Line => control.input(Input { max: Some(LINE), ..Input::of("text") }, value),
        FieldKind::Words => control.textarea(4, TEXT, value),
        FieldKind::Moment => control.input(Input::of("datetime-local"), value),
        FieldKind::OneOf(codes) => {
            let words = |code: &&str| choice(field.field, code, texts).unwrap_or_default().to_owned();
            let choices: Vec<Choice> = codes.iter().map(|code| ((*code).to_owned(), words(code))).collect();
            control.select(choices, value)
        }
    }
}

/// A form with these fields.
struct Form<'a> {
    place: String,
    submit: &'static str,
    fields: Vec<FormField>,
    filled: &'a IncidentWords,
    errors: &'a FieldErrors,
}

impl Form<'_> {
    fn view(&self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let label = |field: &FormField| (field.field.as_str(), (texts.incident_labels.field)(field.field));
        let labels: Vec<_> = self.fields.iter().map(label).collect();
        let controls = self.fields.iter().map(|field| control(*field, self.filled, self.errors, texts));
        view! {
            {error_summary(self.errors, &labels, texts)}
            <form class="pw-form" method="post" action=self.place.clone()>
                {form_token(frame)}
                {controls.collect_view()}
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{self.submit}</button>
            </form>
        }
        .into_any()
    }
}

/// Reporting an incident.
#[derive(Clone, Debug)]
pub struct IncidentReportPage {
    /// Whether the reporter has no account.
    pub openly: bool,
    /// What the form holds.
    pub filled: IncidentWords,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What became of it, if it was just sent.
    pub sent: Option<Sent>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was taken.
    Taken,
    /// Too many came in.
    TooMany,
}

impl Page for IncidentReportPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.report_title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.sent == Some(Sent::TooMany)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.incidents;
        let place = if self.openly { paths::REPORT_OPENLY } else { paths::INCIDENT_REPORT };
        let reporter: &[FormField] = if self.openly { REPORTER_FIELDS } else { &[] };
        let form = Form {
            place: if self.openly { paths::in_language(place, frame.chosen) } else { place.to_owned() },
            submit: t.report_send,
            fields: [IncidentStep::Report.fields(), reporter].concat(),
            filled: &self.filled,
            errors: &self.errors,
        };
        let sent = self.sent.map(|sent| match sent {
            Sent::Taken => alert(Kind::Ok, None, t.reported_notice),
            Sent::TooMany => alert(Kind::Error, Some(t.too_many_heading), t.too_many),
        });
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.report_title}</h1>
                {sent}
                <p class="utrecht-paragraph pw-lead">{t.report_lead}</p>
                {self.openly.then(|| view! { <p class="utrecht-paragraph">{t.report_openly}</p> })}
                {form.view(frame)}
            </div>
        }
        .into_any()
    }
}

/// A step in an incident.
#[derive(Clone, Debug)]
pub struct IncidentStepPage {
    /// The incident.
    pub number: u64,
    /// The step.
    pub step: IncidentStep,
    /// What the form holds.
    pub filled: IncidentWords,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for IncidentStepPage {
    fn title(&self, texts: &'static Texts) -> String {
        let step = (texts.incident_labels.step)(self.step);
        format!("{step} – {}", fill(texts.incidents.incident_title, &[&self.number]))
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.incidents;
        let form = Form {
            place: paths::incident_step(self.number, self.step),
            submit: t.save,
            fields: self.step.fields().to_vec(),
            filled: &self.filled,
            errors: &self.errors,
        };
        let matrix =
            (self.step == IncidentStep::Triage).then(|| alert(Kind::Info, Some(t.matrix), t.matrix_hint));
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{(frame.texts.incident_labels.step)(self.step)}</h1>
                <p class="utrecht-paragraph">{fill(t.incident_title, &[&self.number])}</p>
                {matrix}
                {form.view(frame)}
                <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::incident(self.number)>{t.back}</a></p>
            </div>
        }
        .into_any()
    }
}
