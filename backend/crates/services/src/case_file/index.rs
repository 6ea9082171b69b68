//! Cases of one plate. No index leads to them: each candidate's own key tells whether it has the plate.

use poortwacht_domain::{Act, CaseId, Plate};
use poortwacht_evidence::index::with_plate;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, CaseSummary, SearchFilter};
use poortwacht_store::{Connection, Plan, Scope};

use crate::{Actor, ServiceError, Services};

/// Candidates read and compared together.
const PAGE: u32 = 500;

/// The cases that a filter finds and that have this plate, the latest acts first. Blocks, a page of candidates at a time:
/// memory stays flat however many there are. `filter.limit` ends the search, not the page.
///
/// # Errors
/// Those of store and key store.
pub(crate) fn cases_of_plate(
    conn: &mut Connection,
    keys: &dyn KeyStore,
    scope: &Scope,
    filter: &SearchFilter,
    plate: &Plate,
) -> Result<Vec<CaseSummary>, ServiceError> {
    let most = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let page = SearchFilter { limit: PAGE, ..filter.clone() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let candidates = cases::plate_candidates(conn, scope, &page, after)?;
        let Some(last) = candidates.last() else { break };
        after = Some(last.case.cursor());
        let is_last = candidates.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        found.extend(with_plate(keys, plate, candidates)?);
        if is_last || found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
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
