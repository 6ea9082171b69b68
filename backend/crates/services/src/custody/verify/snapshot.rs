//! All that the database holds of a case, from one snapshot, to be checked once the connection is given back: key store
//! and bucket may let a check wait.

use std::collections::BTreeSet;

use poortwacht_domain::{CaseId, MunicipalityId};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::units::SigningKey;
use poortwacht_store::{Connection, Scope, pictures, units};

use super::super::chain::signature_of;
use super::super::model::SignatureCustody;
use super::super::recorded::Recorded;
use crate::sealed_pictures::{self, Located};
use crate::{ServiceError, Services};

/// A case as it is stored; nothing of it is opened or compared yet.
pub(super) struct Snapshot {
    pub(super) case: Case,
    /// What the ledger recorded, with everything that is to be compared with it.
    pub(super) recorded: Result<(Recorded, Parts), ServiceError>,
}

/// What a case consists of besides its row.
pub(super) struct Parts {
    pub(super) fields: Vec<SealedField>,
    /// The unit's key as registered for the time of the passage.
    pub(super) registered: Option<SigningKey>,
    /// What the ledger says of the packet's signature.
    pub(super) signed: Option<SignatureCustody>,
    /// Every picture that the ledger or the database knows of, by its ordinal; `None` when it has no row.
    pub(super) pictures: Vec<(u32, Option<Located>)>,
}

impl Snapshot {
    /// Takes the snapshot. Blocks.
    pub(super) fn take(
        services: &Services,
        case: CaseId,
        municipality: MunicipalityId,
    ) -> Result<Self, ServiceError> {
        let scope = Scope::municipality(municipality);
        services.store().read_blocking(|conn| {
            let case = cases::find(conn, &scope, case)?.ok_or(ServiceError::NotFound("case"))?;
            let recorded = match Recorded::read(conn, &scope, case.id) {
                Ok(recorded) => {
                    let parts = Parts::load(conn, &scope, &case, &recorded)?;
                    Ok((recorded, parts))
                }
                Err(error) => Err(error),
            };
            Ok(Self { case, recorded })
        })
    }
}

impl Parts {
    fn load(
        conn: &mut Connection,
        scope: &Scope,
        case: &Case,
        recorded: &Recorded,
    ) -> Result<Self, ServiceError> {
        let rows = pictures::of_case(conn, scope, case.id)?;
        let known: BTreeSet<u32> = recorded.pictures().chain(rows.iter().map(|row| row.ordinal)).collect();
        let located = known.into_iter().map(|ordinal| {
            Ok::<_, ServiceError>((ordinal, sealed_pictures::locate(conn, scope, case.id, ordinal)?))
        });
        let pictures = located.collect::<Result<_, _>>()?;
        Ok(Self {
            fields: fields::of_case(conn, scope, case.id)?,
            registered: units::signing_key_at(conn, scope, case.unit, case.captured_at)?,
            signed: signature_of(conn, scope, case)?,
            pictures,
        })
    }
}
