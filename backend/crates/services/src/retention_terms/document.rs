//! A line of the table of terms for other programs.

use jiff::Timestamp;
use poortwacht_domain::{LimitSource, Limits, LongerGround, RetentionClass};
use serde::Serialize;

use super::TermRow;

/// A line of the table. Terms are ISO 8601 durations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TermDocument {
    /// The class.
    pub class: RetentionClass,
    /// How long; `None` where that is as long as it is in use.
    pub term: Option<String>,
    /// The least that the municipality may set; `None` where it has no say, as in the next two.
    pub least: Option<String>,
    /// The most.
    pub most: Option<String>,
    /// The most where there is a ground for more.
    pub most_with_ground: Option<String>,
    /// Where the limits come from.
    pub source: Option<LimitSource>,
    /// Why it is longer than usual, where it is.
    pub ground: Option<LongerGround>,
    /// Since when, where the municipality set it.
    pub since: Option<Timestamp>,
    /// Who proposed it.
    pub proposed_by: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
}

impl From<&TermRow> for TermDocument {
    fn from(row: &TermRow) -> Self {
        let limit =
            |of: fn(&Limits) -> u32| row.limits.and_then(|limits| row.term.with(of(&limits)).duration());
        Self {
            class: row.class,
            term: row.term.duration(),
            least: limit(|own| own.minimum),
            most: limit(|own| own.maximum),
            most_with_ground: limit(|own| own.ceiling),
            source: row.limits.map(|limits| limits.source),
            ground: row.ground,
            since: row.since,
            proposed_by: row.by.as_ref().map(|(one, _)| one.clone()),
            confirmed_by: row.by.as_ref().map(|(_, two)| two.clone()),
        }
    }
}

impl TermDocument {
    /// For those outside: who set it stands in the ledger, by account.
    #[must_use]
    pub fn without_names(self) -> Self {
        Self { proposed_by: None, confirmed_by: None, ..self }
    }
}
