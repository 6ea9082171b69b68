//! The reader's sessions.

use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::Frame;
use crate::paths;
use crate::texts::fill;
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;

/// One session.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Names it in a form.
    pub handle: String,
    /// From which address it was begun.
    pub address: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// The last activity.
    pub seen: Timestamp,
    /// Whether it is the one that reads this page.
    pub is_this: bool,
}

/// The list, with a button to end each of the others and one to end them all.
pub(super) fn sessions(rows: &[SessionRow], frame: &Frame) -> AnyView {
    let t = &frame.texts.account;
    let columns = vec![t.begun, t.seen, t.address, t.action];
    let others = rows.iter().any(|row| !row.is_this);
    let cells = rows.iter().map(|row| cells(row, frame)).collect();
    let table =
        Table { id: "account-sessions", caption: t.sessions, caption_hidden: true, columns, rows: cells };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.sessions}</h2>
            <p class="utrecht-paragraph">{t.sessions_lead}</p>
            {table.view()}
            {others.then(|| end_others(frame))}
        </section>
    }
    .into_any()
}

fn cells(row: &SessionRow, frame: &Frame) -> Vec<AnyView> {
    let texts = frame.texts;
    let action = if row.is_this { text(texts.account.this) } else { end(row, frame) };
    vec![moment(row.begun, texts), moment(row.seen, texts), text(row.address.clone()), action]
}

fn end(row: &SessionRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.account;
    let label = fill(t.end_label, &[&row.address, &minute(row.begun, frame.texts)]);
    view! {
        <form method="post" action=paths::ACCOUNT_END_SESSION>
            {form_token(frame)}
            <input type="hidden" name="session" value=row.handle.clone()/>
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{t.end}</button>
        </form>
    }
    .into_any()
}

fn end_others(frame: &Frame) -> AnyView {
    view! {
        <form class="pw-account__all" method="post" action=paths::ACCOUNT_END_OTHERS>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{frame.texts.account.end_others}</button>
        </form>
    }
    .into_any()
}
