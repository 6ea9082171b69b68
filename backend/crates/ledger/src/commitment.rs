//! Commitments to free text: the log proves later which text was given without holding it.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};
use poortwacht_domain::rng::Rng;

const COMMITMENT: &[u8] = b"poortwacht text v1\0";

/// Random salt, kept and destroyed with the text: without it nobody can confirm a guess of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CommitmentSalt([u8; 32]);

impl CommitmentSalt {
    /// A fresh salt.
    pub fn random(rng: &dyn Rng) -> Self {
        let mut salt = [0; 32];
        rng.fill(&mut salt);
        Self(salt)
    }

    /// A salt that was kept with its text.
    pub fn from_bytes(salt: [u8; 32]) -> Self {
        Self(salt)
    }

    /// The bytes, to seal them together with the text.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CommitmentSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommitmentSalt(…)")
    }
}

/// SHA-256 over a label, the salt and the text, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextCommitment([u8; 32]);

impl fmt::Display for TextCommitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a text commitment")]
pub struct NotACommitment;

impl FromStr for TextCommitment {
    type Err = NotACommitment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotACommitment)?;
        let commitment = Self(bytes);
        if commitment.to_string() == text { Ok(commitment) } else { Err(NotACommitment) }
    }
}

/// Commits to `text` under `salt`.
pub fn commit(salt: &CommitmentSalt, text: &str) -> TextCommitment {
    let mut context = Context::new(&SHA256);
    context.update(COMMITMENT);
    context.update(&salt.0);
    context.update(text.as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    TextCommitment(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_under_another_salt_is_another_commitment() {
        let (first, second) = (CommitmentSalt::from_bytes([1; 32]), CommitmentSalt::from_bytes([2; 32]));
        assert_eq!(commit(&first, "bezwaar"), commit(&first, "bezwaar"));
        assert_ne!(commit(&first, "bezwaar"), commit(&second, "bezwaar"));
        assert_ne!(commit(&first, "bezwaar"), commit(&first, "bezwaren"));
    }

    #[test]
    fn a_commitment_survives_its_text() {
        let commitment = commit(&CommitmentSalt::from_bytes([1; 32]), "bezwaar");
        assert_eq!(commitment.to_string().parse(), Ok(commitment));
        assert!(commitment.to_string().to_uppercase().parse::<TextCommitment>().is_err());
    }
}
