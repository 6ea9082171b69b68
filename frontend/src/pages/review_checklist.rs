//! What the officer must have seen before confirming, line by line.

use crate::components::control::id_of;
use crate::pages::review::{DeskCase, ReviewPage};
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::Check;

/// The checklist; a script offers one key for all lines.
pub(crate) fn checklist(case: &DeskCase, page: &ReviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let ticked = case.form.seen();
    let lines: Vec<AnyView> =
        Check::ALL.iter().map(|check| line(*check, ticked.contains(check), page, texts)).collect();
    view! {
        <fieldset class="pw-checklist" data-checklist>
            <legend class="pw-checklist__legend">{t.checklist}</legend>
            {lines}
            <button class="utrecht-button utrecht-button--subtle pw-checklist__all" type="button" hidden data-check-all data-key="c" aria-keyshortcuts="c">{t.check_all}<kbd aria-hidden="true">"C"</kbd></button>
        </fieldset>
    }
    .into_any()
}

fn line(check: Check, ticked: bool, page: &ReviewPage, texts: &'static Texts) -> AnyView {
    let id = id_of(check.as_str());
    let complaint = page.errors.of(check.as_str()).map(|problem| problem.text(texts));
    let invalid = complaint.is_some().then_some("true");
    let error_id = format!("{id}-error");
    let described_by = complaint.is_some().then(|| error_id.clone());
    view! {
        <div class="pw-checklist__line">
            <input type="checkbox" id=id.clone() name=check.as_str() value="yes" checked=ticked required aria-invalid=invalid aria-describedby=described_by/>
            <label for=id>{words(check, texts)}</label>
            {complaint.map(|words| view! { <div class="utrecht-form-field-error-message" id=error_id>{words}</div> })}
        </div>
    }
    .into_any()
}

pub(crate) const fn words(check: Check, texts: &'static Texts) -> &'static str {
    let t = &texts.review;
    match check {
        Check::SignVisible => t.check_sign_visible,
        Check::SignPassed => t.check_sign_passed,
        Check::PlateReadable => t.check_plate_readable,
        Check::NoPriorityVehicle => t.check_no_priority_vehicle,
    }
}
