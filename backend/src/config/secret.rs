//! Secrets given in place or by the name of a file.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Neither the member nor its `_file` twin is set.
    #[error("{member}: set it, or {member}_file")]
    Missing {
        /// The member's full name.
        member: &'static str,
    },
    /// Both are set: which one counts would be a guess.
    #[error("{member} and {member}_file are both set; keep one")]
    Both {
        /// The member's full name.
        member: &'static str,
    },
    /// The file cannot be read.
    #[error("{member}_file {path}: {source}")]
    Unreadable {
        /// The member's full name.
        member: &'static str,
        /// The file it names.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The secret of `member`, from its own value or from the file its twin names; surrounding white space is dropped.
///
/// # Errors
/// When neither or both are set, or the file cannot be read.
pub fn resolve(
    member: &'static str,
    value: Option<&SecretString>,
    file: Option<&Path>,
) -> Result<SecretString, SecretError> {
    match (value, file) {
        (Some(value), None) => Ok(value.clone()),
        (None, Some(path)) => read(member, path),
        (None, None) => Err(SecretError::Missing { member }),
        (Some(_), Some(_)) => Err(SecretError::Both { member }),
    }
}

fn read(member: &'static str, path: &Path) -> Result<SecretString, SecretError> {
    let text = std::fs::read_to_string(path).map_err(|source| SecretError::Unreadable {
        member,
        path: path.to_owned(),
        source,
    })?;
    Ok(SecretString::from(text.trim().to_owned()))
}
