//! Cosignatures of witnesses: timestamped Ed25519 signatures ([tlog-cosignature](https://c2sp.org/tlog-cosignature)).
//!
//! A cosignature says that the witness has seen, up to that moment, one consistent history ending in this checkpoint.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use signed_note::{Note, Signature, Verifier, VerifierList, is_key_name_valid};

use super::keys::{split_verifier_key, tail_of};
use super::{Checkpoint, CheckpointError, PublicKey, SigningKey, body_of, line_of};

/// The note algorithm of a timestamped Ed25519 cosignature.
const TIMESTAMPED: u8 = 0x04;
const MOMENT_BYTES: usize = 8;

/// A witness's own name and secret key.
#[derive(Debug)]
pub struct Cosigner {
    name: String,
    key: SigningKey,
}

impl Cosigner {
    /// A witness named `name`, by custom the address of its operator.
    ///
    /// # Errors
    /// The name is empty or holds spaces, control characters or a plus sign.
    pub fn new(name: impl Into<String>, key: SigningKey) -> Result<Self, CheckpointError> {
        Ok(Self { name: checked(name.into())?, key })
    }

    /// What others need to verify its cosignatures.
    pub fn public(&self) -> WitnessKey {
        WitnessKey { name: self.name.clone(), key: self.key.public() }
    }

    /// The cosignature line, without line end, over the checkpoint in `note`. The caller has verified that checkpoint.
    ///
    /// # Errors
    /// `note` holds no checkpoint, or `now` is before 1970.
    pub fn cosign(&self, note: &str, now: Timestamp) -> Result<String, CheckpointError> {
        let note = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Note)?;
        let moment = u64::try_from(now.as_second()).map_err(|_| CheckpointError::Moment)?;
        let signature = self.key.sign(&message(moment, &body_of(&note)?));
        let bytes = [moment.to_be_bytes().as_slice(), &signature].concat();
        let id = self.key.public().id_of(&self.name, TIMESTAMPED);
        let line = Signature::new(self.name.clone(), id, bytes);
        Ok(line_of(&line.map_err(|_| CheckpointError::Name(self.name.clone()))?))
    }
}

/// A witness's name and public key. Its text is a verifier key `<name>+<hash>+<base64>`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessKey {
    name: String,
    key: PublicKey,
}

impl WitnessKey {
    /// The witness named `name` with this key.
    ///
    /// # Errors
    /// The name is empty or holds spaces, control characters or a plus sign.
    pub fn new(name: impl Into<String>, key: PublicKey) -> Result<Self, CheckpointError> {
        Ok(Self { name: checked(name.into())?, key })
    }

    /// The name under which it cosigns.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key.verifier_key_of(&self.name, TIMESTAMPED))
    }
}

impl FromStr for WitnessKey {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, _, key) = split_verifier_key(text)?;
        Self::new(name, PublicKey::from_bytes(tail_of(&key, TIMESTAMPED)?)?)
    }
}

impl Verifier for WitnessKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.key.id_of(&self.name, TIMESTAMPED)
    }

    fn verify(&self, body: &[u8], timestamped: &[u8]) -> bool {
        let (Some((moment, signature)), Ok(body)) = (split(timestamped), std::str::from_utf8(body)) else {
            return false;
        };
        let Ok(checkpoint) = Checkpoint::parse_body(body) else { return false };
        self.key.verifies(&message(moment, &checkpoint), signature)
    }
}

/// A verified cosignature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cosignature {
    /// The name of the witness.
    pub witness: String,
    /// The moment the witness gives, in whole seconds.
    pub at: Timestamp,
}

/// Verifies that `note` carries the cosignature of `witness` over its checkpoint. Says nothing of the log's own
/// signature: see [`Checkpoint::open`].
///
/// # Errors
/// Not a note with a checkpoint, or no true cosignature of this witness.
pub fn verify_cosignature(note: &str, witness: &WitnessKey) -> Result<Cosignature, CheckpointError> {
    let note = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Note)?;
    body_of(&note)?;
    let known = VerifierList::new(vec![Box::new(witness.clone())]);
    let (signed, _) = note.verify(&known).map_err(|_| CheckpointError::Cosignature)?;
    let moment = signed.first().and_then(|signature| split(signature.signature())).map(|(moment, _)| moment);
    let second = moment.and_then(|moment| i64::try_from(moment).ok()).ok_or(CheckpointError::Cosignature)?;
    let at = Timestamp::from_second(second).map_err(|_| CheckpointError::Cosignature)?;
    Ok(Cosignature { witness: witness.name.clone(), at })
}

fn checked(name: String) -> Result<String, CheckpointError> {
    let fit = is_key_name_valid(&name) && !name.chars().any(char::is_control);
    if fit { Ok(name) } else { Err(CheckpointError::Name(name)) }
}

fn message(moment: u64, checkpoint: &Checkpoint) -> Vec<u8> {
    format!("cosignature/v1\ntime {moment}\n{}", checkpoint.body()).into_bytes()
}

fn split(timestamped: &[u8]) -> Option<(u64, &[u8])> {
    let (moment, signature) = timestamped.split_at_checked(MOMENT_BYTES)?;
    Some((u64::from_be_bytes(moment.try_into().ok()?), signature))
}
