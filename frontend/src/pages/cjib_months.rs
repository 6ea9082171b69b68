//! The CJIB's own list of each month against ours, on the page of the CJIB. References and codes alone.

use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::pages::cjib::nothing;
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{BatchId, CaseRef, DifferenceField, DifferenceKind, Month};

/// A month that was compared.
#[derive(Clone, Debug)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// When it was compared last.
    pub compared_at: Timestamp,
    /// Our batches of it.
    pub batches: u64,
    /// Cases in them.
    pub cases: u64,
    /// In how many things the lists differ.
    pub differences: u64,
    /// The first of those.
    pub findings: Vec<DifferenceRow>,
}

/// One thing in which the lists differ.
#[derive(Clone, Debug)]
pub struct DifferenceRow {
    /// The batch.
    pub batch: BatchId,
    /// The case; nothing when it is the whole batch.
    pub case: Option<CaseRef>,
    /// How they differ.
    pub kind: DifferenceKind,
    /// The field that differs.
    pub field: Option<DifferenceField>,
    /// Our value.
    pub here: Option<String>,
    /// The CJIB's.
    pub there: Option<String>,
}

/// The months, and below them what differs.
pub(crate) fn months(rows: &[MonthRow], texts: &'static Texts) -> AnyView {
    let t = &texts.cjib;
    if rows.is_empty() {
        return nothing(t.months_none_heading, t.months_none);
    }
    let columns = vec![t.month, t.compared, t.month_batches, t.cases, t.differences];
    let lines = rows.iter().map(|row| line(row, texts)).collect();
    let table = Table { id: "cjib-months", caption: t.months, caption_hidden: true, columns, rows: lines };
    let found =
        rows.iter().filter(|row| !row.findings.is_empty()).map(|row| findings(row, texts)).collect_view();
    view! { {table.view()}{found} }.into_any()
}

fn line(row: &MonthRow, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.cjib;
    let differences = match row.differences {
        0 => badge(Tone::Good, t.differences_none),
        some => badge(Tone::Urgent, some.to_string()),
    };
    vec![
        text(row.month.to_string()),
        moment(row.compared_at, texts),
        text(row.batches.to_string()),
        text(row.cases.to_string()),
        differences,
    ]
}

fn findings(row: &MonthRow, texts: &'static Texts) -> AnyView {
    let t = &texts.cjib;
    let heading = fill(t.differences_of, &[&row.month]);
    let columns = vec![t.batch, t.case, t.difference];
    let rows = row.findings.iter().map(|found| finding(found, texts)).collect();
    let table = Table { id: "cjib-differences", caption: t.differences, caption_hidden: true, columns, rows };
    let shown = u64::try_from(row.findings.len()).unwrap_or(u64::MAX);
    let more = row.differences.saturating_sub(shown);
    let more =
        (more > 0).then(|| view! { <p class="utrecht-paragraph">{fill(t.differences_more, &[&more])}</p> });
    view! {
        <h3 class="utrecht-heading-3">{heading}</h3>
        <p class="utrecht-paragraph">{t.differences_lead}</p>
        {table.view_as(format!("cjib-differences-{}", row.month))}
        {more}
    }
    .into_any()
}

/// The batch may be one that we never made, so it is no link where the CJIB alone has it.
fn finding(found: &DifferenceRow, texts: &'static Texts) -> Vec<AnyView> {
    let id = found.batch.to_string();
    let short: String = id.chars().take(8).collect();
    let ours = found.kind != DifferenceKind::MissingHere;
    let batch = if ours {
        let href = paths::cjib_batch(found.batch);
        view! { <a class="utrecht-link utrecht-link--html-a pw-reference" href=href>{short}</a> }.into_any()
    } else {
        view! { <span class="pw-reference">{short}</span> }.into_any()
    };
    let case = found.case.as_ref().map_or_else(
        || text(texts.cjib.whole_batch),
        |case| {
            let words = case.as_str().to_owned();
            view! { <span class="pw-reference">{words}</span> }.into_any()
        },
    );
    vec![batch, case, text(difference(found, texts))]
}

fn difference(found: &DifferenceRow, texts: &'static Texts) -> String {
    let t = &texts.cjib;
    match (found.kind, found.field, &found.here, &found.there) {
        (DifferenceKind::MissingThere, ..) => t.missing_there.to_owned(),
        (DifferenceKind::MissingHere, ..) => t.missing_here.to_owned(),
        (DifferenceKind::Twice, ..) => t.twice.to_owned(),
        (DifferenceKind::Differs, Some(field), Some(here), Some(there)) => {
            let (here, there) = (word(here, texts), word(there, texts));
            fill(t.differs, &[&(texts.labels.difference_field)(field), &here, &there])
        }
        (DifferenceKind::Differs, ..) => t.differs_somehow.to_owned(),
    }
}

/// States and outcomes in words; what is no such code stays as it is.
fn word<'a>(code: &'a str, texts: &'static Texts) -> &'a str {
    let t = &texts.cjib;
    match code {
        "accepted" => t.word_accepted,
        "returned" => t.word_returned,
        "open" => t.word_open,
        "acknowledged" => t.word_received,
        "built" => t.state_built,
        "processed" => t.state_processed,
        "given_up" => t.state_given_up,
        "withheld" => t.word_withheld,
        other => other,
    }
}
