//! The evidence half of the review desk: pictures, and the dossier of the location.

use crate::components::data_list::data_list;
use crate::pages::facts::dossier;
use crate::pages::review::DeskCase;
use crate::pages::review_viewer::viewer;
use crate::texts::Texts;
use leptos::prelude::*;

/// Pictures of the case on the desk.
pub(crate) fn evidence(case: &DeskCase, texts: &'static Texts) -> AnyView {
    view! {
        <section class="pw-desk__evidence" aria-label=texts.review.evidence>{viewer(case, texts)}</section>
    }
    .into_any()
}

/// What holds of the location. It comes after the decision, so that on a narrow screen the plate follows the picture.
pub(crate) fn location(case: &DeskCase, texts: &'static Texts) -> AnyView {
    view! {
        <section class="pw-desk__dossier" aria-labelledby="desk-dossier">
            <h2 class="utrecht-heading-3" id="desk-dossier">{texts.review.facts}</h2>
            {data_list(dossier(&case.dossier, texts))}
        </section>
    }
    .into_any()
}
