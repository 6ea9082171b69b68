//! The terms of every municipality over time, from the lines of the table.

use std::collections::BTreeMap;
use std::sync::Arc;

use poortwacht_domain::{MunicipalityId, TermsHistory};
use poortwacht_store::retention_terms::{self as rows, TermLine};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::{ServiceError, Services};

/// Reads the terms of all municipalities, so that this process dates by them. Blocks: for the start of a process.
///
/// # Errors
/// Those of the store.
pub fn load(services: &Services) -> Result<(), ServiceError> {
    let own = services.clone();
    let all = services.store().read_blocking(move |conn| Ok::<_, ServiceError>(read(&own, conn)?))?;
    services.set_terms(all);
    Ok(())
}

/// As [`load`], while the process runs: every minute, and after each change.
///
/// # Errors
/// Those of the store.
pub async fn refresh(services: &Services) -> Result<(), ServiceError> {
    let own = services.clone();
    let all = services.store().read(move |conn| Ok::<_, ServiceError>(read(&own, conn)?)).await?;
    services.set_terms(all);
    Ok(())
}

fn read(
    services: &Services,
    conn: &mut Connection,
) -> Result<BTreeMap<MunicipalityId, Arc<TermsHistory>>, StoreError> {
    let mut of: BTreeMap<MunicipalityId, Vec<TermLine>> = BTreeMap::new();
    for line in rows::all(conn, &Scope::job("retention terms"))? {
        of.entry(line.proposed.municipality).or_default().push(line);
    }
    Ok(of.into_iter().map(|(id, lines)| (id, Arc::new(history(services, &lines)))).collect())
}

/// The terms that the lines of one municipality came to, in the order of their decisions.
pub(crate) fn history(services: &Services, lines: &[TermLine]) -> TermsHistory {
    let counting = lines.iter().filter_map(|line| Some((line.counts_since()?, &line.proposed)));
    let first = TermsHistory::clone(&services.first_terms());
    counting.fold(first, |terms, (since, term)| terms.changed(since, term.class, term.amount))
}
