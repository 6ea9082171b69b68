//! What can go wrong with a bucket.

use std::error::Error;

use object_store::Error as StoreError;

use super::name::ObjectName;

/// Longest part of a server's answer that is repeated, in characters.
const LONGEST_DETAIL: usize = 300;

/// How the client spells the statuses of a refusal.
const REFUSALS: [&str; 2] = ["status code: 401", "status code: 403"];

/// Why the bucket did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// It does not answer, or not as a bucket does: nothing was decided, try again later.
    #[error("the bucket is not available: {0}")]
    Unavailable(String),
    /// It answers, and does not let these credentials do that.
    #[error("the bucket refuses the credentials: {0}")]
    Refused(String),
    /// There is no such object.
    #[error("the bucket has no object {0}")]
    Missing(ObjectName),
    /// There is an object of that name with other content.
    #[error("the bucket has another object under the name {0}")]
    Conflict(ObjectName),
    /// The object is larger than any sealed picture.
    #[error("the object {name} has {size} bytes: more than any sealed picture")]
    TooLarge {
        /// Its name.
        name: ObjectName,
        /// Its size in bytes.
        size: u64,
    },
}

impl BucketError {
    /// An error that concerns the bucket as a whole. A refused listing has no kind of its own: its status tells.
    pub(super) fn of_bucket(error: &StoreError) -> Self {
        let text = told(error);
        let is_refused =
            matches!(error, StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. })
                || REFUSALS.iter().any(|status| text.contains(status));
        let line = text.chars().take(LONGEST_DETAIL).collect();
        if is_refused { Self::Refused(line) } else { Self::Unavailable(line) }
    }

    /// An error that concerns one object. A missing bucket also answers "not found"; that is no missing object.
    pub(super) fn of_object(name: ObjectName, error: &StoreError) -> Self {
        match error {
            StoreError::NotFound { source, .. } if !source.to_string().contains("NoSuchBucket") => {
                Self::Missing(name)
            }
            StoreError::AlreadyExists { .. } => Self::Conflict(name),
            other => Self::of_bucket(other),
        }
    }
}

/// The error with its causes, in one line.
fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let own = error.to_string();
        if !text.contains(&own) {
            text = format!("{text}: {own}");
        }
        cause = error.source();
    }
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
