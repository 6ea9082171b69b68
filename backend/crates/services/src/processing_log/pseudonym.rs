//! Finding a case's lines again: its pseudonym, told to whoever answers a person's request for access.

use poortwacht_domain::{Act, CaseRef, DataSubject, MunicipalityId};
use poortwacht_evidence::keystore::Purpose;
use poortwacht_evidence::pseudonym::subject_pseudonym;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::{Plan, Scope, Tx, cases};

use crate::blocking::off_worker;
use crate::{FieldProblem, ServiceError, Services};

/// Why, in the ledger.
const REASON: &str = "pseudonym_told";

/// The pseudonym under which a case stands in the processing log. An act of the command line; logged before it is told.
///
/// # Errors
/// [`ServiceError::Invalid`] for what is no reference, [`ServiceError::NotFound`] for no case of this municipality; those
/// of store, ledger and key store.
pub async fn pseudonym_of(
    services: &Services,
    municipality: MunicipalityId,
    reference: &str,
) -> Result<String, ServiceError> {
    let reference = CaseRef::parse(reference).map_err(|_| {
        ServiceError::Invalid(vec![FieldProblem::new(
            "case",
            "is not a case reference; copy it from the portal",
        )])
    })?;
    let own = services.clone();
    let log = LogName::municipality(municipality);
    let tell = move |tx: &mut Tx<'_>| {
        let case = cases::find_by_reference(tx, &Scope::municipality(municipality), &reference)?;
        let case = case.ok_or(ServiceError::NotFound("case"))?;
        let entry = Entry::new(Actor::Operator, Act::KeyEvent).case(case.id).reason(REASON);
        own.record(tx, &LogName::municipality(municipality), &entry)?;
        Ok::<_, ServiceError>(DataSubject::from(case.id))
    };
    let subject = services.store().write(Plan::new().log(log), tell).await?.into_inner();
    let keys = services.keys();
    off_worker(move || {
        let key = keys.purpose_key(Purpose::ProcessingSubject(municipality))?;
        Ok(subject_pseudonym(&key, subject.kind.as_str(), subject.id))
    })
    .await
}
