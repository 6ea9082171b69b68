//! The evidence half of the review desk: pictures and dossier.

use crate::components::data_list::data_list;
use crate::pages::facts::dossier;
use crate::pages::review::DeskCase;
use crate::pages::review_viewer::viewer;
use crate::texts::Texts;
use leptos::prelude::*;

/// Pictures and facts of the case on the desk.
pub(crate) fn evidence(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    view! {
        <section class="pw-desk__evidence" aria-label=t.evidence>
            {viewer(case, texts)}
            <h2 class="utrecht-heading-3 pw-desk__facts-heading">{t.facts}</h2>
            {data_list(dossier(&case.dossier, texts))}
        </section>
    }
    .into_any()
}
