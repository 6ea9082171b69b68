//! The pictures of the case on the desk. Without scripts they show as they are; what the viewer island adds stands here
//! hidden, with its words, so that the island knows no language.

use crate::components::picture::Picture;
use crate::pages::review::{DeskCase, DeskPictures};
use crate::paths;
use crate::texts::{Texts, ViewerTexts, fill};
use crate::time::second;
use leptos::prelude::*;

/// How wide the overview is on the desk, so that the browser asks for no more pixels than it shows.
const SIZES: &str =
    "(max-width: 62rem) calc(100vw - 3.5rem), (max-width: 100rem) calc(100vw - 33.5rem), 66.5rem";

/// Bounds and step of the light controls, in percent.
const BRIGHTNESS: (&str, &str) = ("40", "240");
const CONTRAST: (&str, &str) = ("40", "300");

/// The pictures: the overview large, the others beside each other below it.
pub(crate) fn viewer(case: &DeskCase, texts: &'static Texts) -> AnyView {
    view! {
        <div class="pw-viewer" data-island="viewer">
            {overview(case, texts)}
            {strip(&case.pictures, texts)}
        </div>
    }
    .into_any()
}

fn overview(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let Some(picture) = &case.pictures.overview else {
        return view! { <p class="pw-picture pw-picture--missing">{texts.review.no_overview}</p> }.into_any();
    };
    let words = fill(texts.review.overview, &[&second(case.captured_at, texts)]);
    let more = paths::mask(&case.reference, picture.ordinal);
    view! {
        <div class="pw-viewer__view" data-viewer-view role="group" aria-label=texts.viewer.view>
            {first_pane(picture, case.pictures.overview_work.as_ref(), words)}
            <figure class="pw-picture pw-picture--overview" data-viewer-pane="second" hidden>
                <div class="pw-viewer__window" data-viewer-window></div>
                <figcaption class="pw-picture__caption"></figcaption>
            </figure>
        </div>
        <div class="pw-viewer__bar">
            {tools(&texts.viewer)}
            <a class="utrecht-link utrecht-link--html-a pw-picture__more" href=more data-key="m" aria-keyshortcuts="m">{texts.mask.link}<kbd aria-hidden="true">"M"</kbd></a>
        </div>
    }
    .into_any()
}

/// The overview. Its full form is asked for by the browser on a large screen, and by the island for a close look.
fn first_pane(full: &Picture, work: Option<&Picture>, words: String) -> AnyView {
    let described = |picture: &Picture| format!("{} {}w", paths::picture(&picture.grant), picture.width);
    let sources = work.map(|work| format!("{}, {}", described(work), described(full)));
    let sizes = work.map(|_| SIZES);
    let address = paths::picture(&full.grant);
    let larger = work.map(|_| address.clone());
    let enough = work.map(|work| work.width.to_string());
    view! {
        <figure class="pw-picture pw-picture--overview" data-viewer-pane="first">
            <div class="pw-viewer__window" data-viewer-window>
                <img class="pw-picture__image" sizes=sizes srcset=sources src=address alt=words.clone() width=full.width.to_string() height=full.height.to_string() data-viewer-frame="0" data-full=larger data-work-width=enough/>
            </div>
            <figcaption class="pw-picture__caption">{words}</figcaption>
        </figure>
    }
    .into_any()
}

