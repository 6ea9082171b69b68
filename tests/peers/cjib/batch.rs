//! A batch as far as the mock needs it, and the rules that a schema cannot state.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    clock::is_late,
    problem::{Fault, Kind, Problem},
    xml::{Element, check, parse},
};

/// What is kept of a batch: no plate among it.
#[derive(Debug)]
pub struct Batch {
    /// The batch's own id, equal to the idempotency key.
    pub id: String,
    /// OIN of the municipality it is for.
    pub municipality_oin: String,
    /// References of its cases, in order, each once.
    pub references: Vec<String>,
    acts: Vec<Timestamp>,
}

impl Batch {
    /// Reads and checks a delivery.
    ///
    /// # Errors
    /// [`Kind::Malformed`] with every error.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let root = parse(bytes).map_err(|what| Problem::one(Kind::Malformed, "/", what))?;
        let mut errors = check(&root);
        if errors.is_empty() {
            errors = rules(&root);
        }
        if !errors.is_empty() {
            return Err(Problem::new(Kind::Malformed, errors));
        }
        take(&root).ok_or_else(|| Problem::one(Kind::Malformed, "/", "could not be read"))
    }

    /// Refuses a batch that holds an act older than four months at `now`.
    ///
    /// # Errors
    /// [`Kind::Late`], naming each such case.
    pub fn check_age(&self, now: Timestamp) -> Result<(), Problem> {
        let late = self.references.iter().zip(&self.acts).filter(|(_, act)| is_late(**act, now));
        let errors: Vec<Fault> =
            late.map(|(case, _)| Fault::new(case, "the act is more than four months ago")).collect();
        if errors.is_empty() { Ok(()) } else { Err(Problem::new(Kind::Late, errors)) }
    }
}

fn cases(root: &Element) -> &[Element] {
    root.child("cases").map_or(&[], |cases| &cases.children)
}

fn instant(element: &Element, name: &str) -> Option<Timestamp> {
    element.text_of(name)?.parse().ok()
}

fn take(root: &Element) -> Option<Batch> {
    let header = root.child("header")?;
    let reference = |case: &Element| case.attribute("reference").map(str::to_owned);
    Some(Batch {
        id: header.text_of("batchId")?.to_owned(),
        municipality_oin: header.text_of("municipalityOin")?.to_owned(),
        references: cases(root).iter().map(reference).collect::<Option<_>>()?,
        acts: cases(root).iter().map(|case| instant(case, "actUtc")).collect::<Option<_>>()?,
    })
}

fn rules(root: &Element) -> Vec<Fault> {
    let mut errors = Vec::new();
    if let Some(header) = root.child("header") {
        if header.text_of("count").and_then(|count| count.parse().ok()) != Some(cases(root).len()) {
            errors.push(Fault::new("/batch/header/count", "must be the number of cases"));
        }
        if instant(header, "periodFrom") > instant(header, "periodUntil") {
            errors.push(Fault::new("/batch/header/periodFrom", "must not be after periodUntil"));
        }
    }
    let mut seen = BTreeSet::new();
    for (number, case) in (1..).zip(cases(root)) {
        let path = format!("/batch/cases/case[{number}]");
        if !seen.insert(case.attribute("reference")) {
            errors.push(Fault::new(format!("{path}/@reference"), "occurs twice in this batch"));
        }
        if instant(case, "actLocal") != instant(case, "actUtc") {
            errors.push(Fault::new(format!("{path}/actLocal"), "must be the same instant as actUtc"));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../backend/crates/services/schema/cjib-mock-v1.example.xml");

    #[test]
    fn the_example_is_read_with_its_references() {
        let batch = Batch::read(EXAMPLE.as_bytes()).unwrap();
        assert_eq!(batch.references, ["7K3M9QX2TB", "0ZV4R8WN5H"]);
        assert!(batch.check_age("2027-03-20T00:00:00Z".parse().unwrap()).is_ok());
        let late = batch.check_age("2027-03-20T10:00:00Z".parse().unwrap()).unwrap_err();
        assert_eq!(late.kind, Kind::Late);
    }

    #[test]
    fn rules_beyond_the_schema_hold() {
        for (from, to) in [
            ("<count>2</count>", "<count>3</count>"),
            ("09:14:05.123+01:00", "09:14:05.123+02:00"),
            ("reference=\"0ZV4R8WN5H\"", "reference=\"7K3M9QX2TB\""),
            ("<periodFrom>2026-11-20", "<periodFrom>2026-11-22"),
        ] {
            assert!(Batch::read(EXAMPLE.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
    }
}
