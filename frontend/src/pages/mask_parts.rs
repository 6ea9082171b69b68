//! The parts of the mask editor. Every form carries all that was drawn, so that each works without scripts.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control, Input};
use crate::components::form::form_token;
use crate::frame::Frame;
use crate::pages::mask::{MaskPage, areas_text, drawn_size};
use crate::paths;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{MaskReason, Rect};

/// The other pictures of the case.
pub(crate) fn tabs(page: &MaskPage, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.mask;
    let items = page
        .ordinals
        .iter()
        .map(|ordinal| {
            let here = (*ordinal == page.ordinal).then_some("true");
            let words = fill(t.picture, &[&ordinal.saturating_add(1)]);
            view! { <li><a class="pw-tab" href=paths::mask(&page.reference, *ordinal) aria-current=here>{words}</a></li> }
        })
        .collect_view();
    let tabs =
        view! { <nav class="pw-tabs" aria-label=t.pictures><ul class="pw-tabs__list">{items}</ul></nav> };
    (page.ordinals.len() > 1).then(|| tabs.into_any())
}

/// The picture: a button that sends where it was clicked, under what was drawn.
pub(crate) fn picture(page: &MaskPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.mask;
    let (width, height) = drawn_size(page.picture.width, page.picture.height);
    let hint = match page.corner {
        Some((x, y)) => fill(t.point_again, &[&x, &y]),
        None => t.point.to_owned(),
    };
    let alt = fill(t.picture_alt, &[&page.ordinal.saturating_add(1)]);
    view! {
        <form method="post" action=paths::mask_draw(&page.reference, page.ordinal)>
            {form_token(frame)}
            {drawn(page)}
            <input type="hidden" name="corner" value=page.corner.map(|(x, y)| format!("{x},{y}")).unwrap_or_default()/>
            <label class="pw-mask__hint" for="field-picture" data-without-script>{hint}</label>
            <p class="pw-mask__hint" hidden data-with-script>{t.draw}</p>
            <div class="pw-mask__scroll">
                <div class="pw-mask__stage" data-stage>
                    <input class="pw-mask__image" id="field-picture" type="image" tabindex="-1" name="picture" alt=alt src=paths::picture(&page.picture.grant) width=width.to_string() height=height.to_string()/>
                    {overlay(page, width, height)}
                </div>
            </div>
            <p class="pw-mask__hint" hidden data-with-script>{t.draw_keys}</p>
        </form>
    }
    .into_any()
}

/// What every form carries along.
fn drawn(page: &MaskPage) -> AnyView {
    view! {
        <input type="hidden" name="areas" value=areas_text(&page.areas) data-areas/>
        <input type="hidden" name="reason" value=page.reason.clone()/>
    }
    .into_any()
}

/// Grey boxes where the picture will be grey, counted in pixels of the picture.
fn overlay(page: &MaskPage, width: u32, height: u32) -> AnyView {
    let view_box = format!("0 0 {} {}", page.width, page.height);
    let boxes = page.areas.iter().map(|area| grey(*area)).collect_view();
    let corner = page.corner.map(|(x, y)| {
        let radius = page.width.div_ceil(160).max(2);
        view! { <circle class="pw-mask__corner" cx=x.to_string() cy=y.to_string() r=radius.to_string()></circle> }
    });
    view! {
        <svg class="pw-mask__overlay" viewBox=view_box width=width.to_string() height=height.to_string() aria-hidden="true" data-overlay>
            {boxes}
            {corner}
        </svg>
    }
    .into_any()
}

fn grey(area: Rect) -> AnyView {
    let Rect { x, y, width, height } = area;
    view! { <rect class="pw-mask__area" x=x.to_string() y=y.to_string() width=width.to_string() height=height.to_string()></rect> }
        .into_any()
}

