//! Messages that stand out.

use leptos::prelude::*;

/// How serious a message is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Something was done.
    Ok,
    /// Good to know.
    Info,
    /// Look before you go on.
    Warning,
    /// Something was refused.
    Error,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Ok => "utrecht-alert utrecht-alert--ok",
            Self::Info => "utrecht-alert utrecht-alert--info",
            Self::Warning => "utrecht-alert utrecht-alert--warning",
            Self::Error => "utrecht-alert utrecht-alert--error",
        }
    }

    const fn role(self) -> &'static str {
        match self {
            Self::Ok | Self::Info => "status",
            Self::Warning | Self::Error => "alert",
        }
    }
}

/// A message with an optional heading.
pub(crate) fn alert(kind: Kind, heading: Option<&'static str>, message: impl Into<String>) -> AnyView {
    let heading = heading.map(|words| view! { <p class="pw-alert__heading">{words}</p> });
    view! {
        <div class=kind.class() role=kind.role()>
            <div class="utrecht-alert__content">
                {heading}
                <p class="utrecht-paragraph">{message.into()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// What stands where a list would stand when there is nothing to list: what that means and what to do.
pub(crate) fn empty_state(heading: &'static str, message: &'static str) -> AnyView {
    view! {
        <div class="pw-empty">
            <h2 class="utrecht-heading-3">{heading}</h2>
            <p class="utrecht-paragraph">{message}</p>
        </div>
    }
    .into_any()
}
