//! Just enough reading of our own pages to drive them as a browser without scripts would.

/// Value of `name="…"` inside one tag, with character references undone.
#[must_use]
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = tag.get(start..)?;
    Some(unescape(rest.get(..rest.find('"')?)?))
}

/// All tags called `element`, each from its `<` to its `>`.
pub fn tags<'page>(page: &'page str, element: &str) -> Vec<&'page str> {
    let opening = format!("<{element} ");
    page.match_indices(&opening)
        .filter_map(|(start, _)| page.get(start..start + page.get(start..)?.find('>')?))
        .collect()
}

/// Names and values of the hidden fields of the form that posts to `action`.
#[must_use]
pub fn hidden_fields(page: &str, action: &str) -> Vec<(String, String)> {
    form(page, action)
        .map(|form| tags(form, "input"))
        .unwrap_or_default()
        .into_iter()
        .filter_map(hidden)
        .collect()
}

fn hidden(tag: &str) -> Option<(String, String)> {
    let is_hidden = attribute(tag, "type").as_deref() == Some("hidden");
    is_hidden.then(|| Some((attribute(tag, "name")?, attribute(tag, "value")?))).flatten()
}

/// The form that posts to `action`, up to its end.
#[must_use]
pub fn form<'page>(page: &'page str, action: &str) -> Option<&'page str> {
    let tag =
        tags(page, "form").into_iter().find(|tag| attribute(tag, "action").as_deref() == Some(action))?;
    let start = page.find(tag)?;
    let rest = page.get(start..)?;
    rest.get(..rest.find("</form>")?)
}

/// Every `src` of the page's pictures.
#[must_use]
pub fn pictures(page: &str) -> Vec<String> {
    tags(page, "img").into_iter().filter_map(|tag| attribute(tag, "src")).collect()
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/a"><input type="hidden" name="form_token" value="x&amp;y"><input type="text" name="q" value="1"></form><img class="p" src="/pictures/1">"#;

    #[test]
    fn hidden_fields_are_those_of_the_named_form() {
        assert_eq!(hidden_fields(PAGE, "/a"), [("form_token".to_owned(), "x&y".to_owned())]);
        assert!(hidden_fields(PAGE, "/b").is_empty());
    }

    #[test]
    fn pictures_are_found_by_their_source() {
        assert_eq!(pictures(PAGE), ["/pictures/1"]);
    }
}
