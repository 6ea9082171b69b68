//! What is held about the plate of a person's request.

use crate::components::data_list::text;
use crate::components::table::Table;
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::{day_of, moment};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use poortwacht_domain::{Act, CaseRef, CaseState, ExemptionCategory, Recipient, Regime};

/// A disclosure of a case.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// When.
    pub at: Timestamp,
    /// What was given.
    pub act: Act,
    /// To whom.
    pub recipient: Recipient,
}

/// A case about the plate.
#[derive(Clone, Debug)]
pub struct FoundCase {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it happened.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
    /// The law under which it is processed.
    pub regime: Regime,
    /// When it dies.
    pub destroy_after: Timestamp,
    /// How often somebody looked at it.
    pub views: usize,
    /// What was given of it, and to whom.
    pub disclosed: Vec<Disclosed>,
}

/// An exemption of the plate.
#[derive(Clone, Debug)]
pub struct FoundExemption {
    /// What for.
    pub category: ExemptionCategory,
    /// From when it holds.
    pub from: Timestamp,
    /// The first instant at which it holds no more.
    pub until: Timestamp,
}

/// The cases, or that there is none.
pub(crate) fn cases(cases: &[FoundCase], texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    if cases.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.no_cases}</p> }.into_any();
    }
    let columns = vec![t.case, t.captured, t.location, t.state, t.law, t.views, t.disclosed, t.destroyed];
    let rows = cases.iter().map(|case| cells(case, texts)).collect();
    let table = Table { id: "found-cases", caption: t.cases, caption_hidden: true, columns, rows };
    view! { {table.view()}<p class="utrecht-paragraph pw-quiet">{t.case_hint}</p> }.into_any()
}

fn cells(case: &FoundCase, texts: &'static Texts) -> Vec<AnyView> {
    let reference = case.reference.as_str().to_owned();
    let link = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::case(&case.reference)>{reference}</a> };
    vec![
        link.into_any(),
        moment(case.captured_at, texts),
        text(case.location.clone()),
        text((texts.labels.case_state)(case.state)),
        text(law(case.regime, texts)),
        text(case.views.to_string()),
        disclosures(&case.disclosed, texts),
        text(day_of(case.destroy_after, texts)),
    ]
}

const fn law(regime: Regime, texts: &'static Texts) -> &'static str {
    match regime {
        Regime::Avg => texts.persons.law_avg,
        Regime::Wpg => texts.persons.law_wpg,
    }
}

fn disclosures(disclosed: &[Disclosed], texts: &'static Texts) -> AnyView {
    if disclosed.is_empty() {
        return text(texts.persons.nothing_disclosed);
    }
    let one = |given: &Disclosed| {
        let (act, to) = ((texts.labels.act)(given.act), (texts.labels.recipient)(given.recipient));
        let words = fill(texts.persons.disclosed_one, &[&day_of(given.at, texts), &act, &to]);
        view! { <li>{words}</li> }
    };
    view! { <ul class="utrecht-unordered-list">{disclosed.iter().map(one).collect_view()}</ul> }.into_any()
}

/// The exemptions, or that there is none.
pub(crate) fn exemptions(exemptions: &[FoundExemption], texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    if exemptions.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.no_exemptions}</p> }.into_any();
    }
    let row = |found: &FoundExemption| {
        let last = found.until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(found.until);
        vec![
            text((texts.labels.exemption_category)(found.category)),
            text(day_of(found.from, texts)),
            text(day_of(last, texts)),
        ]
    };
    let columns = vec![t.category, t.from, t.until];
    let rows = exemptions.iter().map(row).collect();
    let table = Table { id: "found-exemptions", caption: t.exemptions, caption_hidden: true, columns, rows };
    view! { {table.view()}<p class="utrecht-paragraph pw-quiet">{t.exemptions_hint}</p> }.into_any()
}
