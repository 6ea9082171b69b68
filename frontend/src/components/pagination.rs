//! Pages of a long list.

use crate::texts::{Texts, fill};
use leptos::prelude::*;

/// Links to the page before and after. Nothing when everything fits on one page.
pub(crate) fn pagination(
    page: u64,
    pages: u64,
    link: impl Fn(u64) -> String,
    texts: &'static Texts,
) -> Option<AnyView> {
    if pages <= 1 {
        return None;
    }
    let t = &texts.layout;
    let previous = (page > 1).then(|| relative(link(page - 1), "prev", t.previous));
    let next = (page < pages).then(|| relative(link(page + 1), "next", t.next));
    let view = view! {
        <nav class="utrecht-pagination pw-pagination" aria-label=t.pages>
            {previous}
            <span class="pw-pagination__here">{fill(t.page_of, &[&page, &pages])}</span>
            {next}
        </nav>
    };
    Some(view.into_any())
}

fn relative(href: String, rel: &'static str, label: &'static str) -> AnyView {
    view! { <a class="utrecht-pagination__relative-link" href=href rel=rel>{label}</a> }.into_any()
}
