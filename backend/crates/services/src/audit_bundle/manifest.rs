//! The manifest: which files there are, each with its digest.

use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dossier::{MANIFEST, SIGNATURE};
use crate::statement::ManifestFile;

/// Names this form of the manifest.
pub(super) const FORMAT: &str = "poortwacht-bundle-1";

/// The manifest. Its bytes are signed as they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Manifest {
    /// [`FORMAT`].
    pub(super) format: String,
    /// The municipality's name.
    pub(super) municipality: String,
    /// When it was made.
    pub(super) made_at: Timestamp,
    /// The program that made it.
    pub(super) software: String,
    /// The key that the signature was made with, SubjectPublicKeyInfo in base64.
    pub(super) public_key: String,
    /// The files besides manifest, signature and ledger, by name.
    pub(super) files: Vec<ManifestFile>,
}

/// The files of a folder besides manifest and signature, by name; folders in it are the ledger's.
pub(super) fn files(folder: &Path) -> io::Result<Vec<ManifestFile>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && ![MANIFEST, SIGNATURE].contains(&file.as_str()) {
            found.push(ManifestFile::of(file, &fs::read(entry.path())?));
        }
    }
    found.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(found)
}
