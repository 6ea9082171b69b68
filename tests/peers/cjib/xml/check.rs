//! Walks a tree along the schema and collects every error.

use super::{
    schema::{BATCH, Content, Declaration, Particle},
    tree::Element,
};
use crate::problem::Fault;

/// Errors listed at most; a batch that is wrong everywhere is wrong enough.
const MAX_ERRORS: usize = 100;

/// Every way in which the document differs from the schema, in document order; empty when it is valid.
pub fn check(root: &Element) -> Vec<Fault> {
    let mut errors = Vec::new();
    if root.name == BATCH.name {
        element(&BATCH, root, "/batch", &mut errors);
    } else {
        errors.push(Fault::new("/", "the root element must be batch"));
    }
    errors.truncate(MAX_ERRORS);
    errors
}

fn element(declared: &Declaration, found: &Element, path: &str, errors: &mut Vec<Fault>) {
    attributes(declared, found, path, errors);
    match &declared.content {
        Content::Text(check) => text(*check, found, path, errors),
        Content::Sequence(particles) => sequence(particles, found, path, errors),
        Content::Nothing => sequence(&[], found, path, errors),
    }
}

fn attributes(declared: &Declaration, found: &Element, path: &str, errors: &mut Vec<Fault>) {
    for (name, check) in declared.attributes {
        match found.attribute(name).map(check) {
            None => errors.push(Fault::new(format!("{path}/@{name}"), "is missing")),
            Some(Err(rule)) => errors.push(Fault::new(format!("{path}/@{name}"), format!("must be {rule}"))),
            Some(Ok(())) => {}
        }
    }
    let unknown = |name: &str| declared.attributes.iter().all(|(known, _)| *known != name);
    if found.attributes.iter().any(|(name, _)| unknown(name)) {
        errors.push(Fault::new(path, "has an attribute that the schema does not know"));
    }
}

fn text(check: super::lexical::Check, found: &Element, path: &str, errors: &mut Vec<Fault>) {
    if !found.children.is_empty() {
        errors.push(Fault::new(path, "must hold text only"));
    } else if let Err(rule) = check(&found.text) {
        errors.push(Fault::new(path, format!("must be {rule}")));
    }
}

fn sequence(particles: &[Particle], found: &Element, path: &str, errors: &mut Vec<Fault>) {
    if !found.text.chars().all(char::is_whitespace) {
        errors.push(Fault::new(path, "must hold no text of its own"));
    }
    let mut rest = found.children.iter().peekable();
    for particle in particles {
        let mut times = 0;
        while let Some(child) = rest.next_if(|child| child.name == particle.element.name) {
            times += 1;
            if errors.len() < MAX_ERRORS {
                element(&particle.element, child, &step(path, particle, times), errors);
            }
        }
        occurrences(particle, times, path, errors);
    }
    if rest.peek().is_some() {
        errors.push(Fault::new(path, "has an element that is unknown or out of order"));
    }
}

fn occurrences(particle: &Particle, times: usize, path: &str, errors: &mut Vec<Fault>) {
    let place = format!("{path}/{}", particle.element.name);
    if times < particle.min {
        errors.push(Fault::new(place, "is missing or out of order"));
    } else if times > particle.max {
        errors.push(Fault::new(place, format!("occurs more than {} times", particle.max)));
    }
}

fn step(path: &str, particle: &Particle, number: usize) -> String {
    match particle.max {
        1 => format!("{path}/{}", particle.element.name),
        _ => format!("{path}/{}[{number}]", particle.element.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    const EXAMPLE: &str = include_str!("../../../../backend/crates/services/schema/cjib-mock-v1.example.xml");

    fn locations(document: &str) -> Vec<String> {
        check(&parse(document.as_bytes()).unwrap()).into_iter().map(|error| error.location).collect()
    }

    #[test]
    fn the_published_example_is_valid() {
        assert_eq!(locations(EXAMPLE), Vec::<String>::new());
    }

    #[test]
    fn every_error_is_named_at_once() {
        let wrong = EXAMPLE
            .replace("<plate>AE12UE</plate>", "<plate>AE-12-UE</plate>")
            .replace("<sign>C6</sign>", "")
            .replace("reference=\"7K3M9QX2TB\"", "reference=\"7K3M9QX2TI\"");
        let expected = [
            "/batch/cases/case[1]/@reference",
            "/batch/cases/case[1]/vehicle/plate",
            "/batch/cases/case[2]/sign",
        ];
        assert_eq!(locations(&wrong), expected);
    }

    #[test]
    fn unknown_elements_attributes_and_stray_text_are_refused() {
        for (from, to) in [
            ("</header>", "<name>x</name></header>"),
            ("<cases>", "<cases order=\"1\">"),
            ("<cases>", "<cases>hello"),
            ("<category>1</category>", "<category><b/></category>"),
        ] {
            assert!(!locations(&EXAMPLE.replacen(from, to, 1)).is_empty(), "{to}");
        }
    }

    #[test]
    fn a_value_never_shows_up_in_an_error() {
        let wrong = EXAMPLE.replace("AE12UE", "ae12ue!");
        let errors = check(&parse(wrong.as_bytes()).unwrap());
        assert!(errors.iter().all(|error| !error.detail.contains("ae12ue")));
    }

    #[test]
    fn what_is_not_well_formed_or_dangerous_is_refused() {
        for (from, to) in [
            ("</cases>", ""),
            ("<cases>", "<!DOCTYPE a [<!ENTITY b \"c\">]><cases>"),
            ("</batch>", "</batch><batch/>"),
            ("urn:poortwacht:cjib-mock:v1", "urn:else"),
            ("Kerkpad", "&outside;"),
            ("reference=\"7K3M9QX2TB\"", "reference=\"7K3M9QX2TB\" reference=\"7K3M9QX2TB\""),
        ] {
            assert!(parse(EXAMPLE.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
        assert!(parse(&EXAMPLE.as_bytes()[..400]).is_err());
    }
}
