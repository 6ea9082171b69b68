//! Facts as pairs of name and value.

use leptos::prelude::*;

/// A list of names and values.
pub(crate) fn data_list(items: Vec<(&'static str, AnyView)>) -> AnyView {
    let items = items
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div class="utrecht-data-list__item pw-facts__item">
                    <dt class="utrecht-data-list__item-key pw-facts__name">{name}</dt>
                    <dd class="utrecht-data-list__item-value utrecht-data-list__item-value--html-dd pw-facts__value">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="utrecht-data-list pw-facts">{items}</dl> }.into_any()
}

/// A value that is plain text.
pub(crate) fn text(value: impl Into<String>) -> AnyView {
    value.into().into_any()
}
