//! The plate on the desk: as it counts, as the camera read it, and the fields with which an officer corrects it.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::plate::plate;
use crate::pages::facts;
use crate::pages::review::{DeskCase, ReviewPage};
use crate::paths;
use crate::texts::{Texts, fill};
use leptos::prelude::*;

/// The form of the confirmation. The correction belongs to it, so that it takes along what was typed there; it stands
/// before all its other buttons, so Enter in the plate corrects.
const FORM: &str = "confirm";
/// The longest plate with its dashes and spaces.
const LONGEST_TYPED: u16 = 20;

/// The reading and its correction.
pub(crate) fn reading(case: &DeskCase, page: &ReviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let words = fill(t.reading, &[&case.plate.raw, &facts::percent(case.plate.confidence)]);
    view! {
        <div class="pw-reading">
            <h2 class="pw-hidden">{t.plate}</h2>
            {plate(&case.plate.plate, Some(&case.plate.country), true)}
            <p class="pw-reading__raw">{words}</p>
            {correct(case, page, texts)}
        </div>
        {facts::corrections(&case.plate, texts)}
        {unusual(case, texts)}
    }
    .into_any()
}

/// An unusual form is a warning, never a refusal.
fn unusual(case: &DeskCase, texts: &'static Texts) -> Option<AnyView> {
    let usual = case.plate.plate.is_usual_for(&case.plate.country);
    (!usual).then(|| alert(Kind::Info, None, texts.review.plate_unusual))
}

fn correct(case: &DeskCase, page: &ReviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let (typed, sign) = &case.correction;
    let open = page.errors.of("plate").is_some() || page.errors.of("country").is_some();
    let plate = Control::new("plate", t.correct_plate, &page.errors, texts);
    let country =
        Control::new("country", t.correct_country, &page.errors, texts).hint(t.correct_country_hint);
    let own = Input { form: Some(FORM), ..Input::of("text") };
    view! {
        <details class="pw-correct" open=open>
            <summary class="utrecht-button utrecht-button--subtle pw-correct__summary" data-key="k" aria-keyshortcuts="k" data-leads="field-plate">{t.correct}<kbd aria-hidden="true">"K"</kbd></summary>
            <div class="pw-correct__form">
                {plate.input(Input { max: Some(LONGEST_TYPED), ..own }, typed)}
                {country.input(Input { max: Some(3), ..own }, sign)}
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" form=FORM formaction=paths::REVIEW_PLATE formnovalidate>{t.correct_send}</button>
                <p class="pw-correct__note">{t.correct_note}</p>
            </div>
        </details>
    }
    .into_any()
}
