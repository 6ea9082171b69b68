//! Which opened cases have an exemption that held at the act, known now.

use std::collections::BTreeSet;

use poortwacht_domain::{CaseId, MunicipalityId, Plate};
use poortwacht_store::Connection;

use super::opened::Opened;
use crate::{ServiceError, Services, exemptions};

/// The cases that an exemption covers.
pub(super) async fn exempt(
    services: &Services,
    municipality: MunicipalityId,
    opened: &[Opened],
) -> Result<BTreeSet<CaseId>, ServiceError> {
    let (keys, plates) = (services.keys(), opened.iter().map(|opened| opened.reading.plate.clone()));
    let plates: Vec<Plate> = plates.collect();
    let read = move |conn: &mut Connection| exemptions::find(conn, keys.as_ref(), municipality, &plates);
    let known = services.store().read(read).await?;
    let covering = known.iter().filter_map(|(place, exemption)| {
        let case = opened.get(*place)?.case();
        exemption.covers(case.captured_at, case.location).then_some(case.id)
    });
    Ok(covering.collect())
}
