//! Which acts are told to other systems, as which type, with which of their details.

use poortwacht_domain::Act;
use poortwacht_ledger::{Entry, Outcome};

/// An act that is told.
pub(super) struct Line {
    pub(super) act: Act,
    /// Type of the event. It stays as long as its data stay compatible.
    pub(super) kind: &'static str,
    pub(super) about: About,
    /// Details of the entry that go along: ids and counts, by the names they have in the event.
    pub(super) data: &'static [(&'static str, &'static str)],
}

/// What an event is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The entry's case.
    Case,
    /// The detail of this name; an entry that is about a case is not meant.
    Detail(&'static str),
}

const fn case(act: Act, kind: &'static str) -> Line {
    Line { act, kind, about: About::Case, data: &[] }
}

const fn other(
    act: Act,
    kind: &'static str,
    subject: &'static str,
    data: &'static [(&'static str, &'static str)],
) -> Line {
    Line { act, kind, about: About::Detail(subject), data }
}

const EXEMPTION: &[(&str, &str)] = &[("exemption", "exemption")];
const LOCATION: &[(&str, &str)] = &[("location", "location")];
const UNIT: &[(&str, &str)] = &[("unit", "unit")];

/// Everything that is told. Never a reason, a person, a plate, a place in words or a reference.
pub(super) const CATALOGUE: &[Line] = &[
    case(Act::CaseReceived, "nl.poortwacht.case.received"),
    case(Act::CaseConfirmed, "nl.poortwacht.case.confirmed"),
    case(Act::CaseDismissed, "nl.poortwacht.case.dismissed"),
    case(Act::DecisionUndone, "nl.poortwacht.case.decision-undone"),
    case(Act::CaseSentBack, "nl.poortwacht.case.sent-back"),
    case(Act::CaseAccepted, "nl.poortwacht.case.accepted"),
    case(Act::CaseReturned, "nl.poortwacht.case.returned"),
    case(Act::CaseAnnulled, "nl.poortwacht.case.annulled"),
    case(Act::Destroyed, "nl.poortwacht.case.destroyed"),
    other(Act::BatchBuilt, "nl.poortwacht.batch.built", "batch", &[("batch", "batch"), ("cases", "cases")]),
    other(Act::BatchAcknowledged, "nl.poortwacht.batch.acknowledged", "batch", &[("batch", "batch")]),
    other(Act::ExemptionAdded, "nl.poortwacht.exemption.added", "exemption", EXEMPTION),
    other(
        Act::ExemptionChanged,
        "nl.poortwacht.exemption.changed",
        "exemption",
        &[("exemption", "exemption"), ("follows", "follows")],
    ),
    other(Act::ExemptionEnded, "nl.poortwacht.exemption.ended", "exemption", EXEMPTION),
    other(
        Act::ExemptionsImported,
        "nl.poortwacht.exemptions.imported",
        "batch",
        &[("batch", "import"), ("count", "count")],
    ),
    other(
        Act::LateStartDecided,
        "nl.poortwacht.exemptions.late-start-decided",
        "late_start",
        &[("late_start", "lateStart"), ("agreed", "agreed"), ("count", "count"), ("cases", "cases")],
    ),
    other(Act::LocationChanged, "nl.poortwacht.location.changed", "location", LOCATION),
    other(Act::SignsInspected, "nl.poortwacht.location.signs-inspected", "location", LOCATION),
    other(Act::UnitRegistered, "nl.poortwacht.unit.registered", "unit", UNIT),
    other(Act::UnitChanged, "nl.poortwacht.unit.changed", "unit", UNIT),
    other(Act::UnitRevoked, "nl.poortwacht.unit.revoked", "unit", UNIT),
];

/// The line of an entry, if it is told.
pub(super) fn line(entry: &Entry) -> Option<&'static Line> {
    let is_told = |line: &&Line| match line.about {
        About::Case => entry.case.is_some(),
        About::Detail(name) => entry.case.is_none() && entry.detail.contains_key(name),
    };
    let done = entry.outcome == Outcome::Done;
    CATALOGUE.iter().filter(|line| done && line.act == entry.act).find(is_told)
}

/// The types of events that there are.
pub fn types() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().map(|line| line.kind)
}
