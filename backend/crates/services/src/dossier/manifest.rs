//! The signed manifest that travels in a dossier: by machine what the document tells people, and digests of all of it.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use poortwacht_domain::{DisclosureReason, ImageKind, Recipient};
use poortwacht_evidence::signing::PublicKey;
use poortwacht_store::pictures::Picture;
use serde::{Deserialize, Serialize};

use super::content::kind_in_words;
use super::gather::{Gathered, Redacted};
use super::request::Disclosure;
use crate::ServiceError;

/// Names this form of the manifest.
pub(super) const FORMAT: &str = "poortwacht-dossier-1";

/// Names of the attachments that every dossier has.
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const SIGNATURE: &str = "manifest.sig";
pub(super) const PACKET: &str = "pakket.json";
pub(super) const PROOFS: &str = "logboek.txt";

/// The program and its version.
pub(crate) const SOFTWARE: &str = concat!("Poortwacht ", env!("CARGO_PKG_VERSION"));

/// The manifest. Its bytes are signed as they stand in the attachment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Manifest {
    /// [`FORMAT`].
    pub(super) format: String,
    /// What officers and the CJIB call the case.
    pub(super) case_reference: String,
    /// The municipality's name.
    pub(super) municipality: String,
    /// When the dossier was made.
    pub(super) issued_at: Timestamp,
    /// For whom.
    pub(super) recipient: Recipient,
    /// Why.
    pub(super) reason: DisclosureReason,
    /// Counts how often the case's evidence was sealed anew.
    pub(super) revision: i64,
    /// The program that made it.
    pub(super) software: String,
    /// SHA-256 over everything in the file but attachments, hexadecimal.
    pub(super) document_sha256: String,
    /// The key that the signature was made with, SubjectPublicKeyInfo in base64.
    pub(super) public_key: String,
    /// The entry of this disclosure in the municipality's log.
    pub(super) ledger: LedgerEntry,
    /// What the roadside unit sent and signed.
    pub(super) packet: Packet,
    /// The pictures, in the order of the packet.
    pub(super) pictures: Vec<ManifestPicture>,
}

/// An entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LedgerEntry {
    /// The log.
    pub(super) log: String,
    /// Index in the log, from 0.
    pub(super) position: u64,
    /// The entry's hash, hexadecimal.
    pub(super) hash: String,
    /// The attachment that proves that the entries about the case stand in the signed log.
    pub(super) file: String,
    /// Its SHA-256, hexadecimal.
    pub(super) sha256: String,
}

/// The packet and its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Packet {
    /// Name of the attachment.
    pub(super) file: String,
    /// SHA-256 of it, hexadecimal.
    pub(super) sha256: String,
    /// The unit's ECDSA signature over its bytes, base64.
    pub(super) signature: String,
    /// The unit's key, SubjectPublicKeyInfo in base64.
    pub(super) signing_key: String,
    /// From when the unit may sign with that key.
    pub(super) signing_key_valid_from: Timestamp,
    /// Fingerprint of the certificate of the connection.
    pub(super) certificate_fingerprint: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ManifestPicture {
    /// Name of the attachment.
    pub(super) file: String,
    /// Its place in the packet, from 0.
    pub(super) ordinal: u32,
    /// What it shows.
    pub(super) kind: ImageKind,
    /// Width in pixels.
    pub(super) width: u32,
    /// Height in pixels.
    pub(super) height: u32,
    /// When it was taken.
    pub(super) captured_at: Timestamp,
    /// SHA-256 of the picture as the unit sent it, hexadecimal; the packet names it too.
    pub(super) received_sha256: String,
    /// SHA-256 of the picture that is attached, hexadecimal.
    pub(super) sealed_sha256: String,
    /// The case's revision it was sealed under.
    pub(super) revision: i64,
    /// What was made unrecognisable, and how.
    pub(super) redaction: serde_json::Value,
}

impl Manifest {
    /// Describes what was gathered; the document's digest is still missing.
    pub(super) fn of(
        gathered: &Gathered,
        disclosure: &Disclosure,
        key: PublicKey,
    ) -> Result<Self, ServiceError> {
        let place = &gathered.place;
        Ok(Self {
            format: FORMAT.to_owned(),
            case_reference: gathered.case.reference.as_str().to_owned(),
            municipality: gathered.municipality.clone(),
            issued_at: place.at,
            recipient: disclosure.recipient,
            reason: disclosure.reason,
            revision: gathered.case.revision,
            software: SOFTWARE.to_owned(),
            document_sha256: String::new(),
            public_key: key.to_string(),
            ledger: LedgerEntry {
                log: place.entry.shard.to_string(),
                position: place.entry.position,
                hash: hex::encode(place.leaf),
                file: PROOFS.to_owned(),
                sha256: sha256(place.proofs.as_bytes()),
            },
            packet: Packet::of(gathered),
            pictures: gathered.pictures.iter().map(ManifestPicture::of).collect::<Result<_, _>>()?,
        })
    }

    /// The bytes that are attached and signed.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, ServiceError> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|_| ServiceError::Damaged("a dossier's manifest cannot be written".to_owned()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Packet {
    fn of(gathered: &Gathered) -> Self {
        let signature = &gathered.signature;
        Self {
            file: PACKET.to_owned(),
            sha256: sha256(&gathered.packet_bytes),
            signature: signature.signature.clone(),
            signing_key: signature.signing_key.clone(),
            signing_key_valid_from: signature.valid_from,
            certificate_fingerprint: signature.certificate_fingerprint.clone(),
        }
    }

    /// Whether the unit signed exactly these bytes.
    pub(super) fn verifies(&self, bytes: &[u8]) -> bool {
        let (key, signature) = (STANDARD.decode(&self.signing_key), STANDARD.decode(&self.signature));
        matches!((key, signature), (Ok(key), Ok(signature)) if crate::intake::verifies(&key, bytes, &signature))
    }
}

impl ManifestPicture {
    fn of(redacted: &Redacted) -> Result<Self, ServiceError> {
        let Picture { ordinal, kind, width, height, captured_at, revision, .. } = redacted.picture;
        let redaction = serde_json::from_str(&redacted.picture.manifest).map_err(|_| {
            ServiceError::Damaged(format!("the manifest of picture {ordinal} does not parse"))
        })?;
        Ok(Self {
            file: picture_file(ordinal, kind),
            ordinal,
            kind,
            width,
            height,
            captured_at,
            received_sha256: redacted.picture.received_sha256.clone(),
            sealed_sha256: redacted.picture.sealed_sha256.clone(),
            revision,
            redaction,
        })
    }
}

/// Name of a picture's attachment, counted from 1 as in the document.
fn picture_file(ordinal: u32, kind: ImageKind) -> String {
    format!("foto-{}-{}.jpg", ordinal.saturating_add(1), kind_in_words(kind))
}

/// SHA-256, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes))
}
