//! Every page with sample data: what must hold for all of them.

// `cfg(test)` tells the lints that these helpers are tests too.
#[cfg(test)]
mod html;
#[cfg(test)]
mod samples;

use html::{Tag, tags};
use samples::{hostile, pages, plain};
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// Attributes that would run a script or set a style inside the page.
fn is_inline(name: &str) -> bool {
    name == "style" || name.starts_with("on")
}

fn visible_control(tag: &Tag) -> bool {
    matches!(tag.name.as_str(), "select" | "textarea")
        || tag.name == "input" && tag.get("type") != Some("hidden") && tag.get("hidden").is_none()
}

#[test]
fn no_page_holds_a_script_or_style_of_its_own() {
    for (name, document) in pages(plain).into_iter().chain(pages(hostile)) {
        assert!(!document.contains("javascript:"), "{name}");
        for tag in tags(&document) {
            assert_ne!(tag.name, "style", "{name}");
            assert!(tag.attributes.iter().all(|(attribute, _)| !is_inline(attribute)), "{name}: {tag:?}");
            if tag.name == "script" {
                assert_eq!(tag.get("src"), Some("/assets/islands.js"), "{name}: {tag:?}");
                assert_eq!(tag.get("type"), Some("module"), "{name}: {tag:?} holds the page up");
            }
        }
    }
}

#[test]
fn hostile_text_adds_no_tag_and_no_attribute() {
    for ((name, usual), (_, attacked)) in pages(plain).into_iter().zip(pages(hostile)) {
        let shape = |document: &str| -> Vec<(String, Vec<String>)> {
            let names =
                |tag: Tag| (tag.name, tag.attributes.into_iter().map(|(attribute, _)| attribute).collect());
            tags(document).into_iter().map(names).collect()
        };
        assert_eq!(shape(&usual), shape(&attacked), "{name}");
    }
}

#[test]
fn a_textarea_gives_back_exactly_what_was_typed() {
    let (_, document) = pages(hostile).into_iter().find(|(name, _)| name == "review").unwrap();
    let start = document.find("<textarea").unwrap();
    let (_, rest) = document[start..].split_once('>').unwrap();
    let (content, _) = rest.split_once("</textarea>").unwrap();
    let typed = content.strip_prefix('\n').unwrap().replace("&lt;", "<").replace("&amp;", "&");
    assert_eq!(typed, hostile(samples::desk::GROUNDS));
}

#[test]
fn every_control_has_a_label_and_its_description_exists() {
    for (name, document) in pages(plain) {
        let tags = tags(&document);
        let ids: HashSet<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        let labelled: HashSet<&str> = tags.iter().filter_map(|tag| tag.get("for")).collect();
        for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| visible_control(tag)) {
            let by_id = tag.get("id").is_some_and(|id| labelled.contains(id));
            let inside = index > 0 && tags[index - 1].name == "label";
            assert!(by_id || inside, "{name}: {tag:?}");
            let described = tag.get("aria-describedby").unwrap_or_default();
            assert!(described.split_whitespace().all(|id| ids.contains(id)), "{name}: {described}");
        }
    }
}

