//! The question that comes before the first decision: can anybody be recognised behind an undeclared windscreen?

use crate::components::control::id_of;
use crate::components::form::form_token;
use crate::frame::Frame;
use crate::pages::review::{DeskCase, ReviewPage};
use crate::pages::review_panel::case_field;
use crate::paths;
use leptos::prelude::*;
use poortwacht_domain::MaskReason;

/// The question with its two answers, while it is open.
pub(crate) fn question(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> Option<AnyView> {
    let t = &frame.texts.review;
    let ordinal = case.windscreen_asked?;
    let complaint = page.errors.of("windscreen").map(|problem| {
        view! { <p class="utrecht-form-field-error-message">{problem.text(frame.texts)}</p> }
    });
    let mask = paths::mask_for(&case.reference, ordinal, MaskReason::Windscreen);
    let view = view! {
        <div class="pw-question" id=id_of("windscreen") tabindex="-1" role="group" aria-labelledby="windscreen-question" aria-describedby="windscreen-why">
            <p class="pw-question__words" id="windscreen-question">{t.windscreen_question}</p>
            <p class="pw-question__why" id="windscreen-why">{t.windscreen_why}</p>
            {complaint}
            <div class="pw-question__answers">
                <form method="post" action=paths::REVIEW_WINDSCREEN>
                    {form_token(frame)}
                    {case_field(case)}
                    <button class="utrecht-button utrecht-button--secondary-action" type="submit" data-key="n" aria-keyshortcuts="n">{t.windscreen_no}<kbd aria-hidden="true">"N"</kbd></button>
                </form>
                <a class="utrecht-button utrecht-button--secondary-action pw-button-link" href=mask data-key="j" aria-keyshortcuts="j">{t.windscreen_yes}<kbd aria-hidden="true">"J"</kbd></a>
            </div>
        </div>
    };
    Some(view.into_any())
}
