//! The grounds of knowledge as they will read, while one types.

use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use crate::dom;

/// A script does at once what the button asks the server for.
pub(super) fn begin(view: &Element) {
    if let Some(button) = dom::first::<HtmlElement>(view, "[data-preview-button]") {
        button.set_hidden(true);
    }
}

/// Fills in what is typed now; without placeholders there is nothing to show.
pub(super) fn update(view: &Element) -> Option<()> {
    let preview: HtmlElement = dom::first(view, "[data-preview]")?;
    let words: Element = dom::first(&preview, "[data-preview-words]")?;
    let typed: HtmlTextAreaElement = dom::first(view, "#field-grounds")?;
    let filled = filled(&typed.value(), &values(&preview));
    preview.set_hidden(filled.is_none());
    words.set_text_content(Some(filled.as_deref().unwrap_or_default()));
    Some(())
}

/// What the case fills in, by placeholder.
fn values(preview: &Element) -> Vec<(String, String)> {
    let values = dom::all(preview, "[data-place]").into_iter();
    values
        .filter_map(|value| Some((value.get_attribute("data-place")?, value.get_attribute("value")?)))
        .collect()
}

/// The words filled in; `None` when they hold no placeholder.
fn filled(words: &str, values: &[(String, String)]) -> Option<String> {
    let (mut filled, mut rest, mut any) = (String::new(), words, false);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}');
        let known = place.and_then(|(name, after)| {
            let value = values.iter().find(|(known, _)| known == name);
            value.map(|(_, value)| (value, after))
        });
        rest = match known {
            Some((value, after)) => {
                filled.push_str(value);
                any = true;
                after
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled.push_str(rest);
    any.then_some(filled)
}
