//! Cases that are kept beyond their term, and what waits for a second person.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::pages::hold::{HoldFacts, facts, ground};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use crate::time::day_of;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState};

/// A held case, or one that somebody wants to be held.
#[derive(Clone, Debug)]
pub struct HoldRow {
    /// The case.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// The location's name.
    pub location: String,
    /// The hold.
    pub hold: HoldFacts,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldNotice {
    /// A hold was asked for.
    Asked,
    /// A hold was agreed to.
    Agreed,
    /// A hold was refused.
    Refused,
    /// What the reader asked was withdrawn.
    Withdrawn,
    /// A hold was reviewed and goes on.
    Confirmed,
    /// A hold was released.
    Released,
}

/// The page.
#[derive(Clone, Debug)]
pub struct HoldsPage {
    /// What waits for a second person, what lapses first on top.
    pub waiting: Vec<HoldRow>,
    /// What is held, what must be reviewed first on top.
    pub held: Vec<HoldRow>,
    /// What was just done.
    pub notice: Option<HoldNotice>,
}

impl Page for HoldsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.holds.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Holds)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.holds;
        let is_empty = self.waiting.is_empty() && self.held.is_empty();
        let waiting = self.waiting.iter().map(|row| request(row, frame)).collect_view();
        let waiting = view! { <div class="pw-account">{waiting}</div> }.into_any();
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.notice.map(|notice| alert(Kind::Ok, None, told(notice, frame.texts)))}
            {is_empty.then(|| empty_state(t.empty_heading, t.empty))}
            {(!self.waiting.is_empty()).then(|| section(t.waiting, waiting))}
            {(!self.held.is_empty()).then(|| section(t.held, held(&self.held, frame.texts)))}
        }
        .into_any()
    }
}

const fn told(notice: HoldNotice, texts: &'static Texts) -> &'static str {
    let t = &texts.holds;
    match notice {
        HoldNotice::Asked => t.asked_notice,
        HoldNotice::Agreed => t.agreed_notice,
        HoldNotice::Refused => t.refused_notice,
        HoldNotice::Withdrawn => t.withdrawn_notice,
        HoldNotice::Confirmed => t.confirmed_notice,
        HoldNotice::Released => t.released_notice,
    }
}

fn request(row: &HoldRow, frame: &Frame) -> AnyView {
    view! {
        <section class="pw-account__part">
            <h3 class="utrecht-heading-3">{case_link(&row.reference)}" · "{row.location.clone()}</h3>
            {facts(&row.reference, &row.hold, frame)}
        </section>
    }
    .into_any()
}

fn case_link(reference: &CaseRef) -> AnyView {
    let words = reference.as_str().to_owned();
    view! { <a class="utrecht-link utrecht-link--html-a" href=paths::case(reference)>{words}</a> }.into_any()
}

fn held(rows: &[HoldRow], texts: &'static Texts) -> AnyView {
    let t = &texts.holds;
    let late = rows.iter().any(|row| row.hold.is_unreviewed);
    let late = late.then(|| alert(Kind::Error, Some(t.unreviewed), t.unreviewed_text));
    let day = |at: Option<_>| text(at.map(|at| day_of(at, texts)).unwrap_or_default());
    let cells = |row: &HoldRow| {
        vec![
            case_link(&row.reference),
            text((texts.labels.case_state)(row.state)),
            text(row.location.clone()),
            text(ground(row.hold.ground, texts)),
            text(row.hold.explanation.clone()),
            day(row.hold.review_at),
            day(row.hold.otherwise),
        ]
    };
    let columns = vec![t.case, t.state, t.location, t.ground, t.explanation, t.review, t.otherwise];
    let rows = rows.iter().map(cells).collect();
    let table = Table { id: "held-cases", caption: t.held, caption_hidden: true, columns, rows };
    view! { {late}{table.view()} }.into_any()
}
