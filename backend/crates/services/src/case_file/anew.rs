//! Sealing one field of a case anew, under the case's own key and its next revision.

use poortwacht_domain::{CaseId, Rng};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, data_key, seal};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, NewField};
use poortwacht_store::{Scope, Tx};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::ServiceError;

/// Seals a field as JSON. Blocks. See [`write_next`].
///
/// # Errors
/// Those of the key store.
pub(crate) fn seal_next(
    keys: &dyn KeyStore,
    rng: &dyn Rng,
    case: &Case,
    field: &str,
    value: &impl Serialize,
) -> Result<NewField, ServiceError> {
    let revision = case.revision.saturating_add(1);
    let key = data_key(keys, &CaseHalves::from(&case.half), case.id.as_uuid())?;
    let binding = Binding { municipality: case.municipality, subject: case.id.as_uuid(), field, revision };
    let plain = serde_json::to_vec(value)
        .map(Zeroizing::new)
        .map_err(|_| ServiceError::Damaged(format!("a case's field {field} cannot be written")))?;
    let sealed = seal(&key, &binding, &plain, rng)?;
    Ok(NewField { field: field.to_owned(), revision, sealed })
}

/// Stores such a field and moves the case to the revision it was sealed under. The entry of the act must carry the
/// field's pins.
///
/// # Errors
/// [`ServiceError::Conflict`] when something else of the case was sealed anew meanwhile.
pub(crate) fn write_next(
    tx: &mut Tx<'_>,
    scope: &Scope,
    case: CaseId,
    field: &NewField,
) -> Result<(), ServiceError> {
    if cases::bump_revision(tx, scope, case)? != field.revision {
        return Err(ServiceError::Conflict("the case's revision".to_owned()));
    }
    Ok(fields::put(tx, scope, case, field)?)
}
