//! Cases whose annulment is to be requested.

use crate::components::alert::empty_state;
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use crate::time::{day_of, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState};

/// A case. No plate.
#[derive(Clone, Debug)]
pub struct AnnulmentRow {
    /// Its reference.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
    /// When the exemption was agreed to.
    pub since: Timestamp,
}

/// The page.
#[derive(Clone, Debug)]
pub struct AnnulmentsPage {
    /// The cases, the latest first.
    pub rows: Vec<AnnulmentRow>,
}

impl Page for AnnulmentsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.annulments.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Cjib)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.annulments;
        let list = if self.rows.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            list(&self.rows, frame.texts)
        };
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {list}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::CJIB>{t.back}</a></p>
        }
        .into_any()
    }
}

fn list(rows: &[AnnulmentRow], texts: &'static Texts) -> AnyView {
    let t = &texts.annulments;
    let columns = vec![t.case, t.location, t.captured, t.state, t.since];
    let rows = rows.iter().map(|row| {
        let link = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::case(&row.reference)>{row.reference.to_string()}</a> };
        vec![
            link.into_any(),
            text(row.location.clone()),
            moment(row.captured_at, texts),
            text((texts.labels.case_state)(row.state)),
            text(day_of(row.since, texts)),
        ]
    });
    let rows = rows.collect();
    Table { id: "annulments", caption: t.title, caption_hidden: true, columns, rows }.view()
}
