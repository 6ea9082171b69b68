//! The two lists of a month, brought together municipality by municipality.

use poortwacht_domain::MunicipalityId;
use poortwacht_store::batches::{self, Batch};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Connection, Scope};

use super::compare::Ours;
use crate::export::profile::{CjibProfile, DeliveryError, ListedBatch, Period, Progress};
use crate::{ServiceError, Services};

/// What is to be compared of one municipality.
pub(super) struct Side {
    pub(super) municipality: MunicipalityId,
    pub(super) code: String,
    pub(super) ours: Vec<Ours>,
    pub(super) theirs: Vec<ListedBatch>,
}

/// Both lists.
pub(super) struct Lists {
    pub(super) sides: Vec<Side>,
    /// Batches on their list in a number that no municipality here delivers under.
    pub(super) strangers: u64,
}

/// Asks for their list and reads ours.
pub(super) async fn read(
    services: &Services,
    profile: &dyn CjibProfile,
    period: Period,
) -> Result<Lists, ServiceError> {
    let theirs = profile.list(period).await.map_err(|error| unavailable(&error))?;
    let asked = theirs.clone();
    let (all, mut ours) = services.store().read(move |conn| known(conn, period, &asked)).await?;
    let mut elsewhere = Vec::new();
    for own in ours.iter().filter(|own| theirs.iter().all(|listed| listed.batch != own.batch.id)) {
        // Received in another month than we heard of it: that month's list tells.
        if profile.progress(own.batch.id).await.map_err(|error| unavailable(&error))? != Progress::Unknown {
            elsewhere.push(own.batch.id);
        }
    }
    ours.retain(|own| !elsewhere.contains(&own.batch.id));
    Ok(sort(all, ours, theirs))
}

fn unavailable(error: &DeliveryError) -> ServiceError {
    ServiceError::Unavailable(format!("the CJIB's own list: {error}"))
}

/// The municipalities, and our batches of the period or on their list.
fn known(
    conn: &mut Connection,
    period: Period,
    theirs: &[ListedBatch],
) -> Result<(Vec<Municipality>, Vec<Ours>), ServiceError> {
    let scope = Scope::job("reconciliation with the CJIB");
    let mut found = batches::received_in(conn, &scope, period.from, period.until)?;
    for listed in theirs {
        if found.iter().all(|batch| batch.id != listed.batch) {
            found.extend(batches::find(conn, &scope, listed.batch)?);
        }
    }
    let with_items = |batch: Batch| {
        let items = batches::items(conn, &scope, batch.id)?;
        Ok::<_, ServiceError>(Ours { batch, items })
    };
    let ours = found.into_iter().map(with_items).collect::<Result<_, _>>()?;
    Ok((municipalities::all(conn, &scope)?, ours))
}

/// A batch is its municipality's by our own books; one that is not in them, by its number.
fn sort(all: Vec<Municipality>, ours: Vec<Ours>, theirs: Vec<ListedBatch>) -> Lists {
    let mut sides: Vec<Side> = all.iter().map(Side::empty).collect();
    let mut strangers = 0;
    for listed in theirs {
        let own = ours.iter().find(|own| own.batch.id == listed.batch).map(|own| own.batch.municipality);
        let by_number = || all.iter().find(|one| one.oin.as_deref() == Some(&listed.oin)).map(|one| one.id);
        let owner = own.or_else(by_number);
        match sides.iter_mut().find(|side| Some(side.municipality) == owner) {
            Some(side) => side.theirs.push(listed),
            None => strangers += 1,
        }
    }
    for own in ours {
        if let Some(side) = sides.iter_mut().find(|side| side.municipality == own.batch.municipality) {
            side.ours.push(own);
        }
    }
    Lists { sides, strangers }
}

impl Side {
    fn empty(of: &Municipality) -> Self {
        Self { municipality: of.id, code: of.code.clone(), ours: Vec::new(), theirs: Vec::new() }
    }
}
