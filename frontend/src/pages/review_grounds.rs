//! The grounds of knowledge as they will read: placeholders filled with what is known of the case.

use crate::pages::review::DeskCase;
use crate::paths;
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::{Placeholder, fill_grounds, placeholders};

/// The words filled in, where they hold a placeholder. A script keeps them up to date while one types.
pub(crate) fn preview(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let words = &case.form.grounds;
    let has_places = placeholders(words).is_ok_and(|places| !places.is_empty());
    let filled = fill_grounds(words, |place| value(case, place)).unwrap_or_default();
    let values = case.values.iter().map(|(place, value)| {
        view! { <data value=value.clone() data-place=place.as_str()></data> }
    });
    view! {
        <div class="pw-preview" data-preview hidden=!has_places>
            <p class="pw-preview__label" id="grounds-preview">{texts.review.preview}</p>
            <p class="pw-preview__words" role="group" aria-labelledby="grounds-preview" data-preview-words>{filled}</p>
            <div hidden data-preview-values>{values.collect_view()}</div>
        </div>
    }
    .into_any()
}

/// Without scripts the server fills in what was typed.
pub(crate) fn button(texts: &'static Texts) -> AnyView {
    view! {
        <button class="utrecht-button utrecht-button--subtle pw-preview__button" type="submit" form="confirm" formaction=paths::REVIEW_PREVIEW formnovalidate data-preview-button>{texts.review.preview_show}</button>
    }
    .into_any()
}

fn value(case: &DeskCase, place: Placeholder) -> String {
    let known = case.values.iter().find(|(known, _)| *known == place);
    known.map(|(_, value)| value.clone()).unwrap_or_default()
}
