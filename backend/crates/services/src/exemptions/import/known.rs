//! Which lines say what is there already: they change nothing and are passed over.

use poortwacht_domain::{MunicipalityId, Plate};
use poortwacht_store::exemptions::ExemptionMatch;

use crate::exemptions::matching;
use crate::exemptions::sealing::Draft;
use crate::{ServiceError, Services};

/// Lines compared together.
pub(super) const BATCH: usize = 1_000;

/// Those of the drafts that are not there already. Blocks.
pub(super) fn new_ones(
    services: &Services,
    municipality: MunicipalityId,
    drafts: Vec<Draft>,
) -> Result<Vec<Draft>, ServiceError> {
    let plates: Vec<Plate> = drafts.iter().map(|draft| draft.plate.clone()).collect();
    let keys = services.keys();
    let found =
        services.store().read_blocking(|conn| matching::find(conn, keys.as_ref(), municipality, &plates))?;
    let mut there = vec![false; drafts.len()];
    for (place, exemption) in &found {
        if let (Some(draft), Some(there)) = (drafts.get(*place), there.get_mut(*place)) {
            *there |= says_the_same(draft, exemption);
        }
    }
    Ok(drafts.into_iter().zip(there).filter_map(|(draft, there)| (!there).then_some(draft)).collect())
}

fn says_the_same(draft: &Draft, there: &ExemptionMatch) -> bool {
    let (new, old) = (&draft.rule, &there.rule);
    there.ended_at.is_none()
        && old.from <= new.from
        && (old.until, old.category) == (new.until, new.category)
        && (&old.windows, &old.area) == (&new.windows, &new.area)
}
