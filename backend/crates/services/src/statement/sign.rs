//! Signing a paper: a manifest names a digest of its pages and of each file in it, and the municipality's key signs the
//! manifest (as dossiers do, decision 10).

use std::sync::Arc;

use jiff::Timestamp;
use poortwacht_evidence::signing::SigningKey;
use serde::{Deserialize, Serialize};

use super::{Making, Statement};
use crate::ServiceError;
use crate::dossier::{MANIFEST, SIGNATURE, SOFTWARE, digest, sha256, signing_key};
use crate::pdf::{self, Attachment, Block, Paper, Relation};

/// Names this form of the manifest.
pub(super) const FORMAT: &str = "poortwacht-statement-1";

/// The manifest. Its bytes are signed as they stand in the attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Manifest {
    /// [`FORMAT`].
    pub(super) format: String,
    /// What the statement is about: `destruction` or `promises`.
    pub(super) about: String,
    /// The month or the moment that it is about.
    pub(super) period: String,
    /// The municipality's name.
    pub(super) municipality: String,
    /// When it was made.
    pub(super) made_at: Timestamp,
    /// The program that made it.
    pub(super) software: String,
    /// SHA-256 over everything in the file but attachments, hexadecimal.
    pub(super) document_sha256: String,
    /// The key that the signature was made with, SubjectPublicKeyInfo in base64.
    pub(super) public_key: String,
    /// The files in it besides manifest and signature.
    pub(super) files: Vec<ManifestFile>,
}

/// A file in a statement or a bundle of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ManifestFile {
    /// Its name.
    pub(crate) file: String,
    /// Its SHA-256, hexadecimal.
    pub(crate) sha256: String,
}

impl ManifestFile {
    pub(crate) fn of(file: String, content: &[u8]) -> Self {
        Self { file, sha256: sha256(content) }
    }
}

/// A statement before it is signed.
pub(super) struct Draft {
    pub(super) about: &'static str,
    pub(super) period: String,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) blocks: Vec<Block>,
    /// The data: name, media type, what it is, content.
    pub(super) data: (String, &'static str, String, Vec<u8>),
}

/// Signs a draft. It is written twice: the manifest names a digest of the pages, which the first writing has already.
pub(super) fn sign(making: &Making, draft: Draft) -> Result<Statement, ServiceError> {
    let (services, municipality) = (&making.services, &making.municipality);
    let key = signing_key(services, municipality.id)?;
    let now = services.now();
    let (name, media_type, description, content) = draft.data;
    let content = Arc::new(content);
    let data = Attachment { name, media_type, description, relation: Relation::Data, bytes: content.clone() };
    let mut manifest = manifest(&key, &data)?;
    manifest.about = draft.about.to_owned();
    manifest.period = draft.period;
    manifest.municipality = municipality.name.clone();
    manifest.made_at = now;
    let file_name = format!("{}-{}-{}.pdf", draft.about, municipality.code, manifest.period);
    let mut paper = Paper {
        title: draft.title,
        lead: draft.lead,
        footer: format!("Gemeente {}", municipality.name),
        producer: SOFTWARE.to_owned(),
        id: file_name.clone(),
        at: now,
        blocks: draft.blocks,
        attachments: attachments(&data, Vec::new(), Vec::new()),
    };
    manifest.document_sha256 = digest(&pdf::write(&paper)?)?;
    let signed = serde_json::to_vec(&manifest)
        .map_err(|error| ServiceError::Damaged(format!("a statement's manifest: {error}")))?;
    let signature = key.sign(&signed);
    paper.attachments = attachments(&data, signed, signature);
    Ok(Statement { file_name, bytes: pdf::write(&paper)? })
}

fn manifest(key: &SigningKey, data: &Attachment) -> Result<Manifest, ServiceError> {
    Ok(Manifest {
        format: FORMAT.to_owned(),
        about: String::new(),
        period: String::new(),
        municipality: String::new(),
        made_at: Timestamp::UNIX_EPOCH,
        software: SOFTWARE.to_owned(),
        document_sha256: String::new(),
        public_key: key.public_key()?.to_string(),
        files: vec![ManifestFile::of(data.name.clone(), &data.bytes)],
    })
}

fn attachments(data: &Attachment, signed: Vec<u8>, signature: Vec<u8>) -> Vec<Attachment> {
    let file = |name: &str, media_type, description: &str, relation, bytes| Attachment {
        name: name.to_owned(),
        media_type,
        description: description.to_owned(),
        relation,
        bytes: Arc::new(bytes),
    };
    let manifest = "Ondertekend manifest van deze verklaring";
    let signed = file(MANIFEST, "application/json", manifest, Relation::Data, signed);
    let below = "Handtekening (Ed25519) onder manifest.json";
    let signature = file(SIGNATURE, "application/octet-stream", below, Relation::Supplement, signature);
    vec![signed, signature, data.clone()]
}
