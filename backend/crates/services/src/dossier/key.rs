//! The municipality's key under its dossiers.

use poortwacht_domain::MunicipalityId;
use poortwacht_evidence::signing::{PublicKey, SigningError, SigningKey};
use poortwacht_store::{Scope, municipalities};

use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// The public key under the dossiers of the municipality with this code. It is to be published, so that whoever holds a
/// dossier can check it.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown code; those of store and key store.
pub async fn public_key(services: &Services, code: &str) -> Result<PublicKey, ServiceError> {
    let code = code.to_owned();
    let scope = Scope::job("telling a public key");
    let found = services.store().read(move |conn| municipalities::by_code(conn, &scope, &code)).await?;
    let municipality = found.ok_or(ServiceError::NotFound("municipality"))?.id;
    let own = services.clone();
    off_worker(move || Ok(signing_key(&own, municipality)?.public_key()?)).await
}

pub(crate) fn signing_key(
    services: &Services,
    municipality: MunicipalityId,
) -> Result<SigningKey, ServiceError> {
    Ok(SigningKey::of(services.keys().as_ref(), municipality)?)
}

impl From<SigningError> for ServiceError {
    fn from(error: SigningError) -> Self {
        match error {
            SigningError::KeyStore(error) => error.into(),
            SigningError::Derivation => Self::Damaged(error.to_string()),
        }
    }
}