#[test]
fn a_refused_field_says_so_beside_itself_and_in_the_summary() {
    let (_, document) = pages(plain).into_iter().find(|(name, _)| name == "review-errors").unwrap();
    assert!(document.contains("<title>Fout: Beoordelen"));
    assert!(document.contains(r##"href="#field-vehicle_category""##));
    assert!(document.contains(r#"aria-describedby="field-vehicle_category-error""#));
    assert!(document.contains(r#"aria-invalid="true""#));
}

#[test]
fn every_identifier_is_used_once_and_every_inner_link_has_a_target() {
    for (name, document) in pages(plain) {
        let tags = tags(&document);
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        let targets = tags.iter().filter_map(|tag| tag.get("href")).filter_map(|href| href.strip_prefix('#'));
        for target in targets {
            assert!(unique.contains(target), "{name}: #{target}");
        }
    }
}

#[test]
fn every_form_posts_with_the_session_token_and_no_address_carries_a_plate() {
    for (name, document) in pages(plain) {
        let tags = tags(&document);
        for (index, form) in tags.iter().enumerate().filter(|(_, tag)| tag.name == "form") {
            // What changes nothing and holds nothing but ids, codes and days stands in the address.
            if form.get("method") == Some("get") {
                let may = |action: &str| {
                    action.starts_with("/log") || ["/figures", "/incidents/month"].contains(&action)
                };
                assert!(form.get("action").is_some_and(may), "{name}: {form:?}");
                continue;
            }
            assert_eq!(form.get("method"), Some("post"), "{name}");
            assert_eq!(tags[index + 1].get("name"), Some("form_token"), "{name}: {form:?}");
        }
        let addresses =
            tags.iter().flat_map(|tag| [tag.get("href"), tag.get("src"), tag.get("action")]).flatten();
        for address in addresses {
            assert!(!address.contains(samples::PLATE), "{name}: {address}");
        }
    }
}

#[test]
fn every_page_has_one_heading_one_main_a_language_a_title_and_words_for_pictures() {
    for (name, document) in pages(plain) {
        let tags = tags(&document);
        let count = |wanted: &str| tags.iter().filter(|tag| tag.name == wanted).count();
        let language = if name.ends_with("-english") { "en" } else { "nl" };
        let start = format!("<!DOCTYPE html><html lang=\"{language}\"");
        assert!(document.starts_with(&start), "{name}");
        // A drawing has a title too; it is named by its id.
        let titles = tags.iter().filter(|tag| tag.name == "title" && tag.get("id").is_none()).count();
        assert_eq!((count("h1"), count("main"), titles, count("header")), (1, 1, 1, 1), "{name}");
        let without_words =
            tags.iter().find(|tag| tag.name == "img" && tag.get("alt").is_none_or(str::is_empty));
        assert_eq!(without_words.map(|tag| &tag.name), None, "{name}");
    }
}

#[test]
fn the_navigation_offers_only_what_the_role_may_do() {
    let of = |wanted: &str| pages(plain).into_iter().find(|(name, _)| name == wanted).unwrap().1;
    let officer = of("stock");
    assert!(officer.contains("href=\"/review\"") && !officer.contains("href=\"/exemptions\""));
    let administrator = of("exemptions");
    assert!(administrator.contains("href=\"/units\"") && !administrator.contains("href=\"/review\""));
}

#[test]
fn every_form_of_the_mask_editor_carries_all_that_was_drawn() {
    let (_, document) = pages(plain).into_iter().find(|(name, _)| name == "mask").unwrap();
    let tags = tags(&document);
    let drawn: Vec<_> = tags.iter().filter(|tag| tag.get("name") == Some("areas")).collect();
    let forms = tags.iter().filter(|tag| tag.get("action").is_some_and(|action| action.contains("/mask/")));
    assert_eq!(drawn.len(), forms.count());
    assert!(drawn.iter().all(|field| field.get("value") == Some("400,300,320,200;1700,900,160,240")));
    let boxes = tags.iter().filter(|tag| tag.get("class") == Some("pw-mask__area")).count();
    assert_eq!(boxes, 2, "grey boxes show what will be grey");
    assert!(document.contains("Dit kan niet ongedaan worden gemaakt"));
}

#[test]
fn a_correction_takes_along_what_was_typed_beside_it_and_enter_in_the_plate_corrects() {
    let (_, document) = pages(plain).into_iter().find(|(name, _)| name == "review").unwrap();
    let tags = tags(&document);
    let own: Vec<_> = tags.iter().filter(|tag| tag.get("form") == Some("confirm")).collect();
    for name in ["plate", "country"] {
        let field = own.iter().find(|tag| tag.get("name") == Some(name)).unwrap();
        assert_eq!(field.get("required"), None, "{field:?} would keep the case from being confirmed");
    }
    let first = own.iter().find(|tag| tag.name == "button").unwrap();
    assert_eq!(first.get("formaction"), Some("/review/plate"), "{first:?}");
}

#[test]
fn every_reason_to_dismiss_has_its_own_key() {
    let (_, document) = pages(plain).into_iter().find(|(name, _)| name == "review").unwrap();
    let tags = tags(&document);
    let keys: Vec<&str> = tags.iter().filter_map(|tag| tag.get("data-reason-key")).collect();
    let unique: HashSet<&str> = keys.iter().copied().collect();
    assert_eq!(keys.len(), poortwacht_domain::DismissalReason::ALL.len());
    assert_eq!(keys.len(), unique.len());
}

/// Not a check: leaves the pages below `target/tmp/pages`, to be looked at in a browser.
#[test]
fn pages_are_left_for_looking_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    for (name, document) in pages(plain) {
        fs::write(folder.join(format!("{name}.html")), document).unwrap();
    }
}
