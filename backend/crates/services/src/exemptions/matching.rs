//! The exemptions of plates: from the plates to their indexes under the generations in use, and back.

use std::collections::BTreeMap;

use poortwacht_domain::{MunicipalityId, Plate};
use poortwacht_evidence::index::exemption_index;
use poortwacht_evidence::keystore::{Generation, GenerationKey, KeyStore};
use poortwacht_store::exemptions::{self, ExemptionMatch};
use poortwacht_store::{Connection, Scope};

use crate::{ServiceError, Services};

/// Indexes looked up by one statement.
const LOOK_UP: usize = 200;

/// An exemption and which of the plates that were asked for it is of, by its place among them.
pub type Matched = (usize, ExemptionMatch);

/// All exemptions of these plates, whatever their validity, from one snapshot. Blocks. A plate may be asked for twice.
///
/// # Errors
/// Those of store and key store; [`ServiceError::Unavailable`] when the snapshot is older than the end of a move to
/// another generation: a later one answers.
pub fn find<'a>(
    conn: &mut Connection,
    keys: &dyn KeyStore,
    municipality: MunicipalityId,
    plates: impl IntoIterator<Item = &'a Plate> + Clone,
) -> Result<Vec<Matched>, ServiceError> {
    let scope = Scope::municipality(municipality);
    let mut places: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
    for number in exemptions::in_generations(conn, &scope, municipality)? {
        let key = keys.generation_key(Generation { municipality, number }, false)?.ok_or_else(gone)?;
        for (place, plate) in plates.clone().into_iter().enumerate() {
            places.entry(exemption_index(&key, plate)).or_default().push(place);
        }
    }
    let indexes: Vec<[u8; 32]> = places.keys().copied().collect();
    let mut found = Vec::new();
    for chunk in indexes.chunks(LOOK_UP) {
        for exemption in exemptions::by_plate_indexes(conn, &scope, chunk)? {
            let of = places.get(&exemption.plate_index).into_iter().flatten();
            found.extend(of.map(|place| (*place, exemption.clone())));
        }
    }
    Ok(found)
}

/// The indexes of one plate under the generations in use. Blocks.
///
/// # Errors
/// As [`find`].
pub(super) fn indexes(
    conn: &mut Connection,
    keys: &dyn KeyStore,
    municipality: MunicipalityId,
    plate: &Plate,
) -> Result<Vec<[u8; 32]>, ServiceError> {
    let scope = Scope::municipality(municipality);
    let generations = exemptions::in_generations(conn, &scope, municipality)?;
    let index = |number| {
        let key = keys.generation_key(Generation { municipality, number }, false)?.ok_or_else(gone)?;
        Ok(exemption_index(&key, plate))
    };
    generations.into_iter().map(index).collect()
}

/// Makes the indexes of exemptions that are recorded now.
pub(crate) struct Indexer {
    key: GenerationKey,
    /// The municipality's current generation.
    pub(crate) number: i64,
}

impl Indexer {
    /// Of the current generation. Blocks.
    pub(crate) fn now(services: &Services, municipality: MunicipalityId) -> Result<Self, ServiceError> {
        let scope = Scope::municipality(municipality);
        let read = |conn: &mut Connection| Ok(exemptions::generations(conn, &scope, municipality)?.current);
        let number = services.store().read_blocking::<_, ServiceError, _>(read)?;
        Self::of(services.keys().as_ref(), municipality, number)
    }

    /// Of a generation that has begun; its key is made when first asked for.
    pub(super) fn of(
        keys: &dyn KeyStore,
        municipality: MunicipalityId,
        number: i64,
    ) -> Result<Self, ServiceError> {
        let key = keys.generation_key(Generation { municipality, number }, true)?;
        Ok(Self { key: key.ok_or_else(gone)?, number })
    }

    pub(crate) fn index(&self, plate: &Plate) -> [u8; 32] {
        exemption_index(&self.key, plate)
    }
}

/// Exemptions are indexed under it, and it is not there: they were moved in this moment, or the key store is an older one.
fn gone() -> ServiceError {
    ServiceError::Unavailable("the key of the exemptions' index is gone; try again".to_owned())
}
