//! What an officer writes with a decision: sealed, part of the case.

use poortwacht_domain::{CaseId, Check, Rng};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, data_key, seal};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, NewField};
use poortwacht_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

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
    /// Seals the statement under the case's key and its next revision, see [`write_statement`]. Blocks.
    pub(crate) fn seal(
        &self,
        keys: &dyn KeyStore,
        rng: &dyn Rng,
        case: &Case,
    ) -> Result<NewField, ServiceError> {
        let next = case.revision.saturating_add(1);
        let key = data_key(keys, &CaseHalves::from(&case.half), case.id.as_uuid())?;
        let binding = Binding {
            municipality: case.municipality,
            subject: case.id.as_uuid(),
            field: FIELD_STATEMENT,
            revision: next,
        };
        let plain = serde_json::to_vec(self)
            .map(Zeroizing::new)
            .map_err(|_| ServiceError::Damaged("a statement cannot be written".to_owned()))?;
        let sealed = seal(&key, &binding, &plain, rng)?;
        Ok(NewField { field: FIELD_STATEMENT.to_owned(), revision: next, sealed })
    }
}

/// Stores a statement and moves the case to the revision it was sealed under. The entry of the decision must carry the
/// statement's pins.
///
/// # Errors
/// [`ServiceError::Conflict`] when something else of the case was sealed anew meanwhile.
pub(crate) fn write_statement(
    tx: &mut Tx<'_>,
    scope: &Scope,
    case: CaseId,
    statement: &NewField,
) -> Result<(), ServiceError> {
    if cases::bump_revision(tx, scope, case)? != statement.revision {
        return Err(ServiceError::Conflict("the case's revision".to_owned()));
    }
    Ok(fields::put(tx, scope, case, statement)?)
}
