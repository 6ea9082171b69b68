//! The template of the grounds of knowledge: an officer's words with places that the case fills in.

use thiserror::Error;

text_enum! {
    /// A place in a template, written between braces. The list is closed.
    pub enum Placeholder {
        /// `{tijdstip}`: time of the act on the Dutch clock, as 14:05:09.
        Time = "tijdstip",
        /// `{datum}`: day of the act, as 24 november 2026.
        Date = "datum",
        /// `{straat}`: the location's street.
        Street = "straat",
        /// `{gemeente}`: the municipality.
        Municipality = "gemeente",
        /// `{richting}`: direction of travel.
        Direction = "richting",
        /// `{bord}`: code of the sign, as C12.
        Sign = "bord",
        /// `{voertuig}`: kind, colour and make of the vehicle as the camera saw it, or «voertuig» where it saw none of them.
        Vehicle = "voertuig",
        /// `{kenteken}`: the plate with its dashes, as corrected.
        Plate = "kenteken",
        /// `{land}`: distinguishing sign of the plate's country, as corrected.
        Country = "land",
    }
}

/// A template names a place that nothing fills. Which one is not repeated: the text may come from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("holds a placeholder that does not exist; use only {}", all())]
pub struct UnknownPlaceholder;

/// Every placeholder as it is written.
fn all() -> String {
    Placeholder::ALL.iter().map(|place| format!("{{{place}}}")).collect::<Vec<_>>().join(", ")
}

/// A part of a template.
enum Part<'a> {
    Words(&'a str),
    Place(&'a str),
}

/// Fills a template. Braces around anything but letters are words like all others.
///
/// # Errors
/// [`UnknownPlaceholder`] for the first name between braces that is not on the list.
pub fn fill_grounds(
    template: &str,
    value: impl Fn(Placeholder) -> String,
) -> Result<String, UnknownPlaceholder> {
    let mut filled = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Words(words) => filled.push_str(words),
            Part::Place(name) => filled.push_str(&value(place(name)?)),
        }
    }
    Ok(filled)
}

/// The placeholders of a template, each as often as it stands there.
///
/// # Errors
/// As [`fill_grounds`].
pub fn placeholders(template: &str) -> Result<Vec<Placeholder>, UnknownPlaceholder> {
    let names = parts(template).into_iter().filter_map(|part| match part {
        Part::Words(_) => None,
        Part::Place(name) => Some(place(name)),
    });
    names.collect()
}

fn place(name: &str) -> Result<Placeholder, UnknownPlaceholder> {
    name.parse().map_err(|_| UnknownPlaceholder)
}

fn parts(mut rest: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    while let Some((before, name, after)) = next_place(rest) {
        parts.extend([Part::Words(before), Part::Place(name)]);
        rest = after;
    }
    parts.push(Part::Words(rest));
    parts
}

/// The words before the first place, its name, and what comes after.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text.get(from..)?.find('{') {
        let start = from + open;
        let inside = text.get(start + 1..)?;
        if let Some((name, after)) = inside.split_once('}')
            && !name.is_empty()
            && name.chars().all(char::is_alphabetic)
        {
            return Some((text.get(..start)?, name, after));
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str) -> Result<String, UnknownPlaceholder> {
        fill_grounds(template, |place| format!("<{place}>"))
    }

    #[test]
    fn every_place_is_filled_as_often_as_it_stands_there() {
        let template = "Om {tijdstip} reed {kenteken} de {straat} in; {kenteken} passeerde {bord}.";
        let filled = "Om <tijdstip> reed <kenteken> de <straat> in; <kenteken> passeerde <bord>.";
        assert_eq!(fill(template).as_deref(), Ok(filled));
        assert_eq!(placeholders(template).unwrap().len(), 5);
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled = fill_grounds("{straat}", |_| "{kenteken}".to_owned());
        assert_eq!(filled.as_deref(), Ok("{kenteken}"));
    }

    #[test]
    fn braces_around_anything_but_letters_are_words() {
        for words in ["", "{}", "a { b", "{1}", "} {", "{ straat }", "{straat", "é{"] {
            assert_eq!(fill(words).as_deref(), Ok(words), "{words}");
        }
        assert_eq!(fill("{{straat}").as_deref(), Ok("{<straat>"));
    }

    #[test]
    fn an_unknown_place_is_refused_with_the_list() {
        let told = fill("op {dag}").unwrap_err().to_string();
        assert!(!told.contains("{dag}"), "{told}");
        for place in Placeholder::ALL {
            assert!(told.contains(&format!("{{{place}}}")), "{told}");
        }
    }
}
