//! The evidence half of the review desk: pictures and dossier.

use crate::components::data_list::data_list;
use crate::components::picture::{Picture, figure, figure_in_sizes};
use crate::pages::facts::dossier;
use crate::pages::review::{DeskCase, DeskPictures};
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::second;
use leptos::prelude::*;

/// Pictures and facts of the case on the desk.
pub(crate) fn evidence(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    view! {
        <section class="pw-desk__evidence" aria-label=t.evidence>
            {overview(case, texts)}
            {strip(&case.pictures, texts)}
            <h2 class="utrecht-heading-3 pw-desk__facts-heading">{t.facts}</h2>
            {data_list(dossier(&case.dossier, texts))}
        </section>
    }
    .into_any()
}

fn overview(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    case.pictures.overview.as_ref().map_or_else(
        || view! { <p class="pw-picture pw-picture--missing">{t.no_overview}</p> }.into_any(),
        |picture| {
            let words = fill(t.overview, &[&second(case.captured_at, texts)]);
            let smaller = case.pictures.overview_work.as_ref();
            let more = paths::mask(&case.reference, picture.ordinal);
            view! {
                {figure_in_sizes(picture, smaller, words, "pw-picture pw-picture--overview")}
                <a class="utrecht-link utrecht-link--html-a pw-picture__more" href=more data-key="m" aria-keyshortcuts="m">{texts.mask.link}<kbd aria-hidden="true">"M"</kbd></a>
            }
            .into_any()
        },
    )
}

fn strip(pictures: &DeskPictures, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.review;
    let small = |picture: &Picture, words: String| figure(picture, words, "pw-picture pw-picture--small");
    let plate = pictures
        .plate
        .iter()
        .map(|picture| figure(picture, t.plate_crop.into(), "pw-picture pw-picture--plate"));
    let sign = pictures.sign.iter().map(|picture| small(picture, t.sign.into()));
    let numbered = pictures.sequence.iter().zip(1_u32..);
    let sequence = numbered.map(|(picture, number)| small(picture, fill(t.sequence, &[&number])));
    let all: Vec<AnyView> = plate.chain(sign).chain(sequence).collect();
    (!all.is_empty()).then(|| view! { <div class="pw-desk__strip">{all}</div> }.into_any())
}
