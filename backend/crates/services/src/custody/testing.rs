//! Cases for tests, recorded in the ledger as intake records them.

use jiff::Timestamp;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::cases::{self, NewCase};
use poortwacht_store::{Scope, StoreError, Tx};

use super::chain::{CERTIFICATE, SIGNING_KEY, SIGNING_KEY_FROM};
use super::pins::Pins;
use crate::Services;

/// Stores a case and the entry of its arrival. The transaction's plan must declare the municipality's log.
pub(crate) fn receive(
    services: &Services,
    tx: &mut Tx<'_>,
    scope: &Scope,
    case: &NewCase,
) -> Result<(), StoreError> {
    cases::insert(tx, scope, case)?;
    let pins = Pins::of(case.id, case.revision, &case.half, &case.fields, &case.pictures);
    let entry = Entry::new(Actor::Unit(case.unit), Act::CaseReceived)
        .case(case.id)
        .detail("location", case.location)
        .detail(SIGNING_KEY, "5".repeat(64))
        .detail(CERTIFICATE, "6".repeat(64))
        .detail(SIGNING_KEY_FROM, Timestamp::UNIX_EPOCH.as_second());
    let entry = pins.with_row(case).unwrap().onto(entry);
    services.record(tx, &LogName::municipality(case.municipality), &entry).unwrap();
    Ok(())
}
