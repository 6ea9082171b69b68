//! Checkpoints: the size and root of a shard's tree in the forms of
//! [tlog-checkpoint](https://c2sp.org/tlog-checkpoint) and [signed-note](https://c2sp.org/signed-note), which other
//! people's tools read, and the [cosignatures](https://c2sp.org/tlog-cosignature) of witnesses.
//!
//! The key name of a checkpoint is its origin, one per shard, so a signature under one shard says nothing of another.

mod cosignature;
mod keys;
#[cfg(test)]
mod tests;

use signed_note::{Note, NoteError, Signature, StandardVerifier, VerifierList};
use tlog_tiles::{EMPTY_HASH, Hash};
use uuid::Uuid;

pub use self::cosignature::{Cosignature, Cosigner, WitnessKey, verify_cosignature};
pub use self::keys::{PublicKey, SigningKey};

/// The largest tree that is read, in entries. A larger one is a mistake or an attempt to exhaust the reader.
pub const MAX_ENTRIES: u64 = 1 << 40;

/// The origin line and key name of a shard: `poortwacht/<database id>/<shard name>`.
pub fn origin(database: Uuid, shard: &str) -> String {
    format!("poortwacht/{database}/{shard}")
}

/// Why a checkpoint, a key or a cosignature is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note at all.
    #[error("the checkpoint is not a signed note: a text, an empty line and its signatures")]
    Note,
    /// A signed note whose text is not exactly that of a checkpoint.
    #[error(
        "the text of the note is not a checkpoint: origin, number of entries and root of the tree, \
         each on a line of its own, and nothing else"
    )]
    Body,
    /// The name cannot stand in a signed note.
    #[error(
        "the name {0:?} cannot sign: it must not be empty and must not hold spaces, control characters or a plus sign"
    )]
    Name(String),
    /// A checkpoint of another log or shard.
    #[error("the checkpoint is of {found:?}, not of {expected:?}")]
    Origin {
        /// What was asked for.
        expected: String,
        /// What the note says.
        found: String,
    },
    /// The expected key did not sign it.
    #[error("the expected key did not sign this checkpoint")]
    Unsigned,
    /// A signature under the expected key is false.
    #[error("the signature under the expected key is false")]
    Signature,
    /// Not a public key.
    #[error("not a public key: give the 32 bytes in base64, or the whole line <name>+<hash>+<base64>")]
    Key,
    /// The witness's key did not cosign it.
    #[error("the witness did not cosign this checkpoint, or its cosignature is false")]
    Cosignature,
    /// A moment before 1970.
    #[error("a cosignature cannot carry a moment before 1970: check the clock of this machine")]
    Moment,
}

/// The state of a shard's tree at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The origin line: see [`origin`].
    pub origin: String,
    /// How many entries the tree has.
    pub size: u64,
    /// The RFC 6962 root of the tree.
    pub root: [u8; 32],
}

impl Checkpoint {
    /// The exact text that is signed. Also the first entry of the shard that follows.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, Hash(self.root))
    }

    /// Reads the text of a checkpoint without signatures.
    ///
    /// # Errors
    /// Anything but exactly three lines in their one form: other spellings of the number, extension lines, a tree of
    /// more than [`MAX_ENTRIES`], an empty tree with another root than the empty one.
    pub fn parse_body(text: &str) -> Result<Self, CheckpointError> {
        let read = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).map_err(|_| CheckpointError::Body)?;
        let found = Self { origin: read.origin().to_owned(), size: read.size(), root: read.hash().0 };
        let empty = found.size == 0;
        let bounded = found.size <= MAX_ENTRIES && (!empty || found.root == EMPTY_HASH.0);
        if bounded && found.body() == text { Ok(found) } else { Err(CheckpointError::Body) }
    }

    /// The whole signed note.
    ///
    /// # Errors
    /// The origin cannot be a key name.
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        let unfit = || CheckpointError::Name(self.origin.clone());
        let mut note = Note::new(self.body().as_bytes(), &[]).map_err(|_| unfit())?;
        note.add_sigs(&[&keys::Named { name: &self.origin, key }]).map_err(|_| unfit())?;
        String::from_utf8(note.to_bytes()).map_err(|_| unfit())
    }

    /// Opens a signed note that must be of `origin` and signed by `key`. Also gives the lines of all other signatures,
    /// without their line ends, none of them verified.
    ///
    /// # Errors
    /// Not a signed note, not exactly a checkpoint, of another origin, or not signed by the key.
    pub fn open(note: &str, origin: &str, key: &PublicKey) -> Result<(Self, Vec<String>), CheckpointError> {
        let note = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Note)?;
        let found = body_of(&note)?;
        if found.origin != origin {
            return Err(CheckpointError::Origin { expected: origin.to_owned(), found: found.origin });
        }
        let others = verified(&note, origin, key)?.iter().map(line_of).collect();
        Ok((found, others))
    }
}

/// Verifies the log's own signature and gives the other ones.
fn verified(note: &Note, origin: &str, key: &PublicKey) -> Result<Vec<Signature>, CheckpointError> {
    let verifier = StandardVerifier::new(&key.verifier_key(origin))
        .map_err(|_| CheckpointError::Name(origin.to_owned()))?;
    match note.verify(&VerifierList::new(vec![Box::new(verifier)])) {
        Ok((_, others)) => Ok(others),
        Err(NoteError::InvalidSignature { .. }) => Err(CheckpointError::Signature),
        Err(_) => Err(CheckpointError::Unsigned),
    }
}

fn body_of(note: &Note) -> Result<Checkpoint, CheckpointError> {
    let text = std::str::from_utf8(note.text()).map_err(|_| CheckpointError::Body)?;
    Checkpoint::parse_body(text)
}

fn line_of(signature: &Signature) -> String {
    String::from_utf8_lossy(&signature.to_bytes()).trim_end_matches('\n').to_owned()
}
