//! The switch between languages, in the header of every page. Without a session it is a link that names the language in
//! the address; with one it is a form that changes the account.

use crate::components::form::form_token;
use crate::frame::Frame;
use crate::paths;
use crate::texts::own_name;
use leptos::prelude::*;
use poortwacht_domain::Language;

/// The switch. The language that is shown already is not offered.
pub(crate) fn switch(frame: &Frame) -> AnyView {
    let others = Language::ALL.iter().copied().filter(|language| language.as_str() != frame.texts.code);
    let items = others.map(|language| item(language, frame)).collect_view();
    view! { <div class="pw-language" role="group" aria-label=frame.texts.layout.languages>{items}</div> }
        .into_any()
}

fn item(language: Language, frame: &Frame) -> AnyView {
    let (code, name) = (language.as_str(), own_name(language));
    if frame.viewer.is_none() {
        let href = paths::in_language("", Some(language));
        return view! { <a class="pw-nav__link pw-language__link" href=href lang=code hreflang=code>{name}</a> }.into_any();
    }
    view! {
        <form method="post" action=paths::ACCOUNT_LANGUAGE>
            {form_token(frame)}
            <input type="hidden" name="language" value=code/>
            <input type="hidden" name="back" value=frame.place.clone()/>
            <button class="utrecht-button utrecht-button--subtle" type="submit" lang=code>{name}</button>
        </form>
    }
    .into_any()
}
