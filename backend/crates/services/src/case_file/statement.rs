//! What an officer writes with a decision: sealed, part of the case.

use poortwacht_domain::{Check, Rng};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_store::cases::Case;
use poortwacht_store::fields::NewField;
use serde::{Deserialize, Serialize};

use super::anew::seal_next;
use crate::ServiceError;

/// Name of the sealed field with the statement, JSON [`Statement`].
pub(crate) const FIELD_STATEMENT: &str = "statement";

/// The sealed field `statement`. After a decision was taken back it is there until the next decision replaces it; only
/// the case's state tells whether it counts.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// Grounds of knowledge (redenen van wetenschap), with a confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<String>,
    /// What the officer typed, where placeholders in it were filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// Why the driver was not stopped (reden geen staandehouding), with a confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_stopped_reason: Option<String>,
    /// The officer's number at the decision, with a confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer_number: Option<String>,
    /// What the officer ticked as seen, with a confirmation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Check>,
    /// The officer's own words, with a dismissal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Statement {
    /// Seals the statement under the case's key and its next revision, see [`write_next`](super::write_next). Blocks.
    pub(crate) fn seal(
        &self,
        keys: &dyn KeyStore,
        rng: &dyn Rng,
        case: &Case,
    ) -> Result<NewField, ServiceError> {
        seal_next(keys, rng, case, FIELD_STATEMENT, self)
    }
}
