//! Sealing what belongs to one case.

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{CaseId, MunicipalityId, Plate, Rng};
use poortwacht_evidence::index::IndexKey;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, DataKey, derive, seal};
use poortwacht_store::cases::{DatabaseHalf, PlateIndex};
use poortwacht_store::fields::NewField;
use poortwacht_store::pictures::{NewPicture, Picture};

use crate::ServiceError;

/// Seals under a new data key of one case and one of its revisions.
pub(crate) struct Sealer<'a> {
    pub(crate) municipality: MunicipalityId,
    pub(crate) case: CaseId,
    pub(crate) revision: i64,
    key: DataKey,
    index: IndexKey,
    rng: &'a dyn Rng,
}

impl<'a> Sealer<'a> {
    /// Takes a fresh half from the key store and makes the other one, for the database. Blocks.
    ///
    /// # Errors
    /// Those of the key store.
    pub(crate) fn fresh(
        keys: &dyn KeyStore,
        rng: &'a dyn Rng,
        municipality: MunicipalityId,
        case: CaseId,
        revision: i64,
    ) -> Result<(Self, DatabaseHalf), ServiceError> {
        let other = keys.take_half()?;
        let half = DatabaseHalf { id: other.id, half: random_bytes(rng) };
        let key = derive(&half.half, other.secret.expose(), case.as_uuid())?;
        let index = IndexKey::derive(&half.half, &other.secret, case)?;
        Ok((Self { municipality, case, revision, key, index, rng }, half))
    }

    /// The plate's index, under a key that dies with the other one.
    pub(crate) fn plate_index(&self, plate: &Plate) -> PlateIndex {
        self.index.index(plate)
    }

    /// A field.
    pub(crate) fn field(&self, field: &str, plaintext: &[u8]) -> Result<NewField, ServiceError> {
        let sealed = self.seal(field, plaintext)?;
        Ok(NewField { field: field.to_owned(), revision: self.revision, sealed })
    }

    /// A picture. The bytes of the row are the sealed ones until they are put away elsewhere.
    pub(crate) fn picture(&self, picture: Picture, jpeg: &[u8]) -> Result<NewPicture, ServiceError> {
        let sealed = self.seal(&format!("picture/{}", picture.ordinal), jpeg)?;
        Ok(NewPicture { picture: Picture { revision: self.revision, ..picture }, sealed })
    }

    fn seal(&self, field: &str, plaintext: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let binding = Binding {
            municipality: self.municipality,
            subject: self.case.as_uuid(),
            field,
            revision: self.revision,
        };
        Ok(seal(&self.key, &binding, plaintext, self.rng)?)
    }
}