fn tools(t: &'static ViewerTexts) -> AnyView {
    let small = "utrecht-button utrecht-button--subtle pw-viewer__button";
    view! {
        <div class="pw-viewer__tools" data-viewer-tools hidden role="group" aria-label=t.tools>
            <button class=small type="button" data-viewer-do="out" data-key="-" aria-keyshortcuts="-" aria-label=t.smaller>"−"</button>
            <output class="pw-viewer__zoom" data-viewer-zoom=t.zoom>{fill(t.zoom, &[&100])}</output>
            <button class=small type="button" data-viewer-do="in" data-key="+" aria-keyshortcuts="Plus" aria-label=t.larger>"+"</button>
            <button class=small type="button" data-viewer-do="fit" data-key="0" aria-keyshortcuts="0">{t.fit}<kbd aria-hidden="true">"0"</kbd></button>
            <span class="pw-viewer__pair">
                <button class=small type="button" data-viewer-do="previous" data-key="[" aria-keyshortcuts="[" aria-label=t.previous><kbd aria-hidden="true">"["</kbd></button>
                <button class=small type="button" data-viewer-do="next" data-key="]" aria-keyshortcuts="]" aria-label=t.next><kbd aria-hidden="true">"]"</kbd></button>
            </span>
            <button class=small type="button" data-viewer-do="beside" data-key="v" aria-keyshortcuts="v" aria-pressed="false">{t.beside}<kbd aria-hidden="true">"V"</kbd></button>
            <button class=small type="button" data-viewer-do="invert" data-key="i" aria-keyshortcuts="i" aria-pressed="false">{t.invert}<kbd aria-hidden="true">"I"</kbd></button>
        </div>
    }
    .into_any()
}

fn strip(pictures: &DeskPictures, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.review;
    let sign = pictures.sign.iter().map(|picture| (picture, t.sign.to_owned()));
    let numbered = pictures.sequence.iter().zip(1_u32..);
    let sequence = numbered.map(|(picture, number)| (picture, fill(t.sequence, &[&number])));
    let frames: Vec<AnyView> = sign
        .chain(sequence)
        .zip(1_u32..)
        .map(|((picture, words), n)| frame(picture, words, n, texts))
        .collect();
    let plate = pictures.plate.as_ref().map(|picture| plate(picture, t.plate_crop));
    let light = pictures.overview.as_ref().map(|_| light(&texts.viewer));
    let any = plate.is_some() || light.is_some() || !frames.is_empty();
    any.then(|| view! { <div class="pw-desk__strip">{plate}{frames}{light}</div> }.into_any())
}

/// The plate, enlarged: four times, each of the camera's pixels as a square of its own.
fn plate(picture: &Picture, words: &'static str) -> AnyView {
    view! {
        <figure class="pw-picture pw-picture--plate">
            <div class="pw-viewer__plate">
                <img class="pw-picture__image" src=paths::picture(&picture.grant) alt=words width=picture.width.to_string() height=picture.height.to_string() data-viewer-plate/>
            </div>
            <figcaption class="pw-picture__caption">{words}</figcaption>
        </figure>
    }
    .into_any()
}

/// A picture that the island can also show large.
fn frame(picture: &Picture, words: String, number: u32, texts: &'static Texts) -> AnyView {
    let choose = fill(texts.viewer.choose, &[&words]);
    view! {
        <figure class="pw-picture pw-picture--small">
            <img class="pw-picture__image" src=paths::picture(&picture.grant) alt=words.clone() width=picture.width.to_string() height=picture.height.to_string() data-viewer-frame=number.to_string()/>
            <figcaption class="pw-picture__caption">{words}</figcaption>
            <button class="pw-viewer__choose" type="button" hidden data-viewer-choose=number.to_string() aria-pressed="false" aria-label=choose></button>
        </figure>
    }
    .into_any()
}

fn light(t: &'static ViewerTexts) -> AnyView {
    let small = "utrecht-button utrecht-button--subtle pw-viewer__button";
    view! {
        <div class="pw-viewer__light" data-viewer-tools hidden role="group" aria-label=t.adjust>
            {range("brightness", t.brightness, BRIGHTNESS)}
            {range("contrast", t.contrast, CONTRAST)}
            <button class=small type="button" data-viewer-do="pixels" aria-pressed="true">{t.pixels}</button>
            <button class=small type="button" data-viewer-do="reset">{t.reset}</button>
        </div>
    }
    .into_any()
}

fn range(name: &'static str, label: &'static str, (low, high): (&'static str, &'static str)) -> AnyView {
    let id = format!("viewer-{name}");
    view! {
        <div class="pw-viewer__range">
            <label for=id.clone()>{label}</label>
            <input id=id type="range" min=low max=high step="10" value="100" data-viewer-set=name/>
        </div>
    }
    .into_any()
}
