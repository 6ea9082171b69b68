//! Everything that a dossier tells, opened against the receipt of its entry.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use poortwacht_domain::ViolationPacket;
use poortwacht_ledger::Receipt;
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::cases::Case;
use poortwacht_store::pictures::{self, Picture};
use poortwacht_store::{Connection, Scope, units};
use secrecy::ExposeSecret;

use super::disclose::{Place, municipality, place};
use crate::case_file::{FIELD_STATEMENT, Opener, PlateReading, Statement, capture};
use crate::custody::{self, Custody};
use crate::intake::{
    CaseFacts, ExemptionFinding, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE, SignatureRecord,
};
use crate::{Actor, ServiceError, Services, sealed_pictures};

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

/// Opens a case. Blocks.
pub(super) fn gather(
    services: &Services,
    conn: &mut Connection,
    actor: &Actor,
    receipt: &Receipt,
) -> Result<Gathered, ServiceError> {
    let (scope, keys) = (actor.scope(), services.keys());
    let case = receipt.case().ok_or(ServiceError::NotFound("case"))?;
    let opener = Opener::load(conn, receipt, keys.as_ref(), &scope, case)?;
    let case = opener.case().clone();
    let packet = opener.mandatory(conn, FIELD_PACKET)?;
    let plate = opener.mandatory(conn, FIELD_PLATE)?;
    let signature = opener.mandatory(conn, FIELD_SIGNATURE)?;
    Ok(Gathered {
        facts: capture(&case)?,
        municipality: municipality(conn, &scope, &case)?,
        unit: units::by_id(conn, &scope, case.unit)?.map(|unit| unit.name).unwrap_or_default(),
        reading: opener.plate(&plate)?,
        packet: opener.packet(&packet)?,
        packet_bytes: Arc::new(opener.bytes(&packet)?.expose_secret().clone()),
        signature: opener.signature(&signature)?,
        statement: statement(conn, &opener)?,
        authorisation: authorisation(conn, &scope, &case)?,
        exemption: ExemptionFinding::parse(&case.exemption.result)
            .map_err(|_| ServiceError::Damaged("a case's exemption check does not parse".to_owned()))?,
        pictures: open_pictures(services, conn, &scope, &opener)?,
        custody: custody::chain(conn, services, &scope, &case)?,
        place: place(conn, receipt)?,
        case,
    })
}

/// What was written with a decision that was taken back does not count.
fn statement(conn: &mut Connection, opener: &Opener<'_>) -> Result<Statement, ServiceError> {
    if opener.case().decided.is_none() {
        return Ok(Statement::default());
    }
    let sealed = opener.field(conn, FIELD_STATEMENT)?;
    Ok(sealed.map(|sealed| opener.statement(&sealed)).transpose()?.unwrap_or_default())
}

fn authorisation(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
) -> Result<Option<Authorisation>, ServiceError> {
    let Some(decided) = case.decided else { return Ok(None) };
    Ok(authorisations::valid_at(conn, scope, decided.by, decided.at)?)
}

fn open_pictures(
    services: &Services,
    conn: &mut Connection,
    scope: &Scope,
    opener: &Opener<'_>,
) -> Result<Vec<Redacted>, ServiceError> {
    let rows = pictures::of_case(conn, scope, opener.case().id)?;
    opener.recorded().check_records(&rows)?;
    rows.iter().map(|row| open_picture(services, conn, scope, opener, row.ordinal)).collect()
}

/// One picture, with the digest that its row promises.
pub(super) fn open_picture(
    services: &Services,
    conn: &mut Connection,
    scope: &Scope,
    opener: &Opener<'_>,
    ordinal: u32,
) -> Result<Redacted, ServiceError> {
    let sealed = sealed_pictures::fetch(services, conn, scope, opener.case().id, ordinal)?;
    let sealed = sealed.ok_or(ServiceError::NotFound("picture"))?;
    let jpeg = opener.picture(&sealed)?.expose_secret().clone();
    if hex::encode(digest(&SHA256, &jpeg)) != sealed.picture.sealed_sha256 {
        return Err(ServiceError::Damaged(format!("picture {ordinal} is not the one that was sealed")));
    }
    Ok(Redacted { picture: sealed.picture, jpeg: Arc::new(jpeg) })
}
