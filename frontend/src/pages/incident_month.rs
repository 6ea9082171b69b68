//! The month of incidents for the management, to be printed or taken along. Nobody's name stands in it.

use crate::components::control::{Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::pages::incidents::{link, priority, state};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, moment};
use leptos::prelude::*;
use poortwacht_domain::incident::{InTime, IncidentMonth, MonthlyIncident, PriorityMonth};
use serde::Deserialize;

/// `GET /incidents/month`. No personal data, so it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IncidentMonthQuery {
    /// The month, `YYYY-MM`.
    pub month: String,
}

/// `POST /incidents/month`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IncidentMonthForm {
    /// The month, `YYYY-MM`.
    pub month: String,
    /// `statement` or `table`.
    pub file: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentMonthPage {
    /// The month as typed.
    pub query: IncidentMonthQuery,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Nothing while the month must be corrected.
    pub found: Option<IncidentMonth>,
}

impl Page for IncidentMonthPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.month_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.incidents;
        let month = self.found.as_ref().map(|found| found.month.to_string());
        let heading =
            month.as_ref().map_or_else(|| t.month_title.to_owned(), |month| fill(t.month_heading, &[month]));
        view! {
            <h1 class="utrecht-heading-1">{heading}</h1>
            <p class="utrecht-paragraph pw-lead pw-unprinted">{t.month_lead}</p>
            {error_summary(&self.errors, &[("month", t.month)], texts)}
            {choose(&self, month.as_deref(), texts)}
            {self.found.as_ref().map(|found| everything(found, texts))}
            {month.map(|month| files(month, frame))}
            <p class="utrecht-paragraph pw-unprinted"><a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENTS>{t.back_to_list}</a></p>
        }
        .into_any()
    }
}

fn choose(page: &IncidentMonthPage, month: Option<&str>, texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let control = Control::new("month", t.month, &page.errors, texts);
    let value = month.unwrap_or(&page.query.month);
    view! {
        <form class="pw-form pw-card pw-unprinted" method="get" action=paths::INCIDENT_MONTH aria-label=t.month>
            {control.input(Input { max: Some(7), ..Input::of("month") }, value)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.month_show}</button>
        </form>
    }
    .into_any()
}

fn everything(found: &IncidentMonth, texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    view! {
        <p class="utrecht-paragraph">{fill(t.month_at, &[&minute(found.at, texts)])}</p>
        {section(t.month_summary, summary(found, texts))}
        {section(t.month_priorities, priorities(&found.priorities, texts))}
        {section(t.month_reported, reported(&found.reported, texts))}
    }
    .into_any()
}

fn summary(found: &IncidentMonth, texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let numbers: Vec<String> = found.open.iter().map(ToString::to_string).collect();
    let open = match numbers.is_empty() {
        true => "0".to_owned(),
        false => fill(t.month_open_value, &[&numbers.len(), &numbers.join(", ")]),
    };
    data_list(vec![
        (t.month_reported, text(found.reported.len().to_string())),
        (t.month_escalated, text(found.escalated.to_string())),
        (t.month_breaches, text(found.breaches.to_string())),
        (t.month_unjudged, text(found.unjudged.to_string())),
        (t.month_notified, text(in_time(found.notify, texts))),
        (t.month_persons, text(found.persons_told.to_string())),
        (t.month_closed, text(found.closed.to_string())),
        (t.month_open, text(open)),
    ])
}

fn in_time(InTime { in_time, late, running }: InTime, texts: &'static Texts) -> String {
    fill(texts.incidents.month_in_time, &[&in_time, &late, &running])
}

fn priorities(lines: &[PriorityMonth], texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let cells = |line: &PriorityMonth| {
        vec![
            text(priority(line.priority, texts)),
            text(line.reported.to_string()),
            text(in_time(line.react, texts)),
            text(in_time(line.solve, texts)),
        ]
    };
    let columns = vec![t.priority, t.month_reported, t.month_react, t.month_solve];
    let rows = lines.iter().map(cells).collect();
    Table { id: "month-priorities", caption: t.month_priorities, caption_hidden: true, columns, rows }.view()
}

fn reported(incidents: &[MonthlyIncident], texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    if incidents.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.month_none}</p> }.into_any();
    }
    let cells = |one: &MonthlyIncident| {
        vec![
            link(one.number, texts),
            moment(one.facts.reported_at, texts),
            text((texts.incident_labels.kind)(one.kind)),
            text(priority(one.facts.priority(), texts)),
            text(state(&one.facts, texts)),
        ]
    };
    let columns = vec![t.number, t.reported, t.about, t.priority, t.state];
    let rows = incidents.iter().map(cells).collect();
    Table { id: "month-incidents", caption: t.month_reported, caption_hidden: true, columns, rows }.view()
}

/// Each is logged, so it is asked for by a button.
fn files(month: String, frame: &Frame) -> AnyView {
    let t = &frame.texts.incidents;
    view! {
        <form class="pw-unprinted" method="post" action=paths::INCIDENT_MONTH>
            {form_token(frame)}
            <input type="hidden" name="month" value=month/>
            <p class="utrecht-button-group">
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="statement">{t.month_statement}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="file" value="table">{t.month_table}</button>
            </p>
        </form>
    }
    .into_any()
}