/// The list of what was drawn; each can be removed until it is saved.
pub(crate) fn areas(page: &MaskPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.mask;
    let items =
        page.areas.iter().zip(1_u32..).map(|(area, number)| entry(*area, number, texts)).collect_view();
    let complaint = page.errors.of("areas").map(|problem| {
        view! { <p class="utrecht-form-field-error-message" data-complaint>{problem.text(texts)}</p> }
    });
    view! {
        <section class="pw-mask__areas" id="field-areas" tabindex="-1" aria-labelledby="mask-areas">
            <h2 class="utrecht-heading-3" id="mask-areas">{t.areas}</h2>
            {complaint}
            <p class="pw-mask__none" hidden=!page.areas.is_empty() data-empty>{t.none}</p>
            <form method="post" action=paths::mask_draw(&page.reference, page.ordinal)>
                {form_token(frame)}
                {drawn(page)}
                <ol class="pw-mask__list" data-list>{items}</ol>
            </form>
            <div class="pw-mask__tools" hidden data-with-script>
                <button class="utrecht-button utrecht-button--secondary-action" type="button" data-new aria-keyshortcuts="n">{t.new_area}<kbd aria-hidden="true">"N"</kbd></button>
                <button class="utrecht-button utrecht-button--secondary-action" type="button" data-undo aria-keyshortcuts="z">{texts.layout.undo}<kbd aria-hidden="true">"Z"</kbd></button>
            </div>
        </section>
    }
    .into_any()
}

fn entry(area: Rect, number: u32, texts: &'static Texts) -> AnyView {
    let t = &texts.mask;
    let words = fill(t.area, &[&number, &area.x, &area.y, &area.width, &area.height]);
    let place = number.saturating_sub(1).to_string();
    let label = fill(t.remove_area, &[&number]);
    view! {
        <li class="pw-mask__entry">
            <span>{words}</span>
            <button class="utrecht-button utrecht-button--subtle" type="submit" name="remove" value=place aria-label=label>{t.remove}</button>
        </li>
    }
    .into_any()
}

/// A rectangle in numbers, for whoever does not point.
pub(crate) fn typed(page: &MaskPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.mask;
    let typed = &page.typed;
    let fields = [
        ("left", t.left, &typed.left),
        ("top", t.top, &typed.top),
        ("width", t.width, &typed.width),
        ("height", t.height, &typed.height),
    ];
    let open = fields.iter().any(|(name, ..)| page.errors.of(name).is_some());
    let input = Input { keyboard: Some("numeric"), max: Some(6), ..Input::of("text") };
    let controls: Vec<AnyView> = fields
        .into_iter()
        .map(|(name, label, value)| Control::new(name, label, &page.errors, texts).input(input, value))
        .collect();
    view! {
        <details class="pw-mask__typed" open=open>
            <summary class="pw-mask__summary">{t.type_area}</summary>
            <form class="pw-form pw-form--tight" method="post" action=paths::mask_draw(&page.reference, page.ordinal)>
                {form_token(frame)}
                {drawn(page)}
                <p class="utrecht-form-field-description">{fill(t.type_hint, &[&page.width, &page.height])}</p>
                <div class="pw-mask__numbers">{controls}</div>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.add}</button>
            </form>
        </details>
    }
    .into_any()
}

/// The one step that cannot be taken back.
pub(crate) fn save(page: &MaskPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.mask;
    let reason = Control::new("reason", t.reason, &page.errors, texts);
    view! {
        <form class="pw-form pw-form--tight" method="post" action=paths::mask(&page.reference, page.ordinal)>
            {form_token(frame)}
            <input type="hidden" name="areas" value=areas_text(&page.areas) data-areas/>
            {reason.select(reasons(texts), &page.reason)}
            {alert(Kind::Info, Some(t.final_heading), t.final_words)}
            <button class="utrecht-button utrecht-button--primary-action utrecht-button--danger" type="submit">{t.submit}</button>
            <a class="utrecht-link utrecht-link--html-a" href=page.way_back()>{t.back}</a>
        </form>
    }
    .into_any()
}

fn reasons(texts: &'static Texts) -> Vec<Choice> {
    let label = texts.labels.mask_reason;
    MaskReason::ALL.iter().map(|reason| (reason.as_str().to_owned(), label(*reason).to_owned())).collect()
}
