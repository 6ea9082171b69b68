//! Checking an unpacked bundle without the installation that made it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use poortwacht_evidence::signing::PublicKey;

use super::manifest::{FORMAT, Manifest, files};
use crate::dossier::{Difference, MANIFEST, SIGNATURE, Unreadable, signature_differs};
use crate::statement::{self, files_differ};

/// Why a folder could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum BundleUnreadable {
    /// A file of it is missing or cannot be read.
    #[error("{}: {error}; unpack the bundle and give the folder that was in it", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The manifest is of a form that this version does not know, or of none.
    #[error("manifest.json is not in the form poortwacht-bundle-1: {0}")]
    Manifest(String),
    /// A statement in it cannot be read.
    #[error("{file}: {error}")]
    Statement {
        /// Its name.
        file: String,
        /// Why.
        error: Unreadable,
    },
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedBundle {
    /// The municipality's name.
    pub municipality: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Fingerprint of the key in the manifest; nothing when that is no key.
    pub key: Option<String>,
    /// Number of files that the manifest names.
    pub files: usize,
    /// Everything that is not as it was made, with the file it is in; empty when the bundle is whole.
    pub differences: Vec<(String, Difference)>,
}

/// Checks a bundle that was unpacked to `folder`: the signature under its manifest, each file, and each statement in it. The
/// ledger in it is verified as any exported ledger is. Without a key from elsewhere the check shows only that the bundle
/// is in itself whole, not who made it.
///
/// # Errors
/// [`BundleUnreadable`] for what is no bundle.
pub fn check(folder: &Path, key: Option<&PublicKey>) -> Result<CheckedBundle, BundleUnreadable> {
    let (signed, signature) = (read(folder, MANIFEST)?, read(folder, SIGNATURE)?);
    let manifest: Manifest =
        serde_json::from_slice(&signed).map_err(|error| BundleUnreadable::Manifest(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(BundleUnreadable::Manifest(manifest.format));
    }
    let own = manifest.public_key.parse::<PublicKey>().ok();
    let there = files(folder).map_err(|error| BundleUnreadable::File { path: folder.to_owned(), error })?;
    let unsigned = signature_differs(&signed, &signature, own, key);
    let mut differences: Vec<_> = unsigned.into_iter().map(|it| (MANIFEST.to_owned(), it)).collect();
    differences.extend(files_differ(&manifest.files, &there));
    for file in manifest.files.iter().filter(|file| file.file.ends_with(".pdf")) {
        differences.extend(statement_differs(folder, &file.file, key)?);
    }
    Ok(CheckedBundle {
        municipality: manifest.municipality,
        made_at: manifest.made_at,
        key: own.map(|key| key.fingerprint()),
        files: manifest.files.len(),
        differences,
    })
}

/// A statement that is missing has been named already.
fn statement_differs(
    folder: &Path,
    file: &str,
    key: Option<&PublicKey>,
) -> Result<Vec<(String, Difference)>, BundleUnreadable> {
    let Ok(pdf) = fs::read(folder.join(file)) else { return Ok(Vec::new()) };
    let checked = statement::check(&pdf, key)
        .map_err(|error| BundleUnreadable::Statement { file: file.to_owned(), error })?;
    Ok(checked.differences.into_iter().map(|difference| (file.to_owned(), difference)).collect())
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, BundleUnreadable> {
    let path = folder.join(name);
    fs::read(&path).map_err(|error| BundleUnreadable::File { path, error })
}
