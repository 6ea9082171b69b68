//! What an older database does not know of: batches that went out after its copy was made. Once it is in use again nothing
//! goes out until the CJIB's own lists say what it has.

use std::collections::BTreeSet;

use jiff::Timestamp;
use poortwacht_domain::calendar::{calendar_months_before, start_of_day};
use poortwacht_domain::{CaseRef, DifferenceKind, Month, MunicipalityId};
use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::reconciliations::{self, Reconciliation};
use poortwacht_store::{Connection, Scope, municipalities};

use super::compare::Difference;
use crate::{ServiceError, Services};

/// No case is sent longer after its act than this, so no older batch matters (Wahv art. 4).
const MONTHS: u32 = 4;

/// What is to be cleared up after a recovery. Nothing without one, or when it is so long ago that every case of then is over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::export) struct Recovered {
    /// Months whose lists were not compared since, or in which the CJIB has a batch that is not known here.
    pub(in crate::export) unsettled: BTreeSet<Month>,
    /// Months that are settled but for single cases: they are gone here, or still to be judged again.
    pub(in crate::export) open: BTreeSet<Month>,
    /// Cases that the CJIB has and that we never delivered, as far as this database knows.
    pub(in crate::export) elsewhere: BTreeSet<CaseRef>,
}

impl Recovered {
    pub(in crate::export) fn load(
        conn: &mut Connection,
        municipality: MunicipalityId,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let Some(at) = lately(conn, municipality, now)? else { return Ok(Self::default()) };
        let mut recovered = Self { unsettled: months_before(at), ..Self::default() };
        let kept = reconciliations::list(conn, &Scope::municipality(municipality), u32::MAX)?;
        for comparison in kept.iter().filter(|comparison| comparison.compared_at >= at) {
            recovered.take(comparison)?;
        }
        Ok(recovered)
    }

    fn take(&mut self, comparison: &Reconciliation) -> Result<(), ServiceError> {
        let findings: Vec<Difference> = serde_json::from_str(&comparison.findings)
            .map_err(|error| ServiceError::Damaged(format!("comparison of {}: {error}", comparison.month)))?;
        let (batches, cases): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .filter(|finding| finding.kind == DifferenceKind::MissingHere)
            .partition(|finding| finding.case.is_none());
        if batches.is_empty() {
            self.unsettled.remove(&comparison.month);
        }
        if !cases.is_empty() {
            self.open.insert(comparison.month);
        }
        self.elsewhere.extend(cases.into_iter().filter_map(|finding| finding.case));
        Ok(())
    }
}

/// When an older database came into use again, where a case of before could still be sent.
pub(super) fn lately(
    conn: &mut Connection,
    municipality: MunicipalityId,
    now: Timestamp,
) -> Result<Option<Timestamp>, ServiceError> {
    let at = ledger_rows::recovered_at(conn, &LogName::municipality(municipality))?;
    Ok(at.filter(|at| *at > calendar_months_before(now, MONTHS)))
}

/// Months that must be settled before anything goes out, because an older database was put back.
pub(crate) async fn unsettled(services: &Services) -> Result<BTreeSet<Month>, ServiceError> {
    after_recoveries(services, None, |recovered| recovered.unsettled).await
}

/// Those, and months in which single cases are open.
pub(super) async fn left_open(
    services: &Services,
    only: Option<MunicipalityId>,
) -> Result<BTreeSet<Month>, ServiceError> {
    after_recoveries(services, only, |recovered| &recovered.unsettled | &recovered.open).await
}

async fn after_recoveries(
    services: &Services,
    only: Option<MunicipalityId>,
    months: fn(Recovered) -> BTreeSet<Month>,
) -> Result<BTreeSet<Month>, ServiceError> {
    let now = services.now();
    let read = move |conn: &mut Connection| {
        let all = municipalities::all(conn, &Scope::job("reconciliation with the CJIB"))?;
        let mut found = BTreeSet::new();
        for municipality in all.iter().filter(|one| only.is_none_or(|only| only == one.id)) {
            found.extend(months(Recovered::load(conn, municipality.id, now)?));
        }
        Ok::<_, ServiceError>(found)
    };
    services.store().read(read).await
}

/// Every month in which something may have gone out that can still be sent again.
fn months_before(at: Timestamp) -> BTreeSet<Month> {
    let (mut months, mut month) = (BTreeSet::new(), Month::of(calendar_months_before(at, MONTHS)));
    while month <= Month::of(at) {
        months.insert(month);
        month = next(month);
    }
    months
}

fn next(month: Month) -> Month {
    let first = month.first_day();
    Month::of(start_of_day(first.last_of_month().tomorrow().unwrap_or(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_months_reach_as_far_back_as_a_case_can_be_sent() {
        let months = months_before("2027-01-31T23:30:00+01:00".parse().unwrap());
        let told: Vec<String> = months.iter().map(Month::to_string).collect();
        assert_eq!(told, ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]);
    }
}
