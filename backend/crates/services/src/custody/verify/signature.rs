//! The unit's signature, checked once more over the exact bytes of the packet.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use poortwacht_store::units::SigningKey;

use super::super::model::SignatureCustody;
use super::super::pins::fingerprint;
use crate::intake::{SignatureRecord, verifies};

/// Checks the sealed signature over the packet, with the key it names, and that key with the one the ledger recorded and
/// the one registered for the unit when the vehicle passed.
pub(super) fn check(
    record: &SignatureRecord,
    packet: &[u8],
    recorded: Option<&SignatureCustody>,
    registered: Option<&SigningKey>,
) -> Result<(), String> {
    let decode = |text: &str| STANDARD.decode(text).map_err(|_| "is not in its form".to_owned());
    let (key, signature) = (decode(&record.signing_key)?, decode(&record.signature)?);
    if !verifies(&key, packet, &signature) {
        return Err("does not fit the packet".to_owned());
    }
    let recorded = recorded.ok_or_else(|| "is not recorded in the ledger".to_owned())?;
    if recorded.signing_key != fingerprint(&key)
        || recorded.certificate != record.certificate_fingerprint
        || recorded.valid_from != seconds(record.valid_from)
    {
        return Err("was made with another key than the ledger recorded".to_owned());
    }
    match registered {
        Some(registered) if registered.public_key == key => Ok(()),
        _ => Err("was made with a key that was not registered for the unit at that time".to_owned()),
    }
}

/// The ledger tells whole seconds.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
