//! Everything that a dossier tells, opened against the receipt of its entry.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::{CaseId, ViolationPacket};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::Receipt;
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::cases::Case;
use poortwacht_store::fields::SealedField;
use poortwacht_store::pictures::{self, Picture};
use poortwacht_store::{Connection, Scope, units};
use secrecy::ExposeSecret;

use super::disclose::{Place, municipality, place};
use crate::case_file::{FIELD_STATEMENT, Opener, PlateReading, Statement, capture, on_one_revision};
use crate::custody::{self, Custody};
use crate::intake::{
    CaseFacts, ExemptionFinding, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE, SignatureRecord,
};
use crate::sealed_pictures::{self, Located};
use crate::{Actor, ServiceError, Services};

/// A case with all that was opened of it. Not `Debug`: it holds a plate.
pub(super) struct Gathered {
    pub(super) case: Case,
    pub(super) facts: CaseFacts,
    /// The municipality's name.
    pub(super) municipality: String,
    /// The roadside unit's name.
    pub(super) unit: String,
    pub(super) reading: PlateReading,
    pub(super) packet: ViolationPacket,
    /// The packet as the unit signed it.
    pub(super) packet_bytes: Arc<Vec<u8>>,
    pub(super) signature: SignatureRecord,
    /// What was written with a decision that stands.
    pub(super) statement: Statement,
    /// The officer's authorisation at the decision.
    pub(super) authorisation: Option<Authorisation>,
    pub(super) exemption: ExemptionFinding,
    pub(super) pictures: Vec<Redacted>,
    pub(super) custody: Custody,
    pub(super) place: Place,
}

/// A picture as it is sealed.
pub(super) struct Redacted {
    pub(super) picture: Picture,
    pub(super) jpeg: Arc<Vec<u8>>,
}

/// Opens a case. Blocks, perhaps for the bucket.
pub(super) fn gather(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
) -> Result<Gathered, ServiceError> {
    let keys = services.keys();
    let load = || {
        services.store().read_blocking(|conn| Stored::load(services, conn, actor, (receipt, keys.as_ref())))
    };
    on_one_revision(load, |stored| stored.opener.case().revision, |_| true, |stored| stored.open(services))
}

/// All that the database holds of a case, from one snapshot; nothing is opened yet.
struct Stored<'a> {
    opener: Opener<'a>,
    municipality: String,
    unit: String,
    plate: SealedField,
    packet: SealedField,
    signature: SealedField,
    statement: Option<SealedField>,
    authorisation: Option<Authorisation>,
    pictures: Vec<Located>,
    custody: Custody,
    place: Place,
}

impl<'a> Stored<'a> {
    fn load(
        services: &Services,
        conn: &mut Connection,
        actor: &Actor,
        (receipt, keys): (&'a Receipt, &'a dyn KeyStore),
    ) -> Result<Self, ServiceError> {
        let scope = actor.scope();
        let case = receipt.case().ok_or(ServiceError::NotFound("case"))?;
        let opener = Opener::load(conn, receipt, keys, &scope, case)?;
        let case = opener.case();
        Ok(Self {
            municipality: municipality(conn, &scope, case)?,
            unit: units::by_id(conn, &scope, case.unit)?.map(|unit| unit.name).unwrap_or_default(),
            plate: opener.mandatory(conn, FIELD_PLATE)?,
            packet: opener.mandatory(conn, FIELD_PACKET)?,
            signature: opener.mandatory(conn, FIELD_SIGNATURE)?,
            statement: statement(conn, &opener)?,
            authorisation: authorisation(conn, &scope, case)?,
            pictures: pictures(conn, &scope, &opener)?,
            custody: custody::chain(conn, services, &scope, case)?,
            place: place(conn, services, receipt)?,
            opener,
        })
    }

    fn open(self, services: &Services) -> Result<Gathered, ServiceError> {
        let (opener, case) = (&self.opener, self.opener.case().clone());
        let statement = self.statement.map(|sealed| opener.statement(&sealed)).transpose()?;
        let pictures = self.pictures.into_iter().map(|located| open_picture(services, opener, located));
        Ok(Gathered {
            facts: capture(&case)?,
            municipality: self.municipality,
            unit: self.unit,
            reading: opener.plate(&self.plate)?,
            packet: opener.packet(&self.packet)?,
            packet_bytes: Arc::new(opener.bytes(&self.packet)?.expose_secret().clone()),
            signature: opener.signature(&self.signature)?,
            statement: statement.unwrap_or_default(),
            authorisation: self.authorisation,
            exemption: ExemptionFinding::parse(&case.exemption.result)
                .map_err(|_| ServiceError::Damaged("a case's exemption check does not parse".to_owned()))?,
            pictures: pictures.collect::<Result<_, _>>()?,
            custody: self.custody,
            place: self.place,
            case,
        })
    }
}

/// What was written with a decision that was taken back does not count.
fn statement(conn: &mut Connection, opener: &Opener<'_>) -> Result<Option<SealedField>, ServiceError> {
    if opener.case().decided.is_none() {
        return Ok(None);
    }
    opener.field(conn, FIELD_STATEMENT)
}

fn authorisation(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<Option<Authorisation>, ServiceError> {
    let Some(decided) = case.decided else { return Ok(None) };
    Ok(authorisations::valid_at(conn, scope, decided.by, decided.at)?)
}

fn pictures(conn: &mut Connection, scope: &Scope, opener: &Opener<'_>) -> Result<Vec<Located>, ServiceError> {
    let rows = pictures::of_case(conn, scope, opener.case().id)?;
    opener.recorded().check_records(&rows)?;
    rows.iter().map(|row| picture(conn, scope, opener.case().id, row.ordinal)).collect()
}

/// Where one picture lies.
pub(super) fn picture(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    ordinal: u32,
) -> Result<Located, ServiceError> {
    sealed_pictures::locate(conn, scope, case, ordinal)?.ok_or(ServiceError::NotFound("picture"))
}

/// One picture, with the digest that its row promises. Blocks, perhaps for the bucket.
pub(super) fn open_picture(
    services: &Services,
    opener: &Opener<'_>,
    located: Located,
) -> Result<Redacted, ServiceError> {
    let sealed = sealed_pictures::bring(services, located)?;
    let (ordinal, jpeg) = (sealed.picture.ordinal, opener.picture(&sealed)?.expose_secret().clone());
    if hex::encode(digest(&SHA256, &jpeg)) != sealed.picture.sealed_sha256 {
        return Err(ServiceError::Damaged(format!("picture {ordinal} is not the one that was sealed")));
    }
    Ok(Redacted { picture: sealed.picture, jpeg: Arc::new(jpeg) })
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::Role;

    use super::*;
    use crate::case_file::log_key_use;
    use crate::tests::empty_bucket::EmptyBucket;
    use crate::tests::world::{PLATE, World};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_database_is_free_while_the_bucket_is_asked_for_the_pictures_of_a_dossier() {
        let world = World::new().await;
        let officer = world.actor("boa", Role::Officer).await;
        let case = world.add_case(PLATE, 30).await;
        let receipt = log_key_use(&world.services, &officer, case.id, "test").await.unwrap();
        let bucket = EmptyBucket::of(&world, case.id);
        let made = tokio::task::block_in_place(|| gather(&bucket.services, &officer, &receipt));
        assert!(matches!(made, Err(ServiceError::Damaged(_))));
        bucket.assert_database_was_free();
    }
}
