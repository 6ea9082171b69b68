//! Checking a statement without the installation that made it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lopdf::Document;
use poortwacht_evidence::signing::PublicKey;

use super::sign::{FORMAT, Manifest, ManifestFile};
use crate::dossier::{
    Difference, MANIFEST, SIGNATURE, Unreadable, attachments, fingerprint_of, signature_differs,
};

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedStatement {
    /// What it is about: `destruction` or `promises`.
    pub about: String,
    /// The month or the moment that it is about.
    pub period: String,
    /// The municipality's name.
    pub municipality: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Fingerprint of the key in the file; nothing when that is no key.
    pub key: Option<String>,
    /// Everything that is not as it was made; empty when the statement is whole.
    pub differences: Vec<Difference>,
}

/// Checks a statement: the signature under its manifest, its pages, and each file in it. Without a key from elsewhere the
/// check shows only that the file is in itself whole, not who made it.
///
/// # Errors
/// [`Unreadable`] for what is no statement.
pub fn check(pdf: &[u8], key: Option<&PublicKey>) -> Result<CheckedStatement, Unreadable> {
    let document = Document::load_mem(pdf).map_err(|error| Unreadable::NoPdf(error.to_string()))?;
    let mut files = attachments(&document);
    let signed = files.remove(MANIFEST).ok_or(Unreadable::NoDossier(MANIFEST))?;
    let signature = files.remove(SIGNATURE).ok_or(Unreadable::NoDossier(SIGNATURE))?;
    let manifest: Manifest =
        serde_json::from_slice(&signed).map_err(|error| Unreadable::Manifest(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(Unreadable::Manifest(manifest.format));
    }
    let own = manifest.public_key.parse::<PublicKey>().ok();
    let mut differences = signature_differs(&signed, &signature, own, key);
    if fingerprint_of(&document) != manifest.document_sha256 {
        differences.push(Difference::Document);
    }
    let there: Vec<_> = files.into_iter().map(|(file, bytes)| ManifestFile::of(file, &bytes)).collect();
    differences.extend(files_differ(&manifest.files, &there).into_iter().map(|(_, difference)| difference));
    Ok(CheckedStatement {
        about: manifest.about,
        period: manifest.period,
        municipality: manifest.municipality,
        made_at: manifest.made_at,
        key: own.map(|key| key.fingerprint()),
        differences,
    })
}

/// Every file that the manifest names is there as it was made, and none besides: what differs, by its name.
pub(crate) fn files_differ(named: &[ManifestFile], there: &[ManifestFile]) -> Vec<(String, Difference)> {
    let digests = |files: &[ManifestFile]| -> BTreeMap<String, String> {
        files.iter().map(|file| (file.file.clone(), file.sha256.clone())).collect()
    };
    let (named, there) = (digests(named), digests(there));
    let of_named = named.iter().filter_map(|(file, digest)| match there.get(file) {
        None => Some((file.clone(), Difference::Missing(file.clone()))),
        Some(found) if found != digest => Some((file.clone(), Difference::Content(file.clone()))),
        Some(_) => None,
    });
    let unlisted = there.keys().filter(|file| !named.contains_key(*file));
    of_named.chain(unlisted.map(|file| (file.clone(), Difference::Unlisted(file.clone())))).collect()
}

/// A file that travels in a statement; what it says is not checked.
///
/// # Errors
/// [`Unreadable`] for what is no PDF with such a file.
pub fn attached(pdf: &[u8], name: &'static str) -> Result<Vec<u8>, Unreadable> {
    let document = Document::load_mem(pdf).map_err(|error| Unreadable::NoPdf(error.to_string()))?;
    attachments(&document).remove(name).ok_or(Unreadable::NoDossier(name))
}
