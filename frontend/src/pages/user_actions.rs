//! What may be changed about somebody's access, each a form of its own.

use super::user::UserPage;
use super::user_new::roles;
use super::users::UserState;
use crate::components::control::Control;
use crate::components::form::form_token;
use crate::frame::Frame;
use crate::paths;
use crate::texts::fill;
use crate::time::minute;
use leptos::prelude::*;
use poortwacht_domain::ApprovalKind;

/// One thing that may be done.
struct Action {
    heading: &'static str,
    lead: String,
    path: &'static str,
    submit: &'static str,
    /// What of it waits for a second person already.
    kind: Option<ApprovalKind>,
    fields: AnyView,
}

/// Everything that may be done to somebody else's account now.
pub(super) fn actions(page: &UserPage, frame: &Frame) -> Option<AnyView> {
    if page.row.is_own {
        return None;
    }
    let possible = match page.row.state {
        UserState::Ended => vec![reopen(page, frame)],
        UserState::Active => vec![role(page, frame), reset(page, frame), close(frame)],
        UserState::Locked(_) => {
            vec![unlock(page, frame), role(page, frame), reset(page, frame), close(frame)]
        }
        UserState::ToEnrol(_) | UserState::LinkExpired | UserState::AwaitsApproval => {
            vec![invite(page, frame), role(page, frame), close(frame)]
        }
    };
    let parts = possible.into_iter().map(|action| part(action, page, frame)).collect_view();
    Some(parts.into_any())
}

fn part(action: Action, page: &UserPage, frame: &Frame) -> AnyView {
    let waits = action.kind.is_some_and(|kind| page.waiting.contains(&kind));
    let form = if waits {
        view! { <p class="utrecht-paragraph">{frame.texts.user.waits}" "<a class="utrecht-link utrecht-link--html-a" href=paths::REQUESTS>{frame.texts.users.waiting_link}</a></p> }.into_any()
    } else {
        view! {
            <form class="pw-form" method="post" action=paths::user(action.path, page.row.id)>
                {form_token(frame)}
                {action.fields}
                <button class="utrecht-button utrecht-button--secondary-action" type="submit">{action.submit}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="pw-account__part">
            <h2 class="utrecht-heading-2">{action.heading}</h2>
            <p class="utrecht-paragraph">{action.lead}</p>
            {form}
        </section>
    }
    .into_any()
}

fn role(page: &UserPage, frame: &Frame) -> Action {
    let texts = frame.texts;
    let t = &texts.user;
    let own = page.row.role.as_str();
    let others = roles(texts).into_iter().filter(|(code, _)| code != own).collect();
    let fields = view! {
        {Control::new("role", t.role_new, &page.errors, texts).select(others, &page.form.role)}
        {Control::new("role_reason", t.role_reason, &page.errors, texts)
            .optional(texts)
            .hint(t.role_reason_hint)
            .textarea(2, 500, &page.form.role_reason)}
    };
    Action {
        heading: t.role_heading,
        lead: t.role_lead.to_owned(),
        path: paths::USER_ROLE,
        submit: t.role_submit,
        kind: Some(ApprovalKind::ChangeRole),
        fields: fields.into_any(),
    }
}

fn unlock(page: &UserPage, frame: &Frame) -> Action {
    let texts = frame.texts;
    let t = &texts.user;
    let until = match page.row.state {
        UserState::Locked(until) => minute(until, texts),
        _ => String::new(),
    };
    Action {
        heading: t.unlock_heading,
        lead: fill(t.unlock_lead, &[&until]),
        path: paths::USER_UNLOCK,
        submit: t.unlock_submit,
        kind: Some(ApprovalKind::UnlockAccount),
        fields: Control::new("unlock_reason", t.unlock_reason, &page.errors, texts)
            .hint(t.reason_hint)
            .textarea(2, 500, &page.form.unlock_reason),
    }
}

fn reset(page: &UserPage, frame: &Frame) -> Action {
    let texts = frame.texts;
    let t = &texts.user;
    Action {
        heading: t.reset_heading,
        lead: t.reset_lead.to_owned(),
        path: paths::USER_RESET,
        submit: t.reset_submit,
        kind: Some(ApprovalKind::ResetCredentials),
        fields: Control::new("reset_reason", t.reset_reason, &page.errors, texts)
            .hint(t.reason_hint)
            .textarea(2, 500, &page.form.reset_reason),
    }
}

fn invite(page: &UserPage, frame: &Frame) -> Action {
    let t = &frame.texts.user;
    let lead = if page.needs_two { t.invite_two } else { t.invite_lead };
    Action {
        heading: t.invite_heading,
        lead: lead.to_owned(),
        path: paths::USER_INVITE,
        submit: t.invite_submit,
        kind: Some(ApprovalKind::GiveAccess),
        fields: link_reason(page, frame),
    }
}

fn reopen(page: &UserPage, frame: &Frame) -> Action {
    let t = &frame.texts.user;
    let lead =
        if page.needs_two { format!("{} {}", t.reopen_lead, t.invite_two) } else { t.reopen_lead.to_owned() };
    Action {
        heading: t.reopen_heading,
        lead,
        path: paths::USER_REOPEN,
        submit: t.reopen_submit,
        kind: None,
        fields: link_reason(page, frame),
    }
}

/// Asked for only where a second person reads it.
fn link_reason(page: &UserPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.user;
    let control = page.needs_two.then(|| {
        Control::new("link_reason", t.link_reason, &page.errors, texts).hint(t.reason_hint).textarea(
            2,
            500,
            &page.form.link_reason,
        )
    });
    control.into_any()
}

fn close(frame: &Frame) -> Action {
    let t = &frame.texts.user;
    Action {
        heading: t.close_heading,
        lead: t.close_lead.to_owned(),
        path: paths::USER_CLOSE,
        submit: t.close_submit,
        kind: None,
        fields: ().into_any(),
    }
}
