//! The exemption check as the officer sees it: made anew when the case is looked at.

use jiff::Timestamp;
use poortwacht_domain::{ExemptionCategory, Plate};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_store::Connection;
use poortwacht_store::cases::Case;
use poortwacht_store::exemptions::ExemptionMatch;

use crate::intake::{ExemptionFinding, MOST_NAMED};
use crate::{ServiceError, exemptions};

/// What the check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptionResult {
    /// No exemption of this plate.
    None,
    /// One that holds there and then (it was added after the passage).
    Valid {
        /// Its kind.
        category: ExemptionCategory,
        /// Its end; `None` where only the kind is known.
        until: Option<Timestamp>,
    },
    /// One for another time or place.
    NotThenOrThere {
        /// Its kind.
        category: ExemptionCategory,
    },
}

/// A plate with an exemption that differs from the reading by one likely confusion.
#[derive(Debug, Clone)]
pub struct NearMatch {
    /// The exempt plate.
    pub plate: Plate,
    /// Kind of its exemption.
    pub category: ExemptionCategory,
    /// End of its exemption.
    pub until: Timestamp,
}

/// The check and when it was made.
#[derive(Debug, Clone)]
pub struct ExemptionLook {
    /// When.
    pub checked_at: Timestamp,
    /// What it found for the plate as read.
    pub result: ExemptionResult,
    /// Exempt plates that look alike, valid there and then.
    pub near: Vec<NearMatch>,
    /// The same without plates and without anything that tells one exemption from another.
    pub(crate) finding: ExemptionFinding,
}

impl ExemptionLook {
    /// Compares an opened plate, and all plates one confusion away, with the exemptions as they are now. Near plates are
    /// known without opening any: they are the confusions that were asked for. Blocks.
    pub(crate) fn at(
        conn: &mut Connection,
        keys: &dyn KeyStore,
        case: &Case,
        plate: &Plate,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let plates: Vec<Plate> = std::iter::once(plate.clone()).chain(plate.confusions()).collect();
        let found = exemptions::find(conn, keys, case.municipality, &plates)?;
        let (own, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(place, _)| *place == 0);
        let own: Vec<ExemptionMatch> = own.into_iter().map(|(_, found)| found).collect();
        let covering = others.iter().filter(|(_, found)| found.covers(case.captured_at, case.location));
        let near = covering.filter_map(|(place, found)| {
            let plate = plates.get(*place)?.clone();
            Some(NearMatch { plate, category: found.rule.category, until: end(found) })
        });
        let near: Vec<NearMatch> = near.collect();
        let finding = finding(&own, &near, case);
        Ok(Self { checked_at: now, result: result(&own, case), near, finding })
    }

    /// What the last stored check says, for a reader who does not see the plate.
    pub(crate) fn stored(case: &Case) -> Result<ExemptionResult, ServiceError> {
        let finding = ExemptionFinding::parse(&case.exemption.result)
            .map_err(|_| ServiceError::Damaged("a case's exemption check does not parse".to_owned()))?;
        if let Some(category) = finding.valid {
            return Ok(ExemptionResult::Valid { category, until: None });
        }
        let elsewhere = finding.elsewhere.first().copied();
        Ok(elsewhere.map_or(ExemptionResult::None, |category| ExemptionResult::NotThenOrThere { category }))
    }
}

fn result(own: &[ExemptionMatch], case: &Case) -> ExemptionResult {
    let valid = own.iter().find(|found| found.covers(case.captured_at, case.location));
    match (valid, own.first()) {
        (Some(valid), _) => ExemptionResult::Valid { category: valid.rule.category, until: Some(end(valid)) },
        (None, Some(other)) => ExemptionResult::NotThenOrThere { category: other.rule.category },
        (None, None) => ExemptionResult::None,
    }
}

fn finding(own: &[ExemptionMatch], near: &[NearMatch], case: &Case) -> ExemptionFinding {
    let (valid, elsewhere): (Vec<_>, Vec<_>) =
        own.iter().partition(|found| found.covers(case.captured_at, case.location));
    ExemptionFinding {
        valid: valid.first().map(|found| found.rule.category),
        elsewhere: elsewhere.iter().map(|found| found.rule.category).take(MOST_NAMED).collect(),
        near: near.iter().map(|near| near.category).take(MOST_NAMED).collect(),
    }
}

fn end(found: &ExemptionMatch) -> Timestamp {
    found.ended_at.map_or(found.rule.until, |ended| ended.min(found.rule.until))
}
