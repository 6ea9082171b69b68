//! What the database knows that a packet is judged by, from one snapshot.

use jiff::Timestamp;
use poortwacht_domain::{PacketAnswer, PacketOutcome, Plate, ViolationPacket};
use poortwacht_store::locations::{self, Location};
use poortwacht_store::packets::{self, PacketReceipt};
use poortwacht_store::units::{self, SigningKey};
use poortwacht_store::{Connection, Scope, StoreError, cases};

use super::{IntakeRefusal, UnitIdentity};
use crate::exemptions::{self, Matched};
use crate::{ServiceError, Services};

/// The state of things when a packet is judged.
pub(super) struct Known {
    /// What the unit was told when it sent this packet identifier before.
    pub(super) first: Option<FirstAnswer>,
    /// The key valid when the vehicle passed.
    pub(super) signing_key: Option<SigningKey>,
    /// Where the unit stands.
    pub(super) location: Location,
    /// Exemptions of the plate and of those like it, whatever they cover.
    pub(super) exemptions: Vec<Matched>,
}

/// The answer to a packet that was dealt with before.
#[derive(Debug)]
pub(super) struct FirstAnswer {
    digest: Vec<u8>,
    answer: PacketAnswer,
}

impl FirstAnswer {
    /// Reads a receipt. Without its case, which may be destroyed by now, the reference is left out.
    pub(super) fn of(
        conn: &mut Connection,
        scope: &Scope,
        receipt: PacketReceipt,
    ) -> Result<Self, StoreError> {
        let case = match receipt.case {
            Some(case) => cases::find(conn, scope, case)?,
            None => None,
        };
        Ok(Self { digest: receipt.digest, answer: answer(receipt.outcome, case.map(|case| case.reference)) })
    }

    /// The same answer again, if it is the same content again.
    pub(super) fn repeat(self, digest: &[u8; 32]) -> Result<PacketAnswer, IntakeRefusal> {
        if self.digest == digest { Ok(self.answer) } else { Err(IntakeRefusal::OtherContent) }
    }
}

/// The answer to a packet whose outcome is durable.
pub(super) fn answer(outcome: PacketOutcome, reference: Option<poortwacht_domain::CaseRef>) -> PacketAnswer {
    PacketAnswer { outcome, may_erase: true, case_reference: reference }
}

/// Looks up everything at once. Blocks.
pub(super) fn look_up(
    services: &Services,
    unit: &UnitIdentity,
    packet: &ViolationPacket,
    plates: &[Plate],
) -> Result<Known, IntakeRefusal> {
    let (scope, id, keys) = (unit.scope(), unit.unit.id, services.keys());
    services.store().read_blocking(|conn| {
        let receipt = packets::find_receipt(conn, &scope, id, packet.packet_id)?;
        let first = receipt.map(|receipt| FirstAnswer::of(conn, &scope, receipt)).transpose()?;
        let location = locations::by_id(conn, &scope, unit.unit.location)?;
        Ok(Known {
            first,
            signing_key: key_at(conn, &scope, unit, packet.captured_at)?,
            location: location.ok_or_else(|| ServiceError::Damaged("a unit stands nowhere".to_owned()))?,
            exemptions: exemptions::find(conn, keys.as_ref(), unit.unit.municipality, plates)?,
        })
    })
}

fn key_at(
    conn: &mut Connection,
    scope: &Scope,
    unit: &UnitIdentity,
    at: Timestamp,
) -> Result<Option<SigningKey>, StoreError> {
    units::signing_key_at(conn, scope, unit.unit.id, at)
}
