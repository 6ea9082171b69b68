//! Requests for a second person: what waits, and what became of what was asked before.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{ApprovalKind, ApprovalState, RecordId, Role};

/// One request.
#[derive(Clone, Debug)]
pub struct ApprovalRow {
    /// Names the request.
    pub id: RecordId,
    /// What is asked for.
    pub kind: ApprovalKind,
    /// Names of the accounts that it is about.
    pub about: Vec<String>,
    /// The role that is asked for.
    pub role: Option<Role>,
    /// The address range that is asked for, with what it is.
    pub range: Option<String>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when somebody may decide.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: ApprovalState,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Whether the reader may decide it.
    pub is_mine_to_decide: bool,
    /// Whether the reader asked, and may withdraw it.
    pub is_mine_to_withdraw: bool,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovalNotice {
    /// A request was approved, and done.
    Approved,
    /// A request was refused.
    Refused,
    /// The reader's own request was withdrawn.
    Withdrawn,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ApprovalsPage {
    /// What waits, the oldest first.
    pub waiting: Vec<ApprovalRow>,
    /// What does not any more, the newest first.
    pub settled: Vec<ApprovalRow>,
    /// What was just done.
    pub notice: Option<ApprovalNotice>,
}

impl Page for ApprovalsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.approvals.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Requests)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.approvals;
        let notice = self.notice.map(|notice| match notice {
            ApprovalNotice::Approved => alert(Kind::Ok, None, t.approved_notice),
            ApprovalNotice::Refused => alert(Kind::Ok, None, t.refused_notice),
            ApprovalNotice::Withdrawn => alert(Kind::Ok, None, t.withdrawn_notice),
        });
        let waiting = if self.waiting.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            let parts = self.waiting.iter().map(|row| request(row, frame)).collect_view();
            view! { <h2 class="utrecht-heading-2">{t.waiting}</h2><div class="pw-account">{parts}</div> }
                .into_any()
        };
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {notice}
            {waiting}
            {(!self.settled.is_empty()).then(|| settled(&self.settled, frame.texts))}
        }
        .into_any()
    }
}

fn request(row: &ApprovalRow, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.approvals;
    let heading = (texts.access.approval_kind)(row.kind);
    let asked = fill(t.asked_value, &[&row.asked_by, &minute(row.asked_at, texts)]);
    let mut facts = Vec::new();
    if !row.about.is_empty() {
        facts.push((t.about, text(row.about.join(", "))));
    }
    facts.extend(row.role.map(|role| (t.role, text((texts.labels.role)(role)))));
    facts.extend(row.range.clone().map(|range| (t.range, text(range))));
    facts.push((t.reason, text(row.reason.clone())));
    facts.push((t.asked, text(asked)));
    facts.push((t.expires, moment(row.expires_at, texts)));
    let decide = if row.is_mine_to_decide {
        decide(row, heading, frame)
    } else {
        let withdraw = row.is_mine_to_withdraw.then(|| withdraw(row, heading, frame));
        view! { <p class="utrecht-paragraph">{t.own}</p>{withdraw} }.into_any()
    };
    view! {
        <section class="pw-account__part">
            <h3 class="utrecht-heading-3 pw-initial">{heading}</h3>
            {data_list(facts)}
            {decide}
        </section>
    }
    .into_any()
}

fn decide(row: &ApprovalRow, kind: &'static str, frame: &Frame) -> AnyView {
    let t = &frame.texts.approvals;
    let about = row.range.clone().unwrap_or_else(|| row.about.join(", "));
    let (approve, refuse) = (fill(t.approve_label, &[&kind, &about]), fill(t.refuse_label, &[&kind, &about]));
    view! {
        <div class="utrecht-button-group utrecht-button-group--row">
            <form method="post" action=paths::request_approve(row.id)>
                {form_token(frame)}
                <button class="utrecht-button utrecht-button--primary-action" type="submit" aria-label=approve>{t.approve}</button>
            </form>
            <form method="post" action=paths::request_refuse(row.id)>
                {form_token(frame)}
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" aria-label=refuse>{t.refuse}</button>
            </form>
        </div>
    }
    .into_any()
}

fn withdraw(row: &ApprovalRow, kind: &'static str, frame: &Frame) -> AnyView {
    let t = &frame.texts.approvals;
    let about = row.range.clone().unwrap_or_else(|| row.about.join(", "));
    let label = fill(t.withdraw_label, &[&kind, &about]);
    view! {
        <form method="post" action=paths::request_withdraw(row.id)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit" aria-label=label>{t.withdraw}</button>
        </form>
    }
    .into_any()
}

fn settled(rows: &[ApprovalRow], texts: &'static Texts) -> AnyView {
    let t = &texts.approvals;
    let columns = vec![t.what, t.about, t.asked, t.outcome, t.decided];
    let rows = rows.iter().map(|row| cells(row, texts)).collect();
    let table = Table { id: "settled-requests", caption: t.settled, caption_hidden: true, columns, rows };
    view! { <section class="pw-section"><h2 class="utrecht-heading-2">{t.settled}</h2>{table.view()}</section> }
        .into_any()
}

fn cells(row: &ApprovalRow, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.approvals;
    let tone = match row.state {
        ApprovalState::Approved => Tone::Good,
        ApprovalState::Waiting
        | ApprovalState::Refused
        | ApprovalState::Lapsed
        | ApprovalState::Withdrawn => Tone::Calm,
    };
    let about = row.range.clone().unwrap_or_else(|| row.about.join(", "));
    vec![
        text((texts.access.approval_kind)(row.kind)),
        text(about),
        text(fill(t.asked_value, &[&row.asked_by, &minute(row.asked_at, texts)])),
        badge(tone, (texts.access.approval_state)(row.state)),
        text(row.decided_by.clone().unwrap_or_else(|| t.nobody.to_owned())),
    ]
}
