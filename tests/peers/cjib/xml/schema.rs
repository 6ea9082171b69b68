//! The complex types of `cjib-mock-v1.xsd`, as a table.

use super::lexical::{self as is, Check};

/// What an element holds.
pub enum Content {
    /// Text of a simple type.
    Text(Check),
    /// Elements in this order.
    Sequence(&'static [Particle]),
    /// Nothing.
    Nothing,
}

/// An element, its required attributes, its content.
pub struct Declaration {
    /// Local name.
    pub name: &'static str,
    /// Attributes, each required.
    pub attributes: &'static [(&'static str, Check)],
    /// What is inside.
    pub content: Content,
}

/// A place in a sequence.
pub struct Particle {
    /// The element there.
    pub element: Declaration,
    /// Least number of times.
    pub min: usize,
    /// Largest number of times.
    pub max: usize,
}

const fn group(name: &'static str, inside: &'static [Particle]) -> Particle {
    Particle {
        element: Declaration { name, attributes: &[], content: Content::Sequence(inside) },
        min: 1,
        max: 1,
    }
}

const fn one(name: &'static str, check: Check) -> Particle {
    Particle { element: Declaration { name, attributes: &[], content: Content::Text(check) }, min: 1, max: 1 }
}

const fn maybe(name: &'static str, check: Check) -> Particle {
    Particle { element: Declaration { name, attributes: &[], content: Content::Text(check) }, min: 0, max: 1 }
}

/// The root element.
pub static BATCH: Declaration = Declaration {
    name: "batch",
    attributes: &[("version", is::version)],
    content: Content::Sequence(&[group("header", HEADER), group("cases", CASES)]),
};

const HEADER: &[Particle] = &[
    one("batchId", is::uuid),
    one("municipalityOin", is::oin),
    one("createdAt", is::utc),
    one("periodFrom", is::utc),
    one("periodUntil", is::utc),
    one("count", is::count),
];

const CASES: &[Particle] = &[Particle {
    element: Declaration {
        name: "case",
        attributes: &[("reference", is::case_reference)],
        content: Content::Sequence(CASE),
    },
    min: 1,
    max: 10_000,
}];

const CASE: &[Particle] = &[
    one("offenceCode", is::offence_code),
    one("sign", is::sign),
    one("actLocal", is::local),
    one("actUtc", is::utc),
    group("place", PLACE),
    one("unit", is::short_text),
    group("vehicle", VEHICLE),
    group("officer", &[one("number", is::officer_number), one("authorisation", is::short_text)]),
    one("decidedAt", is::utc),
    group("exemptionCheck", &[one("result", is::exemption_result), one("checkedAt", is::utc)]),
    one("grounds", is::long_text),
    one("notStopped", is::long_text),
    maybe("statement", is::long_text),
    group("pictures", PICTURES),
];

const PLACE: &[Particle] = &[
    one("municipality", is::short_text),
    one("street", is::short_text),
    one("direction", is::short_text),
    maybe("lane", is::short_text),
    one("builtUp", is::yes_no),
    maybe("latitude", is::degrees),
    maybe("longitude", is::degrees),
];

const VEHICLE: &[Particle] = &[
    one("plate", is::plate),
    one("country", is::country),
    one("rawReading", is::short_text),
    maybe("confidence", is::share),
    one("category", is::vehicle_category),
    one("categorySource", is::provenance),
    maybe("kind", is::short_text),
    maybe("make", is::short_text),
    maybe("colour", is::short_text),
];

const PICTURES: &[Particle] = &[Particle {
    element: Declaration {
        name: "picture",
        attributes: &[("kind", is::picture_kind), ("sha256", is::sha256)],
        content: Content::Nothing,
    },
    min: 1,
    max: 6,
}];
