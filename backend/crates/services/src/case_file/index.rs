//! Blind indexes of plates: which keys a plate may be indexed under, and the move to another key.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseId, MunicipalityId, Plate};
use poortwacht_evidence::index::blind_index;
use poortwacht_evidence::keystore::{IndexClass, IndexKeyName, KeyStore};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{Case, PlateIndex};
use poortwacht_store::{Plan, Scope};

use super::open::Opener;
use crate::blocking::off_worker;
use crate::custody::watched;
use crate::intake::FIELD_PLATE;
use crate::{Actor, ServiceError, Services};

/// Reason code of the entry that covers opening a plate to index it anew.
const REINDEXED: &str = "plate_reindexed";

/// The move of a case's plate to the index key of another class.
pub(crate) struct PlateMove {
    pub(crate) case: Case,
    pub(crate) to: IndexClass,
}

impl PlateMove {
    /// The plate's index under the other key. It takes the plate itself, so the opening is logged first, as what it is:
    /// work with a key, seen by nobody.
    pub(crate) async fn index(self, services: &Services, actor: &Actor) -> Result<PlateIndex, ServiceError> {
        let receipt = log_key_use(services, actor, self.case.id, REINDEXED).await?;
        let (own, entry) = (services.clone(), actor.entry(Act::KeyEvent));
        let indexed = off_worker(move || self.index_with(&own, &receipt)).await;
        watched(services, actor.municipality, entry, indexed).await
    }

    fn index_with(&self, services: &Services, receipt: &Receipt) -> Result<PlateIndex, ServiceError> {
        let (case, keys) = (&self.case, services.keys());
        let scope = Scope::municipality(case.municipality);
        let plate = services.store().read_blocking(|conn| {
            let opener = Opener::load(conn, receipt, keys.as_ref(), &scope, case.id)?;
            let sealed = opener.mandatory(conn, FIELD_PLATE)?;
            Ok::<_, ServiceError>(opener.plate(&sealed)?.plate)
        })?;
        let name = IndexKeyName::new(case.municipality, case.captured_at, self.to);
        let key = keys.index_key(&name, true)?;
        let key = key.ok_or_else(|| ServiceError::Unavailable("key store: no index key".to_owned()))?;
        Ok(PlateIndex { index: blind_index(&key, &plate), key: name.to_string() })
    }
}

/// Logs that a case is opened for work with a key, seen by nobody, for a reason given as a code. The receipt opens it.
///
/// # Errors
/// Those of store and ledger; nothing may be opened then.
pub(crate) async fn log_key_use(
    services: &Services,
    actor: &Actor,
    case: CaseId,
    reason: &'static str,
) -> Result<Receipt, ServiceError> {
    let entry = actor.entry(Act::KeyEvent).case(case).reason(reason);
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let written =
        services.store().write(plan, move |tx| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?));
    Ok(Receipt::from(written.await?))
}

/// The plate under both index keys of the month of `at`: whatever class a case of that month has.
pub(crate) fn plate_indexes_on_day(
    keys: &dyn KeyStore,
    municipality: MunicipalityId,
    at: Timestamp,
    plate: &Plate,
) -> Result<Vec<[u8; 32]>, ServiceError> {
    let mut indexes = Vec::new();
    for class in [IndexClass::Undecided, IndexClass::Kept] {
        let key = keys.index_key(&IndexKeyName::new(municipality, at, class), false)?;
        indexes.extend(key.map(|key| blind_index(&key, plate)));
    }
    Ok(indexes)
}
