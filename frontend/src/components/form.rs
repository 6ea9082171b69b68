//! What every form has.

use crate::components::control::id_of;
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::texts::Texts;
use leptos::prelude::*;

/// The hidden field that ties a form to the session.
pub(crate) fn form_token(frame: &Frame) -> AnyView {
    view! { <input type="hidden" name="form_token" value=frame.form_token.clone()/> }.into_any()
}

/// All complaints at the top of a form, each a link to its field. `labels` gives the words of each field's label.
pub(crate) fn error_summary(
    errors: &FieldErrors,
    labels: &[(&'static str, &'static str)],
    texts: &'static Texts,
) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let items = errors
        .iter()
        .map(|(field, problem)| {
            let label = labels.iter().find(|(name, _)| name == field).map_or(*field, |(_, label)| *label);
            let words = format!("{label}: {}", problem.text(texts));
            view! { <li><a class="utrecht-link utrecht-link--html-a" href=format!("#{}", id_of(field))>{words}</a></li> }
        })
        .collect_view();
    let summary = view! {
        <div class="utrecht-alert utrecht-alert--error" role="alert">
            <div class="utrecht-alert__content">
                <p class="pw-alert__heading">{texts.layout.summary_heading}</p>
                <ul class="pw-complaints">{items}</ul>
            </div>
        </div>
    };
    Some(summary.into_any())
}
