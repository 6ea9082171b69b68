//! Drawing a location's masks on a picture of its camera. The browser alone sees the picture; without scripts the lines of
//! numbers above it do the same.

use crate::texts::Texts;
use leptos::prelude::*;

/// What stands below the lines of numbers.
pub(crate) fn drawing(texts: &'static Texts) -> AnyView {
    let m = &texts.mask;
    view! {
        <div class="pw-mask" hidden data-island="reference" data-lines="#field-static_masks"
            data-area=m.area data-remove=m.remove data-remove-area=m.remove_area>
            <div class="pw-mask__picture">{picture(texts)}</div>
            <div class="pw-mask__panel pw-mask__areas" hidden data-with-script role="group" aria-labelledby="reference-areas">{areas(texts)}</div>
        </div>
    }
    .into_any()
}

fn picture(texts: &'static Texts) -> AnyView {
    let (t, m) = (&texts.locations, &texts.mask);
    view! {
        <div class="utrecht-form-field pw-field">
            <label class="utrecht-form-label" for="reference-picture">{t.camera_picture}</label>
            <div class="utrecht-form-field-description" id="reference-hint">{t.camera_picture_hint}</div>
            <input class="utrecht-textbox utrecht-textbox--html-input" id="reference-picture" type="file" accept="image/jpeg,image/png"
                aria-describedby="reference-hint" data-file/>
        </div>
        <p class="pw-mask__hint" role="status" data-said data-size=t.camera_picture_size data-broken=t.camera_picture_broken></p>
        <p class="pw-mask__hint" hidden data-with-script>{m.draw}</p>
        <div class="pw-mask__stage" hidden data-with-script data-stage>
            <canvas class="pw-mask__image" role="img" aria-label=t.camera_picture data-canvas></canvas>
            <svg class="pw-mask__overlay" aria-hidden="true" data-overlay></svg>
        </div>
        <p class="pw-mask__hint" hidden data-with-script>{t.camera_picture_keys}</p>
    }
    .into_any()
}

fn areas(texts: &'static Texts) -> AnyView {
    let m = &texts.mask;
    view! {
        <p class="utrecht-form-label" id="reference-areas">{m.areas}</p>
        <p class="pw-mask__none" data-empty>{m.none}</p>
        <ol class="pw-mask__list" data-list></ol>
        <div class="pw-mask__tools">
            <button class="utrecht-button utrecht-button--secondary-action" type="button" data-new>{m.new_area}</button>
            <button class="utrecht-button utrecht-button--secondary-action" type="button" data-undo>{texts.layout.undo}</button>
        </div>
    }
    .into_any()
}
